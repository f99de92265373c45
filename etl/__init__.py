"""The private job: takes deliveries in, checks them, protects the numbers, publishes releases."""

"""The same page made with other tools, to measure ours beside them."""

"""Fetches what a supplier's API holds into files that 'accept' then takes. Only here does the job
speak with another machine, and only columns that a mapping reads come to rest on the disk."""

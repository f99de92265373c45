"""The public site: reads releases, draws, and never calculates."""

"""The contract between the private job and the public site: what a release is made of."""

"""The directory and where its facts come from."""

"""The verbs of `set`, one a file."""

"""The verbs of `simulate`, one file each."""

"""The verbs of `config`, one a file: contexts, each of which is a state file and a namespace in it."""

"""The subcommands of `config`, one per file. A context is a state file and a namespace in it."""

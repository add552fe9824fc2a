"""The subcommands of `simulate`, one per file."""

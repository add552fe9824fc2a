"""The subcommands of `state`, one per file."""

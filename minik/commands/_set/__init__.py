"""The subcommands of `set`, one per file."""

"""The subcommands of `dns`, one per file."""

"""The subcommands of `auth`, one per file."""

"""The subcommands of `proxy`, one per file."""

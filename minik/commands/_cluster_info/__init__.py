"""The subcommands of `cluster-info`, one per file."""

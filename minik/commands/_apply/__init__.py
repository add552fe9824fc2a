"""The subcommands of `apply` that show, set and edit the last-applied annotation, one per file."""

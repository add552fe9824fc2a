"""The subcommands of `rollout`, one per file."""

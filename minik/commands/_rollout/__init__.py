"""The verbs of `rollout`, one a file."""

"""The state file itself: one file a question."""

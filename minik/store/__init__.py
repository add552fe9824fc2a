"""The cluster on disk: one file, one lock, read once and written once per command."""

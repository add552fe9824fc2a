"""What `apply` remembers: shown, set and edited, one verb a file."""

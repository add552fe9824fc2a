"""What `create` can make from a few words: one file a kind, each with a `command`; the objects are made in `intake/generators`."""

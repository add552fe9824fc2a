"""The generators of `create KIND`, one per file; `intake/generators` builds the objects."""

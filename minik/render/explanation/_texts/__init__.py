"""Data: what is told of types and fields, one file a family."""

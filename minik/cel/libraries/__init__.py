"""What expressions may call, one file a library: `LIBRARY` says its functions, macros and types."""

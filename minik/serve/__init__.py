"""What listens on sockets: one file a server."""

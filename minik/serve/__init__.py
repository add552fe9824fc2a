"""Servers that listen on sockets, one file each."""

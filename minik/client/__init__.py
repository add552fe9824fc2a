"""What kubectl itself works out before it asks the API server: generators, drain, edit, prune, wait.

It uses `intake/`, the server's half, and is never used by it. No input or output.
"""

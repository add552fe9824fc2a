"""The Kubernetes API as pure functions: a request in, an answer out, with no socket and no clock.

`get --raw` and the other `--raw` stand on it.
"""

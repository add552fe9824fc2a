"""A cluster that runs: asked over its API, read only, and only for what a question needs.

What stands here gives the same cluster that a dump of it would give.
"""

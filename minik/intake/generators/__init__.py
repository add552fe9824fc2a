"""Generators: objects made from a few words, as `create`, `run` and `expose` make them. One file a kind; nothing is read, nothing decided.

What they make is what kubectl sends: even the empty parts that Go's types cannot leave out are there.
"""

"""Generators: objects as `create`, `run` and `expose` make them. One file per kind.

They return what kubectl sends, including the empty parts that Go's types always write.
"""

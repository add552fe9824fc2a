"""Subresources that are no part of their object. One file each.

Each has a function for every verb it knows (`get`, `create`, `replace`, `patch`): it takes a Call and
returns a Reply. Without one the verb's own file answers.
"""

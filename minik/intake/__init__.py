"""From text to objects in a cluster: parse documents, decode objects, admit them.

Written once for all kinds.
"""

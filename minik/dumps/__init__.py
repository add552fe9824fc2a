"""A dump of a cluster becomes that cluster, and a cluster becomes a dump: to the letter.

Settings are read off the objects. No controller runs here.
"""

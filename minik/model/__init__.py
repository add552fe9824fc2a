"""What everything is made of: objects, keys, selectors, the Cluster value. No rule of any kind, no
I/O, no clock.
"""

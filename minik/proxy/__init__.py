"""How a packet reaches a pod. Routes are decided once, and every proxy mode and every answer reads
only them.

No DNS rules and no formatting stand here.
"""

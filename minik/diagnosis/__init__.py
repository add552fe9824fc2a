"""Where a name or an address leads, and why it does not: the decisions of the lower packages,
combined and explained.
"""

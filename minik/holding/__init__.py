"""What is held of the controllers' changes to an imported cluster: found, and withheld from them.

Which changes those are stands beside the cluster (`model/held.py`). No controller is known here.
"""

"""A cluster from elsewhere, read only: what kubectl printed, folders and archives of collectors.

The shelf `collectors/` has one file a source. Nothing is ever written or unpacked to a disk here.
"""

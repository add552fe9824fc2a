"""Managed fields and server-side apply.

Upstream: sigs.k8s.io/structured-merge-diff and apimachinery `managedfields`. Who made an object is
noted in one word (`first_writers.py`), who changed it later with the fields; from its first
server-side apply on every writer is, the controllers as well.
"""

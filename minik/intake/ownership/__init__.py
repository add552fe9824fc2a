"""Managed fields and server-side apply.

Upstream: sigs.k8s.io/structured-merge-diff and apimachinery `managedfields`. An object's fields are
tracked from its first server-side apply on; objects that were never applied that way cost nothing.
"""

"""Who wrote which field: managed fields, and server-side apply, which lays over an object only what nobody else has a say in.

Upstream: sigs.k8s.io/structured-merge-diff and apimachinery `managedfields`. An object's fields are tracked from its first server-side
apply on, as an API server does with objects that come without managed fields; all others cost nothing.
"""

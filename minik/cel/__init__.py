"""CEL: expressions in rules and policies, checked and evaluated as the API server does.

A text is parsed (`parser`), its macros are expanded (`macros`), its types are checked (`checker`), its
worst cost is estimated (`costs`), and it becomes a tree of closures (`planning`). What functions
there are stands in `libraries/`, one file a library. Nothing here knows of custom resources or policies.

Upstream rules: cel-go 0.26 with the environment of Kubernetes 1.36.
"""

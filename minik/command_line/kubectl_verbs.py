"""The verbs that kubectl has, too."""

VERBS = frozenset(
    (
        "annotate",
        "apply",
        "attach",
        "autoscale",
        "certificate",
        "cordon",
        "create",
        "debug",
        "delete",
        "drain",
        "edit",
        "exec",
        "expose",
        "label",
        "logs",
        "patch",
        "port-forward",
        "replace",
        "rollout",
        "run",
        "scale",
        "set",
        "taint",
        "uncordon",
        "wait",
    )
)

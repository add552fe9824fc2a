"""One Kubernetes cluster in one file: where does a Service lead, and why not."""

__version__ = "0.1.0"
# What `from minik import ...` gives beside the version; it is imported when it is asked for.
LIBRARY = ("Cluster", "Refusal", "Server", "check", "kustomize")


def __getattr__(name: str) -> object:
    if name not in LIBRARY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from minik import library  # noqa: PLC0415 the command line does without it

    return getattr(library, name)

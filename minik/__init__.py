"""One Kubernetes cluster in one file: where does a Service lead, and why not."""

__version__ = "0.1.0"

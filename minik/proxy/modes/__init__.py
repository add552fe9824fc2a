"""kube-proxy's modes, one file each: `rules(service_ports, node) -> Iterator[str]`. A mode never
sees a Kubernetes object.
"""

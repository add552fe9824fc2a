"""CoreDNS and the Service kube-dns, as kubeadm sets them up: `init --addons dns`."""

from collections.abc import Iterator
from ipaddress import ip_network

from minik.bootstrap.first_objects import VERSION, policy_rules
from minik.bootstrap.role_rules import SLICES
from minik.model.object import Object
from minik.model.settings import Settings

NAME, SYSTEM = "coredns", "kube-system"
LABELS = {"k8s-app": "kube-dns"}
IMAGE = "registry.k8s.io/coredns/coredns:v1.13.1"
PLACE = 10  # which address of the services' range the name server has
COREFILE = """\
.:53 {{
    errors
    health {{
       lameduck 5s
    }}
    ready
    kubernetes {domain} in-addr.arpa ip6.arpa {{
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }}
    prometheus :9153
    forward . /etc/resolv.conf {{
       max_concurrent 1000
    }}
    cache 30
    loop
    reload
    loadbalance
}}
"""
PORTS = (("dns", 53, "UDP"), ("dns-tcp", 53, "TCP"), ("metrics", 9153, "TCP"))
TOLERATIONS = [
    {"key": "CriticalAddonsOnly", "operator": "Exists"},
    {"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane"},
]


def make(settings: Settings) -> Iterator[Object]:
    """Yield the objects, in the order in which they need each other."""
    here = {"name": NAME, "namespace": SYSTEM}
    yield {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": here}
    yield _rbac(
        "ClusterRole", rules=policy_rules(f":endpoints,namespaces,pods,services:L {SLICES}:L")
    )
    account = {"kind": "ServiceAccount", **here}
    role = {"apiGroup": VERSION.partition("/")[0], "kind": "ClusterRole", "name": f"system:{NAME}"}
    yield _rbac("ClusterRoleBinding", roleRef=role, subjects=[account])
    corefile = COREFILE.format(domain=settings.cluster_domain)
    yield {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": here,
        "data": {"Corefile": corefile},
    }
    yield _service(settings)
    yield _deployment()


def _rbac(kind: str, **parts: object) -> Object:
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": f"system:{NAME}"}, **parts}


def _service(settings: Settings) -> Object:
    addresses = [str(ip_network(cidr)[PLACE]) for cidr in settings.service_cidrs]
    labels = {
        **LABELS,
        "kubernetes.io/cluster-service": "true",
        "kubernetes.io/name": "CoreDNS",
    }
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kube-dns",
            "namespace": SYSTEM,
            "labels": labels,
            "annotations": {"prometheus.io/port": "9153", "prometheus.io/scrape": "true"},
        },
        "spec": {
            "clusterIP": addresses[0],
            "clusterIPs": addresses,
            "ipFamilyPolicy": "SingleStack" if len(addresses) == 1 else "RequireDualStack",
            "selector": LABELS,
            "ports": [
                {"name": name, "port": port, "protocol": protocol, "targetPort": port}
                for name, port, protocol in PORTS
            ],
        },
    }


def _deployment() -> Object:
    container = {
        "name": NAME,
        "image": IMAGE,
        "args": ["-conf", "/etc/coredns/Corefile"],
        "ports": [
            {"name": name, "containerPort": port, "protocol": protocol}
            for name, port, protocol in PORTS
        ],
        "livenessProbe": {"httpGet": {"path": "/health", "port": 8080}},
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8181}},
        "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m", "memory": "70Mi"}},
        "volumeMounts": [{"mountPath": "/etc/coredns", "name": "config-volume", "readOnly": True}],
    }
    items = [{"key": "Corefile", "path": "Corefile"}]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": NAME, "namespace": SYSTEM, "labels": LABELS},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": LABELS},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {
                    "containers": [container],
                    "dnsPolicy": "Default",
                    "nodeSelector": {"kubernetes.io/os": "linux"},
                    "priorityClassName": "system-cluster-critical",
                    "serviceAccountName": NAME,
                    "tolerations": TOLERATIONS,
                    "volumes": [
                        {"name": "config-volume", "configMap": {"name": NAME, "items": items}}
                    ],
                },
            },
        },
    }

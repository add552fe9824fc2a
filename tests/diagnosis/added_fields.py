"""Fields that objects of causes' examples may have too, for changed_examples: each is added where it is
not, with a value that matters elsewhere in Kubernetes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CONTAINER = {
    "command": ["sh", "-c", "sleep 30; exec server"],
    "args": ["--port=9090"],
    "env": [{"name": "URL", "value": "http://other:81"}, {"name": "PORT", "value": "9090"}],
    "envFrom": [{"configMapRef": {"name": "other"}}],
    "ports": [{"containerPort": 9090, "name": "http"}],
    "volumeMounts": [{"name": "data", "mountPath": "/data"}],
    "resources": {"limits": {"memory": "64Mi", "cpu": "100m"}},
    "securityContext": {"runAsNonRoot": True, "readOnlyRootFilesystem": True},
    "livenessProbe": {"tcpSocket": {"port": 9090}},
    "readinessProbe": {"httpGet": {"path": "/", "port": "http"}},
    "startupProbe": {"exec": {"command": ["true"]}, "failureThreshold": 2, "periodSeconds": 1},
    "lifecycle": {"preStop": {"exec": {"command": ["sleep", "60"]}}},
    "restartPolicy": "Always",
}
PROBE = {
    "failureThreshold": 7,
    "periodSeconds": 60,
    "initialDelaySeconds": 300,
    "timeoutSeconds": 90,
    "terminationGracePeriodSeconds": 1,
}
POD = {
    "hostNetwork": True,
    "dnsPolicy": "Default",
    "dnsConfig": {"options": [{"name": "ndots", "value": "1"}], "searches": ["example.com"]},
    "hostAliases": [{"ip": "192.0.2.1", "hostnames": ["web", "db"]}],
    "hostname": "a",
    "subdomain": "web",
    "restartPolicy": "Never",
    "enableServiceLinks": False,
    "automountServiceAccountToken": False,
    "serviceAccountName": "other",
    "nodeSelector": {"disk": "ssd"},
    "nodeName": "node-1",
    "tolerations": [{"operator": "Exists"}],
    "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}]}},
    "priorityClassName": "other",
    "securityContext": {"runAsUser": 1000, "runAsNonRoot": True},
    "terminationGracePeriodSeconds": 0,
    "readinessGates": [{"conditionType": "example.com/up"}],
    "volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Mi"}}],
    "imagePullSecrets": [{"name": "other"}],
}  # fmt: skip
SERVICE = {
    "type": "LoadBalancer",
    "clusterIP": "None",
    "sessionAffinity": "ClientIP",
    "internalTrafficPolicy": "Local",
    "publishNotReadyAddresses": True,
    "externalIPs": ["192.0.2.80"],
    "selector": {"app": "web", "tier": "x"},
    "ipFamilies": ["IPv6"],
}
PORT = {"name": "metrics", "protocol": "UDP", "targetPort": 9090, "appProtocol": "http"}
WORKLOAD = {
    "replicas": 3,
    "paused": True,
    "suspend": True,
    "minReadySeconds": 3600,
    "progressDeadlineSeconds": 3601,
    "activeDeadlineSeconds": 1,
    "backoffLimit": 0,
    "parallelism": 3,
    "strategy": {"type": "Recreate"},
    "updateStrategy": {"type": "OnDelete"},
    "serviceName": "other",
    "podManagementPolicy": "Parallel",
    "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}],
}  # fmt: skip
METADATA = {
    "deletionTimestamp": "2026-11-23T07:00:00Z",
    "labels": {"app": "web"},
    "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "other", "uid": "u9", "controller": True}],
}  # fmt: skip
CLAIM = {
    "volumeName": "other",
    "storageClassName": "other",
    "volumeMode": "Block",
    "selector": {"matchLabels": {"a": "b"}},
}
VOLUME = {
    "claimRef": {"namespace": "default", "name": "other"},
    "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}]}},
    **CLAIM,
}  # fmt: skip
STATUS = {
    "phase": "Pending",
    "reason": "Evicted",
    "conditions": [{"type": "Ready", "status": "False", "reason": "Other", "message": "other"}],
    "replicas": 1,
    "readyReplicas": 1,
    "observedGeneration": 1,
}
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job")
OF_SPEC: Mapping[str, Mapping[str, Any]] = {
    "Service": SERVICE,
    "PersistentVolumeClaim": CLAIM,
    "PersistentVolume": VOLUME,
    **dict.fromkeys(WORKLOADS, WORKLOAD),
}
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def added(kind: Any, place: Sequence[str | int], value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a part of an object may have too, with their values."""
    if isinstance(value, dict):
        for name, given in fields(kind, place, value).items():
            if name not in value:
                yield name, given


def fields(kind: Any, place: Sequence[str | int], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what stands at such a place of an object."""
    *above, last = ["", *place]
    if last in PROBES:
        return PROBE
    if isinstance(last, int):
        if above[-1] in ("containers", "initContainers"):
            return CONTAINER
        return PORT if kind == "Service" and above[-1] == "ports" else {}
    if last == "spec" and "containers" in value:
        return POD
    if place == ("spec",):
        return OF_SPEC.get(kind, {})
    return METADATA if place == ("metadata",) else STATUS if place == ("status",) else {}

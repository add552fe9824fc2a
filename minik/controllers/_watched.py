"""The kinds that each controller watches, so that only those that are due are imported: an `apply` of
one Service took a quarter longer with all of them. Written by `python tests/laws/watched.py` and compared
with the records by a law; a controller that is not named here is imported.
"""

WATCHED: dict[str, tuple[str, ...]] = {
    "cluster_role_aggregation": ("ClusterRole",),
    "cron_job": (
        "CronJob",
        "Job",
        "ResourceQuota",
    ),
    "custom_resource_cleanup": ("*",),
    "custom_resource_definition": ("CustomResourceDefinition",),
    "daemon_set": (
        "DaemonSet",
        "Pod",
        "Node",
        "ControllerRevision",
        "ResourceQuota",
    ),
    "default_storage_class": (
        "PersistentVolumeClaim",
        "StorageClass",
    ),
    "deployment": (
        "Deployment",
        "ReplicaSet",
    ),
    "disruption": (
        "PodDisruptionBudget",
        "Pod",
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
    ),
    "endpoint_slice": (
        "Service",
        "Pod",
        "Node",
        "EndpointSlice",
    ),
    "endpoint_slice_mirroring": (
        "Service",
        "Endpoints",
        "EndpointSlice",
    ),
    "endpoints": (
        "Service",
        "Pod",
        "Endpoints",
    ),
    "garbage_collector": ("*",),
    "gateway": (
        "GatewayClass.gateway.networking.k8s.io",
        "Gateway.gateway.networking.k8s.io",
        "ListenerSet.gateway.networking.k8s.io",
        "HTTPRoute.gateway.networking.k8s.io",
        "GRPCRoute.gateway.networking.k8s.io",
        "TLSRoute.gateway.networking.k8s.io",
        "TCPRoute.gateway.networking.k8s.io",
        "UDPRoute.gateway.networking.k8s.io",
        "ReferenceGrant.gateway.networking.k8s.io",
        "BackendTLSPolicy.gateway.networking.k8s.io",
        "Service",
        "Secret",
        "ConfigMap",
        "Namespace",
        "Ingress",
    ),
    "horizontal_pod_autoscaler": ("HorizontalPodAutoscaler",),
    "ingress": (
        "Ingress",
        "IngressClass",
        "Service",
        "Pod",
    ),
    "job": (
        "Job",
        "Pod",
        "ResourceQuota",
    ),
    "kubelet": (
        "Pod",
        "Node",
        "ConfigMap",
        "Secret",
    ),
    "kubernetes_service": (
        "Service",
        "Node",
        "Endpoints",
        "EndpointSlice",
        "Namespace",
    ),
    "load_balancer": ("Service",),
    "namespace": ("*",),
    "node_ipam": ("Node",),
    "node_lifecycle": ("Node",),
    "node_pressure": ("Node",),
    "node_status": ("Node",),
    "pod_garbage_collector": (
        "Node",
        "Pod",
    ),
    "pod_termination": (
        "Pod",
        "Node",
    ),
    "replica_set": (
        "ReplicaSet",
        "Pod",
        "ResourceQuota",
    ),
    "replication_controller": (
        "ReplicationController",
        "Pod",
        "ResourceQuota",
    ),
    "resource_quota": ("*",),
    "scheduler": (
        "Pod",
        "Node",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "Namespace",
    ),
    "service_account": (
        "Namespace",
        "ServiceAccount",
        "ConfigMap",
    ),
    "service_cidr": (
        "ServiceCIDR",
        "IPAddress",
    ),
    "service_ip": (
        "Service",
        "IPAddress",
    ),
    "stateful_set": (
        "StatefulSet",
        "Pod",
        "ControllerRevision",
        "PersistentVolumeClaim",
        "ResourceQuota",
    ),
    "storage_protection": (
        "PersistentVolumeClaim",
        "PersistentVolume",
        "Pod",
    ),
    "taint_eviction": (
        "Node",
        "Pod",
    ),
    "ttl_after_finished": ("Job",),
    "validating_admission_policy_status": ("ValidatingAdmissionPolicy",),
    "volume_binder": (
        "PersistentVolumeClaim",
        "PersistentVolume",
        "StorageClass",
        "Pod",
    ),
}

# Those that do nothing while there is no object of a kind, and this kind.
ONLY_FOR: dict[str, str] = {
    "cron_job": "CronJob",
    "custom_resource_cleanup": "CustomResourceDefinition",
    "custom_resource_definition": "CustomResourceDefinition",
    "daemon_set": "DaemonSet",
    "deployment": "Deployment",
    "disruption": "PodDisruptionBudget",
    "gateway": "GatewayClass.gateway.networking.k8s.io",
    "horizontal_pod_autoscaler": "HorizontalPodAutoscaler",
    "ingress": "Ingress",
    "job": "Job",
    "replica_set": "ReplicaSet",
    "replication_controller": "ReplicationController",
    "resource_quota": "ResourceQuota",
    "stateful_set": "StatefulSet",
}

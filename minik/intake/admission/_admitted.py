"""The kinds that each admission plugin is for (`*`: all), so that only those are imported which look at a
request: half of them are for pods alone. Written by `python tests/laws/watched.py` and compared with the
records by a law; a plugin that is not named here is imported.
"""

ADMITTED: dict[str, tuple[str, ...]] = {
    "certificate_approval": ("CertificateSigningRequest",),
    "certificate_signing": ("CertificateSigningRequest",),
    "certificate_subject_restriction": ("CertificateSigningRequest",),
    "cluster_trust_bundle_attest": ("ClusterTrustBundle",),
    "default_ingress_class": ("Ingress",),
    "default_storage_class": ("PersistentVolumeClaim",),
    "default_toleration_seconds": ("Pod",),
    "limit_ranger": (
        "Pod",
        "PersistentVolumeClaim",
    ),
    "mutating_admission_policy": ("*",),
    "mutating_admission_webhook": ("*",),
    "namespace_lifecycle": ("*",),
    "persistent_volume_claim_resize": ("PersistentVolumeClaim",),
    "pod_security": (
        "Namespace",
        "Pod",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "DaemonSet",
        "ReplicationController",
        "Job",
        "CronJob",
        "PodTemplate",
    ),
    "priority": (
        "Pod",
        "PriorityClass",
    ),
    "resource_quota": ("*",),
    "runtime_class": ("Pod",),
    "service_account": ("Pod",),
    "storage_object_in_use_protection": (
        "PersistentVolumeClaim",
        "PersistentVolume",
    ),
    "taint_nodes_by_condition": ("Node",),
    "validating_admission_policy": ("*",),
    "validating_admission_webhook": ("*",),
}

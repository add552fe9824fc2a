"""Fields that a server has in its schema and drops, since the feature gate is off: until which version.

A field stands with the minor version of Kubernetes in which its gate is on by default. Upstream rules:
`pkg/features/kube_features.go` and the `dropDisabledFields` of each strategy.
"""

from collections.abc import Mapping

CONTAINER = {"resizePolicy": 33, "restartPolicy": 29, "restartPolicyRules": 35}
GATES: Mapping[str, Mapping[str, int]] = {
    "apiextensions.v1.CustomResourceDefinitionVersion": {"selectableFields": 31},
    "apps.v1.DeploymentStatus": {"terminatingReplicas": 35},
    "apps.v1.ReplicaSetStatus": {"terminatingReplicas": 35},
    "apps.v1.RollingUpdateStatefulSetStrategy": {"maxUnavailable": 35},
    "autoscaling.v2.HPAScalingRules": {"tolerance": 35},
    "batch.v1.JobSpec": {
        "backoffLimitPerIndex": 29,
        "managedBy": 32,
        "maxFailedIndexes": 29,
        "podReplacementPolicy": 29,
        "successPolicy": 31,
    },
    "core.v1.Container": CONTAINER,
    "core.v1.EnvVarSource": {"fileKeyRef": 35},
    "core.v1.EphemeralContainer": CONTAINER,
    "core.v1.Lifecycle": {"stopSignal": 36},
    "core.v1.LifecycleHandler": {"sleep": 30},
    "core.v1.LoadBalancerIngress": {"ipMode": 30},
    "core.v1.PersistentVolumeClaimSpec": {"volumeAttributesClassName": 34},
    "core.v1.PersistentVolumeSpec": {"volumeAttributesClassName": 34},
    "core.v1.PodAffinityTerm": {"matchLabelKeys": 31, "mismatchLabelKeys": 31},
    "core.v1.PodSecurityContext": {"seLinuxChangePolicy": 33, "supplementalGroupsPolicy": 33},
    "core.v1.PodSpec": {
        "hostUsers": 33,
        "hostnameOverride": 35,
        "resourceClaims": 34,
        "resources": 34,
    },
    "core.v1.ResourceRequirements": {"claims": 34},
    "core.v1.SecurityContext": {"procMount": 33},
    "core.v1.ServiceSpec": {"trafficDistribution": 31},
    "core.v1.VolumeMount": {"recursiveReadOnly": 31},
    "storage.v1.CSIDriverSpec": {"nodeAllocatableUpdatePeriodSeconds": 35},
}
PREFIXES = ("io.k8s.api.", "io.k8s.apiextensions-apiserver.pkg.apis.")


def is_off(definition: str, field: str, minor: int) -> bool:
    """Tell whether a field of a definition (`1.29/io.k8s.api.core.v1.PodSpec`) is dropped by a server of
    a minor version.
    """
    name = definition.rpartition("/")[2]
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return minor < GATES.get(name, {}).get(field, 0)

"""The kinds of policies, and whether a cluster has any: most have none, and need nothing else of this
room.
"""

from minik.model.cluster import Cluster

GROUP = "policy.networking.k8s.io"
NETWORK_POLICY = "NetworkPolicy"
CLUSTER_POLICY = f"ClusterNetworkPolicy.{GROUP}"
ADMIN_POLICY = f"AdminNetworkPolicy.{GROUP}"
BASELINE_POLICY = f"BaselineAdminNetworkPolicy.{GROUP}"
CLUSTER_WIDE = (CLUSTER_POLICY, ADMIN_POLICY, BASELINE_POLICY)
KINDS = (NETWORK_POLICY, *CLUSTER_WIDE)


def has_policies(cluster: Cluster) -> bool:
    """Return whether a cluster has any policy."""
    return any(cluster.of(kind) for kind in KINDS)

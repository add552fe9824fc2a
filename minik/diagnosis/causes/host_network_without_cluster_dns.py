"""A pod on the host network asks the node's name servers."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, Cause, Finding
from minik.diagnosis.name_servers_asked import level_of, policy_of, spec_path
from minik.diagnosis.view import View
from minik.kinds import pod as pods

CAUSE = Cause(
    "host-network-without-cluster-dns",
    "F64",
    INFO,
    "a pod on the host network asks the node's name servers",
    "With hostNetwork the policy ClusterFirst falls back to Default: names of Services are unknown. Set dnsPolicy: "
    "ClusterFirstWithHostNet.",
)


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        if policy_of(maker) == "ClusterFirst" and pods.uses_host_network(maker.pod):
            yield Finding(
                CAUSE,
                maker.key,
                f"{spec_path(maker)}.dnsPolicy",
                "hostNetwork with ClusterFirst: the node's name servers are asked",
                "dnsPolicy: ClusterFirstWithHostNet",
                level=level_of(view, maker),
            )

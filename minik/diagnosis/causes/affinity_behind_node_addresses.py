"""Affinity by client address where all clients have the address of a node."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import INFO, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.service import fields as services
from minik.model import object as objects

CAUSE = Cause(
    "affinity-behind-node-addresses",
    "F50",
    INFO,
    "affinity by client address, where all clients have the address of a node",
    "With externalTrafficPolicy: Cluster the source address of packets from outside becomes that of the node, so affinity keeps sending "
    "everybody who comes through one node to one pod.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.services:
        if (
            services.affinity_seconds(service)
            and services.needs_node_ports(service)
            and services.external_policy(service) == "Cluster"
        ):
            key = objects.key(service)
            fix = patches.patch(key, {"spec": {"externalTrafficPolicy": "Local"}})
            yield Finding(
                CAUSE,
                key,
                "spec.sessionAffinity",
                "clients from outside come with the address of the node that they entered by",
                patches.choose_fix(view, fix, "externalTrafficPolicy: Local"),
            )

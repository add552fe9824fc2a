"""The cluster's name server is not there, or is not the one that pods ask."""

from collections.abc import Iterator

from minik.diagnosis import name_servers_asked
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.name_server import silent_server
from minik.diagnosis.view import View
from minik.model import object as objects

CAUSE = Cause(
    "cluster-dns-missing",
    "F70",
    ERROR,
    "the cluster's name server is not there, or is not the one that pods ask",
    "Pods ask the cluster IP of the Service kube-dns in kube-system. Without it, without endpoints behind it, or with another address in "
    "dnsConfig, no name of a Service is known.",
    symptom="leaves names of Services unknown",
)


def findings(view: View) -> Iterator[Finding]:
    yield from with_cause(CAUSE, view.facts(name_servers_asked.facts))
    yield from cluster_server(view)


def cluster_server(view: View) -> Iterator[Finding]:
    """Yield a Service kube-dns that is missing, if the cluster runs CoreDNS, or that is silent."""
    server = view.cluster.get("Service", "kube-system", "kube-dns")
    workers = [
        workload
        for workload in view.workloads
        if objects.name(workload) in ("coredns", "kube-dns")
        and objects.namespace(workload) == "kube-system"
    ]
    if server is None and workers:
        yield Finding(
            CAUSE,
            objects.key(workers[0]),
            "metadata.name",
            "there is no Service kube-dns in kube-system, so no pod finds it",
            "a Service kube-dns with the selector k8s-app: kube-dns",
        )
    silent = silent_server(view.cluster) if view.settled else None
    if silent is not None and silent in view.services:
        yield Finding(
            CAUSE,
            objects.key(silent),
            "spec.selector",
            "no pod answers behind kube-dns, so no name of a Service is found",
            "minik why svc/kube-dns -n kube-system",
        )

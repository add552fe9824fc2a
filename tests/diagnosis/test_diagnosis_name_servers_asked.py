"""Pods that ask other name servers than the cluster's, by their own settings (upstream: `GetPodDNS`)."""

from typing import Any

import pytest
from crafting import check, obj, pod_spec, service, workload

from minik.model.object import Object

DNS = service("kube-dns", "kube-system", selector={"k8s-app": "kube-dns"}, clusterIP="10.96.0.10")


def asking(*nameservers: str, **spec: Any) -> Object:
    """A Deployment whose pods ask these servers alone."""
    config = {"dnsPolicy": "None", "dnsConfig": {"nameservers": list(nameservers)}}
    return workload(pod=pod_spec(**{**config, **spec}))


def told(*docs: Object) -> list[tuple[str, str, str]]:
    """Return what is found of name servers: the cause, the field and the reason."""
    return [
        (one.code.name, one.field, one.because)
        for one in check(docs)
        if one.code.name in ("cluster-dns-missing", "without-cluster-dns")
        and one.object.kind in ("Deployment", "Pod")
    ]


POLICY = "spec.template.spec.dnsPolicy"
SERVERS = "spec.template.spec.dnsConfig.nameservers"


@pytest.mark.parametrize(
    ("docs", "expected"),
    [
        ([asking("10.96.0.10"), DNS], []),
        ([asking("8.8.8.8", "10.96.0.10"), DNS], []),
        (
            [asking("10.96.0.11"), DNS],
            [("cluster-dns-missing", SERVERS, "10.96.0.11 is not 10.96.0.10, the address of kube-dns")],
        ),
        (
            [asking("8.8.8.8", "1.1.1.1"), DNS],
            [
                (
                    "without-cluster-dns",
                    POLICY,
                    "dnsPolicy is None, with the name servers 8.8.8.8, 1.1.1.1: names of Services are unknown",
                )
            ],
        ),
        ([asking("10.43.0.10")], []),
        ([asking("10.96.7.7"), service("own-dns", clusterIP="10.96.7.7")], []),
        (
            [asking("192.168.0.10")],
            [
                (
                    "without-cluster-dns",
                    POLICY,
                    "dnsPolicy is None, with the name servers 192.168.0.10: names of Services are unknown",
                )
            ],
        ),
        ([workload(pod=pod_spec(dnsPolicy="ClusterFirst")), DNS], []),
        (
            [obj("v1", "Pod", "alone", spec=pod_spec(dnsPolicy="Default"))],
            [
                (
                    "without-cluster-dns",
                    "spec.dnsPolicy",
                    "dnsPolicy is Default: names of Services are unknown",
                )
            ],
        ),
    ],
)  # fmt: skip
def test_only_servers_that_do_not_know_services_are_told_of(
    docs: list[Object], expected: list[tuple[str, str, str]]
) -> None:
    assert told(*docs) == expected


@pytest.mark.parametrize(("value", "severity"), [("http://web:8080", "warning"), ("x", "info")])
def test_it_matters_more_to_who_calls_a_service(value: str, severity: str) -> None:
    env = [{"name": "URL", "value": value}]
    pod = pod_spec([{"name": "c", "image": "app:1", "env": env}], dnsPolicy="Default")
    docs = [service(), workload(), workload(name="client", labels={"app": "client"}, pod=pod)]
    (found,) = [one for one in check(docs) if one.code.name == "without-cluster-dns"]
    assert found.severity == severity

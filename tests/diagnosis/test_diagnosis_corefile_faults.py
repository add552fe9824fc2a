"""What a Corefile does to names of Services; and `check`, `resolve`, `why` and `dns` say the same of it."""

import pytest
from objects import build

from minik.command_line.dns_questions import answer
from minik.diagnosis import causes, corefile_faults, relevance
from minik.diagnosis.resolution import resolve
from minik.diagnosis.view import View
from minik.discovery import corefile
from minik.discovery.names import Name
from minik.model import object as objects
from minik.model.cluster import EPOCH, Cluster
from minik.model.object import Key, Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects

OWN = "kubernetes cluster.local in-addr.arpa ip6.arpa"
WEB, DB = "web.default.svc.cluster.local", "db.shop.svc.cluster.local"
HOSTS = "hosts {\n 10.0.0.5 legacy.corp.example\n}"


def service(name: str, namespace: str, address: str) -> Object:
    spec = {
        "type": "ClusterIP",
        "clusterIP": address,
        "clusterIPs": [address],
        "ipFamilies": ["IPv4"],
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
    }
    return build("Service", name, namespace, spec=spec)


def cluster(text: str) -> Cluster:
    slice_of_web = build(
        "EndpointSlice",
        "web-1",
        "default",
        addressType="IPv4",
        endpoints=[{"addresses": ["10.244.1.2"], "conditions": {"ready": True}}],
        ports=[{"port": 80, "protocol": "TCP"}],
    )
    slice_of_web["metadata"]["labels"] = {"kubernetes.io/service-name": "web"}
    made = [
        build("ConfigMap", "coredns", "kube-system", data={"Corefile": text}),
        build("Namespace", "default", ""),
        build("Namespace", "shop", ""),
        service("web", "default", "10.96.0.7"),
        service("db", "shop", "10.96.0.8"),
        slice_of_web,
    ]
    tables: dict[str, dict[str, Object]] = {}
    for one in made:
        tables.setdefault(one["kind"], {})[objects.key(one).path] = one
    return Cluster(Objects(tables), DEFAULT, EPOCH)


# The plugins of the block → what is at fault, what would be right, and the names that it hits.
CASES: dict[str, tuple[str, list[tuple[str, str, tuple[str, ...]]]]] = {
    "nothing": (OWN, []),
    "no plugin kubernetes": (
        "forward . 10.0.0.53",
        [("it has no plugin kubernetes, which answers names of Services", OWN, ())],
    ),
    "another domain": (
        "kubernetes cluster.example",
        [
            (
                "its plugin kubernetes answers for cluster.example, and Services are asked for in cluster.local",
                OWN,
                (),
            )
        ],
    ),
    "too wide a domain": (
        "kubernetes local",
        [
            (
                "its plugin kubernetes answers for local, and Services are asked for in cluster.local",
                OWN,
                (),
            )
        ],
    ),
    "a namespace left out": (
        OWN + " {\n namespaces default\n}",
        [
            (
                "its plugin kubernetes answers for the namespaces default alone",
                "namespaces default shop",
                (DB,),
            )
        ],
    ),
    "hosts without fallthrough": (
        f"{HOSTS}\n{OWN}",
        [
            (
                "its plugin hosts answers all of svc.cluster.local with SERVFAIL, since it has no fallthrough",
                "fallthrough in the block of hosts",
                (WEB, DB),
            )
        ],
    ),
    "hosts with fallthrough": (f"{HOSTS.replace('}', 'fallthrough' + chr(10) + '}')}\n{OWN}", []),
    "a Service among the hosts": (
        f"hosts {{\n 10.0.0.5 {WEB}\n fallthrough\n}}\n{OWN}",
        [(f"its plugin hosts answers {WEB} with 10.0.0.5", f"hosts without {WEB}", (WEB,))],
    ),
    "a template of one": (
        f"template ANY A {{\n match ^db[.]shop[.]\n rcode NXDOMAIN\n fallthrough\n}}\n{OWN}",
        [(f"its plugin template answers {DB} with NXDOMAIN", "without this template", (DB,))],
    ),
    "a template of another family": (f"template ANY AAAA {{\n rcode NXDOMAIN\n}}\n{OWN}", []),
    "a template without fallthrough": (
        f"template IN A {{\n match ^a[.]example[.]$\n}}\n{OWN}",
        [
            (
                "its plugin template answers all of svc.cluster.local with SERVFAIL, since it has no fallthrough",
                "fallthrough in the block of template",
                (WEB, DB),
            )
        ],
    ),
    "a Service renamed": (
        f"rewrite name {WEB} nobody.default.svc.cluster.local\n{OWN}",
        [
            (
                f"its plugin rewrite rewrites {WEB} to nobody.default.svc.cluster.local",
                f"rewrite without {WEB}",
                (WEB,),
            )
        ],
    ),
    "a Service renamed to another": (
        f"rewrite name {WEB} {DB}\n{OWN}",
        [(f"its plugin rewrite rewrites {WEB} to {DB}", f"rewrite without {WEB}", (WEB,))],
    ),
    "a name of somebody else renamed": (f"rewrite name api.example.com {WEB}\n{OWN}", []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_corefile_is_at_fault_where_a_service_is_not_answered(case: str) -> None:
    lines, wanted = CASES[case]
    state = cluster(f".:53 {{\n{lines}\n}}\n")
    found = corefile_faults.faults(state, corefile.of_cluster(state), [WEB, DB])
    assert [(one.because, one.fix, one.names) for one in found] == wanted


def test_a_word_that_is_no_plugin_counts_when_coredns_starts() -> None:
    state = cluster(f".:53 {{\nbogus\n{OWN}\n}}\n")
    (fault,) = corefile_faults.faults(state, corefile.of_cluster(state), [WEB])
    assert fault.because == 'there is no plugin "bogus": CoreDNS does not start with it'
    assert fault.starts
    assert resolve(state, Name("web", "default")).reason is None


def test_no_server_block_at_the_port() -> None:
    state = cluster(f".:5353 {{\n{OWN}\n}}\ncorp.example {{\nwhoami\n}}\n")
    (fault,) = corefile_faults.faults(state, corefile.of_cluster(state), [WEB])
    assert fault.because == (
        "no server block takes names below svc.cluster.local at port 53: it has .:5353, corp.example:"
    )


@pytest.mark.parametrize("case", CASES)
def test_all_commands_say_the_same_of_a_corefile(case: str) -> None:
    lines, wanted = CASES[case]
    state = cluster(f".:53 {{\n{lines}\n}}\n")
    broken = any(not names or WEB in names for _, _, names in wanted)
    assert (resolve(state, Name("web", "default")).reason is not None) is broken
    about = relevance.findings_about(state, Key("Service", "default", "web"))
    assert ("cluster-dns-misconfigured" in {one.code.name for one in about}) is broken
    found = {one.code.name for one in causes.collect_findings(View(state))}
    assert ("cluster-dns-misconfigured" in found) is bool(wanted)
    walked = answer(state, WEB + ".", "", "default", "").walk
    addresses = [record.value for record in walked.records]
    assert (addresses != ["10.96.0.7"]) is broken

"""The name server answers as its Corefile says: rewrites first, then templates, hosts, the plugin
kubernetes, and at last other servers.
"""

import pytest
import scene

from minik.discovery.name_server import answer
from minik.model.cluster import Cluster

OWN = "kubernetes cluster.local in-addr.arpa ip6.arpa {\n pods insecure\n ttl 30\n}"
OUT = "forward . /etc/resolv.conf"
WEB, WEB_IP = "web.default.svc.cluster.local", "10.96.0.7"


def cluster(*plugins: str, head: str = ".:53") -> Cluster:
    lines = "\n".join(plugins or (OWN, OUT))
    return scene.cluster(
        scene.made(
            "ConfigMap", "coredns", "kube-system", data={"Corefile": f"{head} {{\n{lines}\n}}\n"}
        ),
        scene.made("Namespace", "default", ""),
        scene.service("web", WEB_IP, [scene.port(80, "http")]),
    )


def told(state: Cluster, name: str, kind: str = "A") -> tuple[str, list[str]]:
    found = answer(state, name, kind)
    return found.code, [f"{record.name} {record.ttl} {record.value}" for record in found.answers]


HOSTS = "hosts {\n 10.0.0.5 legacy.corp.example old.example\n fd00::5 legacy.corp.example\n"
CASES = {
    "as kubeadm has it": ((OWN, OUT), WEB, "NOERROR", [f"{WEB} 30 {WEB_IP}"]),
    "the default ttl": (("kubernetes cluster.local",), WEB, "NOERROR", [f"{WEB} 5 {WEB_IP}"]),
    "an unknown Service": ((OWN, OUT), "nope.default.svc.cluster.local", "NXDOMAIN", []),
    "another zone": (("kubernetes cluster.example", OUT), WEB, "REFUSED", []),
    "another zone, asked for": (
        ("kubernetes cluster.example", OUT),
        "web.default.svc.cluster.example",
        "NOERROR",
        [f"web.default.svc.cluster.example 5 {WEB_IP}"],
    ),
    "nobody left to ask": (("errors",), WEB, "SERVFAIL", []),
    "pods disabled": (
        ("kubernetes cluster.local",),
        "10-244-1-2.default.pod.cluster.local",
        "NXDOMAIN",
        [],
    ),
    "pods insecure": (
        (OWN,),
        "10-244-1-2.default.pod.cluster.local",
        "NOERROR",
        ["10-244-1-2.default.pod.cluster.local 30 10.244.1.2"],
    ),
    "a namespace left out": (
        ("kubernetes cluster.local {\n namespaces shop\n}",),
        WEB,
        "NXDOMAIN",
        [],
    ),
    "a namespace that is in": (
        ("kubernetes cluster.local {\n namespaces shop default\n}",),
        WEB,
        "NOERROR",
        [f"{WEB} 5 {WEB_IP}"],
    ),
    "a host": ((HOSTS + "}", OWN), "old.example", "NOERROR", ["old.example 3600 10.0.0.5"]),
    "a host with a ttl": (
        (HOSTS + "ttl 60\n}", OWN),
        "LEGACY.corp.example.",
        "NOERROR",
        ["legacy.corp.example 60 10.0.0.5"],
    ),
    "hosts without fallthrough": ((OWN, HOSTS + "}", OUT), WEB, "SERVFAIL", []),
    "hosts with fallthrough": (
        (HOSTS + "fallthrough\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "hosts for a zone of its own": (
        (HOSTS.replace("hosts", "hosts custom.hosts corp.example") + "}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a name rewritten": (
        (f"rewrite name api.example.com {WEB}", OWN),
        "api.example.com",
        "NOERROR",
        [f"api.example.com 30 {WEB_IP}"],
    ),
    "a suffix rewritten keeps the other name": (
        ("rewrite name suffix .corp.local .default.svc.cluster.local", OWN),
        "web.corp.local",
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a suffix rewritten, and its answer": (
        (
            "rewrite stop {\n name suffix .corp.local .default.svc.cluster.local\n answer auto\n}",
            OWN,
        ),
        "web.corp.local",
        "NOERROR",
        [f"web.corp.local 30 {WEB_IP}"],
    ),
    "a pattern rewritten": (
        (r"rewrite name regex (.*)\.in\.(.*)\.corp {1}.{2}.svc.cluster.local", OWN),
        "web.in.default.corp",
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a prefix rewritten": (
        ("rewrite name prefix old- ", "rewrite name prefix the-web web", OWN),
        "the-web.default.svc.cluster.local",
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a part rewritten": (
        ("rewrite name substring .staging. .default.", OWN),
        "web.staging.svc.cluster.local",
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "the first rule stops": (
        ("rewrite name a.example b.example", f"rewrite name b.example {WEB}", OWN, OUT),
        "a.example",
        "REFUSED",
        [],
    ),
    "a rule that continues": (
        ("rewrite continue name a.example b.example", f"rewrite name b.example {WEB}", OWN),
        "a.example",
        "NOERROR",
        [f"a.example 30 {WEB_IP}"],
    ),
    "other rewrites": (("rewrite ttl example 5", OWN), WEB, "NOERROR", [f"{WEB} 30 {WEB_IP}"]),
    "a template of all": (("template ANY ANY {\n rcode NXDOMAIN\n}", OWN), WEB, "NXDOMAIN", []),
    "a template of another type": (
        ("template ANY AAAA {\n rcode NXDOMAIN\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a template of another class": (
        ("template CH A {\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a template of another zone": (
        ("template IN A corp.example {\n rcode REFUSED\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a template's answer": (
        (
            "template IN A corp.example {\n match ^ip-(?P<a>[0-9]+)[.]corp[.]example[.]$\n"
            ' answer "{{ .Name }} 60 IN A 10.0.0.{{ .Group.a }}"\n}',
            OWN,
        ),
        "ip-7.corp.example",
        "NOERROR",
        ["ip-7.corp.example 60 10.0.0.7"],
    ),
    "a template without a match": (
        ("template IN A corp.example {\n match ^a[.]\n}", OUT),
        "b.corp.example",
        "SERVFAIL",
        [],
    ),
    "a template without a match, with fallthrough": (
        ("template IN A {\n match ^a[.]\n fallthrough\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a pattern that cannot be read": (
        ("template IN A {\n match ^(?P<\n fallthrough\n}", OWN),
        WEB,
        "NOERROR",
        [f"{WEB} 30 {WEB_IP}"],
    ),
    "a pattern that would take for ever": (
        ("template IN A {\n match ^(a+)+$\n match ^(w|.)*!\n fallthrough\n}", OWN),
        "a" * 60 + ".default.svc.cluster.local",
        "NXDOMAIN",
        [],
    ),
    "another server": (("forward corp.example 10.0.0.53", OWN), "db.corp.example", "REFUSED", []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_question_is_answered_by_the_first_plugin_that_answers_it(case: str) -> None:
    plugins, name, code, records = CASES[case]
    assert told(cluster(*plugins), name) == (code, records)


@pytest.mark.parametrize(
    ("plugins", "head", "name", "reason"),
    [
        (
            (OWN, OUT),
            "corp.example",
            WEB,
            f"no server block of the Corefile takes {WEB} at port 53",
        ),
        ((OWN, OUT), ".:5353", WEB, f"no server block of the Corefile takes {WEB} at port 53"),
        (
            ("forward . 10.0.0.53 10.0.1.53",),
            ".:53",
            WEB,
            f"no plugin kubernetes of the Corefile answers for {WEB}: it is asked at 10.0.0.53, 10.0.1.53",
        ),
        (
            (OWN, "forward . 10.0.0.53"),
            ".:53",
            "db.corp.example",
            "db.corp.example is asked at 10.0.0.53, as the Corefile says, and not known here",
        ),
        (
            (OWN, OUT),
            ".:53",
            "db.corp.example",
            "db.corp.example lies in no zone of the cluster, and no upstream server is given",
        ),
    ],
)
def test_who_would_have_to_be_asked_is_told(
    plugins: tuple[str, ...], head: str, name: str, reason: str
) -> None:
    found = answer(cluster(*plugins, head=head), name, "A")
    assert (found.code, found.reason) == ("REFUSED", reason)


def test_names_of_addresses_are_answered_as_before() -> None:
    assert told(cluster(), "7.0.96.10.in-addr.arpa", "PTR")[1] == [
        f"7.0.96.10.in-addr.arpa 30 {WEB}."
    ]
    assert answer(cluster(), "9.0.96.10.in-addr.arpa", "PTR").code == "NXDOMAIN"

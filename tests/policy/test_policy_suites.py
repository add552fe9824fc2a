"""The truth tables of Kubernetes' e2e suite (test/e2e/network/netpol) and of cyclonus' generator, as a
table of our own: nine pods (a, b, c in x, y, z), and for each case who is cut off at which port.

An expectation reads like those suites: everything passes, but what a line denies, and what a later line
allows again; `*` stands for every pod, `x/*` for those of a namespace.
"""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from typing import Any

import pytest
import truth_tables

from minik.model.cluster import Cluster
from minik.policy.matrix import matrix

DOORS = [(protocol, port) for protocol in ("TCP", "UDP", "SCTP") for port in (80, 81)]
PORTS = {f"serve-{port}-{protocol.lower()}": f"{protocol}/{port}" for protocol, port in DOORS}
PODS = [
    {"pod": f"{space}/{name}", "labels": {"pod": name}, "ports": PORTS, "address": f"{net}.0.0.7"}
    for space, nets in (("x", (10, 30, 50)), ("y", (70, 90, 110)), ("z", (130, 150, 170)))
    for name, net in zip("abc", nets, strict=True)
]
SPACES = [
    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"ns": name}}}
    for name in "xyz"
]
NAME = "kubernetes.io/metadata.name"
A, ALL = {"matchLabels": {"pod": "a"}}, dict[str, Any]()
ANYBODY = {"podSelector": ALL, "namespaceSelector": ALL}
IN, OUT = "ingress", "egress"
X_A_IN, X_A_OUT = ("* > x/a",), ("x/a > *",)


def pod(*names: str) -> dict[str, Any]:
    return {"podSelector": labelled("pod", *names)}


def space(*names: str) -> dict[str, Any]:
    return {"namespaceSelector": labelled("ns", *names)}


def labelled(key: str, *values: str) -> dict[str, Any]:
    """A selector: by one label, or by an expression of several."""
    if len(values) == 1:
        return {"matchLabels": {key: values[0]}}
    return {"matchExpressions": [{"key": key, "operator": "In", "values": list(values)}]}


def other_than(*names: str) -> dict[str, Any]:
    term = {"key": NAME, "operator": "NotIn", "values": list(names)}
    return {"namespaceSelector": {"matchExpressions": [term]}}


def policy(
    way: str, *rules: Mapping[str, Any], of: str = "x", who: Any = A, name: str = ""
) -> dict[str, Any]:
    spec = {"podSelector": who, "policyTypes": [way.title()], way: list(rules)}
    metadata = {"name": name or f"{way}-{len(str(rules))}-{len(str(who))}", "namespace": of}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": spec,
    }


def source(*peers: Mapping[str, Any], ports: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    return {"from": list(peers), **({"ports": list(ports)} if ports else {})}


def target(*peers: Mapping[str, Any]) -> dict[str, Any]:
    return {"to": list(peers)}


def at(port: Any, protocol: str = "TCP", **more: Any) -> dict[str, Any]:
    return {"ports": [{"port": port, "protocol": protocol, **more}]}


BOTH_WAYS = [policy(IN, of="x", who=ALL), policy(OUT, of="x", who=ALL)]
TO_B = "x/b > x/a"
# name: the policies, and by door ("" for every other one) who is denied (!: allowed again)
E2E: dict[str, tuple[list[dict[str, Any]], dict[str, Sequence[str]]]] = {
    "default-deny-all": (BOTH_WAYS, {"": ("* > x/*", "x/* > *")}),
    "a target alone": (
        [policy(IN, who=ALL), policy(IN, source(ANYBODY), name="a")],
        {"": ("* > x/*", "!* > x/a")},
    ),
    "pods by expression": (
        [policy(IN, source(pod("b", "c")))],
        {"": (*X_A_IN, "!x/b > x/a", "!x/c > x/a")},
    ),
    "pods or namespaces": (
        [policy(IN, source(other_than("x"), pod("b")))],
        {"": ("x/* > x/a", "!x/b > x/a")},
    ),
    "pods of namespaces": (
        [policy(IN, source({**other_than("x"), **pod("b", "c")}))],
        {"": (*X_A_IN, *(f"!{one}/{name} > x/a" for one in "yz" for name in "bc"))},
    ),
    "either of two pods": (
        [policy(IN, source(pod("b"), pod("c")))],
        {"": (*X_A_IN, "!x/b > x/a", "!x/c > x/a")},
    ),
    "a port of a namespace": (
        [policy(IN, source(space("y"), ports=[{"port": 81, "protocol": "TCP"}]))],
        {"TCP/81": (*X_A_IN, "!y/* > x/a"), "": X_A_IN},
    ),
    "a named port for all": (
        [policy(IN, at("serve-81-tcp"), who=ALL)],
        {"TCP/81": (), "": ("* > x/*",)},
    ),
    "egress by a named port": (
        [policy(OUT, at("serve-80-tcp"), who=ALL)],
        {"TCP/80": (), "": ("x/* > *",)},
    ),
    "ingress and egress together": (
        [policy(IN, source(pod("b"))), policy(OUT, at(80))],
        {"TCP/80": (*X_A_IN, "!" + TO_B), "": (*X_A_IN, *X_A_OUT, "!" + TO_B)},
    ),
    "egress to a pod elsewhere": (
        [policy(OUT, target({**space("y"), **pod("a")}))],
        {"": (*X_A_OUT, "!x/a > y/a")},
    ),
    "allow-all egress wins": (
        [policy(OUT, at(80), who=ALL), policy(OUT, {}, who=ALL, name="open")],
        {"": ()},
    ),
    "ingress and egress are independent": (
        [policy(OUT, {}), policy(IN)],
        {"": X_A_IN},
    ),
    "SCTP isolates for TCP too": ([policy(IN, at(80, "SCTP"))], {"SCTP/80": (), "": X_A_IN}),
    "namespaces but one, by their default label": (
        [policy(OUT, target(other_than("y")))],
        {"": ("x/a > y/*",)},
    ),
    "egress into a CIDR": (
        [policy(OUT, target({"ipBlock": {"cidr": "$IP(y/b)/32"}}))],
        {"": (*X_A_OUT, "!x/a > y/b")},
    ),
}
NOBODY, NEVER = {"ipBlock": {"cidr": "0.0.0.0/31"}}, space("never")
PEERS: dict[str, tuple[dict[str, Any], Sequence[str]]] = {  # cyclonus: peer, and who passes
    "empty pods, no namespace": ({"podSelector": ALL}, ("x/*",)),
    "pods by label, no namespace": (pod("c"), ("x/c",)),
    "no pods, all namespaces": ({"namespaceSelector": ALL}, ("*",)),
    "empty pods, all namespaces": ({"podSelector": ALL, "namespaceSelector": ALL}, ("*",)),
    "pods by label, all namespaces": ({**pod("c"), "namespaceSelector": ALL}, ("?/c",)),
    "no pods, namespace by label": (space("x"), ("x/*",)),
    "empty pods, namespace by label": ({"podSelector": ALL, **space("y")}, ("y/*",)),
    "pods by label, namespace by label": ({**pod("c"), **space("y")}, ("y/c",)),
    "namespace by default label": ({"namespaceSelector": labelled(NAME, "z")}, ("z/*",)),
    "ipBlock": ({"ipBlock": {"cidr": "$IP(y/c)/8"}}, ("y/c",)),
    "ipBlock with except": (
        {"ipBlock": {"cidr": "128.0.0.0/1", "except": ["$IP(z/c)/32"]}},
        ("z/a", "z/b"),
    ),
    "all addresses": ({"ipBlock": {"cidr": "0.0.0.0/0"}}, ("*",)),
    "an address that nobody has": (NOBODY, ()),
    "a namespace that is not there": (NEVER, ()),
}
OPENED: dict[str, tuple[Sequence[dict[str, Any]], Sequence[str]]] = {  # ports, and which they open
    "none": ((), tuple(PORTS.values())),
    "no protocol and port": (({},), ("TCP/80", "TCP/81")),
    "a port without a protocol": (({"port": 81},), ("TCP/81",)),
    **{
        f"{protocol}": (({"protocol": protocol},), (f"{protocol}/80", f"{protocol}/81"))
        for protocol in ("TCP", "UDP", "SCTP")
    },
    **{
        f"{protocol} {port}": (({"protocol": protocol, "port": port},), (f"{protocol}/{port}",))
        for protocol, port in DOORS
    },
    **{
        name: (({"protocol": door.split("/")[0], "port": name},), (door,))
        for name, door in PORTS.items()
    },
    **{
        f"{protocol} 53 to {last}": (
            ({"protocol": protocol, "port": 53, "endPort": last},),
            tuple(f"{protocol}/{port}" for port in (80, 81) if port <= last),
        )
        for protocol in ("TCP", "UDP", "SCTP")
        for last in (80, 84)
    },
    "a name of another protocol": (({"protocol": "TCP", "port": "serve-81-udp"},), ()),
    "a name that is not there": (({"protocol": "TCP", "port": "serve-7981-udp"},), ()),
    "a number that is not served": (({"protocol": "TCP", "port": 7981},), ()),
    "two entries": (
        ({"protocol": "TCP", "port": 80}, {"protocol": "UDP", "port": "serve-81-udp"}),
        ("TCP/80", "UDP/81"),
    ),
}
OPEN, BY_POD = dict[str, Any](), source({"namespaceSelector": ALL})
BY_IP = source({"ipBlock": {"cidr": "0.0.0.0/0"}})
CONFLICTS: dict[str, tuple[list[dict[str, Any]], Sequence[str]]] = {
    "deny all and allow all to one": ([policy(IN), policy(IN, OPEN, name="open")], ()),
    "deny all and allow all from one": ([policy(OUT), policy(OUT, OPEN, name="open")], ()),
    "deny all and allow all by pod": ([policy(IN), policy(IN, BY_POD, name="pods")], ()),
    "deny all and allow all by address": ([policy(IN), policy(IN, BY_IP, name="all")], ()),
    "deny all and allow all from one by pod": (
        [policy(OUT), policy(OUT, target({"namespaceSelector": ALL}), name="pods")],
        (),
    ),
    "deny all and allow all from one by address": (
        [policy(OUT), policy(OUT, target({"ipBlock": {"cidr": "0.0.0.0/0"}}), name="all")],
        (),
    ),
    "the client may, the server may not": (
        [policy(OUT, OPEN), policy(IN, of="y", who=labelled("pod", "b"))],
        ("* > y/b",),
    ),
    "the server may, the client may not": (
        [policy(OUT), policy(IN, OPEN, of="y", who=labelled("pod", "b"))],
        X_A_OUT,
    ),
    "deny by address, allow by pod": (
        [policy(IN, source(NOBODY)), policy(IN, BY_POD, name="pods")],
        (),
    ),
    "deny by pod, allow by address": (
        [policy(IN, source(NEVER)), policy(IN, BY_IP, name="all")],
        (),
    ),
    "deny by pod and by address": (
        [policy(IN, source(NEVER)), policy(IN, source(NOBODY), name="none")],
        X_A_IN,
    ),
}


def applied(policies: Sequence[Mapping[str, Any]]) -> Cluster:
    step = {"apply": list(policies), "denied": {}}
    found = truth_tables.steps({"pods": PODS, "objects": SPACES, "steps": [step]})
    return next(found)[0]


def denies(lines: Sequence[str], client: str, server: str) -> bool:
    """Whether the last line that is about a pair denies it."""
    verdict = False
    for line in lines:
        left, _, right = line.removeprefix("!").partition(" > ")
        if fnmatch(client, left) and fnmatch(server, right):
            verdict = not line.startswith("!")
    return verdict


def differing(its: Cluster, expected: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield each answer that is another one than expected; of nobody to itself."""
    for cell in matrix(its).cells():
        door = f"{cell.door[0]}/{cell.door[1]}"
        lines = expected.get(door, expected.get("", ()))
        wrong = cell.verdict.allowed is denies(lines, cell.client, cell.server)
        if wrong and cell.client != cell.server:
            yield f"{cell.client} > {cell.server} {door}: {cell.verdict.allowed}"


@pytest.mark.parametrize("name", E2E)
def test_cases_of_the_e2e_suite(name: str) -> None:
    policies, expected = E2E[name]
    assert not list(differing(applied(policies), expected))


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("second", [None, *PEERS])
def test_peers_alone_and_in_pairs(name: str, second: str | None) -> None:
    several = [PEERS[one] for one in (name, second) if one]
    peers, through = [one[0] for one in several], [who for one in several for who in one[1]]
    letting_in = [*X_A_IN, *(f"!{who} > x/a" for who in through)]
    letting_out = [*X_A_OUT, *(f"!x/a > {who}" for who in through)]
    assert not list(differing(applied([policy(IN, source(*peers))]), {"": letting_in}))
    assert not list(differing(applied([policy(OUT, target(*peers))]), {"": letting_out}))


@pytest.mark.parametrize("name", OPENED)
def test_ports_by_number_name_range_and_protocol(name: str) -> None:
    ports, doors = OPENED[name]
    rule = {"ports": list(ports)} if ports else {}
    for way, shut in ((IN, X_A_IN), (OUT, X_A_OUT)):
        expected = {door: () if door in doors else shut for door in PORTS.values()}
        assert not list(differing(applied([policy(way, rule)]), expected)), way


@pytest.mark.parametrize("name", CONFLICTS)
def test_policies_in_conflict_add_up(name: str) -> None:
    policies, denied = CONFLICTS[name]
    assert not list(differing(applied(policies), {"": denied}))


@pytest.mark.parametrize("home", ["x", "y", "z"])
@pytest.mark.parametrize(
    ("who", "names"), [(ALL, "abc"), (A, "a"), (labelled("pod", "a", "b"), "ab")]
)
def test_whom_a_policy_is_about(home: str, who: Any, names: str) -> None:
    its = applied([policy(IN, of=home, who=who)])
    assert not list(differing(its, {"": [f"* > {home}/{name}" for name in names]}))


def labelled_step(what: str, denied: Sequence[str]) -> dict[str, Any]:
    return {"run": [["label", *what.split()]], "denied": denied}


FROM_MARKED = policy(IN, source({"podSelector": ALL, **space("marked")}), name="p")
TO_MARKED = policy(IN, source(pod("marked")), name="p")
ACTIONS: dict[str, Sequence[dict[str, Any]]] = {
    "create and delete a policy": (
        {"apply": [policy(IN, name="p")], "denied": X_A_IN},
        {"run": [["delete", "networkpolicy", "p", "-n", "x"]], "denied": ()},
    ),
    "create and update a policy": (
        {"apply": [policy(IN, name="p")], "denied": X_A_IN},
        {"apply": [policy(IN, OPEN, name="p")], "denied": ()},
        {"apply": [policy(OUT, name="p")], "denied": X_A_OUT},
    ),
    "update a namespace so that a policy applies, and no more": (
        {"apply": [FROM_MARKED], "denied": X_A_IN},
        labelled_step("namespace y ns=marked", (*X_A_IN, "!y/* > x/a")),
        labelled_step("namespace y ns=y", X_A_IN),
    ),
    "update a pod so that a policy applies, and no more": (
        {"apply": [TO_MARKED], "denied": X_A_IN},
        labelled_step("pod b pod=marked -n x", (*X_A_IN, "!x/b > x/a")),
        labelled_step("pod b pod=b -n x", X_A_IN),
    ),
    "update the pod that a policy is about": (
        {"apply": [policy(IN, name="p")], "denied": X_A_IN},
        labelled_step("pod a pod=c -n x", ()),
    ),
    "delete and create a pod": (
        {"apply": [policy(IN, name="p")], "denied": X_A_IN},
        {"run": [["delete", "pod", "a", "-n", "x"]], "denied": ()},
        {"apply": [truth_tables.pod(0, PODS[0])], "denied": X_A_IN},
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_what_changes_changes_the_table(name: str) -> None:
    case = {"pods": PODS, "objects": SPACES, "steps": ACTIONS[name]}
    for (its, _), step in zip(truth_tables.steps(case), ACTIONS[name], strict=True):
        assert not list(differing(its, {"": step["denied"]}))

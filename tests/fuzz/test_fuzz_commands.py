"""Random sequences of commands against a small model of the cluster: what must hold after every one
of them.

Addresses and ports are handed out once; endpoints are exactly the ready pods that a Service
selects; nobody owns what another owns, and no owner is missing; undo is an inverse, and redo of
undo; a rehearsal changes no byte; the same commands give the same bytes.
"""

from ipaddress import ip_address, ip_network
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from shell import Shell, tried

SERVICES, WORKLOADS, PODS, NODES = (
    ("s1", "s2", "s3"),
    ("d1", "d2"),
    ("p1", "p2", "p3"),
    ("node-1", "node-2", "node-3"),
)
APPS = st.sampled_from(["a", "b"])
CLUSTER_IPS, POD_IPS, NODE_PORTS = (
    ip_network("10.96.0.0/16"),
    ip_network("10.244.0.0/16"),
    range(30000, 32768),
)


def service(name: str, app: str, kind: str, port: int) -> str:
    spec = {"headless": "clusterIP: None", "ClusterIP": "type: ClusterIP"}.get(
        kind, f"type: {kind}"
    )
    fixed = f", nodePort: {port}" if kind == "NodePort" and port else ""
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{{spec}, selector: {{app: {app}}}, ports: [{{port: 80, targetPort: 8080{fixed}}}]}}\n"
    )


def deployment(name: str, app: str, replicas: int) -> str:
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\n"
        f"spec: {{replicas: {replicas}, selector: {{matchLabels: {{owner: {name}}}}}, template: {{metadata: {{labels: "
        f"{{owner: {name}, app: {app}}}}}, spec: {{containers: [{{name: main, image: x}}]}}}}}}\n"
    )


def pod(name: str, app: str, node: str) -> str:
    placed = f"nodeName: {node}, " if node else ""
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {app}}}}}\n"
        f"spec: {{{placed}containers: [{{name: main, image: x}}]}}\n"
    )


class Commands(RuleBasedStateMachine):
    """The model: which objects a person made, and what the objects were after each command that
    changed them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shell = Shell()
        self.typed: list[tuple[tuple[str, ...], str]] = []
        self.created: set[str] = set()
        self.before: list[tuple[dict[str, Any], set[str]]] = []
        self.after: list[tuple[dict[str, Any], set[str]]] = []
        self.found: dict[str, Any] = {}

    @initialize()
    def begin(self) -> None:
        self.type("init")
        self.found = self.shell.objects()

    def type(self, *words: str, given: str = "") -> int:
        """Type a line, and remember it, to type all of them once more in the end."""
        self.typed.append((words, given))
        return self.shell(*words, given=given).exit

    def change(self, *words: str, given: str = "", made: str = "", gone: str = "") -> bool:
        """A command that changes the cluster, first rehearsed where it can be; one that is refused
        changes nothing.
        """
        if words[0] != "simulate":
            files = self.shell.files()
            assert self.shell(*words, "--dry-run=server", given=given).exit in (0, 1)
            assert self.shell.files() == files, "a rehearsal has left something"
        old, history = self.found, self.shell.files().get("state.json.history")
        status = self.type(*words, given=given)
        self.found = self.shell.objects()
        if status:
            assert self.found == old, "what was refused has changed something"
            return False
        if self.shell.files().get("state.json.history") != history:
            self.before.append((old, set(self.created)))
            self.after.clear()
        self.created = self.created - {gone} | ({made} if made else set())
        return True

    @rule(
        name=st.sampled_from(SERVICES),
        app=APPS,
        kind=st.sampled_from(["ClusterIP", "NodePort", "LoadBalancer", "headless"]),
        port=st.sampled_from([0, 0, 30001, 30002]),
        verb=st.sampled_from(["apply", "create"]),
    )
    def add_service(self, name: str, app: str, kind: str, port: int, verb: str) -> None:
        there = f"Service/default/{name}" in self.created
        done = self.change(
            verb, "-f", "-", given=service(name, app, kind, port), made=f"Service/default/{name}"
        )
        assert not (verb == "create" and there and done)
        assert done or there or port, "a Service that asks for nothing was refused"

    @rule(name=st.sampled_from(WORKLOADS), app=APPS, replicas=st.integers(0, 4))
    def apply_deployment(self, name: str, app: str, replicas: int) -> None:
        assert self.change(
            "apply",
            "-f",
            "-",
            given=deployment(name, app, replicas),
            made=f"Deployment/default/{name}",
        )
        assert self.found[f"Deployment/default/{name}"]["spec"]["replicas"] == replicas

    @rule(name=st.sampled_from(PODS), app=APPS, node=st.sampled_from(["", *NODES]))
    def create_pod(self, name: str, app: str, node: str) -> None:
        there = f"Pod/default/{name}" in self.found
        assert (
            self.change("create", "-f", "-", given=pod(name, app, node), made=f"Pod/default/{name}")
            is not there
        )

    @rule(
        what=st.sampled_from(
            [f"pod/{name}" for name in PODS] + [f"service/{name}" for name in SERVICES]
        ),
        app=APPS,
    )
    def relabel(self, what: str, app: str) -> None:
        key = f"{what.partition('/')[0].capitalize()}/default/{what.partition('/')[2]}"
        there = key in self.found
        assert self.change("label", what, f"app={app}", "--overwrite") is there

    @rule(name=st.sampled_from(SERVICES), app=APPS)
    def select_others(self, name: str, app: str) -> None:
        there = f"Service/default/{name}" in self.found
        assert self.change("set", "selector", "service", name, f"app={app}") is there

    @rule(name=st.sampled_from(WORKLOADS), replicas=st.integers(0, 4))
    def scale(self, name: str, replicas: int) -> None:
        there = f"Deployment/default/{name}" in self.found
        assert self.change("scale", "deployment", name, f"--replicas={replicas}") is there

    @rule(
        what=st.sampled_from(
            [f"pod/{name}" for name in PODS]
            + [f"service/{name}" for name in SERVICES]
            + [f"deployment/{name}" for name in WORKLOADS]
        )
    )
    def delete(self, what: str) -> None:
        key = f"{what.partition('/')[0].capitalize()}/default/{what.partition('/')[2]}"
        there = key in self.found
        assert self.change("delete", what, gone=key) is there

    @rule(data=st.data(), state=st.sampled_from(["ready", "unready", "pod-exit"]))
    def probe(self, data: st.DataObject, state: str) -> None:
        pods = sorted(
            key.rpartition("/")[2] for key in self.found if key.startswith("Pod/default/")
        )
        self.change("simulate", state, data.draw(st.sampled_from(pods or ["none"])))

    @rule(node=st.sampled_from(NODES), event=st.sampled_from(["node-down", "node-up"]))
    def fail(self, node: str, event: str) -> None:
        self.change("simulate", event, node)
        self.forget()

    @rule(time=st.sampled_from(["1s", "40s", "6m"]))
    def advance(self, time: str) -> None:
        assert self.change("simulate", "advance", time)
        self.forget()

    def forget(self) -> None:
        """Pods of nodes that stay away are taken from the cluster."""
        self.created = {
            key for key in self.created if not key.startswith("Pod/") or key in self.found
        }

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        objects, made = self.before.pop()
        self.after.append((self.found, self.created))
        assert self.type("undo") == 0
        self.found, self.created = self.shell.objects(), made
        assert self.found == objects, "undo is no inverse"

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        objects, made = self.after.pop()
        self.before.append((self.found, self.created))
        assert self.type("redo") == 0
        self.found, self.created = self.shell.objects(), made
        assert self.found == objects, "redo is no inverse of undo"

    @rule(
        words=st.sampled_from(
            [
                ("check",),
                ("get", "all", "-o", "wide"),
                *(("resolve", name) for name in SERVICES),
                *(("why", name) for name in SERVICES),
                *(("why", f"pod/{name}") for name in PODS),
                ("proxy", "rules", "--mode", "iptables"),
                ("describe", "all"),
            ]
        )
    )
    def look(self, words: tuple[str, ...]) -> None:
        files = self.shell.files()
        self.shell(*words)
        assert self.shell.files() == files, "who looks changes nothing"

    def of(self, kind: str) -> list[Any]:
        return [obj for key, obj in self.found.items() if key.startswith(f"{kind}/")]

    @invariant()
    def what_was_made_is_there(self) -> None:
        kinds = ("Service/default/", "Deployment/default/")
        there = {key for key in self.found if key.startswith(kinds)} - {
            "Service/default/kubernetes"
        }
        assert there == {key for key in self.created if not key.startswith("Pod/")}
        for key in self.created:
            assert key in self.found

    @invariant()
    def addresses_and_ports_are_handed_out_once(self) -> None:
        services = [item["spec"] for item in self.of("Service")]
        addresses = [
            address
            for spec in services
            for address in spec.get("clusterIPs", [])
            if address != "None"
        ]
        ports = [
            port["nodePort"] for spec in services for port in spec["ports"] if port.get("nodePort")
        ]
        pods = [
            item["status"]["podIP"]
            for item in self.of("Pod")
            if item["status"].get("podIP") and not ended(item)
        ]
        for values in (addresses, ports, pods):
            assert len(values) == len(set(values))
        assert all(ip_address(address) in CLUSTER_IPS for address in addresses) and all(
            port in NODE_PORTS for port in ports
        )
        assert all(ip_address(address) in POD_IPS for address in pods)
        assert sorted(addresses) == sorted(
            item["metadata"]["name"] for item in self.of("IPAddress")
        )

    @invariant()
    def endpoints_are_the_ready_pods_that_are_selected(self) -> None:
        for item in self.of("Service"):
            selector, name = item["spec"].get("selector"), item["metadata"]["name"]
            if not selector:
                continue
            chosen = [
                one
                for one in self.of("Pod")
                if selector.items() <= one["metadata"].get("labels", {}).items()
                and one["status"].get("podIP")
                and not ended(one)
            ]
            ready = sorted(
                one["status"]["podIP"]
                for one in chosen
                if is_ready(one) and "deletionTimestamp" not in one["metadata"]
            )
            slices = [
                one
                for one in self.of("EndpointSlice")
                if one["metadata"]["labels"].get("kubernetes.io/service-name") == name
            ]
            listed = [end for one in slices for end in one.get("endpoints") or []]
            assert (
                sorted(end["addresses"][0] for end in listed if end["conditions"]["ready"]) == ready
            )
            assert sorted(end["addresses"][0] for end in listed) == sorted(
                one["status"]["podIP"] for one in chosen
            )
            subsets = self.found[f"Endpoints/default/{name}"].get("subsets") or []
            assert (
                sorted(end["ip"] for one in subsets for end in one.get("addresses") or []) == ready
            )

    @invariant()
    def everything_has_one_owner_that_is_there(self) -> None:
        uids = {obj["metadata"]["uid"]: key for key, obj in self.found.items()}
        assert len(uids) == len(self.found)
        for obj in self.found.values():
            owners = obj["metadata"].get("ownerReferences") or []
            assert sum(bool(owner.get("controller")) for owner in owners) <= 1
            ending = (
                "deletionTimestamp" in obj["metadata"]
            )  # as pods are whose node is away, even when all above them is gone
            assert ending or all(owner["uid"] in uids for owner in owners)
        for item in self.of("Deployment"):
            own = {
                one["metadata"]["uid"]: one
                for one in self.of("ReplicaSet")
                if owned(one, {item["metadata"]["uid"]})
            }
            pods = [
                one
                for one in self.of("Pod")
                if owned(one, set(own))
                and not ended(one)
                and "deletionTimestamp" not in one["metadata"]
            ]
            number = item["spec"]["replicas"]
            stuck = (
                sum(one["spec"]["replicas"] > 0 for one in own.values()) > 1
            )  # a rollout that waits for pods on nodes that are away
            assert number - number // 4 * stuck <= len(pods) <= number + -(-number // 4) * stuck

    def teardown(self) -> None:
        """The same lines, typed once more somewhere else, give the same bytes."""
        again = Shell()
        try:
            for words, given in self.typed:
                again(*words, given=given)
            assert again.files() == self.shell.files()
        finally:
            again.close()
            self.shell.close()


def ended(item: Any) -> bool:
    return item["status"].get("phase") in ("Succeeded", "Failed")


def is_ready(item: Any) -> bool:
    return any(
        one["type"] == "Ready" and one["status"] == "True"
        for one in item["status"].get("conditions") or []
    )


def owned(item: Any, uids: set[str]) -> bool:
    return any(owner["uid"] in uids for owner in item["metadata"].get("ownerReferences") or [])


def test_whatever_is_typed_the_cluster_keeps_its_laws() -> None:
    run_state_machine_as_test(Commands, settings=tried(20, stateful_step_count=25))

"""Whatever people do, one command after the other: nothing is owned twice, nothing has another's
name or address, the cluster rests.
"""

from collections import Counter
from typing import Any

import pytest
import stage
from hypothesis import given, settings
from hypothesis import strategies as st

from minik.controllers import settle
from minik.errors import MinikError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.simulation import rounds

START = stage.new()
KINDS = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job")
LABELS = ({"app": "a"}, {"app": "b"}, {"app": "a", "tier": "x"})


def workload(kind: str, name: str, image: str, replicas: int, labels: dict[str, str]) -> Object:
    spec: dict[str, Any] = {} if kind in ("DaemonSet", "Job") else {"replicas": replicas}
    made = stage.workload(kind, name, labels, image, **spec)
    if kind == "Job":
        made["spec"]["template"]["spec"]["restartPolicy"] = "Never"
    return made


applying = st.builds(
    lambda *words: ("apply", workload(*words)),
    st.sampled_from(KINDS),
    st.sampled_from(["one", "two"]),
    st.sampled_from(["x:1", "x:2", "x:3"]),
    st.integers(0, 4),
    st.sampled_from(LABELS),
)
serving = st.builds(
    lambda name, labels: ("apply", stage.service(name, labels)),
    st.sampled_from(["s", "t"]),
    st.sampled_from(LABELS),
)
deleting = st.tuples(st.just("delete"), st.sampled_from(("Pod", *KINDS)), st.integers(0, 5))
relabelling = st.tuples(st.just("relabel"), st.integers(0, 5), st.sampled_from(LABELS))


def done(cluster: Cluster, command: tuple[Any, ...], step: bool) -> Cluster:
    """One command; what the server refuses changes nothing."""
    verb, *rest = command
    draft = None
    if verb == "apply":
        try:
            changed = stage.taken_in(cluster, rest)
        except MinikError:
            return cluster
    else:
        found = cluster.of(rest[0] if verb == "delete" else "Pod")
        if not found:
            return cluster
        chosen, draft = found[rest[-1 if verb == "delete" else 0] % len(found)], cluster.draft()
        if verb == "delete":
            draft.delete(objects.key(chosen))
        else:
            draft.put(objects.write(chosen, "metadata.labels", rest[1]))
        changed = draft.cluster()
    return stage.saved(
        rounds.run_controllers(changed, set(cluster.kinds()) | {"Pod", *KINDS}, step=step)
    )


def faults(cluster: Cluster) -> list[str]:
    """What may never be."""
    pods = cluster.of("Pod")
    alive = [pod for pod in pods if pod["status"].get("phase") not in ("Succeeded", "Failed")]
    addresses = Counter(entry["ip"] for pod in alive for entry in pod["status"].get("podIPs") or ())
    addresses.update(service["spec"]["clusterIP"] for service in cluster.of("Service"))
    uids = Counter(objects.uid(obj) for kind in cluster.kinds() for obj in cluster.of(kind))
    owners = [
        sum(bool(one.get("controller")) for one in pod["metadata"].get("ownerReferences") or ())
        for pod in pods
    ]
    return [
        f"{word} twice"
        for counter in (addresses, uids)
        for word, count in counter.items()
        if count > 1 and word != "None"
    ] + ["a pod is owned twice" for count in owners if count > 1]


@pytest.mark.proves("H15", "H16")
@given(
    commands=st.lists(
        st.tuples(st.one_of(applying, serving, deleting, relabelling), st.booleans()), max_size=8
    )
)
@settings(max_examples=150, deadline=None)
def test_nothing_collides_and_the_cluster_rests(
    commands: list[tuple[tuple[Any, ...], bool]],
) -> None:
    cluster = START
    for command, step in commands:
        cluster = done(cluster, command, step)
        assert not faults(cluster), command
    ended = settle(cluster)
    assert not faults(ended)
    assert settle(stage.saved(ended)).version == ended.version
    for kind in ("ReplicaSet", "ReplicationController", "StatefulSet"):
        for owner in ended.of(kind):
            mine = [
                pod
                for pod in ended.owned_by(objects.uid(owner), "Pod")
                if pod["status"]["phase"] in ("Running", "Pending")
            ]
            assert len(mine) == owner["spec"]["replicas"] or is_hindered(ended, owner), (
                f"{kind} {objects.name(owner)}"
            )


def is_hindered(cluster: Cluster, owner: Object) -> bool:
    """Whether a stateful set cannot make its pods because others have their names."""
    wanted = {f"{objects.name(owner)}-{number}" for number in range(owner["spec"]["replicas"])}
    return owner["kind"] == "StatefulSet" and any(
        objects.name(pod) in wanted and (objects.owner(pod) or {}).get("uid") != objects.uid(owner)
        for pod in cluster.of("Pod")
    )

"""What minik's controllers make of real clusters' dumps is what the real ones made of them."""

import json
from typing import Any

import pytest
import stage

from minik.controllers import settle
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import parse_time

NAMES = sorted(path.stem for path in (stage.DATA / "controllers").glob("*.json"))
OURS = ("endpoints.kubernetes.io/last-change-trigger-time",)
Recording = tuple[Any, Cluster]


@pytest.fixture(params=NAMES, scope="module")
def played(request: pytest.FixtureRequest) -> Recording:
    """A recording, and the cluster imported from its dump and settled."""
    found = stage.recording(request.param)
    document = Document(
        {"apiVersion": "v1", "kind": "List", "items": found["dump"]}, "dump.json", 0
    )
    return found, settle(import_documents([document], parse_time(found["now"])).cluster)


def meant(obj: Any, *fields: str) -> Any:
    """What two endpoints objects are compared by: their labels, annotations and contents, the order
    of endpoints aside.
    """
    annotations = {
        name: text for name, text in objects.annotations(obj).items() if name not in OURS
    }
    rest = {field: obj.get(field) for field in fields}
    if rest.get("endpoints"):
        rest["endpoints"] = sorted(
            rest["endpoints"], key=lambda endpoint: json.dumps(endpoint, sort_keys=True)
        )
    return [objects.namespace(obj), dict(objects.labels(obj)), annotations, rest]


def ours(cluster: Cluster, kind: str) -> list[Any]:
    service = "kubernetes.io/service-name"
    return [
        obj
        for obj in cluster.of(kind)
        if "kubernetes" not in (objects.name(obj), objects.labels(obj).get(service))
    ]


def test_a_dump_is_kept_to_the_letter(played: Recording) -> None:
    found, cluster = played
    for obj in found["dump"]:
        assert cluster.get(*objects.key(obj)) == obj


def test_nothing_is_added_to_what_runs(played: Recording) -> None:
    found, cluster = played
    for kind in (
        "Namespace",
        "Node",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "DaemonSet",
        "ReplicationController",
        "Pod",
        "Service",
    ):
        assert sorted(stage.named(cluster, kind)) == sorted(
            objects.name(obj) for obj in found["dump"] if obj["kind"] == kind
        )


@pytest.mark.proves("C10")
@pytest.mark.proves("C11")
def test_endpoints_are_those_of_the_real_controller_to_the_order(played: Recording) -> None:
    found, cluster = played
    wanted = [(objects.name(obj), meant(obj, "subsets")) for obj in found["endpoints"]]
    assert [
        (objects.name(obj), meant(obj, "subsets")) for obj in ours(cluster, "Endpoints")
    ] == wanted


def test_slices_are_those_of_the_real_controllers_but_for_names_and_order(
    played: Recording,
) -> None:
    found, cluster = played
    fields = ("addressType", "endpoints", "ports")
    wanted = [json.dumps(meant(obj, *fields), sort_keys=True) for obj in found["slices"]]
    assert sorted(
        json.dumps(meant(obj, *fields), sort_keys=True) for obj in ours(cluster, "EndpointSlice")
    ) == sorted(wanted)

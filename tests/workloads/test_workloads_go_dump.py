"""Go's dump of a pod template, and the names made of it: as real clusters gave them."""

from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.object import Object, write
from minik.workloads import go_dump, object_names

MARK = "pod-template-hash"
RECORDINGS = sorted(path.stem for path in (stage.DATA / "controllers").glob("*.json"))
SETS = [
    (objects.name(obj), obj)
    for name in RECORDINGS
    for obj in stage.recording(name)["dump"]
    if obj["kind"] == "ReplicaSet"
]


@pytest.mark.parametrize("made", [obj for _, obj in SETS], ids=[name for name, _ in SETS])
def test_a_replica_set_is_named_as_a_real_cluster_named_it(made: Object) -> None:
    template = made["spec"]["template"]
    labels = {name: text for name, text in template["metadata"]["labels"].items() if name != MARK}
    assert (
        object_names.template_hash(write(template, "metadata.labels", labels))
        == made["metadata"]["labels"][MARK]
    )


def test_a_daemon_sets_revision_is_named_as_a_real_cluster_named_it() -> None:
    dump = stage.recording("daemonset")["dump"]
    word = next(
        objects.labels(obj)["controller-revision-hash"] for obj in dump if obj["kind"] == "Pod"
    )
    assert (
        object_names.template_hash(
            next(obj for obj in dump if obj["kind"] == "DaemonSet")["spec"]["template"]
        )
        == word
    )


@pytest.mark.parametrize("collisions", [0, 1, 2])
def test_a_collision_makes_another_word(collisions: int) -> None:
    template = SETS[0][1]["spec"]["template"]
    words = {
        object_names.template_hash(template, number) for number in (None, *range(collisions + 1))
    }
    assert len(words) == collisions + 2


AMOUNTS = {
    "100m": (100, -3, "DecimalSI"),
    "1": (1, 0, "DecimalSI"),
    "64Mi": (64 << 20, 0, "BinarySI"),
    "2k": (2, 3, "DecimalSI"),
    "1500m": (1500, -3, "DecimalSI"),
    "1e3": (1, 3, "DecimalExponent"),
    "-5": (-5, 0, "DecimalSI"),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount(text: str) -> None:
    assert go_dump.parse_quantity(text) == AMOUNTS[text]


@pytest.mark.parametrize("value", ["0", None])
def test_an_amount_of_nothing_has_no_form(value: str | None) -> None:
    assert go_dump.dump_quantity(value).endswith(
        f"s:(string){value or ''} Format:(resource.Format)}}"
    )


VALUES: list[tuple[str, Any, str]] = [
    ("*int64", None, "<nil>"),
    ("*int64", 30, "30"),
    ("[]string", ["a", "b"], "[a b]"),
    ("[]string", [], "<nil>"),
    ("bool", True, "true"),
    ("map[string]string", {"b": "2", "a": "1"}, "map[a:1 b:2]"),
    ("map[string]string", None, "<nil>"),
    ("intstr.IntOrString", "http", "{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}"),
    ("intstr.IntOrString", 80, "{Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}"),
    (
        "v1.ConfigMapEnvSource",
        {"name": "c", "optional": True, "unknown": 1},
        "{LocalObjectReference:(v1.LocalObjectReference){Name:(string)c} Optional:(*bool)true}",
    ),
]


@pytest.mark.parametrize(("spelling", "value", "text"), VALUES)
def test_a_value_of_a_type(spelling: str, value: Any, text: str) -> None:
    assert go_dump.dumper_of(spelling)(value) == text

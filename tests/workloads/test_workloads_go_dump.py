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


RESOURCES = [
    ({"requests": {"cpu": "100m", "memory": "64Gi"}}, "api", "586447d6cd"),
    (
        {"limits": {"memory": "256Mi"}, "requests": {"cpu": "100m", "memory": "128Mi"}},
        "cart",
        "d6fb66589",
    ),
]


@pytest.mark.parametrize(("resources", "app", "word"), RESOURCES)
def test_a_template_with_amounts_is_named_as_a_real_cluster_named_it(
    resources: Object, app: str, word: str
) -> None:
    container = {
        "image": f"registry.example/shop/{app}:1.4.2",
        "imagePullPolicy": "IfNotPresent",
        "name": app,
        "ports": [{"containerPort": 8080, "name": "http", "protocol": "TCP"}],
        "resources": resources,
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    }
    template = {
        "metadata": {"annotations": {"prometheus.io/scrape": "true"}, "labels": {"app": app}},
        "spec": {
            "containers": [container],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    }
    assert object_names.template_hash(template) == word


AMOUNTS = {
    "100m": (100, -3, "DecimalSI", "100m", False),
    "1": (1, 0, "DecimalSI", "1", False),
    "64Mi": (64 << 20, 0, "BinarySI", "", False),
    "8Gi": (8 << 30, 0, "BinarySI", "", False),
    "100Mi": (100 << 20, 0, "BinarySI", "100Mi", False),
    "1Ti": (1 << 40, 0, "BinarySI", "1Ti", False),
    "1Pi": ((1 << 50) * 10**9, -9, "BinarySI", "", True),
    "2k": (2, 3, "DecimalSI", "2k", False),
    "1500M": (1500, 6, "DecimalSI", "1500M", False),
    "1000": (1000, 0, "DecimalSI", "", False),
    "0.5": (5, -1, "DecimalSI", "", False),
    "1e3": (1, 3, "DecimalExponent", "1e3", False),
    "-5": (-5, 0, "DecimalSI", "-5", False),
    "0": (0, 0, "DecimalSI", "0", False),
    "": (0, 0, "", "", False),
    "many": (0, 0, "", "", False),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount(text: str) -> None:
    assert go_dump.parse_quantity(text) == AMOUNTS[text]


def test_an_amount_of_nothing_has_no_form() -> None:
    assert go_dump.dump_quantity(None).endswith("s:(string) Format:(resource.Format)}")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "neg:(bool)false abs:(big.nat)<nil>"),
        (-7, "neg:(bool)true abs:(big.nat)[7]"),
        (2**64 + 3, "neg:(bool)false abs:(big.nat)[3 1]"),
    ],
)
def test_a_decimal_of_any_size(number: int, text: str) -> None:
    assert (
        go_dump.dump_decimal(number, -9) == f"{{unscaled:(big.Int){{{text}}} scale:(inf.Scale)9}}"
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

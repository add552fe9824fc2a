"""Packed objects: equal, in the same order of fields, and smaller."""

import json
import sys

from objects import build

from minik.model import packing
from minik.model.object import Object


def pod(number: int) -> Object:
    conditions = [{"type": "Ready", "status": "True", "lastProbeTime": None}]
    metadata = {"uid": f"u-{number}", "labels": {"a": "b", "c": "d"}}
    spec = {"nodeName": f"n-{number % 3}", "containers": [{"name": "c", "image": "i"}]}
    status = {"podIP": f"10.0.0.{number}", "conditions": conditions, "phase": "Running"}
    return build("Pod", f"p-{number}", metadata=metadata, spec=spec, status=status)


def read(obj: Object) -> Object:
    found: Object = json.loads(json.dumps(obj))
    return found


def test_a_packed_object_is_equal_and_prints_the_same() -> None:
    for number in range(5):
        obj = read(pod(number))
        packed = packing.packed(obj)
        assert packed == obj
        assert type(packed) is dict
        assert json.dumps(packed) == json.dumps(obj)


def test_the_order_of_fields_is_each_object_s_own() -> None:
    first, second = {"kind": "X", "a": 1, "b": 2}, {"b": 1, "kind": "X", "a": 2}
    assert list(packing.packed(first)) == ["kind", "a", "b"]
    assert list(packing.packed(second)) == ["b", "kind", "a"]


def test_equal_parts_become_the_same() -> None:
    first, second = packing.packed(read(pod(1))), packing.packed(read(pod(4)))
    for part, name in (("status", "conditions"), ("spec", "containers"), ("metadata", "labels")):
        assert first[part][name] is second[part][name]
    assert first["spec"]["nodeName"] is second["spec"]["nodeName"]


def test_one_and_true_stay_what_they_are() -> None:
    whole = {"kind": "Y", "spec": {"a": [1], "b": [True], "c": [1.0]}}
    assert json.dumps(packing.packed(whole)) == json.dumps(whole)


def test_what_is_remembered_is_bounded() -> None:
    for number in range(packing.MOST_PARTS + 10):
        packing.packed({"kind": "Z", "spec": {"a": [number], "b": str(number)}})
    assert len(packing._parts) <= packing.MOST_PARTS
    assert len(packing._texts) <= packing.MOST_TEXTS


def test_objects_of_one_kind_share_their_tables_of_names() -> None:
    fields = {f"field{number}": number for number in range(14)}
    for _ in range(3):
        packed = packing.packed({"kind": "W", **fields})
    assert sys.getsizeof(packed) < sys.getsizeof({"kind": "W", **fields})

"""How the server words that a patched object cannot be decoded (apimachinery `runtime/converter.go`)."""

from typing import Any

import pytest

from minik.errors import BadRequest
from minik.intake import patch_errors, validation
from minik.intake.parsing import Document
from minik.kinds import kind_of_key
from minik.model.object import Object

SERVICE = "io.k8s.api.core.v1.Service"
STRUCT, SLICE, MAP = (
    "cannot restore struct from: ",
    "cannot restore slice from ",
    "cannot restore map from ",
)
NO_TIME = 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'


def port(**fields: Any) -> Object:
    return {"spec": {"ports": [fields]}}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"spec": 1}, STRUCT + "int64"),
        ({"spec": 1.5}, STRUCT + "float64"),
        ({"spec": "x"}, STRUCT + "string"),
        ({"spec": []}, STRUCT + "slice"),
        ({"spec": True}, STRUCT + "bool"),
        ({"spec": {"ports": {}}}, SLICE + "map"),
        ({"spec": {"ports": 1}}, SLICE + "int64"),
        ({"spec": {"ports": "x"}}, SLICE + "string"),
        ({"spec": {"ports": [1]}}, STRUCT + "int64"),
        ({"spec": {"ports": [{"port": 1}, True]}}, STRUCT + "bool"),
        ({"spec": {"selector": []}}, MAP + "slice"),
        ({"spec": {"selector": {"a": 1}}}, "cannot convert int64 to string"),
        ({"spec": {"selector": {"a": 1.5}}}, "unrecognized type: string"),
        ({"spec": {"selector": {"a": True}}}, "unrecognized type: string"),
        ({"spec": {"type": 1}}, "cannot convert int64 to v1.ServiceType"),
        ({"spec": {"type": 1.5}}, "unrecognized type: string"),
        ({"spec": {"publishNotReadyAddresses": 1}}, "unrecognized type: bool"),
        ({"spec": {"publishNotReadyAddresses": "x"}}, "unrecognized type: bool"),
        (port(port="x"), "unrecognized type: int32"),
        (port(port=1.5), "cannot convert float64 to int32"),
        (port(port=True), "unrecognized type: int32"),
        (port(port=80, targetPort={}), STRUCT + "map"),
        ({"metadata": {"name": "a", "generation": "x"}}, "unrecognized type: int64"),
        ({"metadata": {"name": "a", "creationTimestamp": "x"}}, NO_TIME),
        ({"spec": {"lost": 1}}, 'strict decoding error: unknown field "spec.lost"'),
    ],
)
def test_what_cannot_be_converted(fields: Object, words: str) -> None:
    obj = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, **fields}
    with pytest.raises(BadRequest) as refused:
        validation.decode(Document(obj, "", 0), kind_of_key("Service"))
    assert patch_errors.conversion_error(refused.value.message, SERVICE, obj) == words


@pytest.mark.parametrize(
    ("patch", "shown"),
    [
        ({"a": 1}, {"a": 1}),
        ({"$setElementOrder/a": [], "a": [1], "b": [2]}, {"b": [2]}),
        ({"$retainKeys": ["a"], "a": 1}, {"a": 1}),
        ({"x": {"$setElementOrder/a": [], "a": [1], "$retainKeys": []}}, {"x": {}}),
        ({"$patch": "delete", "$deleteFromPrimitiveList/a": [1]},
         {"$patch": "delete", "$deleteFromPrimitiveList/a": [1]}),
    ],
)  # fmt: skip
def test_lists_whose_order_is_set_are_not_shown(patch: Object, shown: Object) -> None:
    assert patch_errors.strip_ordered_lists(patch) == shown

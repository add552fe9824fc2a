"""Custom resources as they are decoded: their metadata as all, the rest by their schema."""

from typing import Any

import pytest

from minik.intake import custom_resources
from minik.intake.scalar_decoding import Mismatch
from minik.model.object import Object

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
SCHEMA: Object = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "size": NUMBER,
                "inner": {
                    "type": "object",
                    "x-kubernetes-embedded-resource": True,
                    "x-kubernetes-preserve-unknown-fields": True,
                },
            },
        }
    },
}


def host(metadata: Any = None, **fields: Any) -> Object:
    meta = (
        {} if metadata is False else {"metadata": {"name": "a"} if metadata is None else metadata}
    )
    return {"apiVersion": "example.com/v1", "kind": "Host", **meta, **fields}


@pytest.mark.parametrize(
    ("sent", "decoded"),
    [
        (host(), host()),
        (host(False), host({})),
        (host(None, spec={"size": 1}), host(None, spec={"size": 1})),
        (host(None, spec={"size": "one"}), host(None, spec={"size": "one"})),
        (
            host({"name": "a", "creationTimestamp": None, "labels": {}}),
            host({"name": "a"}),
        ),
        (
            host(None, spec={"inner": {"apiVersion": "v1", "kind": "A", "any": 1}}),
            host(None, spec={"inner": {"apiVersion": "v1", "kind": "A", "any": 1}}),
        ),
    ],
)
def test_what_is_decoded(sent: Object, decoded: Object) -> None:
    assert custom_resources.decode_custom(sent, SCHEMA) == decoded
    assert custom_resources.explain_error(sent, SCHEMA, "Host") is None


@pytest.mark.parametrize(
    ("sent", "message", "path"),
    [
        (host({"name": 1}),
         "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
         "metadata.name"),
        (host({"creationTimestamp": "x"}),
         'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
         "metadata.creationTimestamp"),
        (host({"creationTimestamp": "x", "nam": 1}, spce=1),
         'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
         "metadata.creationTimestamp"),
        (host({"nam": "a"}), 'strict decoding error: unknown field "metadata.nam"',
         "metadata.nam"),
        (host(None, spce={}), 'strict decoding error: unknown field "spce"', "spce"),
        (host(None, spec={"sise": 1}), 'strict decoding error: unknown field "spec.sise"',
         "spec.sise"),
        (host({"nam": "a"}, spec={"sise": 1}),
         'strict decoding error: unknown field "metadata.nam", unknown field "spec.sise"',
         "metadata.nam"),
        (host(None, spec={"inner": {"kind": 1}}),
         "spec.inner.kind: Invalid value: 1: must be a string", "spec.inner.kind"),
        (host(None, spec={"inner": {"kind": 1}, "sise": 1}),
         "spec.inner.kind: Invalid value: 1: must be a string", "spec.inner.kind"),
    ],
)  # fmt: skip
def test_what_is_not(sent: Object, message: str, path: str) -> None:
    with pytest.raises(Mismatch):
        custom_resources.decode_custom(sent, SCHEMA)
    error = custom_resources.explain_error(sent, SCHEMA, "Host")
    assert error is not None and (error.message, error.path) == (message, path)

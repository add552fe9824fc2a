"""Values as the server writes them back, and those that their fields cannot hold."""

from collections.abc import Callable
from typing import Any

import pytest

from minik.intake import decoding, decoding_errors
from minik.intake import scalar_decoding as scalars
from minik.intake.scalar_decoding import Mismatch

Decode = Callable[[Any], Any]
EVERY: tuple[Any, ...] = (True, 5, 1.5, "a", [], [1], {}, {"a": 1})

KINDS: dict[str, tuple[Decode, tuple[Any, ...]]] = {
    "string": (scalars.decode_string, ("a",)),
    "boolean": (scalars.decode_boolean, (True,)),
    "number": (scalars.decode_number, (5, 1.5)),
    "anything": (scalars.decode_any, EVERY),
    "int or string": (scalars.decode_int_or_string, (5, "a")),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_field_holds_values_of_its_type_alone(name: str) -> None:
    decode, held = KINDS[name]
    for value in EVERY:
        if any(value is one or value == one and type(value) is type(one) for one in held):
            assert decode(value) == value
        else:
            with pytest.raises(Mismatch):
                decode(value)


@pytest.mark.parametrize(
    ("decode", "sent", "written"),
    [
        (scalars.decode_bytes, "", ""),
        (scalars.decode_bytes, "YQ==", "YQ=="),
        (scalars.decode_bytes, "YW\nJj\r\n", "YWJj"),
        (scalars.decode_bytes, [97, None, 255, 0], "YQD/AA=="),
        (scalars.decode_bytes, [], ""),
        (scalars.decode_int_or_string, 2**31 - 1, 2**31 - 1),
        (scalars.decode_int_or_string, -(2**31), -(2**31)),
        (scalars.decode_quantity, "1000m", "1"),
        (scalars.decode_quantity, 5, "5"),
        (scalars.decode_quantity, 0.5, "500m"),
        (scalars.decode_resource_quantity, "1.0001", "1001m"),
        (scalars.decode_resource_quantity, "100Mi", "100Mi"),
        (scalars.decode_time, "2020-01-01T01:00:00.5+01:00", "2020-01-01T00:00:00Z"),
        (
            scalars.decode_micro_time,
            "2020-01-01T01:00:00.500000+01:00",
            "2020-01-01T00:00:00.500000Z",
        ),
    ],
)
def test_a_value_is_written_as_the_server_writes_it(
    decode: Decode, sent: Any, written: Any
) -> None:
    found = decode(sent)
    assert (found, type(found)) == (written, type(written))


@pytest.mark.parametrize(
    ("decode", "value"),
    [
        (scalars.decode_bytes, "YQ="),
        (scalars.decode_bytes, "Y==="),
        (scalars.decode_bytes, "é==="),
        (scalars.decode_bytes, "YQ==YQ=="),
        (scalars.decode_bytes, [256]),
        (scalars.decode_bytes, [-1]),
        (scalars.decode_bytes, ["a"]),
        (scalars.decode_bytes, [True]),
        (scalars.decode_bytes, 5),
        (scalars.decode_int_or_string, 2**31),
        (scalars.decode_int_or_string, -(2**31) - 1),
        (scalars.decode_quantity, "1x"),
        (scalars.decode_quantity, True),
        (scalars.decode_resource_quantity, "x"),
        (scalars.decode_time, 5),
        (scalars.decode_time, "yesterday"),
        (scalars.decode_micro_time, "2020-01-01T01:00:00Z"),
    ],
)
def test_what_a_field_cannot_hold(decode: Decode, value: Any) -> None:
    with pytest.raises(Mismatch):
        decode(value)


@pytest.mark.parametrize(
    ("schema", "zero"),
    [
        ({"type": "string"}, ""),
        ({"type": "integer"}, 0),
        ({"type": "boolean"}, False),
        ({"type": "number"}, 0),
        ({"type": ["string", "null"]}, ""),
        ({"type": "array"}, None),
        ({"$ref": "io.k8s.apimachinery.pkg.api.resource.Quantity"}, "0"),
        ({"$ref": "io.k8s.apimachinery.pkg.util.intstr.IntOrString"}, 0),
        ({"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.Time"}, None),
        ({"$ref": "io.k8s.api.core.v1.ResourceRequirements"}, {}),
    ],
)
def test_what_go_writes_for_a_field_that_is_not_set(schema: Any, zero: Any) -> None:
    found = decoding.zero_value(schema)
    assert (found, type(found)) == (zero, type(zero))


INTEGERS = {"int32": 31, "int64": 63, "": 63}


@pytest.mark.parametrize("name", INTEGERS)
def test_an_integer_has_its_bounds(name: str) -> None:
    schema = {"type": "integer", **({"format": name} if name else {})}
    decode, bits = decoding.field_decoder(schema), INTEGERS[name]
    for value in (-(2**bits), 2**bits - 1):
        assert decode(value) == value
    for wrong in (-(2**bits) - 1, 2**bits, 1.0, "1", True):
        with pytest.raises(Mismatch):
            decode(wrong)


SCHEMA = {"type": "object", "nobody": 1, "properties": {"a": {"type": "string", "lost": 1}}}
READ = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("name", "sent", "written"),
    [
        ("JSONSchemaPropsOrBool", True, True),
        ("JSONSchemaPropsOrBool", False, False),
        ("JSONSchemaPropsOrBool", SCHEMA, READ),
        ("JSONSchemaPropsOrArray", SCHEMA, READ),
        ("JSONSchemaPropsOrArray", [SCHEMA, {}], [READ, {}]),
        ("JSONSchemaPropsOrArray", [], None),
        ("JSONSchemaPropsOrArray", "text", None),
        ("JSONSchemaPropsOrStringArray", ["a"], ["a"]),
        ("JSONSchemaPropsOrStringArray", SCHEMA, READ),
    ],
)
def test_a_schema_or_something_else_is_read_leniently(name: str, sent: Any, written: Any) -> None:
    assert decoding.SPECIAL[name](sent) == written


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JSONSchemaPropsOrBool", "true"),
        ("JSONSchemaPropsOrBool", []),
        ("JSONSchemaPropsOrBool", {"type": 5}),
        ("JSONSchemaPropsOrArray", [{"type": 5}]),
        ("JSONSchemaPropsOrStringArray", [5]),
    ],
)
def test_a_schema_has_the_right_types_all_the_same(name: str, value: Any) -> None:
    with pytest.raises(Mismatch):
        decoding.SPECIAL[name](value)
    place = decoding_errors.Place("JSONSchemaProps", ("items",), "spec.items")
    with pytest.raises(decoding_errors.DecodingAborted) as refused:
        decoding_errors.SPECIAL[name](value, place, lambda _: "")
    assert refused.value.refusal.path.startswith("spec.items")

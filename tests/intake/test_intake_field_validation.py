"""--validate: what is unknown or stands twice is dropped, told or refused."""

from typing import Any

import pytest

from minik.errors import BadRequest
from minik.intake import field_validation, parsing
from minik.intake.parsing import Document
from minik.kinds import kind_of_key
from minik.model.object import Object

SERVICE = kind_of_key("Service")


def document(text: str) -> Document:
    (found,) = parsing.parse(text, "x.json")
    return found


def service(spec: str, metadata: str = '"name": "a"') -> Document:
    return document(
        f'{{"apiVersion": "v1", "kind": "Service", "metadata": {{{metadata}}}, "spec": {spec}}}'
    )


PORTS = '{"ports": [{"port": 80, "prot": 1}, {"port": 81, "port": 82}], "tpye": "x", "type": "NodePort"}'
SEEN = [
    'unknown field "spec.ports[0].prot"',
    'duplicate field "spec.ports[1].port"',
    'unknown field "spec.tpye"',
]
KNOWN = {"ports": [{"port": 80}, {"port": 82}], "type": "NodePort"}


@pytest.mark.parametrize(("level", "told"), [("warn", SEEN), ("ignore", [])])
def test_what_nobody_knows_is_left_out(level: str, told: list[str]) -> None:
    found, warnings = field_validation.decode(service(PORTS), SERVICE, level)
    assert found["spec"]["ports"] == [
        {"port": 80, **{k: v for k, v in found["spec"]["ports"][0].items() if k != "port"}},
        {"port": 82, **{k: v for k, v in found["spec"]["ports"][1].items() if k != "port"}},
    ]
    assert not {"tpye", "prot"} & {*found["spec"], *found["spec"]["ports"][0]}
    assert sorted(warnings) == sorted(told)
    dropped, again = field_validation.drop_unknown_fields(service(PORTS), SERVICE, level)
    assert dropped.value["spec"] == KNOWN and sorted(again) == sorted(told)


def test_strictly_it_is_refused() -> None:
    with pytest.raises(BadRequest) as refused:
        field_validation.decode(service(PORTS), SERVICE, "strict")
    assert all(one in refused.value.message for one in SEEN)
    same, warnings = field_validation.drop_unknown_fields(service(PORTS), SERVICE, "strict")
    assert (same.value["spec"]["tpye"], warnings) == ("x", [])


@pytest.mark.parametrize("level", ["warn", "ignore", "strict"])
def test_what_is_sound_is_left_as_it_is(level: str) -> None:
    sound = service('{"ports": [{"port": 80}]}')
    assert field_validation.drop_unknown_fields(sound, SERVICE, level) == (sound, [])
    assert field_validation.decode(sound, SERVICE, level)[1] == []


def test_a_wrong_type_is_refused_at_every_level() -> None:
    for level in ("warn", "ignore", "strict"):
        with pytest.raises(BadRequest, match="cannot unmarshal string into Go struct field"):
            field_validation.decode(service('{"ports": [{"port": "80"}], "x": 1}'), SERVICE, level)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('{"a": 1}', []),
        ('{"a": 1, "a": 2}', ["a"]),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', ["a.b", "a"]),
        ('{"a": [{"b": 1}, {"b": 1, "c": 2, "b": 3}]}', ["a[1].b"]),
        ('{"a": {"b": 1}, "c": {"b": 2}}', []),
        ('[{"a": 1, "a": 2}]', ["[0].a"]),
        ('{"a": 1, "a": 2, "a": 3}', ["a", "a"]),
    ],
)
def test_fields_that_are_there_twice(text: str, paths: list[str]) -> None:
    found = parsing.parse(f'{{"apiVersion": "v1", "kind": "A", "x": {text}}}', "x.json")
    (value,) = (one.value for one in found)
    assert list(field_validation.duplicates(value["x"])) == paths


@pytest.mark.parametrize(
    ("value", "path", "rest"),
    [
        ({"a": 1, "b": 2}, "a", {"b": 2}),
        ({"a": {"b": 1, "c": 2}}, "a.b", {"a": {"c": 2}}),
        ({"a": [{"b": 1}, {"b": 1, "c": 2}]}, "a[1].b", {"a": [{"b": 1}, {"c": 2}]}),
        ({"a": [[{"b": 1}]]}, "a[0][0].b", {"a": [[{}]]}),
        ({"a.b": 1, "a": {"b": 2}}, "a.b", {"a": {"b": 2}}),
        ({"ab": 1}, "a", {"ab": 1}),
        ({"a": 1}, "b", {"a": 1}),
        ({"a": [1]}, "a[0]", {"a": [1]}),
        ({"a": [1]}, "a[7].b", {"a": [1]}),
        ({"": 1, "a": 2}, "", {"a": 2}),
    ],
)
def test_a_field_is_taken_out(value: Any, path: str, rest: Object) -> None:
    assert field_validation.without_field(value, path) == rest

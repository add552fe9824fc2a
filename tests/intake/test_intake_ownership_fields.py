"""Values taken apart into fields, held against what a real API server recorded of who wrote which
field.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik import kinds
from minik.intake.ownership import paths, schema_errors, shapes, structured_merge
from minik.intake.ownership.field_sets import (
    ABSENT,
    Changes,
    compare,
    fields_of,
    with_parents,
    without_fields,
)
from minik.model.object import Object

SERVICE = shapes.shape_of_kind(kinds.kind_of_key("Service"), "v1")
DEPLOYMENT = shapes.shape_of_kind(kinds.kind_of_key("Deployment"), "apps/v1")
TWO: Object = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "annotations": {"example.com/note": "x"},
        "labels": {"kind": "node"},
        "name": "two",
    },
    "spec": {
        "clusterIP": "10.96.0.42",
        "externalTrafficPolicy": "Cluster",
        "internalTrafficPolicy": "Cluster",
        "ports": [
            {"name": "a", "nodePort": 30042, "port": 80, "protocol": "TCP", "targetPort": 80},
            {"name": "b", "nodePort": 30043, "port": 81, "protocol": "UDP", "targetPort": 8081},
        ],
        "selector": {"app": "two"},
        "sessionAffinity": "None",
        "type": "NodePort",
    },
}
PORT: Object = {
    ".": {},
    "f:name": {},
    "f:nodePort": {},
    "f:port": {},
    "f:protocol": {},
    "f:targetPort": {},
}
RECORDED: Object = {  # a Service as kubectl's client-side apply made it on Kubernetes 1.36
    "f:metadata": {
        "f:annotations": {".": {}, "f:example.com/note": {}},
        "f:labels": {".": {}, "f:kind": {}},
    },
    "f:spec": {
        "f:clusterIP": {},
        "f:externalTrafficPolicy": {},
        "f:internalTrafficPolicy": {},
        "f:ports": {
            ".": {},
            'k:{"port":80,"protocol":"TCP"}': PORT,
            'k:{"port":81,"protocol":"UDP"}': PORT,
        },
        "f:selector": {},
        "f:sessionAffinity": {},
        "f:type": {},
    },
}


def test_a_new_object_is_taken_apart_as_a_server_records_it() -> None:
    changes = compare(shapes.empty_object(kinds.kind_of_key("Service"), "v1"), TWO, SERVICE)
    assert (
        paths.encode_fields((changes.added | changes.modified) - {("f:metadata", "f:name")})
        == RECORDED
    )
    assert {path[0] for path in changes.removed} == {"f:status"}


def test_managed_fields_are_written_as_they_are_read() -> None:
    found = frozenset(paths.decode_fields(RECORDED))
    assert paths.encode_fields(found) == RECORDED
    assert ("f:spec", "f:ports", 'k:{"port":80,"protocol":"TCP"}') in found
    assert ("f:spec",) not in found


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        (SERVICE, {"metadata": {"labels": {"a.b/c": "d"}}}, ".metadata.labels.a.b/c"),
        (SERVICE, {"metadata": {"labels": {}}}, ".metadata.labels"),
        (SERVICE, {"metadata": {"finalizers": ["x/y"]}}, '.metadata.finalizers[="x/y"]'),
        (SERVICE, {"spec": {"selector": {"a": "b", "c": "d"}}}, ".spec.selector"),
        (SERVICE, {"spec": {"ports": None}}, ".spec.ports"),
        (SERVICE, {"spec": {"ports": []}}, ""),
        (
            SERVICE,
            {"spec": {"ports": [{"port": 1}]}},
            '.spec.ports[port=1,protocol="TCP"] .spec.ports[port=1,protocol="TCP"].port',
        ),
        (DEPLOYMENT, {"spec": {"selector": {"matchLabels": {"a": "b"}}}}, ".spec.selector"),
        (
            DEPLOYMENT,
            {"spec": {"template": {"spec": {"tolerations": [{"key": "a"}]}}}},
            ".spec.template.spec.tolerations",
        ),
        (
            DEPLOYMENT,
            {
                "spec": {
                    "template": {
                        "spec": {"containers": [{"name": "c", "resources": {"limits": {"cpu": 1}}}]}
                    }
                }
            },
            '.spec.template.spec.containers[name="c"] .spec.template.spec.containers[name="c"].name '
            '.spec.template.spec.containers[name="c"].resources.limits.cpu',
        ),
    ],
)
def test_fields(shape: shapes.Shape, value: Object, expected: str) -> None:
    assert " ".join(map(paths.format_path, paths.sort_paths(fields_of(value, shape)))) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, ("", "", "")),
        ({"a": 1}, {"a": 2, "b": {"c": 1}}, (".b .b.c", ".a", "")),
        ({"a": {"b": 1}}, {}, ("", "", ".a .a.b")),
        ({"a": {}}, {"a": None}, ("", ".a", "")),
        ({"a": {}}, {"a": {"b": 1}}, (".a.b", "", "")),
        ({"a": [1]}, {"a": [2]}, ("", ".a", "")),
        ({"a": [1]}, {"a": {"b": 1}}, ("", ".a", "")),
    ],
)
def test_what_no_schema_speaks_of_is_compared_by_what_it_is(
    old: Any, new: Any, expected: tuple[str, str, str]
) -> None:
    found = compare(old, new, shapes.ANY)
    assert (
        tuple(" ".join(map(paths.format_path, paths.sort_paths(part))) for part in found)
        == expected
    )


def test_items_of_a_list_are_compared_by_their_keys_wherever_they_stand() -> None:
    one, other = {"port": 1, "name": "a"}, {"port": 2, "protocol": "TCP", "name": "b"}
    assert (
        compare({"spec": {"ports": [one, other]}}, {"spec": {"ports": [other, one]}}, SERVICE)
        == Changes()
    )
    changed = compare(
        {"spec": {"ports": [one]}}, {"spec": {"ports": [{**one, "name": "c"}]}}, SERVICE
    )
    assert list(map(paths.format_path, changed.modified)) == [
        '.spec.ports[port=1,protocol="TCP"].name'
    ]


def test_items_that_share_a_key_are_one_part() -> None:
    twice = {"spec": {"ports": [{"port": 1, "name": "a"}, {"port": 1, "name": "b"}]}}
    once = {"spec": {"ports": [{"port": 1, "name": "a"}]}}
    assert [paths.format_path(path) for path in compare(twice, once, SERVICE).modified] == [
        '.spec.ports[port=1,protocol="TCP"]'
    ]
    assert structured_merge.merge_config(twice, once, SERVICE) == once


def test_what_is_left_without_some_fields() -> None:
    value = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"ports": [{"port": 1}, {"port": 2, "name": "x"}], "type": "NodePort"},
    }
    gone = frozenset(
        {
            ("f:metadata", "f:labels", "f:a"),
            ("f:spec", "f:ports", 'k:{"port":1,"protocol":"TCP"}'),
            ("f:spec", "f:ports", 'k:{"port":2,"protocol":"TCP"}', "f:name"),
        }
    )
    assert without_fields(value, gone, SERVICE) == {
        "metadata": {"labels": None},
        "spec": {"ports": [{"port": 2}], "type": "NodePort"},
    }
    assert with_parents([("f:spec", "f:ports", "k:{}", "f:name")], SERVICE) == {
        ("f:spec",),
        ("f:spec", "f:ports"),
        ("f:spec", "f:ports", "k:{}", "f:name"),
    }
    assert compare(ABSENT, 1, shapes.ANY) == Changes()


@pytest.mark.parametrize(
    ("live", "config", "expected"),
    [
        ("ab", "cd", "abcd"),
        ("abc", "cxa", "bcxa"),
        ("axb", "ba", "xba"),
        ("abx", "bac", "bxac"),
        ("", "ab", "ab"),
        ("ab", "", "ab"),
        ("axbyc", "acb", "axycb"),
    ],
)
def test_the_order_of_a_list_of_two(live: str, config: str, expected: str) -> None:
    assert "".join(structured_merge.merge_order(list(live), list(config))) == expected


@given(
    st.lists(st.sampled_from("abcdefgh"), unique=True),
    st.lists(st.sampled_from("abcdefgh"), unique=True),
)
def test_both_orders_are_kept_where_they_can_be(live: list[str], config: list[str]) -> None:
    result = structured_merge.merge_order(live, config)
    assert sorted(result) == sorted({*live, *config})
    assert [name for name in result if name in config] == config
    assert [name for name in result if name not in config] == [
        name for name in live if name not in config
    ]


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        ({"spec": {"replicas": 1}}, ""),
        ({"spec": {"replicas": None}}, ""),
        (
            {"spec": {"replicas": "1"}},
            ".spec.replicas: expected numeric (int or float), got string",
        ),
        ({"spec": {"paused": 1}}, ".spec.paused: expected boolean, got &{1}"),
        ({"spec": []}, ".spec: expected map, got &{[]}"),
        ({"nope": 1}, ".nope: field not declared in schema"),
        (
            {"metadata": {"labels": {"a": 1}}},
            ".metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}",
        ),
        (
            {"spec": {"template": {"spec": {"containers": [{"name": "a", "args": ["x", 5]}]}}}},
            '.spec.template.spec.containers[name="a"].args[1]: expected string, got &value.valueUnstructured{Value:5}',
        ),
        ({"metadata": {"finalizers": "x"}}, ".metadata.finalizers: expected list, got &{x}"),
        (
            {"metadata": {"finalizers": ["x", "x", "x"]}},
            '.metadata.finalizers: duplicate entries for key [="x"]',
        ),
        (
            {"spec": {"selector": {"matchLabel": {}}}},
            ".spec.selector.matchLabel: field not declared in schema",
        ),
        (
            {
                "spec": {
                    "template": {"spec": {"containers": [{"name": "a", "nope": 1}, {"name": "a"}]}}
                }
            },
            'errors:\n  .spec.template.spec.containers[name="a"].nope: field not declared in schema\n'
            '  .spec.template.spec.containers: duplicate entries for key [name="a"]',
        ),
    ],
)
def test_what_cannot_be_taken_apart(obj: Object, expected: str) -> None:
    assert schema_errors.describe_problems(obj, DEPLOYMENT) == expected


def test_a_custom_resource_is_taken_apart_by_its_own_schema() -> None:
    ports = {
        "type": "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["port", "protocol"],
        "items": {
            "type": "object",
            "properties": {
                "port": {"type": "integer"},
                "protocol": {"type": "string", "default": "TCP"},
            },
        },
    }
    schema = {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object",
                "properties": {
                    "ports": ports,
                    "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                    "plain": {"type": "array"},
                },
            }
        },
    }
    kind = kinds.kind_of_definition(
        {
            "spec": {
                "group": "example.com",
                "names": {"kind": "Widget", "plural": "widgets"},
                "versions": [{"name": "v1", "served": True, "schema": {"openAPIV3Schema": schema}}],
            }
        }
    )
    shape = shapes.shape_of_kind(kind, "example.com/v1")
    obj: Object = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"ports": [{"port": 1}], "free": {"x": {"y": [1]}}, "plain": [1]},
    }
    assert schema_errors.describe_problems(obj, shape) == ""
    assert (
        schema_errors.describe_problems({"spec": {"nope": 1}}, shape)
        == ".spec.nope: field not declared in schema"
    )
    assert schema_errors.describe_problems({"spec": {"ports": [{"protocol": "UDP"}]}}, shape) == (
        '.spec.ports: element 0: associative list with keys has an element that omits key field "port" (and doesn\'t have default value)'
    )
    assert {paths.format_path(path) for path in fields_of(obj, shape)} == {
        ".metadata.labels.a",
        ".spec.free.x",
        ".spec.free.x.y",
        ".spec.plain",
        '.spec.ports[port=1,protocol="TCP"]',
        '.spec.ports[port=1,protocol="TCP"].port',
    }
    assert shapes.empty_object(kind, "example.com/v1") == {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {},
    }

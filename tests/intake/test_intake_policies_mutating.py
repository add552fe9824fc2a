"""What MutatingAdmissionPolicies make of objects, in which order, and what they refuse."""

import policy_cluster as stage
import pytest

from minik import kinds
from minik.errors import InternalError, MinikError
from minik.intake import registry
from minik.model.cluster import Draft
from minik.model.object import Object

LABEL = 'Object{metadata: Object.metadata{labels: {"made": "yes"}}}'
POD: Object = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p", "namespace": "shop"},
    "spec": {"containers": [{"name": "c", "image": "c"}]},
}


def cluster(*documents: Object) -> Draft:
    where = stage.draft()
    stage.create(where, *documents)
    return where


def made(obj: Object, *mutations: str) -> Object:
    where = cluster(stage.mutating(*mutations), stage.mutating_binding())
    return stage.create(where, obj)[0][0]


def test_an_apply_configuration_sets_what_it_names() -> None:
    before = stage.config_map(data={"a": "1"}, metadata={"labels": {"x": "y"}})
    stored = made(before, LABEL, "Object{data: {'n': string(object.data.size())}}")
    assert stored["metadata"]["labels"] == {"x": "y", "made": "yes"}
    assert stored["data"] == {"a": "1", "n": "1"}


def test_each_mutation_sees_those_before_it() -> None:
    count = "string(has(object.data) ? object.data.size() : 0)"
    stored = made(
        stage.config_map(), f"Object{{data: {{'a': {count}}}}}", f"Object{{data: {{'b': {count}}}}}"
    )
    assert stored["data"] == {"a": "0", "b": "1"}


def test_a_json_patch_takes_objects_as_values() -> None:
    stored = made(
        stage.config_map(data={"a": "1"}),
        "[JSONPatch{op: 'add', path: '/metadata/labels', value: {'l': '1'}}]",
        "[JSONPatch{op: 'move', from: '/data/a', path: '/data/b'}]",
        "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('c/d'), value: '2'}]",
    )
    assert stored["metadata"]["labels"] == {"l": "1", "c/d": "2"}
    assert stored["data"] == {"b": "1"}


def test_what_it_makes_is_defaulted_and_judged() -> None:
    rule = {"resourceRules": [stage.rule("pods")]}
    sidecar = (
        "[JSONPatch{op: 'add', path: '/spec/containers/-', value: "
        "Object.spec.containers{name: 's', image: 's:1'}}]"
    )
    where = cluster(stage.mutating(sidecar, matchConstraints=rule), stage.mutating_binding())
    stored = stage.create(where, POD)[0][0]
    assert [one["imagePullPolicy"] for one in stored["spec"]["containers"]] == [
        "Always",
        "IfNotPresent",
    ]
    bad = 'Object{metadata: Object.metadata{labels: {"a b": "c"}}}'
    with pytest.raises(MinikError, match='ConfigMap "a" is invalid: metadata.labels'):
        made(stage.config_map(), bad)


WRONG = {
    "an error": (
        "Object{data: {'n': string(object.data.x)}}",
        "expression 'Object{data: {'n': string(object.data.x)}}' resulted in error: no such key: data",
    ),
    "a patch that does not apply": (
        "[JSONPatch{op: 'remove', path: '/data/x'}]",
        'JSON Patch: remove operation does not apply: doc is missing path: "/data/x": missing value',
    ),
    "a type that does not fit": (
        "Object{metadata: Object.metadata{labels: {'a': 1}}}",
        "error applying patch: failed to convert patch object to typed object: .metadata.labels.a: expected string, got "
        "&value.valueUnstructured{Value:1}",
    ),
    "a name that belongs elsewhere": (
        "Object{metadata: Object.spec{}}",
        'type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from '
        "root Object type",
    ),
}


@pytest.mark.parametrize(("mutation", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_refuses(mutation: str, words: str) -> None:
    with pytest.raises(MinikError) as refusal:
        made(stage.config_map(), mutation)
    assert refusal.value.message == f"policy 'm' with binding 'n' denied request: {words}"
    assert (refusal.value.reason, refusal.value.code) == ("Invalid", 403)


def test_what_is_replaced_as_a_whole_is_not_merged() -> None:
    rule = {"resourceRules": [stage.rule("pods")]}
    selector = "Object{spec: Object.spec{nodeSelector: {'a': 'b'}, tolerations: []}}"
    where = cluster(stage.mutating(selector, matchConstraints=rule), stage.mutating_binding())
    with pytest.raises(MinikError) as refusal:
        stage.create(where, POD)
    assert refusal.value.message.endswith(
        "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
        ".spec.nodeSelector, .spec.tolerations"
    )


def test_errors_may_be_ignored() -> None:
    lenient = stage.mutating("Object{data: {'n': object.data.x}}", failurePolicy="Ignore")
    where = cluster(lenient, stage.mutating_binding())
    assert "data" not in stage.create(where, stage.config_map())[0][0]


def test_a_missing_parameter_is_forbidden() -> None:
    kind = {"apiVersion": "v1", "kind": "ConfigMap"}
    reference = {"name": "none", "parameterNotFoundAction": "Deny"}
    where = cluster(
        stage.mutating(LABEL, paramKind=kind), stage.mutating_binding(paramRef=reference)
    )
    with pytest.raises(MinikError) as refusal:
        stage.create(where, stage.config_map())
    assert (refusal.value.reason, refusal.value.code) == ("Forbidden", 403)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("5", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string"),
        ("'x'", 'strict decoding error: unknown field "nothing"'),
    ],
)
def test_what_the_server_cannot_read_is_its_own_error(value: str, words: str) -> None:
    path = "/data" if value == "5" else "/nothing"
    inner = "{'n': 5}" if value == "5" else value
    with pytest.raises(InternalError) as refusal:
        made(stage.config_map(), f"[JSONPatch{{op: 'add', path: '{path}', value: {inner}}}]")
    assert refusal.value.message == f"Internal error occurred: {words}"


def test_who_wishes_it_is_asked_again_after_a_change() -> None:
    waits = stage.mutating(
        "has(object.metadata.labels) ? Object{data: {'seen': 'yes'}} : Object{}",
        name="a",
        again="IfNeeded",
    )
    where = cluster(waits, stage.mutating(LABEL, name="b"))
    stage.create(where, stage.mutating_binding("x", "a"), stage.mutating_binding("y", "b"))
    assert stage.create(where, stage.config_map())[0][0]["data"] == {"seen": "yes"}


def test_who_does_not_is_asked_once() -> None:
    never = stage.mutating(
        "has(object.metadata.labels) ? Object{data: {'seen': 'yes'}} : Object{}", name="a"
    )
    where = cluster(never, stage.mutating(LABEL, name="b"))
    stage.create(where, stage.mutating_binding("x", "a"), stage.mutating_binding("y", "b"))
    assert "data" not in stage.create(where, stage.config_map())[0][0]


def test_a_generated_name_is_kept() -> None:
    generated = stage.config_map(metadata={"generateName": "a-"})
    bare = {**generated, "metadata": {"generateName": "a-", "namespace": "shop"}}
    stored = made(bare, "Object{data: {'n': has(object.metadata.name) ? 'yes' : 'no'}}")
    assert stored["data"] == {"n": "no"}
    assert stored["metadata"]["name"].startswith("a-") and stored["metadata"]["uid"]


THINGS: Object = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Thing", "plural": "things", "singular": "thing", "listKind": "Things"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "size": {"type": "integer"},
                            "color": {"type": "string", "default": "red"},
                        },
                    }
                },
            }
        ],
    },
}


def test_custom_resources_are_changed_by_their_schema() -> None:
    rule = stage.rule("things", apiGroups=["example.com"])
    change = (
        "[JSONPatch{op: 'add', path: '/size', value: 2}, "
        "JSONPatch{op: 'add', path: '/other', value: 3}]"
    )
    match = {"resourceRules": [rule]}
    where = cluster(THINGS, stage.mutating(change, matchConstraints=match))
    stage.create(where, stage.mutating_binding())
    metadata = {"name": "t", "namespace": "shop"}
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": metadata, "size": 1}
    kind = kinds.kind_of_definition(THINGS)
    stored, _ = registry.create(where, kind, thing)
    assert (stored["size"], stored["color"], "other" in stored) == (2, "red", False)

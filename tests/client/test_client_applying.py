"""Apply, create, replace and delete on a draft: what becomes of each object, and how each refusal
is worded.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.client import applying, requests
from minik.client.applying import ApplyOptions
from minik.client.requests import Outcome
from minik.errors import (
    AlreadyExists,
    BadRequest,
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    MinikError,
    NotFound,
)
from minik.intake import field_validation, last_applied, validation
from minik.intake.parsing import Document
from minik.model.cluster import Cluster, Draft
from minik.model.go_values import marshal
from minik.model.object import Object
from minik.model.source import Objects

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "uid": "n"}}
WEB = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80}]},
}


@pytest.fixture
def draft() -> Draft:
    return Cluster(
        Objects({"Namespace": {"default": NAMESPACE}}), now=datetime(2026, 1, 1, tzinfo=UTC)
    ).draft()


def config_map(name: str = "cm", **more: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "default", **more.pop("metadata", {})},
        **more,
    }


def do(verb: Any, draft: Draft, obj: Object, source: str = "a.yaml", **how: Any) -> Outcome:
    document = Document(obj, source, 0)
    outcome: Outcome = verb(draft, validation.find_kind(document), document, **how)
    return outcome


def test_the_first_time_creates_the_second_leaves_alone_the_third_changes(draft: Draft) -> None:
    first = do(applying.apply, draft, WEB)
    again = do(applying.apply, draft, WEB)
    changed = do(
        applying.apply,
        draft,
        {**WEB, "spec": {**WEB["spec"], "ports": [{"name": "http", "port": 81}]}},  # type: ignore[dict-item]
    )
    assert [first.done, again.done, changed.done] == ["created", "unchanged", "configured"]
    assert again.object is first.object
    assert [port["port"] for port in changed.object["spec"]["ports"]] == [81]
    assert changed.object["spec"]["clusterIP"] == first.object["spec"]["clusterIP"]


def test_what_is_taken_out_of_the_file_goes_and_what_others_added_stays(draft: Draft) -> None:
    first = do(applying.apply, draft, config_map(data={"a": "1", "b": "2"}))
    draft.put({**first.object, "data": {**first.object["data"], "theirs": "3"}})
    after = do(applying.apply, draft, config_map(data={"a": "9"}))
    assert after.object["data"] == {"a": "9", "theirs": "3"}


def test_an_object_that_was_not_applied_before_is_taken_over_with_a_warning(draft: Draft) -> None:
    do(requests.create, draft, config_map(data={"a": "1"}))
    taken = do(applying.apply, draft, config_map(data={"a": "1"}))
    assert taken.done == "configured"
    assert [warning.split(" which ")[0] for warning in taken.warnings] == [
        f"resource configmaps/cm is missing the {last_applied.ANNOTATION} annotation"
    ]
    assert not do(applying.apply, draft, config_map(data={"a": "1"})).warnings


def test_a_refusal_comes_with_the_warning_too(draft: Draft) -> None:
    do(requests.create, draft, config_map(data={"a": "1"}))
    with pytest.raises(MinikError) as refused:
        do(applying.apply, draft, config_map(data={"a": 1}))
    [warning] = refused.value.warnings
    assert warning.startswith("resource configmaps/cm is missing the")


@pytest.mark.parametrize(
    ("obj", "text"),
    [
        (
            config_map(data={"b": "2", "a": "<&>"}),
            r'{"apiVersion":"v1","data":{"a":"\u003c\u0026\u003e","b":"2"},"kind":"ConfigMap",'
            r'"metadata":{"annotations":{},"name":"cm","namespace":"default"}}',
        ),
        (
            config_map(metadata={"annotations": {"x": "y", last_applied.ANNOTATION: "old"}}),
            '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"x":"y"},"name":"cm","namespace":"default"}}',
        ),
        (
            config_map(
                data={"a": "é\u2028\x01\x7f😀", "n": 1e21, "f": 0.5, "i": 3, "t": True, "z": None}
            ),
            '{"apiVersion":"v1","data":{"a":"é\\u2028\\u0001\x7f😀","f":0.5,"i":3,"n":1e+21,"t":true,"z":null},"kind":"ConfigMap",'
            '"metadata":{"annotations":{},"name":"cm","namespace":"default"}}',
        ),
    ],
)
def test_the_file_is_remembered_byte_for_byte_as_kubectl_remembers_it(
    obj: Object, text: str
) -> None:
    assert last_applied.encode_configuration(obj) == text + "\n"


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["web:1.0", '":1.5', "1e5", "<", "NaN"])
)


@given(st.recursive(SCALARS, lambda part: st.lists(part) | st.dictionaries(st.text('a:"1.'), part)))
def test_whatever_the_file_holds_is_remembered_as_go_writes_it(value: object) -> None:
    obj = config_map(data=value)
    assert (
        last_applied.encode_configuration(obj)
        == marshal(last_applied.without_annotation(obj)) + "\n"
    )


def test_what_only_looks_like_a_fraction_is_written_the_quick_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(last_applied, "marshal", None)
    assert "web:1.0" in last_applied.encode_configuration(
        config_map(data={"image": "registry.example/web:1.0"})
    )


def test_an_annotation_that_cannot_be_read_counts_as_none(draft: Draft) -> None:
    draft.put(
        config_map(
            metadata={"annotations": {last_applied.ANNOTATION: "{broken"}}, data={"gone": "1"}
        )
    )
    after = do(applying.apply, draft, config_map(data={"a": "1"}))
    assert (after.done, after.object["data"], list(after.warnings)) == (
        "configured",
        {"gone": "1", "a": "1"},
        [],
    )


def test_a_change_that_is_refused_names_the_patch_the_object_and_the_file(draft: Draft) -> None:
    do(applying.apply, draft, WEB)
    with pytest.raises(Invalid) as caught:
        do(applying.apply, draft, {**WEB, "spec": {**WEB["spec"], "clusterIP": "10.96.9.9"}})  # type: ignore[dict-item]
    head, _, rest = caught.value.message.partition("\nto:\n")
    assert head.startswith(
        'error when applying patch:\n{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":'
    )
    assert rest.startswith(
        'Resource: "/v1, Resource=services", GroupVersionKind: "/v1, Kind=Service"\nName: "web", Namespace: "default"\n'
        'for: "a.yaml": error when patching "a.yaml": Service "web" is invalid: spec.clusterIPs[0]: '
    )
    assert caught.value.subject == 'Service "web"'


def test_with_force_what_cannot_be_changed_is_made_anew(draft: Draft) -> None:
    first = do(applying.apply, draft, WEB)
    wanted = {**WEB, "spec": {**WEB["spec"], "clusterIP": "None"}}  # type: ignore[dict-item]
    anew = do(applying.apply, draft, wanted, manner=ApplyOptions(force=True))
    assert (anew.done, anew.object["spec"]["clusterIP"]) == ("configured", "None")
    assert first.object["spec"]["clusterIP"] != "None"


def test_with_force_the_old_object_stays_where_the_new_one_is_refused(draft: Draft) -> None:
    first = do(applying.apply, draft, WEB)
    with pytest.raises(Invalid):
        do(
            applying.apply,
            draft,
            {**WEB, "spec": {"clusterIP": "nonsense", "ports": [{"port": 1}]}},
            manner=ApplyOptions(force=True),
        )
    assert draft.get("Service", "default", "web") is first.object


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"prots": []}, 'strict decoding error: unknown field "spec.prots"'),
        ({"type": 5}, "cannot convert int64 to v1.ServiceType"),
        ({"externalName": 5}, "cannot convert int64 to string"),
        ({"selector": "x"}, "cannot restore map from string"),
        ({"ports": "x"}, "cannot restore slice from string"),
        ({"sessionAffinityConfig": {"clientIP": "x"}}, "cannot restore struct from: string"),
        ({"ports": [{"port": True}]}, "unrecognized type: int32"),
        ({"ports": [{"port": "x"}]}, "unrecognized type: int32"),
        ({"ports": [{"port": 1.5}]}, "cannot convert float64 to int32"),
        ({"ports": [{"port": [1]}]}, "unrecognized type: int32"),
        ({"publishNotReadyAddresses": "x"}, "unrecognized type: bool"),
        ({"publishNotReadyAddresses": 1}, "unrecognized type: bool"),
        ({"externalName": True}, "unrecognized type: string"),
        ({"externalName": 1.5}, "unrecognized type: string"),
        ({"externalName": {}}, "unrecognized type: string"),
        ({"type": True}, "unrecognized type: string"),
        ({"selector": {"a": 1}}, "cannot convert int64 to string"),
        ({"selector": {"a": True}}, "unrecognized type: string"),
    ],
)
def test_a_patch_that_makes_an_object_unreadable_is_an_invalid_request(
    draft: Draft, spec: Object, why: str
) -> None:
    do(applying.apply, draft, WEB)
    with pytest.raises(Invalid) as caught:
        do(applying.apply, draft, {**WEB, "spec": spec})
    assert caught.value.subject == ' ""'
    [cause] = caught.value.causes
    assert (
        cause.field,
        cause.message.startswith('Invalid value: "map['),
        cause.message.endswith(f'": {why}'),
    ) == ("patch", True, True)


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"generateName": "a-"}, "from a-: cannot use generate name with apply"),
        ({}, "resource name may not be empty"),
    ],
)
def test_apply_needs_a_name(draft: Draft, metadata: Object, why: str) -> None:
    with pytest.raises(ClientError, match=why):
        do(applying.apply, draft, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})


def test_a_stale_resource_version_is_a_conflict(draft: Draft) -> None:
    do(applying.apply, draft, config_map())
    stale = config_map(metadata={"resourceVersion": "999"})
    for verb, doing in ((applying.apply, "patching"), (requests.replace, "replacing")):
        with pytest.raises(
            Conflict,
            match=f'error when {doing} "a.yaml": Operation cannot be fulfilled on configmaps "cm"',
        ):
            do(verb, draft, stale)


def test_replace_puts_one_object_in_the_place_of_another(draft: Draft) -> None:
    old = do(requests.create, draft, config_map(data={"a": "1"})).object
    new = do(requests.replace, draft, config_map(data={"b": "2"}))
    assert (new.done, new.object["data"]) == ("replaced", {"b": "2"})
    assert new.object["metadata"]["uid"] == old["metadata"]["uid"]


@pytest.mark.parametrize(
    ("verb", "doing"), [(requests.replace, "replacing"), (requests.create, "creating")]
)
def test_refusals_name_what_was_done_with_which_file(draft: Draft, verb: Any, doing: str) -> None:
    if verb is requests.create:
        do(requests.create, draft, config_map())
    error, why = (
        (AlreadyExists, "already exists") if verb is requests.create else (NotFound, "not found")
    )
    with pytest.raises(error) as caught:
        do(verb, draft, config_map())
    assert caught.value.message == f'error when {doing} "a.yaml": configmaps "cm" {why}'
    with pytest.raises(
        BadRequest,
        match=f'error when {doing} "a.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: ',
    ):
        do(verb, draft, config_map(data=5))


def test_objects_go_and_what_they_own_can_be_left_behind(draft: Draft) -> None:
    owner = do(requests.create, draft, config_map("owner")).object
    owned = config_map(
        "owned",
        metadata={
            "uid": "u",
            "ownerReferences": [
                {
                    "apiVersion": "v1",
                    "kind": "ConfigMap",
                    "name": "owner",
                    "uid": owner["metadata"]["uid"],
                }
            ],
        },
    )
    draft.put(owned)
    later = draft.cluster().draft()
    kind = validation.find_kind(Document(owner, "", 0))
    assert requests.delete(later, kind, "default", "owner", orphan=True).done == "deleted"
    left = later.get("ConfigMap", "default", "owned")
    assert later.get("ConfigMap", "default", "owner") is None
    assert left is not None and "ownerReferences" not in left["metadata"]
    with pytest.raises(NotFound, match='^error when deleting "x": configmaps "owner" not found$'):
        requests.delete(later, kind, "default", "owner", source="x")


def test_the_first_namespaces_cannot_be_deleted(draft: Draft) -> None:
    kind = validation.find_kind(Document(NAMESPACE, "", 0))
    with pytest.raises(
        Forbidden, match='namespaces "default" is forbidden: this namespace may not be deleted'
    ):
        requests.delete(draft, kind, "", "default")


@pytest.mark.parametrize(
    ("own", "asked", "enforced", "placed"),
    [
        ("", "blue", False, "blue"),
        ("", "blue", True, "blue"),
        ("red", "blue", False, "red"),
        ("red", "red", True, "red"),
    ],
)
def test_an_object_goes_where_it_says_else_where_it_is_asked_for(
    own: str, asked: str, enforced: bool, placed: str
) -> None:
    obj = config_map(metadata={"namespace": own})
    kind = validation.find_kind(Document(obj, "", 0))
    assert (
        requests.with_namespace(obj, kind, asked, enforced=enforced)["metadata"]["namespace"]
        == placed
    )


def test_two_words_on_the_namespace_must_agree() -> None:
    obj = config_map(metadata={"namespace": "red"})
    with pytest.raises(ClientError) as caught:
        requests.with_namespace(
            obj, validation.find_kind(Document(obj, "", 0)), "blue", enforced=True
        )
    assert caught.value.message == (
        'the namespace from the provided object "red" does not match the namespace "blue". '
        "You must pass '--namespace=red' to perform this operation."
    )


def test_a_kind_without_namespaces_has_none() -> None:
    obj = {**NAMESPACE, "metadata": {"name": "x", "namespace": "y"}}
    assert requests.with_namespace(
        obj, validation.find_kind(Document(obj, "", 0)), "z", enforced=True
    )["metadata"] == {"name": "x"}


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ("x", "string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta"),
        ({"name": 5}, "number into Go struct field ObjectMeta.metadata.name of type string"),
        (
            {"namespace": True},
            "bool into Go struct field ObjectMeta.metadata.namespace of type string",
        ),
        (
            {"labels": {"a": 5}},
            "number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        (
            {"annotations": ["x"]},
            "array into Go struct field ObjectMeta.metadata.annotations of type map[string]string",
        ),
        (
            {"labels": {"a": {}}},
            "object into Go struct field ObjectMeta.metadata.labels of type string",
        ),
    ],
)
def test_metadata_must_be_metadata(metadata: Any, why: str) -> None:
    with pytest.raises(ClientError) as caught:
        requests.check_metadata(Document({**WEB, "metadata": metadata}, "a.yaml", 0))
    assert caught.value.message == f'unable to decode "a.yaml": json: cannot unmarshal {why}'


def test_no_metadata_is_empty_metadata() -> None:
    assert requests.check_metadata(Document({"kind": "X", "metadata": None}, "", 0)) == {
        "kind": "X",
        "metadata": {},
    }


@pytest.mark.parametrize(
    ("level", "warnings"),
    [("warn", ['unknown field "spec.prots"', 'unknown field "spec.ports[0].x"']), ("ignore", [])],
)
def test_unknown_fields_can_be_passed_over(level: str, warnings: list[str]) -> None:
    odd = {**WEB, "spec": {"prots": [1], "ports": [{"port": 80, "x": {"y": 1}}, {"port": 81}]}}
    document = Document(odd, "a.yaml", 0)
    known, told = field_validation.drop_unknown_fields(
        document, validation.find_kind(document), level
    )
    assert known.value["spec"] == {"ports": [{"port": 80}, {"port": 81}]}
    assert sorted(told) == sorted(warnings)
    assert json.dumps(odd).count("prots") == 1


def test_a_wrong_type_is_refused_by_the_lenient_too(draft: Draft) -> None:
    document = Document({**WEB, "spec": {"ports": 5}}, "a.yaml", 0)
    kind = validation.find_kind(document)
    known, _ = field_validation.drop_unknown_fields(document, kind, "ignore")
    with pytest.raises(BadRequest, match="cannot unmarshal number"):
        requests.create(draft, kind, known)

"""Patches: what they may not change, and how a result that is no object is refused."""

from typing import Any

import pytest
import stage

from minik.errors import BadRequest, Invalid, MinikError, NotFound
from minik.intake import patching
from minik.intake.patching import UnknownFormat
from minik.kinds import kind_of_definition, kind_of_key
from minik.model.object import Object, read, write

KIND = kind_of_key("ConfigMap")
CLUSTER = stage.applied(
    stage.new(),
    """
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {k: v}
---
apiVersion: v1
kind: Secret
metadata: {name: a}
data: {k: dg==}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: 0
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: c, image: i}]}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: hosts.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: hosts, singular: host, kind: Host}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {size: {type: integer}}}
          status: {type: object, properties: {size: {type: integer}}}
""",
)
HOST = {
    "apiVersion": "example.com/v1",
    "kind": "Host",
    "metadata": {"name": "a", "namespace": "default"},
    "spec": {"size": 1},
}


def live(kind: str = "ConfigMap") -> Object:
    found = CLUSTER.get(kind, "default", "a")
    assert found is not None
    return found


def patch(
    change: Any, type_name: str = "merge", kind: str = "ConfigMap", part: str = ""
) -> patching.PatchResult:
    draft = CLUSTER.draft()
    return patching.patch(draft, kind_of_key(kind), live(kind), change, type_name, part)


UNKNOWN = (
    'no kind "{}" is registered for version "{}" in scheme "pkg/api/legacyscheme/scheme.go:30"'
)
NO_NAME = "the name of the object ({}) does not match the name on the URL (a)"
NAMESPACE = "the namespace of the provided object does not match the namespace sent on the request"


@pytest.mark.parametrize("type_name", ["merge", "strategic"])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"metadata": {"name": "b"}}, NO_NAME.format("b")),
        ({"metadata": {"namespace": "b"}}, NAMESPACE),
        ({"metadata": {"namespace": None}}, NAMESPACE),
        ({"kind": "Thing"}, UNKNOWN.format("Thing", "v1")),
        ({"kind": "Deployment"}, UNKNOWN.format("Deployment", "v1")),
        ({"apiVersion": "apps/v1"}, UNKNOWN.format("ConfigMap", "apps/v1")),
    ],
)
def test_a_patch_leaves_the_identity_as_it_is(change: Any, type_name: str, why: str) -> None:
    with pytest.raises(BadRequest) as refused:
        patch(change, type_name)
    assert refused.value.message == why


def test_another_uid_is_refused_twice() -> None:
    with pytest.raises(Invalid) as refused:
        patch({"metadata": {"uid": "other"}})
    one = 'Invalid value: "other": field is immutable'
    assert refused.value.message == f'ConfigMap "a" is invalid: metadata.uid: {one}'
    assert [cause.message for cause in refused.value.causes] == [one, one]


def test_the_same_identity_may_be_said() -> None:
    same = {name: live()["metadata"][name] for name in ("name", "namespace", "uid")}
    assert not patch({"metadata": same, "kind": "ConfigMap", "apiVersion": "v1"}).changed


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "Secret", "data": None}, "converting (v1.Secret) to (core.ConfigMap): unknown conversion"),
        ({"kind": "Pod", "spec": 1},
         "json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec"),
        ({"apiVersion": "example.com/v1"},
         UNKNOWN.format("ConfigMap", "example.com/v1")),
    ],
)  # fmt: skip
def test_another_kind_is_no_object_of_this_one(change: Any, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        patch(change)
    (problem,) = refused.value.causes
    assert problem.field == "patch" and problem.message.endswith(why), problem.message


@pytest.mark.parametrize(
    ("change", "type_name", "why"),
    [
        (None, "merge", "Invalid JSON Patch"),
        (None, "strategic",
         "json: cannot unmarshal object into Go value of type map[string]interface {}"),
        ([], "merge", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("text", "strategic",
         "json: cannot unmarshal string into Go value of type map[string]interface {}"),
        (1.5, "merge", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
        (True, "merge", "json: cannot unmarshal bool into Go value of type map[string]interface {}"),
    ],
)  # fmt: skip
def test_a_patch_is_an_object(change: Any, type_name: str, why: str) -> None:
    with pytest.raises(BadRequest) as refused:
        patch(change, type_name)
    assert refused.value.message == why


def test_what_is_not_there_is_not_found() -> None:
    gone = write(live(), "metadata.name", "gone")
    with pytest.raises(NotFound) as refused:
        patching.patch(CLUSTER.draft(), KIND, gone, {}, "merge")
    assert refused.value.message == 'configmaps "gone" not found'


def test_custom_resources_have_no_strategies() -> None:
    definition = CLUSTER.get("CustomResourceDefinition", "", "hosts.example.com")
    assert definition is not None
    kind = kind_of_definition(definition)
    draft = CLUSTER.draft()
    draft.put(HOST)
    draft = draft.cluster().draft()
    with pytest.raises(UnknownFormat) as refused:
        patching.patch(draft, kind, HOST, {}, "strategic")
    assert (refused.value.code, refused.value.reason) == (415, "UnsupportedMediaType")
    assert refused.value.message.startswith("the body of the request was in an unknown format")
    assert refused.value.message.endswith(
        "accepted media types include: application/json-patch+json, application/merge-patch+json, "
        "application/apply-patch+yaml"
    )
    merged = patching.patch(draft, kind, HOST, {"spec": {"size": 2, "lost": 1}}, "merge")
    assert merged.object["spec"] == {"size": 2}
    assert merged.warnings == ['unknown field "spec.lost"']
    scaled = patching.patch(draft, kind, HOST, {"spec": {"replicas": 7}}, "merge", "scale")
    assert (scaled.object["spec"], scaled.changed) == ({"replicas": 7}, True)
    stored = draft.get(kind.key, "default", "a")
    assert stored is not None and stored["spec"] == {"size": 7}
    for wrong, why in (
        ({"apiVersion": "example.com/v2"}, "the API version in the data (example.com/v2)"),
        ({"apiVersion": None}, "the API version in the data ()"),
        ({"kind": "Guest"}, "the API version in the data (example.com/v1)"),
        ({"apiVersion": "other.com/v1"}, "the API version in the data (other.com/v1)"),
    ):
        with pytest.raises(BadRequest) as refused_too:
            patching.patch(draft, kind, HOST, wrong, "merge")
        expected = "does not match the expected API version (example.com/v1)"
        assert refused_too.value.message == f"{why} {expected}"


@pytest.mark.parametrize(
    ("change", "type_name", "replicas", "changed"),
    [
        ({"spec": {"replicas": 3}}, "merge", 3, True),
        ({"spec": {"replicas": 0}}, "merge", 0, False),
        ({"spec": {"replicas": None}}, "merge", 0, False),
        ([{"op": "replace", "path": "/spec/replicas", "value": 2}], "json", 2, True),
        ({}, "merge", 0, False),
        (None, "merge", 0, False),
    ],
)
def test_a_scale_is_patched(change: Any, type_name: str, replicas: int, changed: bool) -> None:
    result = patch(change, type_name, "Deployment", "scale")
    assert (result.object["kind"], read(result.object, "spec.replicas")) == ("Scale", replicas)
    assert result.changed == changed


@pytest.mark.parametrize(
    ("count", "shown"), [(-1, "-1"), ("3", '"3"'), (True, "true"), (1.5, "1.5")]
)
def test_a_scale_is_a_count(count: Any, shown: str) -> None:
    with pytest.raises(Invalid) as refused:
        patch({"spec": {"replicas": count}}, "merge", "Deployment", "scale")
    assert refused.value.message == (
        f'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: {shown}: must be greater '
        "than or equal to 0"
    )


@pytest.mark.parametrize(
    ("change", "type_name", "kind", "shown"),
    [
        ({"data": 1}, "merge", "ConfigMap", '"data":1'),
        ({"data": 1}, "strategic", "ConfigMap", '"map[data:1]"'),
        ({"data": 1}, "merge", "Secret", '"***"'),
        ({"data": 1}, "strategic", "Secret", '"***"'),
    ],
)
def test_what_cannot_be_decoded_shows_the_patch_but_of_a_secret(
    change: Any, type_name: str, kind: str, shown: str
) -> None:
    with pytest.raises(MinikError) as refused:
        patch(change, type_name, kind)
    assert refused.value.message.startswith(' "" is invalid: patch: Invalid value: ')
    value = refused.value.message.partition("Invalid value: ")[2]
    assert shown in value or shown.replace('"', '\\"') in value, value
    assert "dg==" not in value
    assert ("***" in value) == (kind == "Secret")
    assert ("resourceVersion" in value) == (type_name == "merge" and kind == "ConfigMap")


def test_what_stands_twice_or_is_unknown_is_warned_of() -> None:
    assert patch({"lost": 1, "data": {"a": "b"}}).warnings == ['unknown field "lost"']
    added = [{"op": "add", "path": "/lost", "value": 1}]
    assert patch(added, "json").warnings == ['unknown field "lost"']


@pytest.mark.parametrize("type_name", ["merge", "strategic"])
def test_an_old_version_is_a_conflict(type_name: str) -> None:
    with pytest.raises(MinikError) as refused:
        patch({"metadata": {"resourceVersion": "1"}}, type_name)
    assert refused.value.message == (
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply '
        "your changes to the latest version and try again"
    )
    assert refused.value.code == 409
    now = live()["metadata"]["resourceVersion"]
    assert patch({"metadata": {"resourceVersion": now}, "data": {"x": "y"}}, type_name).changed

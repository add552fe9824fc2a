"""Documents become objects: what is written back, and what Go would say of what cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.intake.decoding import decoder
from minik.intake.decoding_errors import explain_error, illegal_byte
from minik.intake.parsing import DuplicateFields
from minik.intake.scalar_decoding import Mismatch

CORE = "io.k8s.api.core.v1."
SCHEMA = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data/undecodable_services.jsonl")
    .read_text()
    .splitlines()
]


def decoded(name: Any, value: Any) -> Any:
    return decoder(name if "." in name else CORE + name)(value)


def said(name: Any, value: Any) -> Any:
    found = explain_error(value, name if "." in name else CORE + name)
    return found and tuple(found[:2])


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        # what Go's omitempty drops
        ("ConfigMap", {"data": {}, "immutable": None, "metadata": None}, {"metadata": {}}),
        ("ObjectMeta", {"name": "", "labels": {}, "finalizers": [], "generation": 0}, {}),
        # what a pointer keeps
        ("ConfigMap", {"immutable": False}, {"immutable": False, "metadata": {}}),
        (
            "SecurityContext",
            {"runAsUser": 0, "capabilities": {}},
            {"runAsUser": 0, "capabilities": {}},
        ),
        # what Go always writes
        ("ServicePort", {}, {"port": 0, "targetPort": 0}),
        ("Container", {"name": "c"}, {"name": "c", "resources": {}}),
        ("Service", {}, {"metadata": {}, "spec": {}, "status": {"loadBalancer": {}}}),
        ("EnvVar", {"value": ""}, {"name": ""}),
        (
            "ResourceFieldSelector",
            {"resource": "limits.cpu"},
            {"resource": "limits.cpu", "divisor": "0"},
        ),
        (
            "Node",
            {},
            {
                "metadata": {},
                "spec": {},
                "status": {
                    "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
                    "nodeInfo": {
                        "architecture": "",
                        "bootID": "",
                        "containerRuntimeVersion": "",
                        "kernelVersion": "",
                        "kubeProxyVersion": "",
                        "kubeletVersion": "",
                        "machineID": "",
                        "operatingSystem": "",
                        "osImage": "",
                        "systemUUID": "",
                    },
                },
            },
        ),
        # null inside maps and lists is the zero of their values
        (
            "ObjectMeta",
            {"labels": {"a": None}, "finalizers": [None]},
            {"labels": {"a": ""}, "finalizers": [""]},
        ),
        ("PodSpec", {"containers": [None]}, {"containers": [{"name": "", "resources": {}}]}),
        # types that read themselves
        (
            "ResourceRequirements",
            {"limits": {"cpu": 0.5, "memory": "1024Mi", "x/y": "0.1m"}},
            {"limits": {"cpu": "500m", "memory": "1Gi", "x/y": "1m"}},
        ),
        (
            "ContainerStateRunning",
            {"startedAt": "2026-01-02T03:04:05.678+02:00"},
            {"startedAt": "2026-01-02T01:04:05Z"},
        ),
        ("Secret", {"data": {"a": [104, None, 105]}}, {"metadata": {}, "data": {"a": "aABp"}}),
        (
            "Secret",
            {"data": {"a": "aGVs\nbG8=", "b": "", "c": None}},
            {"metadata": {}, "data": {"a": "aGVsbG8=", "b": "", "c": ""}},
        ),
        ("HTTPGetAction", {"port": "http"}, {"port": "http"}),
        ("HTTPGetAction", {"port": 80}, {"port": 80}),
        (
            "io.k8s.api.coordination.v1.LeaseSpec",
            {"renewTime": "2026-01-02T03:04:05.678901Z"},
            {"renewTime": "2026-01-02T03:04:05.678901Z"},
        ),
        # what is passed through
        (
            "io.k8s.api.apps.v1.ControllerRevision",
            {"data": {"a": None, "b": [{}]}},
            {"metadata": {}, "data": {"a": None, "b": [{}]}, "revision": 0},
        ),
        (
            SCHEMA,
            {"properties": {"a": {"default": {"x": None}}}},
            {"properties": {"a": {"default": {"x": None}}}},
        ),
        # where something else than a schema may stand, a schema is read less strictly, and what is
        # neither is nothing
        (
            SCHEMA,
            {"items": {"type": "", "x": 1, "items": {"y": 1, "maxLength": 0}}},
            {"items": {"items": {"maxLength": 0}}},
        ),
        (
            SCHEMA,
            {"items": DuplicateFields([("type", "a"), ("type", "b")])},
            {"items": {"type": "b"}},
        ),
        (
            SCHEMA,
            {"items": {"properties": DuplicateFields([("a", {}), ("a", {"type": "b"})])}},
            {"items": {"properties": {"a": {"type": "b"}}}},
        ),
        (SCHEMA, {"items": [{"type": "x", "z": 1}, None]}, {"items": [{"type": "x"}, {}]}),
        (SCHEMA, {"items": []}, {}),
        (SCHEMA, {"items": "x"}, {}),
        (SCHEMA, {"items": None, "additionalProperties": None}, {}),
        (SCHEMA, {"items": {}}, {"items": {}}),
        (SCHEMA, {"additionalProperties": {}}, {"additionalProperties": {}}),
        (
            SCHEMA,
            {"additionalProperties": True, "additionalItems": False},
            {"additionalProperties": True, "additionalItems": False},
        ),
        (
            SCHEMA,
            {"dependencies": {"a": ["x"], "b": {"type": "c", "x": 1}}},
            {"dependencies": {"a": ["x"], "b": {"type": "c"}}},
        ),
    ],
)
def test_an_object_is_read_as_it_will_be_written(kind: Any, given: Any, stored: Any) -> None:
    name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" if kind == "ObjectMeta" else kind
    assert decoded(name, given) == stored
    assert decoded(name, stored) == stored


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["message"][-60:])
def test_recorded_refusals_are_worded_as_the_server_words_them(row: Any) -> None:
    with pytest.raises(Mismatch):
        decoded("Service", row["document"])
    found = explain_error(row["document"], CORE + "Service")
    assert (
        found
        and 'Service in version "v1" cannot be handled as a Service: ' + found.message
        == row["message"]
    )


APPS, JSON = "io.k8s.api.apps.v1.", "json: cannot unmarshal "


@pytest.mark.parametrize(
    ("kind", "value", "message", "path"),
    [
        (
            "Pod",
            {"spec": {"volumes": [{"name": "a", "fc": {"lun": "2"}}]}},
            JSON
            + "string into Go struct field FCVolumeSource.spec.volumes.VolumeSource.fc.lun of type int32",
            "spec.volumes[0].fc.lun",
        ),
        (
            "Pod",
            {"spec": {"volumes": [{"emptyDir": []}]}},
            JSON
            + "array into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource",
            "spec.volumes[0].emptyDir",
        ),
        (
            "Pod",
            {"spec": {"containers": [{"livenessProbe": {"exec": {"command": "ls"}}}]}},
            JSON
            + "string into Go struct field ExecAction.spec.containers.livenessProbe.ProbeHandler.exec.command of type []string",
            "spec.containers[0].livenessProbe.exec.command",
        ),
        (
            APPS + "Deployment",
            {"spec": {"replicas": "3"}},
            JSON + "string into Go struct field DeploymentSpec.spec.replicas of type int32",
            "spec.replicas",
        ),
        (
            APPS + "Deployment",
            {"spec": {"replicas": 3000000000}},
            JSON
            + "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
            "spec.replicas",
        ),
        (
            APPS + "Deployment",
            {"spec": {"strategy": {"rollingUpdate": {"maxSurge": 1.5}}}},
            JSON
            + "number 1.5 into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
            "spec.strategy.rollingUpdate.maxSurge",
        ),
        (
            "Pod",
            {"spec": {"containers": [{"resources": {"limits": []}}]}},
            JSON
            + "array into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList",
            "spec.containers[0].resources.limits",
        ),
        (
            "Pod",
            {"spec": {"containers": [{"resources": {"limits": {"cpu": "much"}}}]}},
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            "spec.containers[0].resources.limits.cpu",
        ),
        (
            "Pod",
            {"metadata": {"creationTimestamp": "today"}},
            'parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"',
            "metadata.creationTimestamp",
        ),
        (
            "Pod",
            {"metadata": {"creationTimestamp": 5}},
            JSON
            + "number into Go struct field ObjectMeta.metadata.creationTimestamp of type string",
            "metadata.creationTimestamp",
        ),
        ("Secret", {"data": {"a": "*"}}, "illegal base64 data at input byte 0", "data.a"),
        (
            "Secret",
            {"data": {"a": [1, 256]}},
            JSON + "number 256 into Go struct field Secret.data of type uint8",
            "data.a[1]",
        ),
        (
            "Secret",
            {"data": {"a": 5}},
            JSON + "number into Go struct field Secret.data of type []uint8",
            "data.a",
        ),
        (
            "Service",
            {"kind": 5, "metadata": {}},
            JSON + "number into Go struct field Service.TypeMeta.kind of type string",
            "kind",
        ),
        # the first wrong type is told alone, however many follow, and before anything unknown
        (
            "Service",
            {"foo": 1, "spec": {"type": 1, "ports": {}}},
            JSON + "number into Go struct field ServiceSpec.spec.type of type v1.ServiceType",
            "spec.type",
        ),
        # but a type that reads itself ends the reading at once
        (
            "Service",
            {"spec": {"type": 1, "ports": [{"targetPort": []}]}},
            JSON + "array into Go struct field ServicePort.spec.ports.targetPort of type int32",
            "spec.ports[0].targetPort",
        ),
        (
            "Service",
            {"Spec": {}, "spec": {"ports": [{}, {"Port": None}]}, "status": {"x": 1}},
            'strict decoding error: unknown field "Spec", unknown field "spec.ports[1].Port", unknown field "status.x"',
            "Spec",
        ),
        (
            "Service",
            DuplicateFields(
                [
                    ("spec", DuplicateFields([("type", "a"), ("type", "b")])),
                    ("spec", {}),
                    ("spec", {}),
                ]
            ),
            'strict decoding error: duplicate field "spec.type", duplicate field "spec"',
            "spec.type",
        ),
        # a schema inside of what may be something else reads itself: told of the field that holds
        # it, at once, whatever else is wrong
        (
            SCHEMA,
            {
                "type": 5,
                "items": {"properties": {"a": {"items": {"properties": {"type": "object"}}}}},
            },
            JSON + "string into Go struct field JSONSchemaProps.items of type v1.JSONSchemaProps",
            "items.properties.a.items.properties.type",
        ),
        (
            SCHEMA,
            {"properties": {"a": {"additionalProperties": {"x": 1, "maxLength": 1.5}}}},
            JSON
            + "number 1.5 into Go struct field JSONSchemaProps.properties.additionalProperties of type int64",
            "properties.a.additionalProperties.maxLength",
        ),
        (
            SCHEMA,
            {"additionalProperties": "yes"},
            "boolean or JSON schema expected",
            "additionalProperties",
        ),
        (
            SCHEMA,
            {"items": {"additionalProperties": 5}},
            "boolean or JSON schema expected",
            "items.additionalProperties",
        ),
        (
            SCHEMA,
            {"items": ["x"]},
            JSON + "string into Go struct field JSONSchemaProps.items of type v1.JSONSchemaProps",
            "items[0]",
        ),
        (
            SCHEMA,
            {"dependencies": {"a": [5]}},
            JSON + "number into Go struct field JSONSchemaProps.dependencies of type string",
            "dependencies.a[0]",
        ),
        (SCHEMA, {"items": {"x": 1}, "y": 1}, 'strict decoding error: unknown field "y"', "y"),
    ],
)
def test_what_cannot_be_read_is_told_in_gos_words(
    kind: Any, value: Any, message: Any, path: Any
) -> None:
    with pytest.raises(Mismatch):
        decoded(kind, value)
    assert said(kind, value) == (message, path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("*", 0),
        ("a", 0),
        ("abc", 0),
        ("ab=", 3),
        ("a===", 1),
        ("abc=d", 4),
        ("ab==c", 4),
        ("ab=c", 2),
        ("abcdef", 4),
        ("ab=\n", 4),
        ("abcd====", 4),
        ("é", 0),
    ],
)
def test_base64_is_given_up_where_go_gives_it_up(text: Any, place: Any) -> None:
    assert said("Secret", {"data": {"a": text}}) == (
        f"illegal base64 data at input byte {place}",
        "data.a",
    )


@pytest.mark.parametrize("before", ["QUJD", "QUJDQUJD", "\n", "QU\nJD\r\n"])
@pytest.mark.parametrize(
    "text", ["*", "a", "abc", "ab=", "a===", "abc=d", "ab==c", "ab=c", "abcde", "abcdef", "ab=\n"]
)
def test_whole_quanta_and_line_ends_before_move_the_place(before: str, text: str) -> None:
    alone = illegal_byte(text)
    assert alone is not None
    # What ends too early is told with the end of the last whole quantum: line ends are not counted.
    length = len(before.replace("\n", "").replace("\r", ""))
    ends = [alone + len(before), alone + length]
    assert illegal_byte(before + text) in ends


@given(st.text("abAB01+/=\n\r*é", max_size=12))
def test_base64_that_is_refused_has_a_place(text: Any) -> None:
    try:
        decoder(CORE + "Secret")({"data": {"a": text}})
    except Mismatch:
        assert illegal_byte(text) is not None
    else:
        assert illegal_byte(text) is None


def test_no_more_than_a_hundred_unknown_fields_are_told() -> None:
    found = explain_error({f"f{number}": 1 for number in range(150)}, CORE + "Service")
    assert found and found.message.count("unknown field") == 100


def test_a_number_is_told_as_it_is_written() -> None:
    found = explain_error(
        {"spec": {"ports": [{"port": 8080.0}]}},
        CORE + "Service",
        lambda path: {"spec.ports[0].port": "8.08e3"}[path],
    )
    assert found and found.message.startswith("json: cannot unmarshal number 8.08e3 into")


def test_what_can_be_read_has_no_refusal() -> None:
    assert (
        said(
            "Service",
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": None},
        )
        is None
    )


def test_decoding_leaves_its_input_alone() -> None:
    given: Any = {
        "metadata": {"labels": {"a": None}},
        "spec": {"ports": [{"port": 80}], "selector": {}},
    }
    before = json.dumps(given)
    decoded("Service", given)
    assert json.dumps(given) == before


LARGEST = 2**63 - 1


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        (LARGEST, True),
        (LARGEST + 1, False),
        (-LARGEST - 1, True),
        (-LARGEST - 2, False),
    ],
)
def test_an_int64_has_64_bits(number: int, fits: bool) -> None:
    spec = {"containers": [], "terminationGracePeriodSeconds": number}
    if fits:
        assert decoded("PodSpec", spec)["terminationGracePeriodSeconds"] == number
    else:
        with pytest.raises(Mismatch):
            decoded("PodSpec", spec)

"""Which kind a document is, and kubectl's words where it is none."""

from typing import Any

import pytest

from minik.errors import BadRequest, ClientError, NoSuchKind
from minik.intake import validation
from minik.intake.parsing import Document, parse

ANYWAY = "; if you choose to ignore these errors, turn validation off with --validate=false"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"kind": "Service"},
            'error validating "x": error validating data: apiVersion not set' + ANYWAY,
        ),
        (
            {"apiVersion": "v1"},
            'error validating "x": error validating data: kind not set' + ANYWAY,
        ),
        (
            {"metadata": {}},
            'error validating "x": error validating data: [apiVersion not set, kind not set]'
            + ANYWAY,
        ),
        (
            {"apiVersion": 1, "kind": ["a"]},
            "error validating \"x\": error validating data: [apiVersion isn't string type, kind isn't string type]"
            + ANYWAY,
        ),
        (
            {"apiVersion": "a/b/c", "kind": "X"},
            'error validating "x": error validating data: unexpected GroupVersion string: a/b/c'
            + ANYWAY,
        ),
        (["a"], 'error validating "x": error validating data: invalid object to validate' + ANYWAY),
        ("a", 'error validating "x": error validating data: invalid object to validate' + ANYWAY),
        (
            {"apiVersion": "v1", "kind": "", "a": "<"},
            """unable to decode "x": Object 'Kind' is missing in '{"a":"\\u003c","apiVersion":"v1","kind":""}'""",
        ),
        (
            {"apiVersion": "v1", "kind": "", "a": "&>"},
            """unable to decode "x": Object 'Kind' is missing in '{"a":"\\u0026\\u003e","apiVersion":"v1","kind":""}'""",
        ),
        (
            {"apiVersion": "v1", "kind": "Servise", "metadata": {"name": "web", "namespace": "a"}},
            'resource mapping not found for name: "web" namespace: "a" from "x": no matches for kind "Servise" in version "v1"\n'
            "ensure CRDs are installed first",
        ),
        (
            {"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": 5},
            'resource mapping not found for name: "" namespace: "" from "x": no matches for kind "Ingress" in version "extensions/v1beta1"\n'
            "ensure CRDs are installed first",
        ),
    ],
)
def test_what_is_no_object_is_refused_in_kubectls_words(value: Any, message: Any) -> None:
    with pytest.raises(ClientError) as refused:
        validation.find_kind(Document(value, "x", 0))
    assert refused.value.message == message


def test_a_kind_nobody_knows_is_not_found() -> None:
    with pytest.raises(NoSuchKind) as refused:
        validation.find_kind(Document({"apiVersion": "v1", "kind": "Foo"}, "x", 0))
    assert (refused.value.code, refused.value.reason) == (404, "NotFound")


def test_a_file_that_could_not_be_read_is_told_when_its_document_is_asked_for() -> None:
    error = ClientError("open x: permission denied")
    with pytest.raises(ClientError) as refused:
        validation.find_kind(Document(None, "x", 0, error=error))
    assert refused.value is error


def test_a_refusal_tells_the_line_of_the_field() -> None:
    [document] = parse(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n  - port: '80'\n",
        "web.yaml",
    )
    with pytest.raises(BadRequest) as refused:
        validation.decode(document, validation.find_kind(document))
    assert refused.value.where == "web.yaml:6: spec.ports[0].port"
    assert refused.value.message == (
        'Service in version "v1" cannot be handled as a Service: '
        "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"
    )


def test_what_is_nested_too_deep_for_its_kind_is_refused() -> None:
    schema: dict[str, object] = {}
    for _ in range(290):
        schema = {"properties": {"a": schema}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {"versions": [{"schema": {"openAPIV3Schema": schema}}]},
    }
    document = Document(definition, "x", 0)
    try:
        validation.decode(document, validation.find_kind(document))
    except BadRequest as error:
        assert error.message.endswith("json: exceeded max depth")


@pytest.mark.parametrize(
    ("value", "text", "message"),
    [
        ([1], "", "json: cannot unmarshal array into Go value of type unstructured.detector"),
        ("a", "", "json: cannot unmarshal string into Go value of type unstructured.detector"),
        (None, "", "Object 'Kind' is missing in 'null'"),
        ({"a": 1}, "", """Object 'Kind' is missing in '{"a":1}'"""),
        ({"a": 1}, '{ "a": 1 }\n', """Object 'Kind' is missing in '{ "a": 1 }'"""),
        ({"a": 1}, "a: 1\n", """Object 'Kind' is missing in '{"a":1}'"""),
        ({"kind": "A"}, "", """Object 'apiVersion' is missing in '{"kind":"A"}'"""),
        ({"kind": 5, "apiVersion": "v1"}, "",
         """Object 'Kind' is missing in '{"apiVersion":"v1","kind":5}'"""),
        ({"kind": "A", "apiVersion": ""}, "",
         """Object 'apiVersion' is missing in '{"apiVersion":"","kind":"A"}'"""),
    ],
)  # fmt: skip
def test_who_does_not_check_says_what_cannot_be_decoded(
    value: Any, text: str, message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        validation.find_kind(Document(value, "x", 0, text=text), checked=False)
    assert refused.value.message == f'unable to decode "x": {message}'


def test_a_part_of_a_list_is_shown_as_it_is_read_not_as_the_list_is_written() -> None:
    part = Document({"a": 1}, "x", 0, text='{"items": [{"a": 1}]}', within="items[0]")
    with pytest.raises(ClientError) as refused:
        validation.find_kind(part, checked=False)
    assert refused.value.message.endswith("""is missing in '{"a":1}'""")

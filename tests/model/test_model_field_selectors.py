"""Field selectors: what they mean, and how those are refused that name no field to choose by."""

import pytest

from minik.model import field_selectors
from minik.model.field_selectors import Term
from minik.model.kind import Kind
from minik.model.selectors import BadSelector

SERVICE = Kind("Service", selectable={"spec.type": lambda service: str(service["spec"]["type"])})
WEB = {"metadata": {"name": "web", "namespace": "default"}, "spec": {"type": "NodePort"}}
PARSED = [
    ("", ()),
    ("a=b", (Term("a", True, "b"),)),
    ("a==b", (Term("a", True, "b"),)),
    ("a!=b", (Term("a", False, "b"),)),
    (",b=1,,a=2", (Term("a", True, "2"), Term("b", True, "1"))),
    (r"a=b\,c\=d\\", (Term("a", True, "b,c=d\\"),)),
    ("a=", (Term("a", True, ""),)),
]
REFUSALS = [
    ("x", "invalid selector: 'x'; can't understand 'x'"),
    ("a=1,x", "invalid selector: 'a=1,x'; can't understand 'x'"),
    ("a=b=c", "invalid field selector: unescaped character in value: 61"),
    (r"a=\q", r"invalid field selector: invalid escape sequence: \q"),
]
UNSUPPORTED = [
    (SERVICE, "field label not supported: spec.nope"),
    (Kind("Widget", custom=True), "field label not supported: spec.nope"),
    (Kind("Job"), 'field label "spec.nope" not supported for Job'),
    (Kind("StatefulSet"), "field label not supported for appsv1.StatefulSet: spec.nope"),
    (
        Kind("Deployment"),
        '"spec.nope" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ),
]


@pytest.mark.parametrize(("text", "terms"), PARSED)
def test_conditions_stand_between_commas(text: str, terms: tuple[Term, ...]) -> None:
    assert field_selectors.parse_field_selector(text) == terms


@pytest.mark.parametrize(("text", "message"), REFUSALS)
def test_what_is_no_field_selector_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadSelector) as refusal:
        field_selectors.parse_field_selector(text)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("kind", "message"), UNSUPPORTED, ids=lambda value: getattr(value, "name", None)
)
def test_a_field_that_a_kind_cannot_be_chosen_by_is_refused(kind: Kind, message: str) -> None:
    with pytest.raises(BadSelector) as refusal:
        field_selectors.require_supported(field_selectors.parse_field_selector("spec.nope=1"), kind)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("metadata.name=web", True),
        ("metadata.name!=web", False),
        ("spec.type=NodePort,metadata.namespace=default", True),
        ("spec.type=x", False),
    ],
)
def test_objects_are_chosen_by_their_fields(text: str, chosen: bool) -> None:
    terms = field_selectors.parse_field_selector(text)
    field_selectors.require_supported(terms, SERVICE)
    assert field_selectors.filter_objects([WEB], terms, SERVICE) == ([WEB] if chosen else [])

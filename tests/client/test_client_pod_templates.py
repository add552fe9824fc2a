"""Pod templates changed in one respect."""

import pytest

from minik.client import pod_templates
from minik.errors import ClientError
from minik.model.object import Object


@pytest.mark.parametrize(
    "name, pattern, meant",
    [
        ("web", "*", True),
        ("web", "web", True),
        ("web", "we", False),
        ("web-side", "web*", True),
        ("web-side", "*side", True),
        ("web-side", "w*d*", True),
        ("web", "w.b", False),
    ],
)
def test_a_star_stands_for_any_text(name: str, pattern: str, meant: bool) -> None:
    assert pod_templates.matches_pattern(name, pattern) == meant


def test_a_variable_keeps_its_place_and_the_first_of_two_counts() -> None:
    container = {"name": "c", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}
    new, removed = pod_templates.parse_variables(["C=3", "B=9", "C=4", "D=", "A-"])
    after = pod_templates.with_variables(container, new, removed)
    assert after["env"] == [{"name": "B", "value": "9"}, {"name": "C", "value": "3"}, {"name": "D"}]
    assert pod_templates.with_variables(after, [], ["B", "C", "D"]) == {"name": "c"}
    assert container["env"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]


@pytest.mark.parametrize(
    "source, words",
    [
        ({"fieldRef": {"fieldPath": "metadata.name"}}, "field path metadata.name"),
        ({"resourceFieldRef": {"resource": "limits.cpu"}}, "resource field limits.cpu"),
        (
            {"resourceFieldRef": {"resource": "limits.cpu", "containerName": "side"}},
            "resource field side/limits.cpu",
        ),
        ({"secretKeyRef": {"name": "s", "key": "k"}}, "secret s, key k"),
        ({}, "invalid valueFrom"),
    ],
)
def test_where_a_value_comes_from_in_words(source: Object, words: str) -> None:
    assert pod_templates.describe_source(source) == words


def test_amounts_are_read_as_quantities() -> None:
    assert pod_templates.parse_resources("cpu=1000m,memory=1024Mi") == {"cpu": "1", "memory": "1Gi"}
    with pytest.raises(ClientError, match="expected <resource>=<value>"):
        pod_templates.parse_resources("cpu=1=2")


def test_an_account_stands_under_both_its_names_where_it_did() -> None:
    assert pod_templates.with_service_account(
        {"serviceAccount": "old", "serviceAccountName": "old"}, "new"
    ) == {"serviceAccount": "new", "serviceAccountName": "new"}
    assert pod_templates.with_service_account({}, "new") == {"serviceAccountName": "new"}

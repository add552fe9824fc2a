"""The CustomResourceDefinitions that minik brings along."""

from typing import Any

import pytest
import stage

from minik.bootstrap import new_cluster
from minik.intake import registry
from minik.kinds import find_kind
from minik.schemas import bundled_definitions
from minik.schemas.generate_definitions import bare


def prose(value: Any, names: bool = False) -> bool:
    """Whether a schema describes itself; what is keyed by names of fields may have such a name."""
    if isinstance(value, dict):
        return (not names and isinstance(value.get("description"), str)) or any(
            prose(part, name == "properties" and not names) for name, part in value.items()
        )
    return isinstance(value, list) and any(map(prose, value))


@pytest.mark.parametrize("name", bundled_definitions.names())
def test_each_is_structure_alone_and_is_called_as_its_file(name: str) -> None:
    definition = bundled_definitions.definition(name)
    assert definition["metadata"]["name"] == name
    assert not prose(definition["spec"])
    assert "api-approved.kubernetes.io" in definition["metadata"]["annotations"]


@pytest.mark.parametrize("name", bundled_definitions.names())
def test_the_server_takes_each(name: str) -> None:
    draft = stage.new().draft()
    registry.create_or_update(draft, bundled_definitions.definition(name))
    assert find_kind(name, draft.cluster().of("CustomResourceDefinition"))


def test_a_field_may_be_called_description() -> None:
    schema = {
        "description": "x",
        "properties": {"description": {"description": "y", "type": "string"}},
    }
    assert bare(schema) == {"properties": {"description": {"type": "string"}}}


def test_they_are_found_by_the_group_of_a_document() -> None:
    group = "policy.networking.k8s.io"
    assert len(bundled_definitions.of_document({"apiVersion": f"{group}/v1alpha2"})) == 3
    assert bundled_definitions.of_document({"apiVersion": "v1"}) == ()
    assert bundled_definitions.of_document(["no object"]) == ()


def test_a_new_cluster_has_them_if_it_is_to() -> None:
    wanted = (new_cluster.GATEWAY_API,)
    cluster = new_cluster.create_cluster(stage.new().settings, stage.new().now, addons=wanted)
    assert len(list(cluster.of("CustomResourceDefinition"))) == len(bundled_definitions.names())

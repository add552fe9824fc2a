"""Kinds as a cluster defines them."""

import pytest
import stage

from minik.intake import defined_kinds
from minik.model.object import Object

DEFINITION: Object = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "hosts.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Cluster",
        "names": {"plural": "hosts", "singular": "host", "kind": "Host"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object"}},
            }
        ],
    },
}


@pytest.mark.parametrize(
    ("key", "plural", "is_custom"),
    [
        ("Pod", "pods", False),
        ("Deployment", "deployments", False),
        ("Host.example.com", "hosts", True),
    ],
)
def test_a_kind_is_known_by_its_key(key: str, plural: str, is_custom: bool) -> None:
    draft = stage.applied(stage.new(), [DEFINITION]).draft()
    kind = defined_kinds.kind_in(draft, key)
    assert (kind.key, kind.plural, kind.custom) == (key, plural, is_custom)

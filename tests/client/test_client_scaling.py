"""How many pods a workload shall have, and where that cannot be written."""

import pytest

from minik import kinds
from minik.client import scaling
from minik.errors import InternalError
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

DEFINITION: Object = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"kind": "Widget", "plural": "widgets"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object"}},
                "subresources": {
                    "scale": {
                        "specReplicasPath": ".spec.many.pods",
                        "statusReplicasPath": ".status.replicas",
                    }
                },
            }
        ],
    },
}


@pytest.mark.parametrize(("spec", "place"), [(["a"], ".spec"), ({"many": "x"}, ".spec.many")])
def test_a_number_is_not_written_into_what_holds_no_fields(spec: object, place: str) -> None:
    widget = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w", "namespace": "default"},
        "spec": spec,
    }
    source = Objects(
        {
            "CustomResourceDefinition": {"widgets.example.com": DEFINITION},
            "Widget.example.com": {"default/w": widget},
        }
    )
    with pytest.raises(InternalError) as refused:
        scaling.scale(Cluster(source).draft(), kinds.kind_of_definition(DEFINITION), widget, 3)
    assert (
        refused.value.message
        == f"value cannot be set because {place} is not a map[string]interface{{}}"
    )

"""The description of objects of which nobody wrote one: every field, indented."""

import pytest

from minik.kinds import generic_description
from minik.kinds.layout import align
from minik.model.cluster import Cluster
from minik.model.source import Objects

LABELS = {
    "apiVersion": "API Version",
    "uid": "UID",
    "clientURL": "Client URL",
    "podIPs": "Pod I Ps",
    "x-y": "X - Y",
    "a.b/c": "a.b/c",
    "spec": "Spec",
    "podCIDRs": "Pod CIDRs",
    "nonResourceURLs": "Non Resource URLs",
    "osbAPI": "Osb API",
    "ownerReferences": "Owner References",
    "v2": "v2",
}


@pytest.mark.parametrize(("field", "title"), LABELS.items())
def test_a_field_has_a_title(field: str, title: str) -> None:
    assert generic_description.field_title(field) == title


def test_all_is_told_once() -> None:
    obj = {
        "apiVersion": "example.com/v1",
        "kind": "Knight",
        "metadata": {
            "name": "galahad",
            "namespace": "court",
            "labels": {"a": "b"},
            "uid": "1",
            "managedFields": [{"manager": "x"}],
        },
        "spec": {
            "brave": True,
            "shield": None,
            "share": 0.123456789,
            "gold": 12345678.0,
            "quests": [{"name": "grail", "steps": [1, 2]}, {"name": "swallow"}],
            "colours": ["red", ["gold", "white"]],
        },
    }
    assert (
        align([generic_description.describe(obj, Cluster(Objects()))])
        == """\
Name:         galahad
Namespace:    court
Labels:       a=b
Annotations:  <none>
API Version:  example.com/v1
Kind:         Knight
Metadata:
  UID:  1
Spec:
  Brave:  true
  Colours:
    red
    [gold white]
  Gold:  1.2345678e+07
  Quests:
    Name:  grail
    Steps:
      1
      2
    Name:  swallow
  Share:   0.123456789
  Shield:  <nil>
"""
    )

"""The names of custom resources: whoever comes first has them, and all goes with its definition."""

from typing import Any

import stage

from minik import kinds
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object, read

KIND = "CustomResourceDefinition"


def definition(
    plural: str = "knights", kind: str = "Knight", group: str = "example.com", **names: Any
) -> Object:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": KIND,
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"plural": plural, "kind": kind, **names},
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


def said(cluster: Cluster, name: str) -> dict[str, tuple[str, str, str]]:
    """What a definition's conditions say: status, reason and message."""
    conditions = read(stage.one(cluster, KIND, name, ""), "status.conditions", [])
    return {one["type"]: (one["status"], one["reason"], one["message"]) for one in conditions}


def test_the_first_has_all_its_names() -> None:
    cluster = stage.applied(stage.new(), [definition(shortNames=["kn"], categories=["all"])])
    status = stage.one(cluster, KIND, "knights.example.com", "")["status"]
    assert status["acceptedNames"] == {
        "plural": "knights",
        "singular": "knight",
        "kind": "Knight",
        "listKind": "KnightList",
        "shortNames": ["kn"],
        "categories": ["all"],
    }
    assert said(cluster, "knights.example.com") == {
        "NamesAccepted": ("True", "NoConflicts", "no conflicts found"),
        "Established": ("True", "InitialNamesAccepted", "the initial names have been accepted"),
    }


def test_another_cannot_have_them() -> None:
    cluster = stage.applied(
        stage.applied(stage.new(), [definition(shortNames=["kn"])]),
        [definition("knaves", "Knave", shortNames=["kn"])],
    )
    assert said(cluster, "knaves.example.com") == {
        "NamesAccepted": ("False", "ShortNamesConflict", '"kn" is already in use'),
        "Established": ("False", "NotAccepted", "not all names are accepted"),
    }
    assert (
        "shortNames"
        not in stage.one(cluster, KIND, "knaves.example.com", "")["status"]["acceptedNames"]
    )


def test_in_another_group_it_can() -> None:
    cluster = stage.applied(
        stage.applied(stage.new(), [definition()]), [definition(group="example.org")]
    )
    assert said(cluster, "knights.example.org")["Established"][0] == "True"


def test_once_established_it_stays_so() -> None:
    one = stage.applied(
        stage.new(), [definition(), definition("knaves", "Knave", shortNames=["kn"])]
    )
    changed = stage.applied(one, [definition(shortNames=["kn"])])
    assert said(changed, "knights.example.com")["NamesAccepted"][:2] == (
        "False",
        "ShortNamesConflict",
    )
    assert said(changed, "knights.example.com")["Established"][0] == "True"


def test_its_objects_go_with_it() -> None:
    cluster = stage.applied(stage.new(), [definition()])
    found = stage.one(cluster, KIND, "knights.example.com", "")
    knight = {
        "apiVersion": "example.com/v1",
        "kind": "Knight",
        "metadata": {"name": "galahad", "namespace": "default"},
    }
    draft = cluster.draft()
    registry.create(draft, kinds.kind_of_definition(found), knight)
    assert len(list(draft.of("Knight.example.com"))) == 1
    registry.delete(draft, kinds.kind_of_key(KIND), found)
    assert list(draft.of("Knight.example.com")) == []

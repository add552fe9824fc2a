"""ReplicationControllers: what they take from their template, and what they hold against it."""

from collections.abc import Callable
from typing import TypeAlias

from minik.model.object import Object, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
TEMPLATE: Object = {
    "metadata": {"labels": {"app": "web", "tier": "front"}},
    "spec": {"containers": [{"name": "c", "image": "registry.example/c:1"}]},
}
BARE: Object = {
    "apiVersion": "v1",
    "kind": "ReplicationController",
    "metadata": {"name": "web"},
    "spec": {"template": TEMPLATE},
}


def test_it_selects_and_carries_what_its_pods_carry(admit: Admit) -> None:
    stored = admit(BARE)[0]
    assert (
        stored["spec"]["selector"]
        == stored["metadata"]["labels"]
        == {"app": "web", "tier": "front"}
    )
    assert stored["spec"]["replicas"] == 1


def test_unless_it_says_otherwise(admit: Admit) -> None:
    stored = admit(
        write(write(BARE, "spec.selector", {"app": "web"}), "metadata.labels", {"a": "b"})
    )[0]
    assert (stored["spec"]["selector"], stored["metadata"]["labels"]) == (
        {"app": "web"},
        {"a": "b"},
    )


def test_refusals(refusals: Refusals) -> None:
    assert refusals(write(BARE, "spec.selector", {"app": "other"})) == [
        'spec.template.metadata.labels: Invalid value: {"app":"web","tier":"front"}: `selector` does not match template `labels`'
    ]
    assert refusals(write(BARE, "spec.template.metadata", {})) == ["spec.selector: Required value"]
    assert refusals({**BARE, "spec": {"selector": {"app": "web"}}}) == [
        "spec.template: Required value"
    ]


def test_its_selector_may_change(refusals: Refusals) -> None:
    assert refusals(write(BARE, "spec.selector", {"app": "web"}), BARE) == []

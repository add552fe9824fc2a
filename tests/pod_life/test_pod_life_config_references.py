"""References that pods share are followed once, if nothing is missing."""

from typing import Any

import pytest

from minik.model.object import Object
from minik.pod_life.config_references import NOTHING_MISSING, References

CONFIG = {"metadata": {"name": "there"}, "data": {"key": "1"}}


def pod(name: str, volume: Any, namespace: str = "default", env: Any = None) -> Object:
    container = {"name": "main", **({"env": env} if env else {})}
    spec = {"volumes": [{"name": name, "configMap": volume}], "containers": [container]}
    return {"metadata": {"name": name, "namespace": namespace}, "spec": spec}


@pytest.fixture
def asked() -> list[tuple[str, str, str]]:
    return []


@pytest.fixture
def references(asked: list[tuple[str, str, str]]) -> References:
    def find(kind: str, namespace: str, name: str) -> Object | None:
        asked.append((kind, namespace, name))
        return CONFIG if (namespace, name) == ("default", "there") else None

    return References(find)


def test_the_same_parts_are_followed_once(references: References, asked: list[Any]) -> None:
    volume = {"name": "there", "items": [{"key": "key"}]}
    assert {references.missing(pod(f"p{number}", volume)) == NOTHING_MISSING for number in "123"}
    assert asked == [("ConfigMap", "default", "there")]
    assert references.missing(pod("p4", dict(volume))) == NOTHING_MISSING
    assert len(asked) == 2  # an equal part is another one


def test_what_is_missing_is_said_of_each(references: References) -> None:
    volume = {"name": "gone"}
    for name in ("p1", "p2"):
        assert references.missing(pod(name, volume)).volumes == {name: 'configmap "gone" not found'}


def test_another_namespace_and_another_environment_are_looked_at(references: References) -> None:
    volume = {"name": "there"}
    env = [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "there", "key": "other"}}}]
    assert references.missing(pod("p1", volume)) == NOTHING_MISSING
    assert references.missing(pod("p2", volume, "elsewhere")).volumes
    assert references.missing(pod("p3", volume, env=env)).containers


def test_a_pod_without_references_asks_for_nothing(
    references: References, asked: list[Any]
) -> None:
    plain = {"metadata": {"namespace": "x"}, "spec": {"containers": [{"name": "main"}]}}
    assert references.missing(plain) == NOTHING_MISSING and not asked

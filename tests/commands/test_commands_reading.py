"""What the looking verbs read of a cluster: no more than they show."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from minik.command_line import lookup
from minik.command_line.lookup import Request
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

SERVICES: dict[str, Object] = {
    f"default/{name}": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "default"},
    }
    for name in ("one", "two")
}


class Watched(Objects):
    """A source that remembers which kinds were read whole."""

    read: list[str]

    def all(self, kind: str) -> Mapping[str, Object]:
        self.read.append(kind)
        return super().all(kind)


@pytest.fixture
def source() -> Watched:
    watched = Watched({"Service": SERVICES, "Pod": {}, "CustomResourceDefinition": {}})
    watched.read = []
    return watched


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["svc", "one"], []),
        (["svc", "one", "two", "three"], []),
        (["svc/one", "ns/x"], []),
        (["svc"], ["Service"]),
        (["pods,svc"], ["Pod", "Service"]),
        (["widgets.example.com", "one"], ["CustomResourceDefinition"]),
    ],
)
def test_what_is_not_shown_is_not_read(source: Watched, words: list[str], read: list[str]) -> None:
    try:
        lookup.find(Cluster(source, now=datetime.now(UTC)), Request(words, "default"))
    except ClientError as unknown:
        assert words[0].startswith("widgets"), unknown
    assert source.read == read


def test_requests_are_answered_in_their_order(source: Watched) -> None:
    found = lookup.find(
        Cluster(source, now=datetime.now(UTC)), Request(["svc/two", "pod/x", "svc/one"], "default")
    )
    assert [section.objects[0]["metadata"]["name"] for section in found.sections] == ["two", "one"]
    assert [kind.name for kind in found.kinds] == ["Service", "Pod", "Service"]
    assert [str(error) for error in found.errors] == ['pods "x" not found']
    assert not found.single
    assert not found.mixed

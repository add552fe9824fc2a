"""The life of an object of every resource, as Kubernetes' own end-to-end tests lead it: created,
read, listed, watched, patched, updated, its status and scale written, deleted, deleted with others.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from api_client import MERGE, Client
from new_objects import NAMES, NEW

LABELLED = "?labelSelector=e2e%3Dlife"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
SERVED = {"create", "delete", "get", "list", "patch", "update", "watch"}


class Life:
    """One object, from its creation to its end."""

    def __init__(self, path: str) -> None:
        self.client, self.path = Client(), path
        self.resource = path.rsplit("/", 1)[1]
        self.name = NAMES.get(self.resource, "life")
        self.own, self.kind = f"{path}/{self.name}", ""
        self.version = int(self.told("GET", path)["metadata"]["resourceVersion"])
        api = path.partition("/namespaces/default")[0] if "default/" in path else ""
        found = self.told("GET", api or path.rpartition("/")[0])["resources"]
        self.verbs = {one["name"]: set(one["verbs"]) for one in found}

    def told(
        self, method: str, path: str, body: Any = None, *, code: int = 200, **headers: Any
    ) -> Any:
        answer = self.client.ask(method, path, body, **headers)
        told = json.loads(answer.body)
        assert answer.status == code, (method, path, told)
        return told

    def create(self) -> None:
        metadata = {"name": self.name, "labels": {"e2e": "life"}}
        made = self.told("POST", self.path, {**NEW[self.path], "metadata": metadata}, code=201)
        assert made["metadata"]["uid"] and made["metadata"]["creationTimestamp"]
        self.kind = made["kind"]

    def write(self) -> None:
        """Patch the object, update it, and write its parts."""
        self.patch("", "patched")
        whole = self.told("GET", self.own)
        whole["metadata"]["annotations"]["updated"] = "true"
        assert self.annotations(self.told("PUT", self.own, whole)) >= {"patched", "updated"}
        if f"{self.resource}/status" in self.verbs:
            assert self.told("GET", f"{self.own}/status")["metadata"]["name"] == self.name
            self.patch("/status", "status-patched")
            self.told("PUT", f"{self.own}/status", self.told("GET", self.own))
        if f"{self.resource}/scale" in self.verbs:
            scale = self.told("GET", f"{self.own}/scale")
            scale["spec"]["replicas"] = 2
            assert self.told("PUT", f"{self.own}/scale", scale)["spec"]["replicas"] == 2
            assert self.told("GET", self.own)["spec"]["replicas"] == 2

    def patch(self, part: str, key: str) -> None:
        body = {"metadata": {"annotations": {key: "true"}}}
        assert key in self.annotations(
            self.told("PATCH", self.own + part, body, content_type=MERGE)
        )

    @staticmethod
    def annotations(obj: Any) -> set[str]:
        return set(obj["metadata"].get("annotations") or ())

    def listed(self, path: str, **headers: Any) -> list[Any]:
        found = self.told("GET", path + LABELLED, **headers)
        return list(found["rows" if found["kind"] == "Table" else "items"])

    def wait(self) -> None:
        """Let the time pass in which finalizers and nodes do their part."""
        for _ in range(40):
            self.client.clock.now += timedelta(seconds=1)
            self.client.served.tick()

    def events(self) -> Iterator[str]:
        for one in self.client.served.events_after(self.version):
            known = one.after or one.before
            assert known is not None
            labels = known["metadata"].get("labels") or {}
            is_own = known["kind"] == self.kind and known["metadata"]["name"] == self.name
            if is_own and "e2e" in labels:
                yield "ADDED" if one.before is None else "MODIFIED" if one.after else "DELETED"


@pytest.mark.parametrize("path", NEW)
def test_an_object_lives_as_upstream_tests_expect(path: str) -> None:
    life = Life(path)
    assert life.verbs[life.resource] >= SERVED
    life.create()
    assert life.told("GET", life.own)["metadata"]["labels"]["e2e"] == "life"
    for place in {path, path.replace("/namespaces/default", "")}:
        assert len(life.listed(place)) == 1
    assert len(life.listed(path, accept=TABLE)) == 1
    assert life.listed(path, accept=METADATA)[0]["kind"] == "PartialObjectMetadata"
    life.write()
    life.told("DELETE", life.own)
    life.wait()
    life.told("GET", life.own, code=404)
    events = list(life.events())
    assert (events[0], events[-1]) == ("ADDED", "DELETED")
    assert {"MODIFIED"} == set(events[1:-1])


@pytest.mark.parametrize("path", [path for path in NEW if not path.endswith("v1/namespaces")])
def test_objects_are_deleted_together_by_their_label(path: str) -> None:
    life = Life(path)
    assert "deletecollection" in life.verbs[life.resource]
    life.create()
    before = len(life.told("GET", path)["items"])
    life.told("DELETE", path + LABELLED)
    life.wait()
    assert not life.listed(path)
    assert len(life.told("GET", path)["items"]) >= before - 1


def test_every_resource_is_led_through_its_life() -> None:
    client = Client()
    groups = client.told("GET", "/apis")["groups"]
    apis = ["/api/v1", *(f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups)]
    for api in apis:
        for one in client.told("GET", api)["resources"]:
            if set(one["verbs"]) >= SERVED:
                place = f"{api}/namespaces/default" if one["namespaced"] else api
                assert f"{place}/{one['name']}" in NEW

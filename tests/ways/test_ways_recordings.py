"""What conforming controllers decided and wrote: requests, conditions, listeners."""

import json
from pathlib import Path
from typing import Any

import crossroads
import jsonschema
import pytest

from minik.model import object as objects

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/resolve-url.json").read_text())


def expected(want: dict[str, Any]) -> Any:
    """What a recorded answer says."""
    return want.get("redirect") or want.get("to") or want["status"]


@pytest.mark.parametrize("name", [*crossroads.recorded("gateway"), *crossroads.recorded("ingress")])
def test_requests_lead_where_they_led(name: str) -> None:
    for cluster, step in crossroads.steps(name):
        for one in step.get("requests") or ():
            headers = [f"{key}: {value}" for key, value in (one.get("headers") or {}).items()]
            got = crossroads.asked(cluster, one["url"], *headers, method=one.get("method", ""))
            jsonschema.validate(got, SCHEMA)
            want, answer = expected(one["expect"]), crossroads.answer(got)
            about = f"{one['url']} {headers}"
            if want == 5:  # any failure of the server
                assert 500 <= answer < 600, about
            elif isinstance(want, dict) and "location" not in want:
                assert answer == pytest.approx(want, abs=1), about
                assert (got["rewrite"] or {}) == one["expect"].get("rewrite", {}), about
            else:
                assert answer == want, about


@pytest.mark.parametrize("name", crossroads.recorded("gateway"))
def test_statuses_say_what_they_said(name: str) -> None:
    for cluster, step in crossroads.steps(name):
        for one in step.get("conditions") or ():
            obj = crossroads.object_of(cluster, one["kind"], one["name"], one["namespace"] or "")
            said = crossroads.condition(obj, one, one["type"])
            wanted = f"{one['status']} {one.get('reason', '')}".strip()
            assert said.startswith(wanted), f"{one}: {said}"
        for one in step.get("listeners") or ():
            obj = crossroads.object_of(cluster, one["kind"], one["name"], one["namespace"])
            listeners = {other["name"]: other for other in objects.status(obj)["listeners"]}
            found = listeners[one["listener"]]
            if "attachedRoutes" in one:
                assert found["attachedRoutes"] == one["attachedRoutes"], one
            if "supportedKinds" in one:
                kinds = [kind["kind"] for kind in found["supportedKinds"]]
                assert set(one["supportedKinds"]) <= set(kinds) and bool(kinds) == bool(
                    one["supportedKinds"]
                ), one

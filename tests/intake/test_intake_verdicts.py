"""Verdicts on single documents, each in an empty cluster in which its namespace exists."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik.bootstrap import new_cluster
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.model.settings import DEFAULT

BASE = new_cluster.create_cluster(DEFAULT, datetime(2026, 11, 23, tzinfo=UTC))
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"ports": [{"port": 80}]},
}


def verdict(value: Any) -> Any:
    return judge(Document(value, "x", 0), BASE)


@pytest.mark.parametrize(
    ("value", "code", "reason"),
    [
        (SERVICE, 201, ""),
        ({**SERVICE, "spec": {}}, 422, "Invalid"),
        ({**SERVICE, "spec": []}, 400, "BadRequest"),
        ({**SERVICE, "metadata": {"name": "web", "namespace": "elsewhere"}}, 201, ""),
        ({**SERVICE, "metadata": {"name": "web", "namespace": "Not A Namespace"}}, 404, "NotFound"),
        ({**SERVICE, "apiVersion": "v2"}, 404, "NotFound"),
        ({"apiVersion": "v1", "kind": "ComponentStatus"}, 405, "MethodNotAllowed"),
        (
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}},
            409,
            "AlreadyExists",
        ),
        ({"apiVersion": "v1", "kind": "List", "items": []}, 404, "NotFound"),
        ([], 400, "Client"),
        (None, 400, "Client"),
    ],
)
def test_each_document_has_its_code(value: Any, code: Any, reason: Any) -> None:
    found = verdict(value)
    assert (
        found.error.code if found.error else 201,
        found.error.reason if found.error else "",
    ) == (code, reason)
    assert (found.object is None) == (code != 201)


def test_the_object_is_as_it_would_be_stored() -> None:
    spec = verdict(
        {**SERVICE, "spec": {"ports": [{"port": 80}], "clusterIP": "", "selector": {}}}
    ).object["spec"]
    assert {
        name: spec[name] for name in ("type", "sessionAffinity", "ports", "ipFamilyPolicy")
    } == {
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "ipFamilyPolicy": "SingleStack",
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
    }
    assert "selector" not in spec


def test_warnings_come_with_the_verdict() -> None:
    [warning] = verdict(
        {**SERVICE, "spec": {"ports": [{"port": 80}], "externalIPs": ["1.2.3.4"]}}
    ).warnings
    assert (
        warning
        == "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
    )


def test_no_verdict_depends_on_another() -> None:
    taken = {**SERVICE, "spec": {"ports": [{"port": 80, "nodePort": 30080}], "type": "NodePort"}}
    first, second = verdict(taken), verdict(taken)
    assert first.object == second.object
    assert len(BASE.of("Service")) == 1

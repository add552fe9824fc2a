"""What kustomizations give to the files that they build from."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from minik.intake.parsing import Document
from minik.store.kustomization_layers import Layer, Layers, layer_of

DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {}}},
}
SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {},
}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("base", resources=["web.yaml"], commonLabels={"app": "web"})
    write("prod", namespace="prod", resources=["../base"])


def write(folder: str, **fields: Any) -> None:
    Path(folder).mkdir(exist_ok=True)
    Path(folder, "kustomization.yaml").write_text(yaml.safe_dump(fields))


def made(
    *values: Any, folders: tuple[str, ...] = ("base", "prod"), path: str = "base/web.yaml"
) -> Any:
    documents = [Document(value, path, 0) for value in values]
    return [one.value for one in Layers(folders).complete(documents)]


def test_a_base_gets_the_namespace_of_the_overlay_and_the_labels_of_its_own() -> None:
    deployment, service = made(DEPLOYMENT, SERVICE)
    labels = {"app": "web"}
    assert deployment["metadata"] == {"name": "web", "namespace": "prod", "labels": labels}
    assert deployment["spec"]["selector"] == {"matchLabels": labels}
    assert deployment["spec"]["template"]["metadata"] == {"labels": labels}
    assert service["spec"] == {"selector": labels} and "labels" not in SERVICE["metadata"]
    assert made(SERVICE, path="base/other.yaml") == [SERVICE]
    assert made(SERVICE, folders=()) == [SERVICE]


def test_overlays_that_differ_leave_what_they_agree_on() -> None:
    write("test", namespace="test", resources=["../base"], commonLabels={"for": "test"})
    [service] = made(SERVICE, folders=("base", "prod", "test"))
    assert service["metadata"] == {"name": "web", "labels": {"app": "web"}}
    assert service["spec"] == {"selector": {"app": "web"}}


def test_the_outermost_kustomization_decides() -> None:
    write("whole", namespace="whole", bases=["../prod"])
    [service] = made(SERVICE, folders=("base", "prod", "whole"))
    assert service["metadata"]["namespace"] == "whole"
    write("base", resources=["../whole"])  # in a circle
    assert made(SERVICE, folders=("base", "prod", "whole")) == [SERVICE]


def test_what_names_an_object_follows_it() -> None:
    account = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "a", "namespace": "system"},
    }
    subjects = [
        {"kind": "ServiceAccount", "name": name, "namespace": "system"} for name in ("a", "b")
    ]
    binding = {"kind": "ClusterRoleBinding", "metadata": {"name": "b"}, "subjects": subjects}
    hook = {
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "h"},
        "webhooks": [{"clientConfig": {"service": {"name": "web", "namespace": ""}}}, {}],
    }
    _, bound, called, service = made(account, binding, hook, SERVICE)
    assert [one["namespace"] for one in bound["subjects"]] == ["prod", "system"]
    assert "namespace" not in bound["metadata"] and "namespace" not in called["metadata"]
    assert called["webhooks"][0]["clientConfig"]["service"]["namespace"] == "prod"
    assert service["metadata"]["namespace"] == "prod"


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"kind": "Service", "metadata": None},
        {"kind": "Service", "metadata": {"labels": "x"}},
        {"kind": "Deployment", "metadata": {"name": "a"}, "spec": []},
        {"kind": ["x"], "metadata": {}},
        {"kind": "RoleBinding", "metadata": {}, "subjects": ["x"]},
    ],
)
def test_what_is_malformed_stays_for_others_to_tell(value: Any) -> None:
    [found] = made(value)
    assert type(found) is type(value)


def test_labels_reach_selectors_only_if_told() -> None:
    layer = layer_of(
        {
            "namespace": "n",
            "labels": [{"pairs": {"a": "b"}}, {"pairs": {"c": 1}, "includeSelectors": True}, "x"],
        }
    )
    assert layer == Layer("n", {"a": "b", "c": "1"}, {"c": "1"})

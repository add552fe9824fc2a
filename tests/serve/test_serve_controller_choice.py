"""Which controllers a server runs."""

from pathlib import Path
from typing import Any

import pytest
from api_process import Server

from minik import controllers
from minik.errors import ClientError
from minik.serve import controller_choice

EVERY = {controller.name for controller in controllers.load_all()}
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
SETS = "/apis/apps/v1/namespaces/default/replicasets"
PODS = "/api/v1/namespaces/default/pods"


def names(text: str) -> set[str]:
    return {controller.name for controller in controller_choice.parse(text) or ()}


def test_all_run_unless_some_are_taken_out() -> None:
    assert controller_choice.parse("*") is None and controller_choice.parse("") is None
    assert names("*,-deployment,-scheduler") == EVERY - {"deployment-controller", "kube-scheduler"}
    assert names("-kubelet,*") == EVERY - {"kubelet"}


def test_without_a_star_only_those_run_that_are_named() -> None:
    assert names("replicaset-controller,deployment") == {
        "replicaset-controller",
        "deployment-controller",
        controller_choice.SERVER,
    }


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("*,-deploymnt", "did you mean: deployment"),
        ("kube-apiserver", "known are "),
        ("-", "known"),
    ],
)
def test_a_name_that_no_controller_has_is_refused(text: str, hint: str) -> None:
    with pytest.raises(ClientError, match="is not in the list of known controllers") as refused:
        controller_choice.parse(text)
    assert hint in refused.value.hint


def test_a_persons_own_controller_does_what_was_taken_out(tmp_path: Path) -> None:
    labels = {"app": "web"}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    spec: dict[str, Any] = {"selector": {"matchLabels": labels}, "template": template}
    options = ("--insecure-http", "--in-memory", "--controllers", "*,-deployment,-scheduler")
    with Server(tmp_path, *options) as server:
        made = {"metadata": {"name": "web"}, "spec": spec}
        assert server.ask("POST", DEPLOYMENTS, made).status == 201
        assert server.ask("GET", SETS).body["items"] == []
        assert server.ask("POST", SETS, made).status == 201
        [pod] = server.ask("GET", PODS).body["items"]
        assert pod["status"]["phase"] == "Pending" and "nodeName" not in pod["spec"]

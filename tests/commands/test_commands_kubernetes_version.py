"""--kubernetes-version: the kinds, versions, fields and warnings of an older Kubernetes."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

FLOW = """apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: FlowSchema
metadata: {name: f}
spec: {priorityLevelConfiguration: {name: exempt}}
"""
CIDR = """apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: {name: c}
spec: {cidrs: [10.9.0.0/24]}
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: i}], resources: {limits: {cpu: "1"}}}
"""


@pytest.fixture
def files(terminal: Terminal) -> Terminal:
    Path("all.yaml").write_text("---\n".join((FLOW, CIDR, POD)), encoding="utf-8")
    return terminal


@pytest.mark.parametrize(
    "version, codes",
    [("1.27", [201, 404, 400]), ("v1.31.4", [201, 404, 400]), ("1.33", [404, 201, 201])],
)
def test_documents_are_judged_as_by_that_server(
    files: Terminal, version: str, codes: list[int]
) -> None:
    said = files(f"minik validate -f all.yaml -o json --kubernetes-version {version}").out
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["code"] for row in rows] == codes
    assert bool(rows[0]["warnings"]) == (version == "v1.31.4")


@pytest.mark.parametrize("verb", ["validate -f all.yaml", "init", "check -f all.yaml"])
def test_a_version_that_minik_does_not_know_is_refused(files: Terminal, verb: str) -> None:
    answer = files(f"minik {verb} --kubernetes-version 1.20")
    assert answer.exit and "--kubernetes-version 1.20: minik knows 1.27 to 1.37" in answer.err


def test_a_cluster_of_a_version_serves_what_that_version_does(files: Terminal) -> None:
    files("minik init --kubernetes-version 1.28")
    assert "Server Version: v1.28.0" in files("minik version").out
    assert json.loads(files("minik get --raw /version").out)["gitVersion"] == "v1.28.0"
    versions = files("minik api-versions").out.split()
    assert "flowcontrol.apiserver.k8s.io/v1beta3" in versions
    assert "flowcontrol.apiserver.k8s.io/v1" not in versions
    applied = files("minik apply -f all.yaml")
    assert applied.out == "flowschema.flowcontrol.apiserver.k8s.io/f created\n"
    assert "it comes with 1.33" in applied.err and 'unknown field "spec.resources"' in applied.err
    place = "/apis/networking.k8s.io/v1/servicecidrs"
    assert files(f"minik get --raw {place}").exit == 1


def test_the_settings_of_a_repository_name_versions(files: Terminal) -> None:
    Path("minik.yaml").write_text(
        'targetVersion: "1.33"\nkubernetesVersion: "1.31"\n', encoding="utf-8"
    )
    said = files("minik check -f all.yaml").out
    assert "v1beta3 FlowSchema is not served by Kubernetes 1.33: it was removed in 1.32" in said
    assert 'unknown field "spec.resources"' in said
    Path("minik.yaml").write_text("targetVersion: 1.30\n", encoding="utf-8")
    answer = files("minik check -f all.yaml")
    assert (answer.exit, answer.err) == (
        2,
        'error: minik.yaml: targetVersion must be a text in quotes, such as "1.30"\n',
    )


def test_its_openapi_and_explain_are_of_that_version(files: Terminal) -> None:
    files("minik init --kubernetes-version 1.28")
    schemas = json.loads(files("minik get --raw /openapi/v3/api/v1").out)["components"]["schemas"]
    pod = schemas["io.k8s.api.core.v1.PodSpec"]["properties"]
    assert "schedulingGates" in pod and "resources" not in pod
    text = json.dumps(schemas)
    named = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
    assert files("minik explain pod.spec.schedulingGates").exit == 0
    answer = files("minik explain pod.spec.resources")
    assert (answer.exit, answer.err) == (1, 'error: field "resources" does not exist\n')

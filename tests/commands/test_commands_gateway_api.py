"""The kinds of Gateway API and network-policy-api: `init --gateway-api`, and files without a cluster."""

from pathlib import Path

import pytest
from typing_in import Terminal

ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""
POLICY = """\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: strict}
spec: {tier: Bogus, priority: 1, subject: {namespaces: {}}}
"""


def test_init_defines_the_kinds_only_if_it_is_told_to(terminal: Terminal) -> None:
    terminal("minik init")
    assert terminal("minik get crd").err == "No resources found\n"
    terminal("minik init --force --gateway-api")
    names = terminal("minik get crd -o name").out.split()
    assert len(names) == 13 and all(".networking.k8s.io" in name for name in names)
    assert terminal("minik get gtw,btlspolicy,lset,anp,banp,cnp").exit == 0


def test_their_objects_are_kept_in_any_version_that_is_served(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("minik init --gateway-api")
    (tmp_path / "route.yaml").write_text(ROUTE.replace("k8s.io/v1", "k8s.io/v1beta1"))
    assert terminal("minik apply -f route.yaml").exit == 0
    assert (
        terminal("minik get httproute web -o jsonpath='{.spec.rules[0].backendRefs[0].weight}'").out
        == "1"
    )


@pytest.mark.parametrize(
    "text, status, said",
    [
        (ROUTE, 0, ""),
        (ROUTE.replace("rules", "rulez"), 1, 'unknown field "spec.rulez"'),
        (ROUTE.replace("port: 80", "port: 0"), 1, "should be greater than or equal to 1"),
        (POLICY, 1, 'supported values: "Admin", "Baseline"'),
        (ROUTE.replace("k8s.io/v1", "k8s.io/v1alpha2"), 1, 'no matches for kind "HTTPRoute"'),
    ],
)
def test_files_of_them_are_judged_without_a_cluster(
    terminal: Terminal, tmp_path: Path, text: str, status: int, said: str
) -> None:
    (tmp_path / "it.yaml").write_text(text)
    result = terminal("minik validate -f it.yaml")
    assert (result.exit, said in result.out) == (status, True)


def test_for_programs_the_cluster_has_no_more_kinds_than_a_new_server(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "it.yaml").write_text(ROUTE)
    assert '"code":404' in terminal("minik validate -f it.yaml -o json").out


def test_check_refuses_what_the_server_would(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "it.yaml").write_text(POLICY)
    result = terminal("minik check -f it.yaml")
    assert result.exit == 1 and "document-refused" in result.out

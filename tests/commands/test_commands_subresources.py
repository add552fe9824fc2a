"""Parts of objects that are written by themselves: patch, replace and edit with --subresource."""

import json

import pytest
from typing_in import Terminal

INGRESS = '{"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.9"}]}}}'


@pytest.fixture
def balanced(terminal: Terminal) -> Terminal:
    """A cluster with a Service that waits for a load balancer, and a deployment."""
    terminal("minik create service loadbalancer web --tcp=80")
    terminal("minik create deployment web --image=nginx")
    terminal("minik create configmap a")
    return terminal


def test_a_status_is_patched_by_itself(balanced: Terminal) -> None:
    assert (
        balanced(f"minik patch svc web -p '{INGRESS}'").out == "service/web patched (no change)\n"
    )
    assert (
        balanced(f"minik patch svc web --subresource=status -p '{INGRESS}'").out
        == "service/web patched\n"
    )
    assert (
        balanced("minik get svc web -o jsonpath={.status.loadBalancer.ingress[0].ip}").out
        == "192.0.2.9"
    )
    balanced('minik patch svc web --subresource=status -p \'{"spec": {"type": "ClusterIP"}}\'')
    assert (
        balanced("minik get svc web --subresource=status -o jsonpath={.spec.type}").out
        == "LoadBalancer"
    )


def test_a_status_is_replaced_by_itself(balanced: Terminal) -> None:
    service = json.loads(balanced("minik get svc web -o json").out)
    service["status"] = {"loadBalancer": {"ingress": [{"hostname": "lb.example.com"}]}}
    service["spec"]["type"] = "ClusterIP"
    assert (
        balanced("minik replace --subresource=status -f -", json.dumps(service)).out
        == "service/web replaced\n"
    )
    assert balanced(
        "minik get svc web -o jsonpath={.spec.type}={.status.loadBalancer.ingress[0].hostname}"
    ).out == ("LoadBalancer=lb.example.com")


@pytest.mark.parametrize(
    ("type_name", "patch"),
    [
        ("merge", '{"spec": {"replicas": 3}}'),
        ("strategic", '{"spec": {"replicas": 3}}'),
        ("json", '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'),
    ],
)
def test_a_scale_is_patched(balanced: Terminal, type_name: str, patch: str) -> None:
    line = f"minik patch deployment web --subresource=scale --type={type_name} -p '{patch}'"
    assert balanced(line).out == "scale.autoscaling/web patched\n"
    assert balanced(line).out == "scale.autoscaling/web patched (no change)\n"
    assert balanced("minik get deployment web --no-headers").out.split()[:2] == ["web", "3/3"]
    assert "kind: Scale\n" in balanced(f"{line} -o yaml").out
    assert (
        balanced(
            'minik patch deployment web --subresource=scale --type=merge -p \'{"spec": {"replicas": -1}}\''
        ).exit
        == 1
    )


def test_a_pod_is_resized_and_nothing_else_of_it_changed(balanced: Terminal) -> None:
    balanced("minik set resources deploy web --requests=cpu=50m")
    pod = balanced("minik get pods -o name").out.strip()
    patch = (
        '{"spec": {"containers": [{"name": "nginx", "resources": {"requests": {"cpu": "100m"}}}]}}'
    )
    assert (
        balanced(f"minik patch {pod} --subresource=resize -p '{patch}'").out == f"{pod} patched\n"
    )
    assert (
        balanced(f"minik get {pod} -o jsonpath={{.spec.containers[0].resources.requests.cpu}}").out
        == "100m"
    )
    other = balanced(
        f"minik patch {pod} --subresource=resize -p '{patch.replace('resources', 'x')}'"
    )
    assert (other.exit, other.out) == (0, f"{pod} patched (no change)\n")
    assert other.err == 'Warning: unknown field "spec.containers[0].x"\n'
    image = '{"spec": {"containers": [{"name": "nginx", "image": "httpd"}]}}'
    assert balanced(f"minik patch {pod} --subresource=resize -p '{image}'").out == (
        f"{pod} patched (no change)\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "patch cm a --subresource=status -p {}",
        "patch svc web --subresource=scale -p {}",
        "patch svc web --subresource=log -p {}",
        "get svc web --subresource=scale",
    ],
)
def test_a_part_that_the_kind_does_not_have_is_not_found(balanced: Terminal, line: str) -> None:
    assert (
        balanced(f"minik {line}").err
        == "Error from server (NotFound): the server could not find the requested resource\n"
    )


@pytest.mark.parametrize("verb", ["edit deployment web", "replace -f web.yaml"])
def test_scales_are_for_scale_and_patch(balanced: Terminal, verb: str) -> None:
    said = balanced(f"minik {verb} --subresource=scale")
    assert (said.exit, said.err.splitlines()[1]) == (
        1,
        "  minik scale TYPE NAME --replicas=COUNT, or minik patch",
    )


def test_what_was_edited_is_told_as_a_patch(
    balanced: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i '0,/replicas: 1/s//replicas: 2/'")
    assert balanced("minik edit deployment web --output-patch").out == (
        'Patch: {"spec":{"replicas":2}}\ndeployment.apps/web edited\n'
    )
    monkeypatch.setenv("EDITOR", "sed -i '0,/replicas: 2/s//replica: 2/'")
    assert balanced("minik edit deployment web --validate=ignore").err == ""
    monkeypatch.setenv("EDITOR", "sed -i '0,/replicas: 1/s//replicas: 4/'")
    balanced("minik edit deployment web --save-config --windows-line-endings")
    assert '"replicas":4' in balanced(
        "minik apply view-last-applied deployment/web -o json"
    ).out.replace(" ", "")

"""Questions to a Cluster: what is answered is what the command line prints."""

import json
from pathlib import Path

import pytest
from command_lines import shop_cluster, typed

from minik import Cluster, Refusal

QUESTIONS = {
    "resolve front.shop:http": lambda cluster: cluster.resolve("front.shop:http"),
    "resolve cache -n shop": lambda cluster: cluster.resolve("cache", namespace="shop"),
    "resolve deploy/api -n shop": lambda cluster: cluster.resolve("deploy/api", namespace="shop"),
    "resolve svc front -n shop": lambda cluster: cluster.resolve("svc front", namespace="shop"),
    "resolve api.shop --from outside": lambda cluster: cluster.resolve(
        "api.shop", source="outside"
    ),
    "resolve http://shop.example.com/": lambda cluster: cluster.request("http://shop.example.com/"),
    "resolve http://shop.example.com/ --method POST --header 'a: b'": lambda cluster: (
        cluster.request("http://shop.example.com/", method="POST", headers={"a": "b"})
    ),
    "why front -n shop": lambda cluster: cluster.why("front", namespace="shop"),
    "why deploy/api -n shop": lambda cluster: cluster.why("deploy/api", namespace="shop"),
    "trace --to front.shop:http --mode nftables": lambda cluster: cluster.trace(
        "front.shop:http", mode="nftables"
    ),
    "dns front.shop": lambda cluster: cluster.dns("front.shop"),
    "dns api.shop.svc.cluster.local SRV": lambda cluster: cluster.dns(
        "api.shop.svc.cluster.local", "SRV"
    ),
    "check -n shop": lambda cluster: cluster.check(namespace="shop"),
    "check svc/front -n shop": lambda cluster: cluster.check("svc/front", namespace="shop"),
    "check --severity info": lambda cluster: cluster.check(severity="info"),
}


@pytest.fixture
def shop() -> Cluster:
    return shop_cluster()


@pytest.mark.parametrize("words", QUESTIONS)
def test_an_answer_is_that_of_the_command_line(shop: Cluster, tmp_path: Path, words: str) -> None:
    path = tmp_path / "state.json"
    shop.save(path)
    answer = QUESTIONS[words](shop.fork(namespace="default"))
    now = f"{shop.now:%Y-%m-%dT%H:%M:%SZ}"
    text, document = typed(words, path, now), typed(f"{words} -o json", path, now)
    assert answer.text == text and answer.document == json.loads(document)


def test_an_answer_is_true_where_it_is_good(shop: Cluster) -> None:
    broken = shop.patch("svc/front", patch={"spec": {"selector": {"app": "fornt"}}})
    good, bad = shop.resolve("front"), broken.resolve("front")
    assert good and good.pods and good.addresses and not good.reason
    assert not bad and not bad.backends and "fornt" in bad.reason and "patch" in bad.fix
    assert shop.why("front") and not broken.why("front")
    assert {finding.severity for finding in broken.why("front").findings} == {"error"}
    assert shop.trace("front:http") and not broken.trace("front:http")
    assert shop.dns("front").values == (good.records[0].value,) and not shop.dns("nobody")
    assert repr(bad).startswith("<Resolution: front.shop.svc") and "no pod answers" in repr(bad)
    found = broken.check("svc/front")
    assert "selector-matches-nothing" in found.codes
    first = found[0]
    assert (first.object, first.severity) == ("Service shop/front", "error") and first.fix
    assert not broken.check("svc/front", only=["no-pods"])


def test_a_request_from_outside(shop: Cluster) -> None:
    nobodys = shop.delete("ingressclass/edge").request("http://shop.example.com/")
    assert not nobodys and 'its IngressClass "edge" is not there' in nobodys.reason
    way = shop.request("http://shop.example.com/")
    assert way and way.services == {"shop/front": 100.0} and len(way.pods) == 2
    assert len(way.addresses) == 2 and way.status == 0 and not way.reason
    nowhere = shop.scale("deploy/front", replicas=0).request("http://shop.example.com/")
    assert not nowhere and nowhere.status == 503 and nowhere.reason
    with pytest.raises(Refusal, match=r"cluster\.request"):
        shop.resolve("http://shop.example.com/")


def test_what_would_change_and_what_is_valid_is_said_without_a_change(shop: Cluster) -> None:
    front = shop.get("svc/front")
    assert shop.diff({**front, "spec": front["spec"]}) == ()
    change = shop.diff({**front, "spec": {**front["spec"], "selector": {"app": "x"}}})
    assert [(one.kind, one.name) for one in change] == [("Service", "front")]
    assert "-    app: front\n+    app: x\n" in change[0].text
    fresh = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"k": "eA=="}}
    assert shop.diff(fresh)[0].before is None and "eA==" not in shop.diff(fresh)[0].text
    good, bad = shop.validate([fresh, {**fresh, "data": {"k": 7}}])
    assert good.is_valid and good.object and good.object["type"] == "Opaque"
    assert (bad.code, bad.reason, bad.object) == (400, "BadRequest", None)


def test_variables_and_rules(shop: Cluster) -> None:
    (environment,) = shop.env("deploy/front")
    values = {one.name: one.value for one in environment.variables}
    assert values["API_SERVICE_PORT_HTTP"] == "80"
    assert shop.rules("nftables", node="node-1").startswith("add table ip kube-proxy")
    with pytest.raises(Refusal):
        shop.rules("nonsense")

"""The verbs of rollout, set, expose and of nodes: as the command line has them, to the byte."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_lines import MANIFESTS, shop_cluster, typed

from minik import Cluster, Refusal, check, kustomize

Verb = Callable[[Cluster], Cluster]
BROKEN = MANIFESTS.parent / "docs" / "examples" / "dump.yaml"
# A command line, and what a program writes for it.
VERBS: dict[str, Verb] = {
    "rollout restart deploy/front": lambda shop: shop.rollout.restart("deploy/front"),
    "rollout pause deploy/front": lambda shop: shop.rollout.pause("deploy", "front"),
    "expose deploy/front --port=90 --target-port=http --name=x --type=NodePort --selector=a=b,c=d "
    "-l e=f --session-affinity=ClientIP": lambda shop: shop.expose(
        "deploy/front",
        port=90,
        target_port="http",
        name="x",
        type="NodePort",
        selector={"a": "b", "c": "d"},
        labels={"e": "f"},
        session_affinity="ClientIP",
    ),
    "set image deploy/front *=web:2": lambda shop: shop.set.image(
        "deploy/front", images={"*": "web:2"}
    ),
    "set env deploy/front A=b C-": lambda shop: shop.set.env(
        "deploy/front", env={"A": "b", "C": None}
    ),
    "set env deploy/front --from=cm/kube-root-ca.crt --prefix=X_": lambda shop: shop.set.env(
        "deploy/front", source="cm/kube-root-ca.crt", prefix="X_"
    ),
    "set resources deploy/front --limits=cpu=1,memory=64Mi --requests=cpu=500m": (
        lambda shop: shop.set.resources(
            "deploy/front", limits={"cpu": "1", "memory": "64Mi"}, requests={"cpu": "500m"}
        )
    ),
    "set serviceaccount deploy/front default": lambda shop: shop.set.serviceaccount(
        "deploy/front", account="default"
    ),
    "set selector svc/front app=other": lambda shop: shop.set.selector(
        "svc/front", selector={"app": "other"}
    ),
    "cordon node-1 node-2": lambda shop: shop.cordon("node-1", "node-2"),
    "uncordon node-1": lambda shop: shop.uncordon("node-1"),
    "taint node node-1 a=b:NoExecute": lambda shop: shop.taint("node-1", taints=["a=b:NoExecute"]),
    "drain node-1 node-2 --ignore-daemonsets": lambda shop: shop.drain(
        "node-1", "node-2", ignore_daemonsets=True
    ),
}


@pytest.fixture
def shop() -> Cluster:
    return shop_cluster()


@pytest.mark.parametrize("line", VERBS)
def test_a_verb_does_and_says_what_the_command_line_does(
    line: str, shop: Cluster, tmp_path: Path
) -> None:
    state, mine = tmp_path / "state.json", tmp_path / "mine.json"
    shop.save(state)
    said = typed(f"{line} -n shop" if "node" not in line else line, state)
    after = VERBS[line](shop)
    printed = [text for text in said.splitlines() if not text.startswith("evicting pod")]
    assert sorted(map(str, after.outcomes)) == sorted(printed)
    after.save(mine)
    assert plain(mine) == plain(state) and after.list("pods") != [] and shop == shop_cluster()


def plain(state: Path) -> str:
    """A state file, without the real time at which it was written."""
    return re.sub(r'"(time|mtime)": *[0-9]+', "", state.read_text())


def test_a_rollout_is_followed_taken_back_and_remembered(shop: Cluster) -> None:
    first = shop.get("deploy/front")["spec"]["template"]["spec"]["containers"][0]["image"]
    second = shop.set.image("deploy/front", images={"*": "web:2"})
    third = second.rollout.pause("deploy/front").set.image("deploy/front", images={"*": "web:3"})
    assert not third.rollout.status("deploy/front")
    assert "0 out of 2 new replicas" in str(third.rollout.status("deploy", "front"))
    done = third.rollout.resume("deploy/front")
    assert done.rollout.status("deploy/front", revision=3)
    assert str(done.rollout.status("deploy/front")).endswith("successfully rolled out")
    history = done.rollout.history("deploy/front")
    assert [one.number for one in history] == [1, 2, 3] and "REVISION  CHANGE-CAUSE" in str(history)
    images = [one.template["spec"]["containers"][0]["image"] for one in history]
    assert images == [first, "web:2", "web:3"]
    back = done.rollout.undo("deploy/front", to_revision=1)
    assert str(back.outcomes[0]) == "deployment.apps/front rolled back"
    assert back.rollout.history("deploy/front")[-1].template == history[0].template
    history[0].template.clear()
    assert done.rollout.history("deploy/front")[0].template


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (lambda shop: shop.rollout.restart("svc/front"), "restarting is not supported"),
        (lambda shop: shop.rollout.resume("deploy/front"), '"front" is not paused'),
        (lambda shop: shop.rollout.undo("deploy/front"), "no rollout history found"),
        (lambda shop: shop.rollout.history("svc/front"), "no history viewer"),
        (lambda shop: shop.rollout.status("deploy/nobody"), r"\(NotFound\)"),
        (lambda shop: shop.rollout.status("deploy"), "no name was specified"),
        (lambda shop: shop.set.image("deploy/front", images={}), "at least one image"),
        (
            lambda shop: shop.set.image("deploy/front", images={"q": "x"}),
            "unable to find container",
        ),
        (lambda shop: shop.set.image("svc/front", images={"q": "x"}), "not a pod or does not have"),
        (lambda shop: shop.set.env("deploy/front", keys=["a"]), "source"),
        (lambda shop: shop.set.env("deploy/front", env={"1": "a"}), "not a valid key name"),
        (lambda shop: shop.set.resources("deploy/front"), "requests or limits"),
        (
            lambda shop: shop.set.selector("deploy/front", selector={}),
            "only supported for Services",
        ),
        (lambda shop: shop.expose("cm/kube-root-ca.crt", port=1), "cannot expose a ConfigMap"),
        (lambda shop: shop.cordon(), "name a node"),
        (lambda shop: shop.drain("node-1", "nobody"), 'nodes "nobody" not found'),
        (lambda shop: shop.taint("node-1", taints=["a=b"]), "invalid taint"),
        (lambda shop: shop.what_if("explode node-1"), "explode"),
        (lambda shop: check("no/such"), "does not exist"),
        (lambda shop: check([]), "no manifest"),
        (lambda shop: check(BROKEN, severity="bad"), "--severity must be"),
    ],
)
def test_what_is_refused_is_refused_in_kubectls_words(
    verb: Callable[[Cluster], Any], says: str, shop: Cluster
) -> None:
    with pytest.raises(Refusal, match=says):
        verb(shop)


def test_a_node_that_cannot_be_emptied_stays_as_it_is(shop: Cluster) -> None:
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "all"},
        "spec": {"maxUnavailable": 0, "selector": {}},
    }
    tight = shop.apply(budget)
    with pytest.raises(Refusal, match="global timeout reached"):
        tight.drain("node-1", ignore_daemonsets=True)
    assert "unschedulable" not in tight.get("node/node-1")["spec"]
    at_once = tight.drain("node-1", ignore_daemonsets=True, disable_eviction=True)
    assert (
        at_once.resolve("front.shop").pods and at_once.get("node/node-1")["spec"]["unschedulable"]
    )


def test_what_would_be_is_asked_of_a_cluster_that_is_not(shop: Cluster) -> None:
    supposed = shop.what_if("node-down node-1", "scale deploy/front 0")
    assert not supposed.resolve("front") and "node-down" in supposed.check().codes
    assert shop.resolve("front") and not shop.check(severity="error")


WEB = """apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web:1}]}
"""


def test_manifests_are_checked_without_a_cluster(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "web.yaml").write_text(WEB)
    (tmp_path / "kustomization.yaml").write_text("resources: []\n")
    of_folder, of_text = check(tmp_path), check(WEB)
    assert of_folder.codes == of_text.codes == ("named-port-missing",)
    assert (of_folder[0].file, of_folder[0].line) == (str(tmp_path / "deep" / "web.yaml"), 6)
    assert of_folder.document == check([tmp_path]).document
    assert not check(tmp_path, ignore=of_folder.codes)
    assert check(BROKEN).codes == Cluster.load(BROKEN).check().codes
    assert [one.severity for one in check("kind: [\n")] == ["error"]
    flow = (
        "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: x}\n"
    )
    assert check(flow, target_version="1.33").codes == ("api-version-unserved",)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(
    not (shutil.which("kubectl") or shutil.which("kustomize")), reason="builds through kubectl"
)
def test_a_kustomization_is_built_by_kubectl(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(
        "configMapGenerator:\n- {name: a, literals: [x=y]}\n"
    )
    made = Cluster().apply(kustomize(tmp_path))
    assert made.outcomes[0].name.startswith("a-") and made.outcomes[0].done == "created"
    with pytest.raises(Refusal, match="not a valid directory"):
        kustomize(tmp_path / "none")


TYPED = """
from minik import Cluster, check, kustomize

shop: Cluster = Cluster().apply(kustomize("k"))
shop = shop.rollout.restart("deploy/web").set.image("deploy/web", images={"web": "web:2"})
shop = shop.expose("deploy/web", port=80).drain("node-1").what_if("advance 5m").simulate.node_up("x")
number: int = shop.rollout.history("deploy/web")[0].number
done: bool = shop.rollout.status("deploy/web").done
code: str = check("deploy/")[0].code
WRONG
"""


def test_a_users_file_is_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    for wrong, status in (("", 0), ("shop.set.image('x', images=['web:2'])", 1)):
        (tmp_path / "mine.py").write_text(TYPED.replace("WRONG", wrong))
        command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "mine.py"]
        environment = {"MYPYPATH": str(MANIFESTS.parent), "PATH": "", "HOME": str(tmp_path)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr

"""`why` of any object, and `check TARGET`: what was recorded is named, the root first, and the
all-clear says at what was looked.
"""

from pathlib import Path

import pytest
from typing_in import Terminal

BROKEN = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: shop, uid: n1}}
- {apiVersion: v1, kind: Namespace, metadata: {name: calm, uid: n2}}
- apiVersion: v1
  kind: Node
  metadata: {name: node-1, uid: d1}
  spec: {}
  status: {conditions: [{type: Ready, status: "False", reason: KubeletNotReady, message: cni plugin not initialized}]}
- apiVersion: v1
  kind: Node
  metadata: {name: node-2, uid: d2}
  spec: {}
  status: {conditions: [{type: Ready, status: "True"}]}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata: {name: web, namespace: shop, uid: r1}
  spec:
    replicas: 1
    selector: {matchLabels: {app: web}}
    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "shop/web:1.4.22"}]}}
  status: {replicas: 1}
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-1
    namespace: shop
    uid: p1
    labels: {app: web}
    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: r1, controller: true}]
  spec:
    nodeName: node-2
    containers: [{name: web, image: "shop/web:1.4.22"}]
    volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
  status:
    phase: Pending
    podIP: 10.244.1.2
    podIPs: [{ip: 10.244.1.2}]
    conditions: [{type: Ready, status: "False"}, {type: PodScheduled, status: "True"}]
    containerStatuses:
    - {name: web, image: x, imageID: "", ready: false, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: "not found"}}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: {name: data, namespace: shop, uid: c1}
  spec: {accessModes: [ReadWriteOnce], volumeName: v, resources: {requests: {storage: 1Gi}}}
  status: {phase: Bound}
- apiVersion: v1
  kind: Service
  metadata: {name: web, namespace: shop, uid: s1}
  spec: {type: ClusterIP, clusterIP: 10.96.7.7, clusterIPs: [10.96.7.7], ipFamilies: [IPv4], selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}
"""


@pytest.fixture
def broken(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "dump.yaml").write_text(BROKEN)
    assert terminal("minik import -f dump.yaml").exit == 0


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("web.shop", "Pod shop/web-1: container web: ImagePullBackOff"),
        ("pod/web-1 -n shop", "container web: ImagePullBackOff: image shop/web:1.4.22: not found"),
        ("pod web-1 -n shop", "ImagePullBackOff"),
        ("rs/web -n shop", "ReplicaSet shop/web: 0 of 1 replica ready"),
        ("ns shop", "Namespace shop: "),
        ("node/node-1", "Ready is False: KubeletNotReady: cni plugin not initialized"),
    ],
)
def test_why_names_what_is_wrong(target: str, words: str, terminal: Terminal) -> None:
    said = terminal(f"minik why {target}")
    assert said.exit == 1 and words in said.out


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("pvc/data -n shop", "nothing is wrong with its fields, status and events"),
        ("node/node-2", "Node node-2: Ready, 1 pod"),
        ("ns/calm", "Namespace calm: "),
    ],
)
def test_why_says_at_what_it_looked(target: str, words: str, terminal: Terminal) -> None:
    said = terminal(f"minik why {target}")
    assert said.exit == 0 and words in said.out and "not decided offline" in said.out


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("target", "codes", "absent"),
    [
        ("ns/shop", ["image-pull-failed"], ["node-down"]),
        ("pod/web-1 -n shop", ["image-pull-failed"], ["node-down"]),
        ("rs/web -n shop", ["image-pull-failed"], ["node-down"]),
        ("svc/web -n shop", ["image-pull-failed"], ["node-down"]),
        ("node/node-1", ["node-down"], ["image-pull-failed"]),
        ("-n shop", ["image-pull-failed"], []),
        ("", ["image-pull-failed", "node-down"], []),
    ],
)
def test_check_judges_its_target(
    target: str, codes: list[str], absent: list[str], terminal: Terminal
) -> None:
    said = terminal(f"minik check {target}")
    assert said.exit == 1
    assert all(code in said.out for code in codes)
    assert not any(code in said.out for code in absent)


@pytest.mark.usefixtures("broken")
def test_check_tells_the_root_with_what_follows(terminal: Terminal) -> None:
    said = terminal("minik check -n shop")
    assert "so: Service shop/web has no ready pod" in said.out
    assert "1 more that follows" in said.out
    assert terminal("minik check node/node-2").out == "no findings: judged 1 node.\n"


@pytest.mark.usefixtures("broken")
def test_check_of_a_namespace_that_is_not_there_is_refused(terminal: Terminal) -> None:
    said = terminal("minik check -n nowhere")
    assert said.exit == 2 and 'namespaces "nowhere" not found' in said.err

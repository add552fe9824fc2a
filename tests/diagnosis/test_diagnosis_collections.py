"""What public collections of broken setups teach, in words of our own: the cause is named at once in
what is broken, and nothing is said of its repaired twin.
"""

import pytest
from test_diagnosis_reports import found

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  replicas: 2
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec: {containers: [{name: c, image: IMAGE, MORE}], POD}
"""
SERVICE = """
---
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec: {selector: {app: NAME}, ports: [{port: 80, targetPort: PORT}]}
"""


def deployment(more: str = "", pod: str = "", name: str = "web", image: str = '"web:1"') -> str:
    """The manifest of a Deployment with fields of its container and of its pods."""
    text = DEPLOYMENT.replace("NAME", name).replace("IMAGE", image)
    return text.replace("MORE", more).replace("POD", pod)


def container(image: str, words: str) -> str:
    """The manifest of a Deployment whose container runs words in an image."""
    return deployment(f"command: {words}", image=f'"{image}"')


INIT = "initContainers: [{name: wait, image: 'busybox:1', env: [{name: NS, VALUE}], command: [sh, -c, \"LINE\"]}]"
BACKEND = deployment("ports: [{containerPort: 8080}]", name="db") + SERVICE.replace(
    "NAME", "db"
).replace("PORT", "8080")


def waiting(
    line: str, value: str = "valueFrom: {fieldRef: {fieldPath: metadata.namespace}}"
) -> str:
    """The manifests of a workload whose init container waits by a shell line, and of what it waits for."""
    pod = INIT.replace("LINE", line).replace("VALUE", value)
    return deployment(pod=pod) + "---" + BACKEND


PRIORITY = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {priorityClassName: high, CLASS containers: [{name: c, image: "web:1"}]}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: NAME}
value: 1000
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: sandbox}
handler: runsc
overhead: {podFixed: {cpu: 100m}}
"""
BUDGET = """---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: "80%", selector: {matchLabels: {app: web}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: LEAST
  maxReplicas: 20
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
"""
REQUESTS = "resources: {requests: {cpu: 100m}}"
POLICY = """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache}
spec:
  podSelector: {matchLabels: {app: cache}}
  ingress: [{from: [{podSelector: {matchLabels: {app: PEER}}}, {podSelector: {matchLabels: {app: shop-repo-server}}}]}]
"""
PEERS = "---".join(deployment(name=name) for name in ("cache", "shop-repo-server", "shop-control"))
GAP = "strategy: {rollingUpdate: {maxUnavailable: 1}}"
PORTS = "ports: [{containerPort: 16686}], readinessProbe: {httpGet: {path: /, port: 16686}}"


def collector(other: str) -> str:
    """Two Services before one workload, one of them at a port that its containers do not declare."""
    named = SERVICE.replace("name: NAME", "name: web-c").replace("NAME", "web")
    services = named.replace("PORT", "14268")
    if other:
        services += named.replace("web-c", "web-q").replace("PORT", other)
    return deployment(PORTS) + services


COREFILE = """---
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    # names
    ZONE {
        errors
        PLUGIN
        kubernetes DOMAIN in-addr.arpa {
            fallthrough in-addr.arpa
        }
        forward . /etc/resolv.conf
    }
"""
WEB = deployment() + SERVICE.replace("NAME", "web").replace("PORT", "80")
NAME = "web.default.svc.cluster.local"


def configured(plugin: str = "cache 30", domain: str = "cluster.local", zone: str = ".:53") -> str:
    """A Service and the configuration of the name server, with a plugin of its own."""
    text = COREFILE.replace("PLUGIN", plugin).replace("DOMAIN", domain)
    return WEB + text.replace("ZONE", zone)


def job(container: str, deadline: str = "", place: str = "containers") -> str:
    """A Job with a container beside the one that works."""
    first, second = (
        ("initContainers", "containers") if place == "initContainers" else ("containers", "")
    )
    head = f"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: j}}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n{deadline}"
    work = '      - {name: work, image: "work:1"}\n'
    return f"{head}      {first}:\n      - {{name: side, image: busybox, {container}}}\n" + (
        f"      {second}:\n{work}" if second else work
    )


LOOP = 'command: [sh, -c, "while true; do sleep 60; done"]'
FRONT = SERVICE.replace("NAME", "front").replace("PORT", "80") + "---" + deployment(name="front")
LIVE = "ports: [{containerPort: 8080}], livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: PERIOD, failureThreshold: 1}"
CALL = "ports: [{containerPort: 80}], env: [{name: DB_ADDR, value: 'my-db:80'}]"
CASES = [
    # The name server's configuration.
    ("cluster-dns-misconfigured", configured(f"template ANY ANY {NAME} {{\n            rcode NXDOMAIN\n        }}"), configured()),
    (
        "cluster-dns-misconfigured",
        configured('template ANY ANY svc.cluster.local {\n            match ".*\\.svc\\.cluster\\.local\\.?$"\n            rcode NXDOMAIN\n        }'),
        configured('template ANY ANY . {\n            match "^ads\\."\n            rcode NXDOMAIN\n            fallthrough\n        }'),
    ),
    ("cluster-dns-misconfigured", configured(f"rewrite name {NAME} wbe.default.svc.cluster.local"), configured("rewrite name old.example.com " + NAME)),
    ("cluster-dns-misconfigured", configured(f"hosts {{\n            10.0.0.1 {NAME}\n        }}"), configured("hosts {\n            10.0.0.1 db.example.com\n            fallthrough\n        }")),
    ("cluster-dns-misconfigured", configured("cahce 30"), configured("cache 30")),
    ("cluster-dns-misconfigured", configured(domain="cluster.lokal"), configured(domain="cluster.local")),
    ("cluster-dns-misconfigured", configured(zone="example.com:53"), configured(zone="dns://.:53")),
    ("cluster-dns-misconfigured", configured(zone=".:5353"), configured(zone=".")),
    ("cluster-dns-misconfigured", configured().replace("kubernetes cluster.local in-addr.arpa {", "auto {"), configured()),
    # Jobs that never end.
    ("job-never-ends", job(LOOP), job(LOOP.replace("sleep 60", "test -e /done && exit; sleep 6"))),
    ("job-never-ends", job("command: [tail, -f, /logs/a.log]"), job(f"restartPolicy: Always, {LOOP}", place="initContainers")),
    ("job-never-ends", job('command: [sh, -c, "fetch http://a.b.example; while true; do date; sleep 9; done"]'), job('command: [sh, -c, "while true; do date; sleep 9; done & work"]')),
    ("job-never-ends", job("command: [sleep, infinity]"), job(LOOP, "      activeDeadlineSeconds: 60\n")),
    # localhost is the pod itself.
    ("localhost-for-service", deployment("env: [{name: FRONT_HOST, value: localhost}]") + FRONT, deployment("env: [{name: FRONT_HOST, value: front}]") + FRONT),
    ("localhost-for-service", deployment("env: [{name: FRONT_URL, value: 'http://127.0.0.1:80/x'}]") + FRONT, deployment("env: [{name: BACK_URL, value: 'http://127.0.0.1:80'}]") + FRONT),
    ("", deployment("env: [{name: WEB_HOST, value: localhost}]") + SERVICE.replace("NAME", "web").replace("PORT", "80"), FRONT.lstrip("-\n")),
    # Probes and limits that no start survives.
    ("liveness-probe-hasty", deployment(LIVE.replace("PERIOD", "1")), deployment(LIVE.replace("PERIOD", "10"))),
    ("", deployment(LIVE.replace("PERIOD", "1") + ", startupProbe: {tcpSocket: {port: 8080}}"), deployment(LIVE.replace("PERIOD", "5"))),
    ("memory-limit-too-small", deployment("resources: {limits: {memory: 10Mi}}", image="mongo:4.4"), deployment("resources: {limits: {memory: 256Mi}}", image="mongo:4.4")),
    # The workload that is called exactly so outranks a Service that is called nearly so.
    (
        "name-without-service",
        deployment(CALL, name="db") + SERVICE.replace("NAME", "db").replace("PORT", "80") + "---" + deployment(name="my-db"),
        deployment(CALL, name="db") + SERVICE.replace("NAME", "my-db").replace("PORT", "80") + "---" + deployment(name="my-db"),
    ),
    # What a command runs.
    ("command-cannot-start", container("nginx", "[nginxzz]"), container("nginx", "[nginx]")),
    ("command-cannot-start", container("httpd:2.4", "[httpdd]"), container("httpd", "[httpd]")),
    ("", container("mongo", "[mongos]"), container("mongo", "[mongod]")),
    ("command-cannot-start", container("busybox", "[nope]"), container("busybox", "[httpd, -f]")),
    ("command-cannot-start", container("busybox:1", "[/bin/serve]"), container("busybox:1", "[/opt/serve]")),
    ("command-cannot-start", container("alpine:3", "[bash, -c, serve]"), container("alpine:3", "[sh, -c, serve]")),
    (
        "command-cannot-start",
        container("busybox", '[sh, -c, "while true; do curl -s db.example.com; sleep 5; done"]'),
        container("busybox", '[sh, -c, "while true; do wget -qO- db.example.com; sleep 5; done"]'),
    ),
    (
        "command-cannot-start",
        container("alpine", '[sh, -c, "python3 serve.py"]'),
        container("alpine", '[sh, -c, "apk add python3 && python3 serve.py"]'),
    ),
    (
        "command-ends-badly",
        container("busybox", '[sh, -c, "tail -f /var/log/nonexistent.log"]'),
        container("busybox", '[sh, -c, "tail -F /var/log/nonexistent.log"]'),
    ),
    ("command-ends-badly", container("busybox", "[cat, /no-such-file]"), container("busybox", "[tail, -f, /var/log/app.log]")),
    # Whom an init container waits for, by the namespace in a variable.
    (
        "name-without-service",
        waiting("until nslookup db-service.$NS.svc.cluster.local; do sleep 2; done"),
        waiting("until nslookup db.$NS.svc.cluster.local; do sleep 2; done"),
    ),
    (
        "name-without-service",
        waiting("until nc -z cache.${NS}.svc 80; do sleep 2; done"),
        waiting("until nc -z db.${NS}.svc 80; do sleep 2; done"),
    ),
    (
        "name-without-service",
        waiting("until nslookup db.$(NS).svc.cluster.local; do sleep 2; done", "value: prod"),
        waiting("until nslookup db.$(NS).svc.cluster.local; do sleep 2; done", "value: default"),
    ),
    # Classes that stand beside the pod.
    ("class-missing", PRIORITY.replace("NAME", "hihg").replace("CLASS", ""), PRIORITY.replace("NAME", "high").replace("CLASS", "")),
    (
        "class-missing",
        PRIORITY.replace("NAME", "high").replace("CLASS", "runtimeClassName: sandbx,"),
        PRIORITY.replace("NAME", "high").replace("CLASS", "runtimeClassName: sandbox,"),
    ),
    (
        "document-refused",
        PRIORITY.replace("NAME", "high").replace("CLASS", "restartPolicy: Sometimes,"),
        PRIORITY.replace("NAME", "high").replace("CLASS", "restartPolicy: Never,"),
    ),
    # Turned off.
    ("scaled-to-zero", deployment().replace("replicas: 2", "replicas: 0"), deployment()),
    (
        "no-pods",
        deployment().replace("replicas: 2", "replicas: 0") + SERVICE.replace("NAME", "web").replace("PORT", "80"),
        deployment() + SERVICE.replace("NAME", "web").replace("PORT", "80"),
    ),
    (
        "",
        deployment().replace("replicas: 2", "replicas: 0")
        + "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {scaleTargetRef: {name: web}}\n",
        deployment(),
    ),
    # Evictions.
    (
        "disruption-budget-blocks",
        deployment(REQUESTS).replace("replicas: 2", "replicas: 1") + BUDGET.replace("LEAST", "1"),
        deployment(REQUESTS).replace("replicas: 2", "replicas: 5") + BUDGET.replace("LEAST", "5"),
    ),
    # Who is called nearly like a peer is not always meant.
    ("", PEERS + POLICY.replace("PEER", "shop-server"), PEERS + POLICY.replace("PEER", "shop-control")),
    ("policy-peer-missing", PEERS + POLICY.replace("PEER", "shop-contrl"), PEERS + POLICY.replace("PEER", "shop-control")),
    # A single replica is away in every rollout: a hint, no warning.
    (
        "",
        deployment().replace("replicas: 2", f"replicas: 1\n  {GAP}") + SERVICE.replace("NAME", "web").replace("PORT", "80"),
        deployment() + SERVICE.replace("NAME", "web").replace("PORT", "80"),
    ),
    (
        "rollout-gap",
        deployment().replace("replicas: 2", f"replicas: 2\n  {GAP.replace('1', '100%')}") + SERVICE.replace("NAME", "web").replace("PORT", "80"),
        deployment().replace("replicas: 2", f"replicas: 2\n  {GAP}") + SERVICE.replace("NAME", "web").replace("PORT", "80"),
    ),
    # A port that probes ask and that another Service leads to is no slip.
    ("target-port-unlike-probe", collector(""), collector("16686")),
]  # fmt: skip


@pytest.mark.parametrize("code, broken, sound", CASES)
def test_the_cause_is_named_at_once_and_nothing_in_the_repaired_twin(
    code: str, broken: str, sound: str
) -> None:
    assert {finding.code.name for finding in found(broken)} == ({code} if code else set())
    assert found(sound) == []


def test_the_fix_of_a_blocked_eviction_is_for_its_autoscaler() -> None:
    text = deployment(REQUESTS).replace("replicas: 2", "replicas: 1") + BUDGET.replace("LEAST", "1")
    [finding] = found(text)
    assert finding.fix.startswith("minReplicas: 2")


def test_a_configuration_beside_custom_resources_may_be_an_operators() -> None:
    text = deployment("envFrom: [{configMapRef: {name: made-later}}]")
    assert [finding.code.name for finding in found(text)] == ["configuration-missing"]
    custom = "---\napiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c}\nspec: {}\n"
    assert found(text + custom) == []
    route = (
        "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata: {name: g}\n"
    )
    route += "spec: {from: [{group: '', kind: Service, namespace: a}], to: [{group: '', kind: Secret}]}\n"
    assert "configuration-missing" in [finding.code.name for finding in found(text + route)]


def test_a_name_that_a_workload_has_is_not_that_of_the_callers_own_service() -> None:
    text = deployment(CALL, name="db") + SERVICE.replace("NAME", "db").replace("PORT", "80")
    [finding] = found(text + "---" + deployment(name="my-db"))
    assert "expose deploy my-db" in finding.fix and not finding.near


def test_a_finding_about_the_name_server_is_told_of_the_services_that_it_hits() -> None:
    [finding] = found(configured(f"hosts {{\n            10.0.0.1 {NAME}\n        }}"))
    assert [key.name for key in finding.about] == ["web"]

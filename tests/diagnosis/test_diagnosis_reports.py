"""What people reported that no tool told them: the cause is named at once, and nothing else."""

from pathlib import Path

import pytest
from crafting import EMPTY, NOW

from minik.diagnosis import causes, documents
from minik.diagnosis.finding import INFO, Finding
from minik.intake.parsing import expand_list, parse

DATA = Path(__file__).parent.parent / "data/reports"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: client}\nspec: {containers: [{name: c, image: x, %s}]}\n"
DATABASE = """---
apiVersion: v1
kind: Service
metadata: {name: database-service}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, labels: {app: db}}
spec: {containers: [{name: db, image: x, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {DB_HOST: database}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: files}
data: {nginx.conf: "proxy_pass http://database:5432; # level.of:1"}
"""
BACKEND = """
apiVersion: v1
kind: Pod
metadata: {name: %s, labels: %s}
spec: {containers: [{name: c, image: x, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: %s, ports: [{port: 80}]}
"""


def found(text: str) -> list[Finding]:
    """The findings of manifests, hints aside."""
    docs = [item for document in parse(text, "x.yaml") for item in expand_list(document)]
    return [
        finding
        for finding in causes.collect_findings(documents.view(docs, EMPTY, NOW))
        if finding.severity != INFO
    ]


@pytest.mark.parametrize(
    "report, expected",
    [
        ("deny-ingress", {("network-policy-denies", "api")}),
        ("deny-egress", {("network-policy-denies", "deny")}),
        (
            "dns-wrong-namespace-label",
            {("network-policy-denies", "api"), ("network-policy-denies", "cli")},
        ),
        ("target-port-undeclared", {("target-port-undeclared", "web")}),
        ("name-without-service", {("name-without-service", "checkout")}),
        (
            "labels-that-controllers-give",
            {("ordinal-not-made", "kafka-2-external"), ("ordinal-not-made", "kafka-idx2")},
        ),
        ("helm-test-pod", set()),
        ("none-of-the-pods-is-near", {("selector-value-wrong", "backend")}),
        ("version-not-served", {("document-refused", "web")}),
    ],
)
def test_a_report_is_answered(report: str, expected: set[tuple[str, str]]) -> None:
    findings = found((DATA / f"{report}.yaml").read_text())
    assert {(finding.code.name, finding.object.name) for finding in findings} == expected


@pytest.mark.parametrize(
    "words",
    [
        'args: ["-h", "database", "-p", "5432"]',
        'command: [sh, -c, "until nc -z database 5432; do sleep 1; done"]',
        'command: [sh, -c, "psql -h database -p 5432"]',
        'command: [sh, -c, "nslookup database.default.svc.cluster.local"]',
        "env: [{name: DB_HOST, value: database}, {name: DB_PORT, value: '5432'}]",
        "env: [{name: DSN, value: 'postgres://me:secret@database:5432/x'}]",
        "envFrom: [{configMapRef: {name: settings}}]",
        "env: [{name: PGHOST, valueFrom: {configMapKeyRef: {name: settings, key: DB_HOST}}}]",
        "volumeMounts: [{name: conf, mountPath: /c}]}], volumes: [{name: conf, configMap: {name: files}",
    ],
)
def test_a_name_is_heard_wherever_a_client_says_it(words: str) -> None:
    [finding] = found(POD % words + DATABASE)
    assert (finding.code.name, finding.near) == ("name-without-service", "database-service")
    assert "secret" not in finding.because


@pytest.mark.parametrize(
    "words",
    [
        "args: [--listen=database]",
        "env: [{name: DB_HOST, value: database-service}]",
        "env: [{name: DB_HOST, value: localhost}]",
        "env: [{name: DB_HOST, value: db.example.com}]",
        'command: [sh, -c, "chown 1000:1000 /data; exec server"]',
    ],
)
def test_other_words_are_no_names_of_services(words: str) -> None:
    assert found(POD % words + DATABASE) == []


@pytest.mark.parametrize(
    "name, labels, selector, fix",
    [
        ("web", "{app: web-app}", "{app: web}", "app: web-app"),
        ("web", "{app: my-web}", "{app: web}", "app: my-web"),
        ("web", "{run: site}", "{app: front}", "run: site"),
        ("web", "{}", "{app: front}", "labels: {app: front} on Pod default/web"),
        ("x", "{tier: front, app: shop}", "{tier: front, app: api}", "app: shop"),
    ],
)
def test_the_pods_that_were_meant_are_named(
    name: str, labels: str, selector: str, fix: str
) -> None:
    [finding] = found(BACKEND % (name, labels, selector))
    assert (finding.code.name, finding.fix) == ("selector-value-wrong", fix)


@pytest.mark.parametrize(
    "api_version, kind, fix",
    [
        ("apps/v1beta2", "Deployment", "apiVersion: apps/v1"),
        ("v1", "Deployment", "apiVersion: apps/v1"),
        ("v1", "service", "kind: Service"),
        ("apps/v1", "Service", "apiVersion: v1"),
        ("networking.k8s.io/v1beta1", "Ingress", "apiVersion: networking.k8s.io/v1"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "apiVersion: autoscaling/v2"),
        ("batch/v1beta1", "CronJob", "apiVersion: batch/v1"),
    ],
)
def test_a_version_that_no_server_serves_is_refused(api_version: str, kind: str, fix: str) -> None:
    [finding] = found(f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n")
    assert (finding.code.name, finding.fix) == ("document-refused", fix)


def test_an_operator_may_make_the_pods() -> None:
    kafka = "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: kafka}\n---\n"
    assert found(kafka + BACKEND % ("other", "{app: other}", "{app: kafka}")) == []


def test_a_pod_that_waits_for_a_name_is_told() -> None:
    wait = 'image: x, command: [sh, -c, "until nslookup mydb; do sleep 2; done"]'
    pod = f"{{initContainers: [{{name: wait, {wait}}}], containers: [{{name: c, image: x}}]}}"
    [finding] = found(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {pod}\n")
    assert finding.code.name == "name-without-service" and "mydb" in finding.because

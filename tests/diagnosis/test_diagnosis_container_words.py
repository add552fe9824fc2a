"""What a container's own fields say that cannot work: each kind of mistake with its neighbours, and
with what is well.
"""

from typing import Any

import pytest
from crafting import check, container, obj, pod_spec, workload

from minik.diagnosis.finding import INFO
from minik.model.object import Object


def said(fields: Object, *others: Object, **spec: Any) -> set[str]:
    """The codes of errors and warnings about a Deployment with one container, without a port."""
    made = workload(pod=pod_spec([container(port=None, **fields)], **spec))
    return {one.code.name for one in check([made, *others]) if one.severity != INFO}


def http(port: int, path: str = "/", **more: Any) -> Object:
    return {"httpGet": {"path": path, "port": port}, **more}


WAIT = ["sh", "-c", "touch /tmp/up; sleep 3600"]
CASES: list[tuple[Object, set[str]]] = [
    ({"command": ["echo hello"]}, {"command-cannot-start"}),
    ({"command": ["nginx -g daemon off;"]}, {"command-cannot-start"}),
    ({"command": ["sh", "sleep 5; serve"]}, {"command-cannot-start"}),
    ({"command": ["sh", "-c"]}, {"command-cannot-start"}),
    ({"command": ["sh", "-c", "serve", "--port"]}, {"command-cannot-start"}),
    ({"command": ["serve", "&&", "log"]}, {"command-cannot-start"}),
    ({"command": ["slep", "3600"]}, {"command-cannot-start"}),
    ({"command": ["sh", "-c", "ngInx -g 'daemon off;'"]}, {"command-cannot-start"}),
    ({"command": ["/bin/nonexistent"]}, {"command-cannot-start"}),
    ({"command": ["sh", "-c", "-x", "-e"], "args": ["serve --port 80; log"]}, set()),
    ({"command": ["sh", "-c", "--"], "args": ["while true; do serve; done"]}, set()),
    ({"command": ["sh", "-c", "-x", "exit 1"]}, {"command-ends-badly"}),
    ({"command": ["serve", "--title", "a b"]}, set()),
    ({"command": ["sh", "/run/start.sh"]}, set()),
    ({"command": ["sh", "-c", "serve $0", "name"]}, set()),
    ({"command": ["sh", "-c", "exit 1"]}, {"command-ends-badly"}),
    ({"command": ["/bin/false"]}, {"command-ends-badly"}),
    ({"command": ["sh", "-c", "serve || exit 1"]}, set()),
    ({"image": "busybox"}, {"command-ends-at-once"}),
    ({"image": "ubuntu:24.04", "command": ["bash"]}, {"command-ends-at-once"}),
    ({"command": ["sh", "-c", "echo hello; sleep 5"]}, {"command-ends-at-once"}),
    ({"command": ["date"]}, {"command-ends-at-once"}),
    ({"image": "busybox", "stdin": True, "tty": True}, set()),
    ({"image": "busybox", "command": WAIT}, set()),
    ({"image": "example.com/busybox"}, set()),
    ({"command": WAIT, "livenessProbe": http(80)}, {"nothing-listens"}),
    ({"command": ["sleep", "9999"], "readinessProbe": http(80)}, {"nothing-listens"}),
    ({"command": ["sh", "-c", "httpd; sleep 99"], "readinessProbe": http(80)}, set()),
    (
        {"command": WAIT, "readinessProbe": {"exec": {"command": ["cat", "/tmp/down"]}}},
        {"probe-never-passes"},
    ),
    ({"command": WAIT, "readinessProbe": {"exec": {"command": ["cat", "/tmp/up"]}}}, set()),
    ({"livenessProbe": {"exec": {"command": ["false"]}}}, {"probe-never-passes"}),
    ({"livenessProbe": {"exec": {"command": ["test -f /x"]}}}, {"probe-never-passes"}),
    (
        {"command": ["sh", "-c", "sleep 90; serve"], "livenessProbe": http(80)},
        {"probe-never-passes"},
    ),
    (
        {
            "command": ["sh", "-c", "sleep 90; serve"],
            "livenessProbe": http(80, initialDelaySeconds=90),
        },
        set(),
    ),
    ({"image": "ngnix"}, {"image-misspelt"}),
    ({"image": "postgers:17"}, {"image-misspelt"}),
    ({"image": "web:latset"}, {"image-misspelt"}),
    ({"image": "web:this-tag-does-not-exist"}, {"image-misspelt"}),
    ({"image": "your-registry/web:1"}, {"image-misspelt"}),
    ({"image": "example.com/ngnix:1"}, set()),
    ({"image": "postgres:17"}, {"setting-missing"}),
    ({"image": "mysql:9", "env": [{"name": "MYSQL_ALLOW_EMPTY_PASSWORD", "value": "1"}]}, set()),
    ({"image": "mysql:9", "env": [{"name": "MYSQL_PASSWORD", "value": "1"}]}, {"setting-missing"}),
    ({"image": "postgres:17", "envFrom": [{"secretRef": {"name": "x", "optional": True}}]}, set()),
    ({"resources": {"limits": {"memory": "512"}}}, {"resource-unit-mistaken"}),
    ({"resources": {"limits": {"memory": "128m"}}}, {"resource-unit-mistaken"}),
    ({"resources": {"requests": {"cpu": "500"}}}, {"resource-unit-mistaken"}),
    ({"resources": {"limits": {"memory": "16Mi"}}}, set()),
    (
        {"args": ["--vm-bytes", "200M"], "resources": {"limits": {"memory": "100Mi"}}},
        {"memory-limit-too-small"},
    ),
    (
        {"args": ["--vm-bytes", "50M"], "resources": {"limits": {"memory": "100Mi"}}},
        set(),
    ),
    (
        {
            "command": ["python", "-c", "bytearray(300 * 1024 ** 2)"],
            "resources": {"limits": {"memory": "100Mi"}},
        },
        {"memory-limit-too-small"},
    ),
    (
        {"command": ["tail", "/dev/zero"], "resources": {"limits": {"memory": "100Mi"}}},
        {"memory-limit-too-small"},
    ),
    ({"args": ["--to=$(HOST)"]}, {"variable-undefined"}),
    ({"args": ["--to=$(HOST)"], "env": [{"name": "HOST", "value": "a.example"}]}, set()),
    ({"args": ["--to=$$(HOST)"]}, set()),
    (
        {"env": [{"name": "A", "value": "$(B)"}, {"name": "B", "value": "1"}]},
        {"variable-undefined"},
    ),
    ({"command": ["sh", "-c", ": ${DB:?}; serve"]}, {"setting-demanded"}),
    (
        {"command": ["sh", "-c", '[ -z "$DB" ] && exit 1; serve']},
        {"setting-demanded"},
    ),
    (
        {
            "command": ["sh", "-c", '[ -z "$DB" ] && exit 1; serve'],
            "env": [{"name": "DB", "value": "1"}],
        },
        set(),
    ),
    ({"command": ["sh", "-c", 'DB=1; [ -z "$DB" ] && exit 1; serve']}, set()),
    (
        {"command": ["sh", "-c", '[ -z "$DB" ] && exit 1; echo with DB=$DB; serve']},
        {"setting-demanded"},
    ),
    (
        {
            "command": [
                "sh",
                "-c",
                'while true; do x="${x}$(head -c 9 /dev/urandom)"; sleep 1; done',
            ],
            "resources": {"limits": {"memory": "100Mi"}},
        },
        {"memory-limit-too-small"},
    ),
    ({"image": "nginx:1.27.notreal"}, {"image-misspelt"}),
    ({"image": "nginx", "readinessProbe": http(80, "/ready")}, {"known-path-missing"}),
    ({"image": "nginx", "readinessProbe": http(80, "/")}, set()),
    ({"image": "redis", "readinessProbe": {"tcpSocket": {"port": 6380}}}, {"known-port-differs"}),
    (
        {
            "image": "redis",
            "args": ["--port", "6380"],
            "readinessProbe": {"tcpSocket": {"port": 6380}},
        },
        set(),
    ),
    ({"securityContext": {"runAsNonRoot": True, "runAsUser": 0}}, {"runs-as-root"}),
    ({"image": "nginx", "securityContext": {"runAsNonRoot": True}}, {"runs-as-root"}),
    ({"securityContext": {"runAsNonRoot": True}}, set()),
    (
        {
            "command": ["sh", "-c", "echo x > /etc/x; serve"],
            "securityContext": {"readOnlyRootFilesystem": True},
        },
        {"write-to-read-only"},
    ),
    (
        {
            "command": ["sh", "-c", "serve > /dev/null"],
            "securityContext": {"readOnlyRootFilesystem": True},
        },
        set(),
    ),
    ({"lifecycle": {"preStop": {"exec": {"command": ["sleep", "45"]}}}}, {"stop-cut-short"}),
    ({"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}, set()),
]


@pytest.mark.parametrize("fields, expected", CASES, ids=lambda value: str(value)[:70])
def test_a_container_is_well_or_its_mistake_is_named(fields: Object, expected: set[str]) -> None:
    assert said(fields) == expected


@pytest.mark.parametrize(
    "value, named",
    [("DB_HSOT", True), ("DB_HOTS", True), ("DATABASE", False), ("DB_HOST", False)],
)
def test_an_optional_key_that_was_meant_otherwise_is_named(value: str, named: bool) -> None:
    settings = obj("v1", "ConfigMap", "settings", data={"DB_HOST": "x"})
    source = {"configMapKeyRef": {"name": "settings", "key": value, "optional": True}}
    found = said({"env": [{"name": "DB", "valueFrom": source}]}, settings)
    assert ("configuration-key-missing" in found) is named


@pytest.mark.parametrize("least, named", [(2, True), (1, False), ("50%", False)])
def test_a_budget_of_bare_pods_is_named_where_it_asks_for_more_than_there_are(
    least: Any, named: bool
) -> None:
    pod = obj("v1", "Pod", "web", metadata={"labels": {"app": "web"}}, spec=pod_spec())
    budget = obj(
        "policy/v1",
        "PodDisruptionBudget",
        "web",
        spec={"minAvailable": least, "selector": {"matchLabels": {"app": "web"}}},
    )
    found = {one.code.name for one in check([pod, budget])}
    assert ("disruption-budget-blocks" in found) is named

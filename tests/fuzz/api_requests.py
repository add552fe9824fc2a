"""Mutated requests to a served cluster, in process: `python tests/fuzz/api_requests.py [COUNT] [SEED]`.

Requests that are right are broken: methods, paths, queries, headers, bodies, halves of them. Whatever comes,
there is an answer: no exception, a Status that says what is wrong, a 500 only where a real server says so,
and a cluster that still serves.
"""

import copy
import json
import random
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from minik.api.exchange import Answer, Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.serve.api_cluster import ServedCluster

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CORE, APPS = "/api/v1/namespaces/default", "/apis/apps/v1/namespaces/default"
MEDIA = (
    "application/json",
    "application/yaml",
    "application/merge-patch+json",
    "application/json-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
    "application/vnd.kubernetes.protobuf",
    "text/plain",
    "",
)
ACCEPT = (
    "application/json",
    "*/*",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
    "application/json;as=Table;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io",
    "text/html;q=x",
    "",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW")
QUERIES: dict[str, tuple[str, ...]] = {
    "limit": ("1", "-1", "x", "99999999999999999999", ""),
    "continue": ("abc", "eyJ2IjoxfQ", "%00", "e30"),
    "resourceVersion": ("0", "1", "999999999", "x", "-1", "1.5"),
    "resourceVersionMatch": ("Exact", "NotOlderThan", "x"),
    "labelSelector": ("a=b", "a in (b,c)", "!a", "a in (", "a>x", ",", "\u00e9=1"),
    "fieldSelector": ("metadata.name=a", "x=y", "=", "metadata.name!=a", "a=b=c"),
    "fieldManager": ("me", "x" * 200, "\x07"),
    "fieldValidation": ("Strict", "Warn", "Ignore", "x"),
    "force": ("true", "false", "x"),
    "dryRun": ("All", "x", ""),
    "pretty": ("true", "x"),
    "watch": ("true", "false", "1", "x"),
    "sendInitialEvents": ("true", "false", "x"),
    "allowWatchBookmarks": ("true", "x"),
    "timeoutSeconds": ("1", "-1", "x", "99999999999999999999"),
    "timeout": ("1s", "x", ""),
    "gracePeriodSeconds": ("0", "-1", "x", "1"),
    "propagationPolicy": ("Orphan", "Foreground", "Background", "x"),
    "includeObject": ("None", "Object", "Metadata", "x"),
    "container": ("c", "x", ""),
    "tailLines": ("1", "-1", "x"),
    "follow": ("true", "x"),
}
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    2**70,
    1.5,
    1e308,
    "",
    "x",
    "\x00",
    "\ud800",
    "a/b",
    "x" * 300,
    [],
    [None],
    [[]],
    {},
    {"x": None},
    "2026-01-01T00:00:00Z",
    "1Gi",
    "300%",
)
LABELS = {"app": "a"}
TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": LABELS},
    "spec": {"containers": [{"name": "c", "image": "i"}]},
}
WORKLOAD = {"replicas": 1, "selector": {"matchLabels": LABELS}, "template": TEMPLATE}
SCALE = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}
CRD = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "things", "kind": "Thing", "shortNames": ["th"]},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"status": {}, "scale": SCALE},
                "additionalPrinterColumns": [
                    {"name": "Size", "type": "integer", "jsonPath": ".spec.size"}
                ],
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "properties": {
                                    "size": {"type": "integer", "default": 1, "maximum": 9},
                                    "replicas": {"type": "integer"},
                                    "any": {"x-kubernetes-preserve-unknown-fields": True},
                                },
                            },
                            "status": {
                                "type": "object",
                                "x-kubernetes-preserve-unknown-fields": True,
                            },
                        },
                    }
                },
            }
        ],
    },
}
# where → an object that can be made there
OBJECTS: dict[str, Any] = {
    f"{CORE}/configmaps": {"metadata": {"name": "a", "labels": LABELS}, "data": {"k": "v"}},
    f"{CORE}/secrets": {"metadata": {"name": "a"}, "stringData": {"k": "v"}, "type": "Opaque"},
    f"{CORE}/services": {
        "metadata": {"name": "a"},
        "spec": {"selector": LABELS, "ports": [{"port": 80, "name": "http"}]},
    },
    f"{CORE}/pods": {"metadata": {"name": "a", "labels": LABELS}, "spec": TEMPLATE["spec"]},
    f"{CORE}/serviceaccounts": {"metadata": {"name": "a"}},
    f"{CORE}/persistentvolumeclaims": {
        "metadata": {"name": "a"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    },
    f"{CORE}/endpoints": {
        "metadata": {"name": "e"},
        "subsets": [{"addresses": [{"ip": "1.2.3.4"}], "ports": [{"port": 1}]}],
    },
    f"{CORE}/events": {
        "metadata": {"name": "a"},
        "involvedObject": {"kind": "Pod", "name": "a", "namespace": "default"},
        "reason": "r",
    },
    f"{CORE}/resourcequotas": {"metadata": {"name": "a"}, "spec": {"hard": {"pods": "50"}}},
    f"{CORE}/limitranges": {
        "metadata": {"name": "a"},
        "spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}}]},
    },
    "/api/v1/namespaces": {"metadata": {"name": "n"}},
    "/api/v1/nodes": {"metadata": {"name": "more"}, "spec": {}},
    f"{APPS}/deployments": {"metadata": {"name": "a"}, "spec": WORKLOAD},
    f"{APPS}/statefulsets": {"metadata": {"name": "a"}, "spec": {**WORKLOAD, "serviceName": "a"}},
    f"{APPS}/daemonsets": {
        "metadata": {"name": "a"},
        "spec": {"selector": {"matchLabels": LABELS}, "template": TEMPLATE},
    },
    "/apis/batch/v1/namespaces/default/jobs": {
        "metadata": {"name": "a"},
        "spec": {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}},
    },
    "/apis/batch/v1/namespaces/default/cronjobs": {
        "metadata": {"name": "a"},
        "spec": {
            "schedule": "* * * * *",
            "jobTemplate": {
                "spec": {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
            },
        },
    },
    "/apis/networking.k8s.io/v1/namespaces/default/ingresses": {
        "metadata": {"name": "a"},
        "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}},
    },
    "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies": {
        "metadata": {"name": "a"},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
    },
    "/apis/policy/v1/namespaces/default/poddisruptionbudgets": {
        "metadata": {"name": "a"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": LABELS}},
    },
    "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers": {
        "metadata": {"name": "a"},
        "spec": {
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"},
        },
    },
    "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles": {
        "metadata": {"name": "a"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    },
    "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices": {
        "metadata": {"name": "s"},
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["1.2.3.4"]}],
        "ports": [{"port": 80}],
    },
    "/apis/coordination.k8s.io/v1/namespaces/default/leases": {
        "metadata": {"name": "a"},
        "spec": {},
    },
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": CRD,
    "/apis/example.com/v1/namespaces/default/things": {
        "apiVersion": "example.com/v1",
        "kind": "Thing",
        "metadata": {"name": "a"},
        "spec": {"size": 3},
    },
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": {
        "spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}
    },
    "/apis/authentication.k8s.io/v1/tokenreviews": {"spec": {"token": "x"}},
    f"{CORE}/pods/a/eviction": {"metadata": {"name": "a"}},
    f"{CORE}/pods/a/binding": {"metadata": {"name": "a"}, "target": {"name": "node-1"}},
    f"{CORE}/serviceaccounts/a/token": {"spec": {}},
}
PARTS = (
    *[""] * 12,
    "/status",
    "/status",
    "/scale",
    "/log",
    "/resize",
    "/ephemeralcontainers",
    "/exec",
    "/proxy/x",
)
FIXED = (
    "/",
    "/api",
    "/apis",
    "/version",
    "/openapi/v3",
    "/readyz",
    "/apis/apps",
    "/apis/apps/v1",
    "/api/v1",
)
MAY_FAIL = (  # what a real server answers with 500, without a reason
    "strconv.ParseUint",
    "resourceVersion should not be set",
    "failed to create typed patch object",
    "failed to convert new object",
    "map: map[",
    "expected a []interface {}",
    "does not contain declared merge key",
    "invalid patch format",
    "unable to find api field",
    "more than one PodDisruptionBudget",
    "doesn't match $setElementOrder",
    "unknown patch type",
    "list element types are not identical",
    "cannot merge lists without merge key",
    "lists of lists are not supported",
    "value cannot be set because",
    "target.name: Required value",
)


class Served:
    """A cluster that is served in process."""

    def __init__(self) -> None:
        self.now = BEGIN
        settings = DEFAULT._replace(workers=1, service_accounts=True)
        made = new_cluster.create_cluster(settings, BEGIN, whole=True)
        self.cluster = ServedCluster(settle(made).as_baseline(), lambda: self.now)
        self.cluster.sign = lambda claims: "token"
        for path, body in OBJECTS.items():
            if "/a/" not in path:
                self.answer(
                    Request("POST", path, None, {"user-agent": "f"}, json.dumps(body).encode())
                )

    def answer(self, request: Request) -> Answer:
        self.now += timedelta(seconds=1)
        answer = self.cluster.answer(request)
        self.cluster.unsaved.clear()
        return answer


class Mutator:
    """Makes requests: right ones, of which nearly all are then broken."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def request(self) -> Request:
        """Return a request."""
        method, path, body = self.begin()
        media = "application/json" if method != "PATCH" else self.chance.choice(MEDIA)
        headers = {"user-agent": "fuzz", "content-type": media, "accept": "application/json"}
        data = self.encoded(self.mutated(body), media)
        query = self.query()
        chance = self.chance.random()
        if chance < 0.06:
            method = self.chance.choice(METHODS)
        elif chance < 0.14:
            path = self.broken(path)
        elif chance < 0.20:
            headers["content-type"] = self.chance.choice(MEDIA)
        elif chance < 0.26:
            data = self.half(data)
        if self.chance.random() < 0.15:
            headers["accept"] = self.chance.choice(ACCEPT)
        if self.chance.random() < 0.03:
            headers["impersonate-user"] = self.chance.choice(("jane", "", "system:admin"))
        if self.chance.random() < 0.02:
            headers["impersonate-group"] = "g"
        return Request(method, path + query, None, headers, data)

    def begin(self) -> tuple[str, str, Any]:
        if self.chance.random() < 0.03:
            return "GET", self.chance.choice(FIXED), None
        path, obj = self.chance.choice(list(OBJECTS.items()))
        named = f"{path}/{obj.get('metadata', {}).get('name', 'a')}" + self.chance.choice(PARTS)
        act = self.chance.random()
        if act < 0.3:
            fresh = json.loads(json.dumps(obj))
            if self.chance.random() < 0.5 and "/a/" not in path and "metadata" in fresh:
                fresh["metadata"]["name"] = f"f{self.chance.randrange(20)}"
            return "POST", path, fresh
        if act < 0.45:
            return "PUT", named, obj
        if act < 0.75:
            return "PATCH", named, self.patch(obj)
        if act < 0.82:
            return (
                "DELETE",
                self.chance.choice((named, f"{path}/f{self.chance.randrange(20)}")),
                None,
            )
        return "GET", self.chance.choice((path, named)), None

    def patch(self, obj: Any) -> Any:
        if self.chance.random() < 0.25:
            return [
                {
                    "op": self.chance.choice(
                        ("add", "remove", "replace", "test", "move", "copy", "x")
                    ),
                    "path": self.chance.choice(
                        (
                            "/metadata/labels",
                            "/spec",
                            "/x/y",
                            "",
                            "/data/k",
                            "/spec/containers/0/image",
                            "//",
                        )
                    ),
                    "from": "/metadata/name",
                    "value": self.value(),
                }
            ]
        keys = [key for key in obj if key != "metadata"] or ["metadata"]
        key = self.chance.choice(keys)
        return {key: obj[key], **({"$patch": "replace"} if self.chance.random() < 0.05 else {})}

    def mutated(self, body: Any) -> Any:
        """Return a body in which up to three values are others."""
        if body is None:
            return None
        changed = json.loads(json.dumps(body))
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 3))):
            places = list(_places(changed))
            if not places:
                return self.value()
            holder, key = self.chance.choice(places)
            act = self.chance.random()
            if act < 0.6:
                holder[key] = self.value()
            elif act < 0.8 and isinstance(holder, dict):
                holder[
                    self.chance.choice(
                        (
                            "x",
                            "finalizers",
                            "$patch",
                            "$retainKeys",
                            "labels",
                            "managedFields",
                            "ownerReferences",
                            "status",
                            "uid",
                            "resourceVersion",
                            "generateName",
                            "deletionTimestamp",
                        )
                    )
                ] = self.value()
            else:
                del holder[key]
        return changed

    def encoded(self, body: Any, media: str) -> bytes:
        if body is None:
            return b""
        text = json.dumps(body, ensure_ascii=self.chance.random() < 0.9)
        return text.encode("utf-8", "surrogatepass")

    def half(self, data: bytes) -> bytes:
        place = self.chance.randrange(len(data) + 1)
        act = self.chance.random()
        if act < 0.5:
            return data[:place]
        if act < 0.75:
            return data[:place] + bytes([self.chance.randrange(256)]) + data[place + 1 :]
        return b"k8s\0" + bytes(self.chance.randrange(256) for _ in range(place % 60))

    def value(self) -> Any:
        """Return a value of any type."""
        return copy.deepcopy(self.chance.choice(VALUES))

    def query(self) -> str:
        if self.chance.random() < 0.6:
            return ""
        names = self.chance.sample(list(QUERIES), self.chance.choice((1, 1, 2, 3)))
        return "?" + "&".join(f"{name}={self.chance.choice(QUERIES[name])}" for name in names)

    def broken(self, path: str) -> str:
        parts = path.split("/")
        place = self.chance.randrange(len(parts))
        parts[place] = self.chance.choice(
            ("", "x", "%", "%2F", "%00", "..", "a%20b", "watch", "v9", "proxy", "\u00e9", "*")
        )
        if self.chance.random() < 0.2:
            parts.append(self.chance.choice(parts))
        return "/" + "/".join(parts).lstrip("/")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in list(items):
        yield value, key
        yield from _places(part)


def trouble(answer: Answer) -> str:
    """Return what is wrong with an answer, "" if nothing is."""
    if answer.watch is not None:
        return ""
    if not 200 <= answer.status < 600:
        return f"status {answer.status}"
    if answer.status == 500 and not any(word.encode() in answer.body for word in MAY_FAIL):
        return f"500: {answer.body[:300]!r}"
    media = dict(answer.headers).get("content-type", "")
    if media == "application/json" and answer.body:
        json.loads(answer.body)
    return ""


def run(count: int, seed: int) -> tuple[Counter[int], list[tuple[str, Request]]]:
    """Send so many requests; return how often each status was answered, and what went wrong."""
    served, mutator = Served(), Mutator(seed)
    statuses: Counter[int] = Counter()
    wrong: list[tuple[str, Request]] = []
    for number in range(count):
        request = mutator.request()
        try:
            answer = served.answer(request)
            statuses[answer.status] += 1
            said = trouble(answer)
        except Exception:
            said = traceback.format_exc()
        if said:
            wrong.append((said, request))
        if number % 500 == 499:
            served = Served()  # so that what is there stays small
    ready = served.answer(Request("GET", f"{CORE}/services/kubernetes"))
    if ready.status != 200:
        wrong.append(("it serves no more", Request("GET", "/")))
    return statuses, wrong


def main() -> int:
    words = [int(word) for word in sys.argv[1:]]
    count, seed = (*words, *(200_000, 1)[len(words) :])
    statuses, wrong = run(count, seed)
    print(dict(sorted(statuses.items())))
    kinds = Counter(said.strip().splitlines()[-1][:160] for said, _ in wrong)
    for said, number in kinds.most_common(40):
        example = next(one for one in wrong if one[0].strip().splitlines()[-1][:160] == said)
        print(
            f"{number} x {said}\n  {example[1].method} {example[1].path[:200]} {example[1].headers} {example[1].body[:400]!r}"
        )
        print("  " + "\n  ".join(example[0].strip().splitlines()[-9:]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

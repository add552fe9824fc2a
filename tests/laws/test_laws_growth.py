"""The law of growth: twice as many objects are twice the work, whatever is done with them; and no
object takes more calls than it did.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from counting import calls
from objects import build

from minik import kinds
from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import settle
from minik.diagnosis import causes, documents
from minik.diagnosis.finding import INFO
from minik.diagnosis.view import View
from minik.dumps import importing
from minik.intake import registry, verdicts
from minik.intake.parsing import expand_list, parse
from minik.model.cluster import EPOCH, Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.serve.api_cluster import ServedCluster
from minik.sources import large_texts

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
HOME = Cluster(Objects({"Namespace": {"default": NAMESPACE}}), DEFAULT, EPOCH)


def service(number: int, selected: str = "web") -> Object:
    labels = {"tier": "front", "app": f"{selected}-{number}"}
    ports = [{"port": 80, "targetPort": 8080}]
    return build("Service", f"web-{number}", "default", spec={"selector": labels, "ports": ports})


def template(number: int) -> Object:
    container: Object = {
        "name": "main",
        "image": "registry.example/web:1.0",
        "ports": [{"containerPort": 8080}],
    }
    return {
        "metadata": {"labels": {"tier": "front", "app": f"web-{number}"}},
        "spec": {"containers": [container]},
    }


def pod(number: int) -> Object:
    return build("Pod", f"web-{number}", "default", **template(number))


def deployment(number: int) -> Object:
    made = template(number)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"web-{number}", "namespace": "default"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": made["metadata"]["labels"]},
            "template": made,
        },
    }


def text(objects: list[Object]) -> str:
    return "\n".join(map(json.dumps, objects))


def wishful(number: int) -> Object:
    """A deployment whose pods ask for what no others ask for."""
    made = deployment(number)
    made["spec"]["template"]["spec"]["containers"][0]["resources"] = {
        "requests": {"cpu": f"{number + 1}m"}
    }
    return made


def apart(number: int) -> Object:
    """A deployment whose pods keep off each other's nodes."""
    made = wishful(number)
    template = made["spec"]["template"]
    term = {
        "labelSelector": {"matchLabels": template["metadata"]["labels"]},
        "topologyKey": "kubernetes.io/hostname",
    }
    template["spec"]["affinity"] = {
        "podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    }
    return made


def settling(objects: list[Object], workers: int) -> Callable[[], Any]:
    draft = settle(new_cluster.create_cluster(parse_settings(workers=workers), NOW)).draft()
    for one in objects:
        kind = kinds.find_served_kind(one["apiVersion"], one["kind"])
        assert kind
        registry.create(draft, kind, one)
    unsettled = draft.cluster()
    return lambda: settle(unsettled)


def judged(size: int) -> Callable[[], Any]:
    written = text([made(number) for number in range(size) for made in (service, deployment, pod)])
    return lambda: [verdicts.judge(document, HOME) for document in parse(written, "x.json")]


def misspelt(size: int) -> Callable[[], Any]:
    written = text([one for number in range(size) for one in (service(number, "wbe"), pod(number))])

    def work() -> Any:
        found = causes.collect_findings(
            documents.view(
                [one for document in parse(written, "x.json") for one in expand_list(document)],
                HOME,
                NOW,
            )
        )
        assert len(found) >= size

    return work


def unmatched(size: int) -> Callable[[], Any]:
    """Services without pods, and as many pods without a Service whose names are like nobody's."""
    others = [
        {
            **pod(number),
            "metadata": {
                "name": f"batch{number:04}x",
                "namespace": "default",
                "labels": {"run": f"b{number:04}"},
            },
        }
        for number in range(size)
    ]
    written = text([*map(service, range(size)), *others])
    documented = [one for document in parse(written, "x.json") for one in expand_list(document)]
    return lambda: causes.collect_findings(documents.view(documented, HOME, NOW))


def healthy(size: int) -> Callable[[], Any]:
    """Services whose pods run: nothing is found but hints."""
    settled = settling(
        [made(number) for number in range(size) for made in (service, deployment)], 3
    )()

    def work() -> Any:
        found = causes.collect_findings(View(settled))
        assert {one.severity for one in found} <= {INFO}

    return work


def dumped(size: int) -> Callable[[], Any]:
    def written() -> Iterator[Any]:
        return (
            one
            for document in parse(
                text(
                    [{**pod(number), "status": {"podIP": "10.244.1.2"}} for number in range(size)]
                ),
                "x.json",
            )
            for one in expand_list(document)
        )

    return lambda: importing.import_documents(written(), NOW)


def copied(size: int) -> Callable[[], Any]:
    """The List that kubectl prints of healthy Deployments, large enough to be read item by item."""
    settled = settling([deployment(number) for number in range(size)], 3)()
    items = [dict(one) for kind in ("Deployment", "ReplicaSet", "Pod") for one in settled.of(kind)]
    whole = {"apiVersion": "v1", "kind": "List", "filler": "x" * (1 << 20), "items": items}
    pieces = [json.dumps(whole, indent=4).encode()]
    return lambda: importing.import_documents(large_texts.documents(pieces, "x.json", 1 << 28), NOW)


def registered(size: int) -> Callable[[], Any]:
    """Nodes that a client makes one after the other, beside as many."""
    made = new_cluster.create_cluster(parse_settings(workers=size), NOW)
    served = ServedCluster(settle(made).as_baseline(), lambda: NOW)

    def work() -> None:
        for number in range(size):
            body = json.dumps({"metadata": {"name": f"more-{number}"}}).encode()
            sent = {"content-type": "application/json"}
            answer = served.answer(Request("POST", "/api/v1/nodes", None, sent, body))
            assert answer.status == 201

    return work


# What is done → what is made ready for it, and the most calls that one more Service, with what
# comes with it, may take.
WORKS: dict[str, tuple[Callable[[int], Callable[[], Any]], int]] = {
    "settling": (
        lambda size: settling(
            [made(number) for number in range(size) for made in (service, deployment)], 3
        ),
        7_200,
    ),
    "placing on as many nodes": (
        lambda size: settling([wishful(number) for number in range(size)], size),
        7_200,
    ),
    "keeping apart": (
        lambda size: settling([apart(number) for number in range(size)], size // 4),
        8_000,
    ),
    "registering nodes one by one": (registered, 6_000),
    "judging": (judged, 2_050),
    "finding what is misspelt": (misspelt, 6_700),
    "finding whom nobody was meant for": (unmatched, 2_800),
    "finding nothing": (healthy, 1_100),
    "importing": (dumped, 450),
    "importing what a server recorded": (copied, 3_000),
}


def measure(work: str) -> tuple[int, int]:
    """How many functions a work calls with a hundred, and with two hundred objects."""
    ready, _ = WORKS[work]
    calls(ready(3))  # what is loaded and remembered at the first time
    few, many = (calls(ready(size)) for size in (100, 200))
    return few, many


@pytest.mark.parametrize("work", WORKS)
def test_twice_as_much_is_twice_the_work_and_not_more_each_than_it_was(work: str) -> None:
    # In a process of its own: what other tests left in the memories of equal parts decides, too.
    answer = subprocess.run(
        [sys.executable, __file__, work],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    few, many = json.loads(answer.stdout)
    assert many / few < 2.2
    assert (many - few) / 100 <= WORKS[work][1]


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))  # noqa: T201

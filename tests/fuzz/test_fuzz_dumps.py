"""Dumps of real clusters and their states, with mistakes at any place: whatever they say, they are
imported, shown, judged and changed, and only refusals in words follow.
"""

import json
import lzma
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from shell import Shell, tried
from test_fuzz_manifests import SEEDS, spoilt, with_shell

DUMPS = Path(__file__).parents[1] / "data" / "dumps" / "broken.jsonl.xz"
CLUSTERS: list[list[Any]] = [
    json.loads(line)["items"] for line in lzma.decompress(DUMPS.read_bytes()).decode().splitlines()
]
KINDS = "nodes,endpoints,endpointslices,ingress,hpa,pdb,crd,ns,pv,pvc"
DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
        "name": "widgets.example.com",
        "uid": "w",
        "creationTimestamp": "2026-01-01T00:00:00Z",
    },
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {
            "plural": "widgets",
            "singular": "widget",
            "kind": "Widget",
            "listKind": "WidgetList",
        },
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "additionalPrinterColumns": [
                    {"name": "Size", "type": "integer", "jsonPath": ".spec.size"}
                ],
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "required": ["size"],
                                "properties": {
                                    "size": {"type": "integer", "minimum": 1},
                                    "name": {"type": "string", "maxLength": 5, "default": "x"},
                                },
                            }
                        },
                    }
                },
            }
        ],
    },
}
WIDGET: dict[str, Any] = {
    "apiVersion": "example.com/v1",
    "kind": "Widget",
    "metadata": {
        "name": "w",
        "namespace": "shop",
        "uid": "x",
        "creationTimestamp": "2026-01-01T00:00:00Z",
    },
    "spec": {"size": 5},
}
LOOKS: list[tuple[str, ...]] = [
    ("get", "all", "-A", "-o", "wide"),
    ("describe", "all", "-A"),
    ("get", KINDS, "-A"),
    ("describe", KINDS, "-A"),
    ("events", "-A"),
    ("check",),
    ("export",),
    ("state", "check"),
    ("resolve", "cart.shop"),
    ("why", "web.shop"),
    ("dns", "cart.shop"),
    ("api-resources",),
    ("proxy", "rules", "--mode", "nftables"),
]
ACTS: list[tuple[str, ...]] = [
    ("label", "ns", "--all", "a=b"),
    ("scale", "deploy", "-n", "shop", "--all", "--replicas", "3"),
    ("delete", "pods", "-n", "shop", "--all"),
    ("delete", "crd", "--all"),
    ("settle",),
    ("simulate", "advance", "10m"),
    ("undo",),
]


def used(shell: Shell, random: Random) -> None:
    """A few looks, changes, and looks again; what is no refusal is raised."""
    for words in (*random.sample(LOOKS, 3), *random.sample(ACTS, 2), *random.sample(LOOKS, 2)):
        shell(*words)


def imported(shell: Shell, items: list[Any]) -> None:
    shell("import", "-f", "-", given=json.dumps({"kind": "List", "items": items}))


@tried(25)
@given(SEEDS)
def test_no_dump_is_too_strange(random: Random) -> None:
    def act(shell: Shell) -> None:
        cluster = random.choice(CLUSTERS)
        items = random.sample(cluster, min(len(cluster), random.choice([20, 40, 99])))
        for place in random.sample(range(len(items)), 2):
            items[place] = spoilt(random, items[place])
        imported(shell, items)
        used(shell, random)

    with_shell(act)


@tried(25)
@given(SEEDS)
def test_no_definition_of_a_dump_is_too_strange(random: Random) -> None:
    def act(shell: Shell) -> None:
        imported(shell, [CLUSTERS[0][0], spoilt(random, DEFINITION), WIDGET])
        used(shell, random)
        shell("get", "widgets", "-A")
        shell("explain", "widgets.spec")

    with_shell(act)


@tried(25)
@given(SEEDS)
def test_no_state_of_a_dump_is_too_strange(random: Random) -> None:
    def act(shell: Shell) -> None:
        imported(shell, random.choice(CLUSTERS))
        state = json.loads(shell.state.read_text())
        part = random.choice(["objects", "objects", "minik", "held"])
        if part == "objects":
            name = random.choice(list(state["objects"]))
            state["objects"][name] = spoilt(random, state["objects"][name])
        else:
            state[part] = spoilt(random, state[part])
        shell.state.write_text(json.dumps(state))
        used(shell, random)

    with_shell(act)

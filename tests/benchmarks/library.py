"""What the library costs: `python tests/benchmarks/library.py [--quick]`.

A call against the pure functions that it stands on; a fork, and 200 tests that each change a forked
cluster, against starts of bare Python.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from measure import line, once

from minik import Cluster
from minik.client import applying, changes
from minik.diagnosis.resolution import resolve
from minik.discovery import names
from minik.intake import parsing
from minik.model.cluster import Cluster as Core
from minik.model.writing import Writer
from minik.simulation import rounds

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "manifests" / "shop"
OBJECTS = 10_000
TESTS = 200
TEST = """
import pytest
from minik import Cluster

@pytest.fixture(scope="session")
def minik_base() -> Cluster:
    return Cluster.load({state!r})

@pytest.mark.parametrize("number", range({tests}))
def test_it(minik_cluster: Cluster, number: int) -> None:
    replicas = number % 4 + 1
    after = minik_cluster.scale("deploy/front", replicas=replicas, namespace="shop")
    assert len(after.resolve("front.shop").pods) == replicas
"""


def parsed() -> list[Any]:
    """The documents of the sample shop."""
    return [
        document.value
        for path in sorted(SHOP.glob("*.yaml"))
        for document in parsing.parse(path.read_bytes(), str(path))
    ]


def by_hand(core: Core, documents: list[Any]) -> int:
    """Apply documents and resolve a name, by the functions below the waterline alone."""
    found = [parsing.Document(value, "", number) for number, value in enumerate(documents)]
    acts = changes.plan(found, core, applying.apply, changes.Manner("default"))
    draft = changes.carry_out(
        partial(core.draft, writer=Writer("kubectl-client-side-apply")), acts
    ).draft
    settled = rounds.run_controllers(draft.cluster(), {key.kind for key in draft.changes})
    name = names.parse("front.shop:http", "default", core.settings.cluster_domain)
    return len(resolve(settled, name).backends)


def by_library(cluster: Cluster, documents: list[Any]) -> int:
    """The same as people write it."""
    return len(cluster.apply(documents).resolve("front.shop:http").backends)


def seconds(work: Callable[[], object]) -> float:
    """The processor time of a call."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def calls(rounds_: int) -> None:
    """Apply and resolve, in turn by both ways."""
    cluster, documents = Cluster(), parsed()
    core = cluster._core
    ways = (partial(by_hand, core, documents), partial(by_library, cluster, documents))
    assert [way() for way in ways] == [2, 2]
    costs = [[seconds(way) for way in ways] for _ in range(rounds_)]
    hand, library = (statistics.median(cost[way] for cost in costs) for way in range(2))
    line("Cluster.apply of the shop, and resolve", "the pure functions", library / hand, "<= 1.2")


def large(folder: Path) -> Cluster:
    """The shop among so many objects."""
    config_maps = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c-{number}"}}
        for number in range(OBJECTS)
    ]
    cluster = Cluster().apply(SHOP).create(config_maps)
    cluster.save(folder / "large.json")
    return cluster


def start(rounds_: int) -> float:
    """What a start of bare Python takes of the processor, in seconds."""
    return statistics.median(
        once([sys.executable, "-c", "pass"], {}).processor for _ in range(rounds_)
    )


def forks(cluster: Cluster, bare: float) -> None:
    """A fork costs the same whatever the cluster holds."""
    cost = seconds(lambda: [cluster.fork(namespace="shop") for _ in range(1000)])
    line(f"1,000 forks of {OBJECTS:,} objects", "python -c pass", cost / bare, "<= 6")


def tests(folder: Path, cluster: Cluster, bare: float, what: str, target: str) -> None:
    """A pytest run in which every test changes its own cluster."""
    state = folder / "state.json"
    cluster.save(state)
    (folder / "test_it.py").write_text(TEST.format(state=str(state), tests=TESTS))
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    options = ["-p", "minik.pytest_plugin", "-p", "no:cacheprovider", "-q", "-c", os.devnull]
    command = [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", str(folder)]
    subprocess.run(
        command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL
    )
    cost = once(command, environment).processor
    line(f"{TESTS} tests, each on a fork of {what}", "python -c pass", cost / bare, target)


def main() -> None:
    quick = "--quick" in sys.argv
    calls(5 if quick else 31)
    bare = start(9 if quick else 41)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tests(folder, Cluster().apply(SHOP), bare, "the shop", "<= 230")
        cluster = large(folder)
        forks(cluster, bare)
        tests(folder, cluster, bare, f"{OBJECTS:,} objects", "<= 230")


if __name__ == "__main__":
    main()

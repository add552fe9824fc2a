"""The law of narrowing: `why` of an object says the same of the part of a state that concerns it as of
all of it, and reads no more than that part.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import random_clusters
from objects import build, service
from sample_clusters import NOW, RECORDED, SAMPLES, applied, label, recorded, sample

from minik.command_line.explained_targets import EXPLAINERS
from minik.diagnosis import narrowing, object_explanation
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.store import committing, history, state, state_file

OBJECTS = 25  # of each cluster


def kept(cluster: Cluster, path: Path) -> Cluster:
    """The cluster as it is read from a state file."""
    entry = history.make_entry(cluster, cluster, "test")
    committing.write(str(path), None, cluster, entry)
    read = state.read(str(path), NOW)
    assert read
    return read


def assert_the_same(cluster: Cluster, folder: Path) -> None:
    path = folder / "state.json"
    whole = kept(cluster, path)
    everything = [obj for kind in whole.kinds() for obj in whole.of(kind)]
    for obj in Random(1).sample(everything, min(OBJECTS, len(everything))):
        explain = EXPLAINERS.get(obj["kind"], object_explanation.explain)
        fresh = state.read(str(path), NOW)
        assert fresh
        assert explain(narrowing.narrow(fresh, obj), obj) == explain(whole, obj)


@pytest.mark.parametrize("folder", SAMPLES, ids=label)
def test_samples(folder: Path, tmp_path: Path) -> None:
    assert_the_same(sample(folder), tmp_path)


@pytest.mark.parametrize("path", RECORDED, ids=label)
def test_recorded_clusters(path: Path, tmp_path: Path) -> None:
    assert_the_same(recorded(path), tmp_path)


@pytest.mark.parametrize("seed", range(20))
def test_random_clusters(seed: int, tmp_path: Path) -> None:
    assert_the_same(random_clusters.recorded(seed), tmp_path)


def spaces(number: int) -> Iterator[Object]:
    """A Service and its Deployment in each of many namespaces."""
    labels = {"app": "web"}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "web", "image": "nginx"}]},
    }
    for space in (f"team-{index}" for index in range(number)):
        yield build("Namespace", space)
        yield service("web", space, selector=labels)
        yield build(
            "Deployment",
            "web",
            space,
            version="apps/v1",
            spec={"selector": {"matchLabels": labels}, "template": template},
        )


@pytest.mark.parametrize("kind", ["Service", "Deployment", "Pod", "ConfigMap", "Node"])
def test_no_more_is_read_of_many_namespaces_than_of_few(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = state_file.StateFile._parse

    def counted(self: state_file.StateFile, lines: bytes) -> dict[str, Object]:
        found = parse(self, lines)
        read.extend(found)
        return found

    numbers = []
    for number in (3, 40):
        path = tmp_path / f"{number}.json"
        whole = kept(applied(spaces(number)), path)
        obj = next(one for one in whole.of(kind) if kind == "Node" or "team-2" in str(one))
        fresh = state.read(str(path), NOW)
        assert fresh
        monkeypatch.setattr(state_file.StateFile, "_parse", counted)
        read.clear()
        explain = EXPLAINERS.get(kind, object_explanation.explain)
        explain(narrowing.narrow(fresh, obj), obj)
        numbers.append(len({key for key in read if not key.startswith("Namespace/")}))
        monkeypatch.undo()
    few, many = numbers
    assert many <= few + (60 if kind == "Node" else 5)

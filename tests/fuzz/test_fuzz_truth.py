"""Small parts of recorded clusters with mistakes at any place, as dumps and as states: they are judged
in process, without a file, so that a night tries hundreds of thousands.

`resolve`, `why`, `check`, `trace`, `dns` and `env` do not contradict each other, whatever they say; and
what is strange is shown, described, programmed and changed like anything else.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from one_truth import contradictions
from shell import tried
from test_fuzz_dumps import CLUSTERS
from test_fuzz_manifests import spoilt

from minik import kinds
from minik.command_line.explained_targets import EXPLAINERS
from minik.controllers import hold, settle
from minik.diagnosis import object_explanation
from minik.dumps import exporting
from minik.dumps.importing import import_documents
from minik.errors import MinikError
from minik.intake import registry
from minik.intake.parsing import Document
from minik.model import settings as model_settings
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section
from minik.model.source import Objects
from minik.proxy import mode as modes
from minik.render import description, formats
from minik.store import held_changes, object_checks

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SIZE = 10
OUTPUTS = ("wide", "yaml", "json", "name")
OF_SERVICES = ("Service", "Endpoints", "EndpointSlice")


def neighbours(random: Random) -> list[Any]:
    """Return some objects of a recorded cluster: a Service with its endpoints and pods, the nodes and
    workloads of those, and others by chance.
    """
    items = random.choice(CLUSTERS)
    service = random.choice([one for one in items if one["kind"] == "Service"])
    space, name = service["metadata"].get("namespace"), service["metadata"]["name"]
    labels = (service["spec"].get("selector") or {}).items()
    near: list[Any] = [service]
    others: list[Any] = []
    for one in items:
        metadata = one["metadata"]
        mine = metadata["name"].startswith(name) and one["kind"] in OF_SERVICES
        mine = mine or one["kind"] == "Pod" and labels <= (metadata.get("labels") or {}).items()
        if one is not service:
            (near if mine and metadata.get("namespace") == space else others).append(one)
    near = near[:5]
    wanted = {one["spec"].get("nodeName") for one in near if one["kind"] == "Pod"}
    near += [one for one in others if one["kind"] == "Node" and one["metadata"]["name"] in wanted]
    return near + random.sample(others, max(0, min(SIZE - len(near), len(others))))


def imported(items: list[Any]) -> Cluster:
    document = Document({"apiVersion": "v1", "kind": "List", "items": items}, "dump.json", 0)
    return hold(import_documents([document], NOW).cluster)


def strange_dump(random: Random) -> Cluster:
    items = neighbours(random)
    for place in random.sample(range(len(items)), min(len(items), random.choice((1, 1, 2)))):
        items[place] = spoilt(random, items[place])
    return imported(items)


@cache
def whole(number: int) -> Cluster:
    """Return one of the clusters whose states are spoilt."""
    return imported(neighbours(Random(number)))


def strange_state(random: Random) -> Cluster:
    """Return a cluster as its state says after somebody edited an object of it."""
    cluster = whole(random.randrange(300))
    source = Objects({kind: dict(cluster.table(kind).by_path) for kind in cluster.kinds()})
    for _ in range(random.choice((1, 1, 2))):
        kind = random.choice(list(source))
        table = source[kind]
        path = random.choice(list(table))
        changed = spoilt(random, table[path])
        if not isinstance(changed.get("metadata"), dict):
            continue  # a line of a state is found by its key, and that stands there
        named = {name: table[path]["metadata"].get(name) for name in ("name", "namespace")}
        changed["metadata"] |= {name: value for name, value in named.items() if value}
        source.add(kind, path, changed)
    object_checks.require_valid("state.json", source)
    return Cluster(source, cluster.settings, NOW, version=cluster.version).with_held(cluster.held)


def strange_rest(random: Random) -> Cluster:
    """Return a cluster of a state in whose header or held changes somebody made a mistake."""
    cluster = whole(random.randrange(300))
    settings: Any = cluster.settings._asdict()
    held: Any = json.loads(b"{" + held_changes.section(cluster.held)[2:] + b"}}")
    if random.random() < 0.5:
        settings = spoilt(random, json.loads(json.dumps(settings)))
    else:
        held = spoilt(random, held)
    try:
        found = held_changes.parse(held["held"])
        read = model_settings.from_json(settings)
    except (ValueError, KeyError):
        return cluster
    return Cluster(cluster.source, read, NOW, changes=cluster.changes).with_held(found)


def acts(cluster: Cluster, random: Random) -> Iterator[Callable[[], Any]]:
    """Yield what a person may do with a cluster."""
    rows = [(kind, obj) for kind in cluster.kinds() for obj in cluster.of(kind)]
    key, obj = random.choice(rows)
    kind = kinds.kind_of_key(key)
    listing = Listing([Section(kind, [obj])], NOW)
    yield lambda: formats.render(listing, random.choice(OUTPUTS))
    yield lambda: formats.render(listing)
    yield lambda: description.text(obj, kind, cluster, with_events=True)
    yield lambda: EXPLAINERS.get(kind.key, object_explanation.explain)(cluster, obj)
    yield lambda: exporting.export_cluster(cluster)
    yield lambda: settle(cluster.with_held(cluster.held.released()))
    yield lambda: settle(cluster.at(NOW + timedelta(minutes=10)))
    yield lambda: deleted(cluster, kind, obj)


def deleted(cluster: Cluster, kind: Any, obj: Any) -> None:
    draft = cluster.draft()
    registry.delete(draft, kind, obj)
    settle(draft.cluster(), [kind.key])


STRANGE = (strange_dump, strange_dump, strange_state, strange_state, strange_state, strange_rest)


def judge(seed: int) -> str:
    """Make one strange cluster and use it; return why it was refused, or "". Raise AssertionError where
    two commands contradict each other, and whatever is no refusal.
    """
    random = Random(seed)
    try:
        cluster = random.choice(STRANGE)(random)
        found = list(contradictions(cluster, [random.choice(list(modes.all_modes()))]))
        assert not found, found
        random.choice(list(acts(cluster, random)))()
    except MinikError as refusal:
        assert "come to rest" not in str(refusal)
        return str(refusal)
    return ""


@tried(150)
@given(st.integers(0, 2**32))
def test_no_mistake_makes_commands_contradict_each_other(seed: int) -> None:
    judge(seed)

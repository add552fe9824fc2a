"""Clusters to hold laws against: those of the samples in manifests/, and recorded ones."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from minik import kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import hold, settle
from minik.dumps import importing
from minik.intake import registry
from minik.intake.parsing import Document, expand_list, parse
from minik.model.cluster import Cluster
from minik.model.object import Object

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SAMPLES = sorted(path for path in (ROOT / "manifests").iterdir() if path.is_dir())
DATA = ROOT / "tests" / "data"
RECORDED = sorted(
    [
        *DATA.glob("controllers/*.json"),
        *DATA.glob("scenarios/*/dump.json"),
        *DATA.glob("networking/*/objects.json"),
    ]
)


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def applied(documents: Iterable[Object], *, family: str = "") -> Cluster:
    """The cluster that comes of documents that are applied to a new one."""
    settings = parse_settings(workers=3, family=family)
    draft = settle(new_cluster.create_cluster(settings, NOW)).draft()
    for document in sorted(documents, key=lambda one: one["kind"] != "Namespace"):
        kind = kinds.find_served_kind(document["apiVersion"], document["kind"])
        assert kind
        named = {"namespace": "default", **document["metadata"]} if kind.namespaced else None
        registry.create(draft, kind, {**document, "metadata": named or document["metadata"]})
    return settle(draft.cluster())


def read(paths: Iterable[Path]) -> Iterator[Document]:
    for path in paths:
        yield from parse(path.read_text(), str(path))


def sample(folder: Path) -> Cluster:
    """The cluster that comes of a folder of manifests."""
    documents = [
        one for document in read(sorted(folder.iterdir())) for one in expand_list(document)
    ]
    return applied(document.value for document in documents)


def recorded(path: Path) -> Cluster:
    """The cluster of a recording, as it was."""
    value = json.loads(path.read_text())
    items = value["dump"] if isinstance(value, dict) and "dump" in value else value
    items = items.get("items", items) if isinstance(items, dict) else items
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    return hold(importing.import_documents(parse(text, path.name), NOW).cluster)

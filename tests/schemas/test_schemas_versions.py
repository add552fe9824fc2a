"""Each version of Kubernetes has the kinds and the fields that its published schemas have."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from minik.bootstrap import new_cluster
from minik.intake import parsing
from minik.intake.verdicts import judge
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.schemas import older

DATA = Path(__file__).parent.parent / "data" / "schemas" / "versioned_documents.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def empty(version: str) -> Cluster:
    return new_cluster.create_cluster(DEFAULT._replace(kubernetes_version=version), NOW)


def letter(document: dict[str, Any], cluster: Cluster) -> str:
    """Return what minik makes of a document's structure: as in the table, `y`, `n` or `-`."""
    (parsed,) = parsing.parse(json.dumps(document).encode(), "f.json")
    error = judge(parsed, cluster).error
    code = 201 if error is None else error.code
    return {404: "-", 400: "n"}.get(code, "y")


@pytest.mark.parametrize("version", older.VERSIONS)
def test_documents_are_judged_as_by_the_schemas_of_their_version(version: str) -> None:
    cluster, place = empty(version), older.VERSIONS.index(version)
    assert len(ROWS) == 330
    wrong = [
        (row["document"], row["verdicts"][place], said)
        for row in ROWS
        if (said := letter(row["document"], cluster)) != row["verdicts"][place]
    ]
    assert wrong == []

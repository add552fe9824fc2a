"""Services of a real cluster and what its API server said of them, and the tables and descriptions
that its kubectl printed.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from minik import kinds
from minik.bootstrap import new_cluster
from minik.errors import MinikError
from minik.intake import registry, validation
from minik.intake.parsing import parse
from minik.kinds.layout import align
from minik.model.cluster import Cluster, Draft
from minik.model.duration import parse_time
from minik.model.object import Object, key, name, namespace
from minik.model.settings import Settings
from minik.model.source import Objects

DATA = Path(__file__).parent.parent / "data"
ROWS = [json.loads(line) for line in (DATA / "verdicts/services.jsonl").read_text().splitlines()]
KINDS = {"svc": "Service", "endpoints": "Endpoints", "endpointslices": "EndpointSlice"}
DESCRIPTIONS = sorted(DATA.glob("networking/*/describe-*.txt"))
TABLES = sorted(DATA.glob("networking/*/get-*.txt"))
NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)


@cache
def base() -> Cluster:
    return new_cluster.create_cluster(Settings(), NOW)


def decoded(document: Object) -> Object:
    (found,) = parse(json.dumps(document), "recording")
    obj = validation.decode(found, validation.find_kind(found))
    return {**obj, "metadata": {"namespace": "default", **obj["metadata"]}}


def taken_in(row: Object, draft: Draft) -> tuple[Object, list[str]]:
    kind = kinds.kind_of_key("Service")
    if "old" not in row:
        return registry.create(draft, kind, decoded(row["doc"]))
    old, _ = registry.create(draft, kind, decoded(row["old"]))
    return registry.update(draft, kind, old, decoded(row["doc"]))


def comparable(spec: Object) -> Object:
    """A spec less the addresses and ports that every cluster chooses for itself."""
    spec = {
        field: "given"
        if field in ("clusterIP", "clusterIPs", "healthCheckNodePort") and "None" not in value
        else value
        for field, value in (
            (field, str(value) if field == "healthCheckNodePort" else value)
            for field, value in spec.items()
        )
    }
    ports = [
        {field: "given" if field == "nodePort" else value for field, value in port.items()}
        for port in spec.get("ports") or ()
    ]
    return {**spec, "ports": ports}


@pytest.mark.parametrize(
    "row",
    ROWS,
    ids=[
        f"{index}-{row['doc'].get('metadata', {}).get('name', '')}"
        for index, row in enumerate(ROWS)
    ],
)
def test_what_the_api_server_said(row: dict[str, Any]) -> None:
    verdict = row["verdict"]
    try:
        stored, warnings = taken_in(row, base().draft(dry_run=True))
    except MinikError as error:
        assert (error.code, error.message) == (verdict["code"], verdict["message"])
        wanted = {(reason, field, message) for reason, field, message in verdict["causes"]}
        assert {(cause.reason, cause.field, cause.message) for cause in error.causes} == wanted
        return
    assert verdict["code"] in (200, 201), verdict["message"]
    assert comparable(stored["spec"]) == comparable(verdict["spec"])
    assert sorted(warnings) == sorted(verdict["warnings"])


@cache
def recorded(folder: Path) -> Cluster:
    found = Objects()
    for obj in json.loads((folder / "objects.json").read_text()):
        found.add(key(obj).kind, key(obj).path, obj)
    return Cluster(found, now=parse_time((folder / "now").read_text().strip()))


def label(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=label)
def test_descriptions(path: Path) -> None:
    cluster, kind = (
        recorded(path.parent),
        kinds.kind_of_key(KINDS[path.stem.removeprefix("describe-")]),
    )
    assert kind.describe is not None
    described = [align([kind.describe(obj, cluster)]).rstrip("\n") for obj in cluster.of(kind.key)]
    blocks = re.split(r"\n\n\n(?=Name:)", path.read_text().strip("\n"))
    assert described == [re.sub(r"\nEvents: .*", "", block).rstrip("\n") for block in blocks]


@pytest.mark.parametrize("path", TABLES, ids=label)
def test_tables(path: Path) -> None:
    cluster, kind = recorded(path.parent), kinds.kind_of_key(KINDS[path.stem.split("-")[1]])
    titles, *rows = [re.split(" {2,}", line.strip()) for line in path.read_text().splitlines()]
    assert [title for title in titles if title not in ("NAMESPACE", "NAME", "AGE")] == [
        column.title for column in kind.columns
    ]
    shown = [
        [cell for title, cell in zip(titles, row) if title != "AGE"]
        for row in rows
        if len(row) == len(titles)
    ]
    mine = [
        [namespace(obj), name(obj), *(column.cell(obj, cluster.now) for column in kind.columns)]
        for obj in cluster.of(kind.key)
    ]
    assert shown == [row for row in mine if "" not in row]


ODD: list[Any] = [
    None,
    "",
    "x",
    "None",
    "10.96.0.9",
    "::ffff:10.96.0.9",
    0,
    -1,
    2**40,
    1.5,
    True,
    [],
    [None],
    [""],
    ["x", "x"],
    {},
    {"": ""},
    [[]],
    "a" * 300,
]
FULL: Object = {
    "type": "LoadBalancer",
    "selector": {"a": "b"},
    "ports": [{"port": 80}],
    "sessionAffinity": "ClientIP",
    "externalTrafficPolicy": "Local",
}
FIELDS = sorted(
    {
        *FULL,
        "clusterIP",
        "clusterIPs",
        "ipFamilies",
        "ipFamilyPolicy",
        "externalIPs",
        "externalName",
        "healthCheckNodePort",
        "loadBalancerIP",
        "loadBalancerClass",
        "loadBalancerSourceRanges",
        "allocateLoadBalancerNodePorts",
        "internalTrafficPolicy",
        "trafficDistribution",
        "publishNotReadyAddresses",
        "sessionAffinityConfig",
    }
)


@pytest.mark.parametrize("field", FIELDS)
def test_an_odd_value_is_taken_or_refused_but_never_breaks_anything(field: str) -> None:
    kind, plain = (
        kinds.kind_of_key("Service"),
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": FULL},
    )
    for value in ODD:
        odd = {**plain, "spec": {**FULL, field: value}}
        for row in ({"doc": odd}, {"doc": odd, "old": plain}, {"doc": plain, "old": odd}):
            try:
                stored, _ = taken_in(row, base().draft())
            except MinikError:
                continue
            assert (
                kind.describe is not None
                and kind.describe(stored, base())
                and [column.cell(stored, NOW) for column in kind.columns]
            )

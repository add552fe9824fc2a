"""The JSON of minik's own verbs is what docs/schemas says, in one style."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from minik_process import Process

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    path.stem: json.loads(path.read_text()) for path in (ROOT / "docs/schemas").glob("*.json")
}
# Schema, command lines that set the scene ("" for none), and the one whose JSON is judged.
EXAMPLES = [
    ("resolve", "", "resolve api.shop"),
    ("resolve", "", "resolve peers"),
    ("resolve", "", "resolve echo-external-name"),
    ("resolve", "", "resolve 192.168.0.13:30090"),
    ("resolve", "", "resolve front.shop --from outside --node node-3"),
    (
        "resolve",
        'patch svc my-service -p \'{"spec":{"selector":{"app":"myapp"}}}\'',
        "resolve my-service",
    ),
    ("resolve-url", "", "resolve http://shop.example.com/"),
    (
        "resolve-url",
        f"apply -f {ROOT}/docs/examples/ingress.yaml",
        "resolve http://www.example.com/cart",
    ),
    (
        "resolve-url",
        f"apply -f {ROOT}/docs/examples/ingress.yaml",
        "resolve https://www.example.com/old",
    ),
    ("resolve-url", f"apply -f {ROOT}/docs/examples/ingress.yaml", "resolve http://new.example/x"),
    ("resolve-way", "", "resolve ingress/shop -n shop"),
    ("resolve-way", f"apply -f {ROOT}/docs/examples/ingress.yaml", "resolve ing www"),
    ("why", "", "why my-service"),
    ("why", "", "why ingress/shop -n shop"),
    ("why", 'patch svc my-service -p \'{"spec":{"selector":{"app":"myapp"}}}\'', "why my-service"),
    ("why", "", "why pod/peers-0"),
    ("why", "", "why node/node-1"),
    ("check", "", "check --severity info"),
    ("check", "", f"check -R -f {ROOT}/manifests --severity info"),
    ("check", "", f"check -f {ROOT}/docs/examples/dump.yaml"),
    ("graph", "", "graph -A"),
    ("graph", "", "graph -n shop svc/api"),
    ("graph", "", f"graph -f {ROOT}/manifests/shop"),
    ("graph", "", f"graph -f {ROOT}/docs/examples/dump.yaml"),
    ("graph", "scale deploy myapp --replicas=0", "graph"),
    ("trace", "", "trace --to api.shop:http"),
    ("trace", "", "trace --from peers-0 --to api.shop:http --mode ipvs"),
    ("trace", "", "trace --to 192.168.0.13:30090"),
    ("trace", "", "trace --to my-service --mode userspace"),
    ("trace-url", "", "trace http://shop.example.com/"),
    ("trace-url", f"apply -f {ROOT}/tests/data/edges/nginx.yaml", "trace http://web.example.com/"),
    ("dns", "", "dns api.shop --from peers-0"),
    ("dns", "", "dns nothing"),
    ("dns", "", "dns peers SRV"),
    ("env", "", "env peers-0 --explain"),
    ("policy-matrix", "", "policy matrix -n shop"),
    ("policy-matrix", "", "policy matrix --what-if 'delete deploy/myapp'"),
    ("proxy-diff", "scale deploy myapp --replicas=1", "proxy diff"),
    ("proxy-diff", "scale deploy myapp --replicas=1", "proxy diff --mode nftables"),
    ("simulate", "", "simulate node-down node-1"),
    ("simulate", "", "simulate pod-exit peers-0"),
    ("simulate", "", "simulate advance 1m"),
    ("simulate", "", "simulate unready peers-0"),
    ("review", "", f"review {ROOT}/manifests/shop {ROOT}/manifests/my-service"),
    ("validate", "", f"validate -R -f {ROOT}/manifests"),
    ("log", "scale deploy myapp --replicas=1", "log"),
    ("state", "", "state"),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A state in which all manifests of the repository are applied."""
    process = Process(tmp_path_factory.mktemp("scene"))
    assert process.run(f"minik apply -R -f {ROOT}/manifests")[0] == 0
    return (process.folder / "state.json").read_bytes()


def documents(output: str, schema: str) -> Iterator[Any]:
    if schema == "validate":
        yield from map(json.loads, output.splitlines())
    else:
        yield json.loads(output)


@pytest.mark.parametrize(
    ("schema", "before", "line"), EXAMPLES, ids=[line for _, _, line in EXAMPLES]
)
def test_every_example_is_what_its_schema_says(
    schema: str, before: str, line: str, scene: bytes, tmp_path: Path
) -> None:
    process = Process(tmp_path)
    (tmp_path / "state.json").write_bytes(scene)
    if before:
        assert process.run(f"minik apply -f {ROOT}/manifests/my-service")[0] == 0
        assert process.run(f"minik {before}")[0] == 0
    status, output = process.run(f"minik {line} -o json", together=False)
    assert status in (0, 1), output
    found = list(documents(output, schema))
    assert found
    for document in found:
        jsonschema.Draft202012Validator(SCHEMAS[schema]).validate(document)
    if schema != "validate":
        assert output == json.dumps(found[0], indent=2, ensure_ascii=False) + "\n"


def keys(schema: Any) -> Iterator[str]:
    """Every name of a field in a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for member in schema.values():
            yield from keys(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from keys(member)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one_and_its_fields_are_in_camel_case(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert all(re.fullmatch("[a-z]+([A-Z][a-z]+)*", key) for key in keys(SCHEMAS[name]))


def test_every_schema_has_an_example_and_stands_in_the_documents() -> None:
    text = (ROOT / "docs/json.md").read_text()
    assert set(re.findall(r"\(schemas/([\w-]+)\.json\)", text)) == SCHEMAS.keys()
    assert {schema for schema, _, _ in EXAMPLES} == SCHEMAS.keys()

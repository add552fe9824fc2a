"""Where the schemas of other kinds are: kubeconform's names of files, and nothing from the network."""

import json
from pathlib import Path

import pytest

from minik.errors import ClientError
from minik.store import schema_locations

SCHEMA = {"type": "object", "properties": {"spec": {"type": "object"}}}
WIDGET = ("stable.example.com/v1", "Widget")
PLACES = {
    "{folder}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json": "widget-stable-v1.json",
    "{folder}/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json": (
        "stable.example.com/widget_v1.json"
    ),
    "{folder}/{{{{ .NormalizedKubernetesVersion }}}}{{{{ .StrictSuffix }}}}/{{{{- .ResourceKind -}}}}.json": (
        "v1.36.2-strict/widget.json"
    ),
    "{folder}/{{{{.NormalizedKubernetesVersion}}}}/x{{{{.StrictSuffix}}}}.json": "v1.36.2/x.json",
    "{folder}": "v1.36.2-standalone-strict/widget-stable-v1.json",
    "{folder}/": "stable.example.com/widget_v1.json",
    "{folder}/one.json": "one.json",
}


@pytest.mark.parametrize(("location", "file"), PLACES.items())
def test_a_schema_stands_where_its_location_says(tmp_path: Path, location: str, file: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(SCHEMA))
    locations = schema_locations.parse([location.format(folder=tmp_path), "default"], "1.36.2")
    found = schema_locations.find(locations, *WIDGET)
    assert found is not None and found.schema == SCHEMA and found.address == path.as_uri()
    if "ResourceKind" in location:
        assert schema_locations.find(locations, WIDGET[0], "Gadget") is None


def test_kinds_of_the_core_group_have_one_word_less() -> None:
    assert schema_locations.variables("v1", "Pod", "1.36.2", "") == {
        "NormalizedKubernetesVersion": "v1.36.2",
        "StrictSuffix": "",
        "ResourceKind": "pod",
        "ResourceAPIVersion": "v1",
        "Group": "v1",
        "KindSuffix": "-v1",
    }


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("https://schemas.example.com/{{ .ResourceKind }}.json", "minik fetches nothing"),
        ("git://example.com/x", "minik fetches nothing"),
        ("{{ .Kind }}.json", "there is no variable .Kind"),
        ("{{ .resourcekind }}.json", "there is no variable .resourcekind"),
    ],
)
def test_what_names_no_file_is_refused_in_one_line(word: str, why: str) -> None:
    with pytest.raises(ClientError) as refused:
        schema_locations.parse([word], "1.36.2")
    assert why in refused.value.message and "\n" not in refused.value.message


def test_a_kind_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "a").mkdir()
    locations = schema_locations.parse([f"{tmp_path}/a/{{{{.ResourceKind}}}}.json"], "1.36.2")
    assert schema_locations.find(locations, "v1", "../secret") is None


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000])
def test_what_is_no_schema_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "widget.json").write_text(text)
    locations = schema_locations.parse([f"{tmp_path}/{{{{.ResourceKind}}}}.json"], "1.36.2")
    with pytest.raises(ClientError, match="is no JSON Schema"):
        schema_locations.find(locations, *WIDGET)


def test_references_lead_to_files_only() -> None:
    with pytest.raises(ClientError, match="minik fetches nothing"):
        schema_locations.read_reference("https://example.com/definitions.json")

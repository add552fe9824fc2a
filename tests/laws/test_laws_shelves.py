"""The laws of the shelves: whatever stands on one, every file keeps its contract."""

from datetime import UTC, datetime

import click
import pytest

from minik import cli, controllers, kinds, shelf
from minik.model.cluster import Cluster
from minik.model.controller import Controller
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object
from minik.model.source import Objects
from minik.render import formats
from minik.schemas import bundled_definitions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = {
    kind.key if kind.group != "events.k8s.io" else "Event.events.k8s.io": kind
    for kind in kinds.all_kinds()
}
ARGUMENTS = {
    "jsonpath": "{.metadata.name}",
    "jsonpath-as-json": "{.metadata.name}",
    "custom-columns": "NAME:.metadata.name",
    "go-template": "{{.kind}}",
    "template": "{{.kind}}",
    "jsonpath-file": "{.metadata.name}",
    "custom-columns-file": "NAME\n.metadata.name",
    "go-template-file": "{{.kind}}",
    "templatefile": "{{.kind}}",
}


def smallest(kind: Kind) -> Object:
    """As little as an object can be."""
    metadata = {
        "name": "x",
        "creationTimestamp": "2026-01-01T00:00:00Z",
        **({"namespace": "default"} if kind.namespaced else {}),
    }
    return {"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata}


@pytest.mark.parametrize("output", formats.names())
def test_every_format_renders_every_kind(output: str) -> None:
    for kind in KINDS.values():
        listing = Listing([Section(kind, [smallest(kind)])], NOW, single=True)
        text = formats.render(
            listing, f"{output}={ARGUMENTS[output]}" if output in ARGUMENTS else output
        )
        assert text, f"{output} says nothing of a {kind.name}"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_shows_its_table_and_its_description(name: str) -> None:
    kind = KINDS[name]
    titles, row = formats.render(Listing([Section(kind, [smallest(kind)])], NOW)).splitlines()
    assert titles.isupper() and row.strip()
    if kind.describe:
        assert "x" in kind.describe(smallest(kind), Cluster(Objects(), now=NOW))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_answers_to_all_its_names(name: str) -> None:
    kind = KINDS[name]
    plain = {word for word in (kind.plural, kind.name.lower(), kind.name, *kind.short)}
    for word in plain if kind.group != "events.k8s.io" else ():
        assert kinds.find_kind(word) == kind
    if kind.group:
        assert kinds.find_kind(f"{kind.plural}.{kind.group}") == kind
        assert kinds.find_kind(f"{kind.plural}.{kind.versions[0]}.{kind.group}") == kind


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_leaves_its_input_alone(name: str) -> None:
    kind, obj = KINDS[name], smallest(KINDS[name])
    before = repr(obj)
    draft = Cluster(Objects(), now=NOW).draft()
    kind.prepare(kind.default(obj), None, draft)
    list(kind.problems(kind.default(obj)))
    assert repr(obj) == before


@pytest.mark.parametrize("name", KINDS)
def test_defaults_are_filled_in_once(name: str) -> None:
    once = KINDS[name].default(smallest(KINDS[name]))
    assert KINDS[name].default(once) == once


@pytest.mark.parametrize(
    "name", list(shelf.names(controllers.__path__)), ids=lambda name: f"minik.controllers.{name}"
)
def test_every_controller_says_what_it_watches(name: str) -> None:
    """Every file of the folder exposes one record, and watches kinds that exist."""
    module = shelf.find("minik.controllers", name)
    controller = getattr(module, "CONTROLLER", None)
    assert isinstance(controller, Controller)
    definitions = map(bundled_definitions.definition, bundled_definitions.names())
    bundled = {f"{one['spec']['names']['kind']}.{one['spec']['group']}" for one in definitions}
    known = {kind.key for kind in KINDS.values()} | bundled | {"*"}
    assert controller.watches and set(controller.watches) <= known
    assert set(controller.events) <= known


@pytest.mark.parametrize("verb", [verb for verb in cli.verbs() if not verb.startswith("_")])
def test_every_command_has_help_with_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"minik {verb}" in said
    assert "Example" in said or "Commands:" in said, "no example"
    assert cli.summary(cli.verbs()[verb])


@pytest.mark.parametrize("verb", cli.verbs())
def test_no_letter_has_two_meanings(verb: str) -> None:
    command = cli.minik.get_command(click.Context(cli.minik), verb)
    assert command
    for option in command.params:
        for name in option.opts:
            if name in MEANING and isinstance(option, click.Option):
                assert MEANING[name] in option.opts or verb in OTHERWISE.get(name, ()), (
                    f"{verb} {name}"
                )


MEANING = {
    "-n": "--namespace",
    "-f": "--filename",
    "-o": "--output",
    "-l": "--selector",
    "-A": "--all-namespaces",
    "-R": "--recursive",
    "-L": "--label-columns",
    "-w": "--watch",
}
OTHERWISE = {"-f": ("logs",), "-l": ("run", "expose")}  # as in kubectl: --follow, and --labels

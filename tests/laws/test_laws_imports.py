"""What each kind of command line may import: starting up is most of what a small command costs, so
every module is named here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

START = """minik minik.__main__ minik.cli minik.commands minik.command_line minik.command_line.command_group minik.command_line.command_tree
    minik.command_line.global_options minik.command_line.invocation minik.command_line.options minik.command_line.parsing minik.command_line.reading
    minik.command_line.streams minik.errors minik.light_import minik.light_typing minik.model minik.model.controls minik.shelf"""
STATE = """minik.light_json minik.light_re minik.command_line.declarations minik.command_line.flags minik.command_line.state_access minik.model.cluster minik.model.duration minik.model.held minik.model.object
    minik.model.settings minik.model.source minik.model.table minik.model.writing minik.store minik.store.layout minik.store.state minik.store.state_file"""
GET = """minik.command_line.printing minik.command_line.lookup minik.command_line.resource_arguments minik.commands.get minik.kinds minik.kinds.service
    minik.kinds.service.columns minik.kinds.service.fields minik.model.kind minik.model.listing minik.render minik.render.formats minik.schemas
    minik.store.contexts minik.store.files"""
YAML = "minik.intake minik.intake.scalars minik.model.go_values minik.model.problem minik.render._document minik.render.formats.yaml"
TAB = """minik.command_line.candidates minik.command_line.candidates.arguments minik.command_line.candidates.line minik.command_line.candidates.objects
    minik.command_line.candidates.values minik.command_line.completing"""
CLICK = (
    "minik.command_line.click_commands minik.command_line.click_root minik.command_line.help_pages"
)
# command line → the modules of minik that it may import, and how many others may come with them (of
# Python and click)
ALLOWED = {
    "--version": (f"{START} minik.api minik.api.versions", 26),
    "--help": (f"{START} {CLICK} minik.command_line.usages", 80),
    "get svc": (f"{START} {STATE} {GET} minik.render.formats.table", 30),
    "get svc -o yaml": (f"{START} {STATE} {GET} {YAML}", 34),
    "__complete fish -- get svc k": (f"{START} {STATE} {GET} {TAB}", 30),
    "__complete fish -- de": (f"{START} {STATE} {GET} {TAB}", 40),
    "__complete fish -- get po": (f"{START} {STATE} {GET} {TAB}", 30),
    "__complete fish -- get svc -o ": (f"{START} {STATE} {GET} {TAB}", 32),
    "__complete fish -- get svc -n ": (f"{START} {STATE} {GET} {TAB}", 30),
}
ASKING = """
import sys
before = {*sys.modules, "inspect"}
from minik import __main__, cli
assert cli.run(sys.argv[1:]) == 0
after = {*sys.modules}
import json
json.dump(sorted(after - before), sys.stderr)
"""


def imported(folder: Path, words: str) -> set[str]:
    """The modules that one command line imports, beyond those that Python starts with."""
    environment = {
        **os.environ,
        "MINIK_STATE": str(folder / "state.json"),
        "XDG_CONFIG_HOME": str(folder),
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKING, *words.split(" ")],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("words", ALLOWED)
def test_a_small_command_imports_no_more_than_it_needs(tmp_path: Path, words: str) -> None:
    imported(tmp_path, "init")
    ours, others = ALLOWED[words]
    found = imported(tmp_path, words)
    assert {name for name in found if name.partition(".")[0] == "minik"} <= set(ours.split())
    assert {
        name.partition(".")[0]
        for name in found
        if name.partition(".")[0] not in (*sys.stdlib_module_names, "minik")
    } == ({"click"} if words == "--help" else set())
    assert len([name for name in found if name.partition(".")[0] != "minik"]) <= others


def test_where_a_name_leads_needs_no_json_no_expressions_and_no_openssl(tmp_path: Path) -> None:
    imported(tmp_path, "init")
    found = imported(tmp_path, "resolve kubernetes")
    assert not found & {"json", "re", "base64", "glob", "hashlib", "_hashlib"}


def test_a_folder_is_checked_without_the_kinds_and_causes_that_it_has_nothing_of(
    tmp_path: Path,
) -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
    (tmp_path / "settings.json").write_text(json.dumps(manifest))
    found = imported(tmp_path, f"check -f {tmp_path}")
    assert "minik.kinds.config_map" in found and "minik.diagnosis.causes" in found
    assert not found & {"minik.kinds.resource_slice", "minik.kinds.persistent_volume"}
    assert not [name for name in found if name.startswith("minik.diagnosis.causes.node")]


HELP = """
import contextlib, io, sys
for name in ("rich", "yaml", "jsonschema", "dns"):
    sys.modules[name] = None
import click
from minik import cli

def walk(command, words, above):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.run([*words, "--help"]) == 0 and "Usage:" in out.getvalue(), words
    print(*words)
    if isinstance(command, click.Group):
        context = click.Context(command, info_name="", parent=above)
        for name in command.list_commands(context):
            walk(command.get_command(context, name), [*words, name], context)

walk(cli.minik, [], None)
"""


def test_no_help_needs_a_library(tmp_path: Path) -> None:
    """Neither that of a command nor that of a command under it: what is heavy is imported only
    where it is used.
    """
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    done = subprocess.run(
        [sys.executable, "-c", HELP], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 120 and "create secret tls" in done.stdout.splitlines()


def test_a_change_needs_no_openssl_no_calendar_and_no_enumerations(tmp_path: Path) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"ports": [{"port": 80}]},
    }
    (tmp_path / "one.yaml").write_text(f"---\n{json.dumps(service)}\n")
    for times, most in (("first", 70), ("again", 60)):
        found = imported(tmp_path, f"apply -f {tmp_path / 'one.yaml'}")
        assert not found & {
            "hashlib",
            "_hashlib",
            "calendar",
            "locale",
            "signal",
            "dis",
            "yaml",
            "jsonschema",
        }, times
        assert len([name for name in found if name.partition(".")[0] != "minik"]) <= most, times


@pytest.mark.parametrize(
    "verb", ["resolve", "why", "dns", "explain", "config use-context", "rollout restart", "env"]
)
def test_a_tab_needs_no_controller_no_yaml_and_no_terminal(tmp_path: Path, verb: str) -> None:
    imported(tmp_path, "init")
    found = imported(tmp_path, f"__complete fish -- {verb} ")
    assert not {name.partition(".")[0] for name in found} & {"yaml", "rich", "jsonschema", "dns"}
    assert not {name for name in found if name.startswith(("minik.controllers.", "minik.serve."))}

"""The shelf of causes: every file with an example shows its cause there, and nothing on the twin that
is well; and another file is another cause.
"""

import ast
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from crafting import EMPTY, NOW

from minik import diagnosis, shelf
from minik.diagnosis import causes, documents
from minik.diagnosis.finding import INFO, Cause, Finding
from minik.intake.parsing import expand_list, parse

MODULES = {
    name: module
    for name, module in shelf.load(causes.__name__, causes.__path__).items()
    if hasattr(module, "CAUSE")
}
WITH_EXAMPLE = {name: module for name, module in MODULES.items() if module.CAUSE.example}


def found(manifests: str) -> list[Finding]:
    """What is found in manifests, a long time after the moments that they record."""
    docs = [item for document in parse(manifests, "x.yaml") for item in expand_list(document)]
    return causes.collect_findings(documents.view(docs, EMPTY, NOW + timedelta(hours=1)))


def troubles(manifests: str) -> list[str]:
    return [finding.code.name for finding in found(manifests) if finding.severity != INFO]


@pytest.mark.parametrize("module", WITH_EXAMPLE.values(), ids=WITH_EXAMPLE)
def test_a_cause_is_found_in_its_example_alone(module: ModuleType) -> None:
    cause: Cause = module.CAUSE
    shown = [finding for finding in found(cause.example) if finding.code is cause]
    assert shown, troubles(cause.example)
    for finding in shown:
        assert finding.because and finding.field and finding.line > 0
    assert cause.name not in [finding.code.name for finding in found(cause.sound)]
    assert troubles(cause.sound) == []


@pytest.mark.parametrize("module", WITH_EXAMPLE.values(), ids=WITH_EXAMPLE)
def test_nothing_else_is_said_of_an_example(module: ModuleType) -> None:
    others = {
        finding.code.name
        for finding in found(module.CAUSE.example)
        if finding.severity != INFO and finding.root is None
    }
    assert others <= {module.CAUSE.name}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_a_cause_has_the_name_of_its_file(module: ModuleType) -> None:
    assert module.CAUSE.name == module.__name__.rpartition(".")[2].replace("_", "-")


def test_what_causes_find_together_names_causes() -> None:
    room = Path(diagnosis.__file__).parent
    named = {
        call.args[0].value
        for path in room.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Fact"
        and isinstance(call.args[0], ast.Constant)
    }
    assert named and named <= set(causes.codes())


ANOTHER = '''
"""ConfigMaps that are empty."""
from minik.diagnosis.finding import INFO, Cause, Finding
from minik.model import object as objects

CAUSE = Cause("empty-config-map", "", "warning", "a ConfigMap is empty", "Nothing is in it.")


def findings(view):
    for one in view.of("ConfigMap"):
        if not one.get("data"):
            yield Finding(CAUSE, objects.key(one), "data", "it has no data")
'''


def test_another_file_is_another_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty_config_map.py").write_text(ANOTHER)
    monkeypatch.setattr(causes, "__path__", [*causes.__path__, str(tmp_path)])
    causes.codes.cache_clear()
    try:
        assert "empty-config-map" in causes.codes()
        text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
        assert troubles(text) == ["empty-config-map"]
    finally:
        causes.codes.cache_clear()

"""The README tells the truth: its tour is what the commands print, its tables name what there is."""
import importlib.util
from pathlib import Path

import pytest

from minik import render

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def test_its_tour_and_its_commands_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("readme", Path(__file__).parent / "readme.py")
    assert spec and spec.loader
    readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(readme)
    monkeypatch.chdir(ROOT)
    for name in ("MINIK_STATE", "MINIK_NOW", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")
    assert readme.made(TEXT) == TEXT, "python tests/laws/readme.py makes it anew"


@pytest.mark.parametrize("output", [output for output in render.formats() if not output.endswith("file")])
def test_it_names_every_format(output: str) -> None:
    assert output in TEXT

"""Modules that are found without a search are those that Python would find, as they are."""

import importlib.util
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

import minik
from minik import light_import
from minik.light_import import Finder


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of two modules and a package, found by the finder."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = tmp_path / "shop"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "__init__.py").write_text("WORD = 'inner'\n")
    (folder / "web.py").write_text("WORD = 'one'\n")
    package = types.ModuleType("shop")
    package.__path__ = [str(folder)]
    monkeypatch.setitem(sys.modules, "shop", package)
    monkeypatch.setattr(sys, "meta_path", [Finder("shop", str(folder)), *sys.meta_path])
    yield folder
    for name in [name for name in sys.modules if name.startswith("shop.")]:
        del sys.modules[name]


def load(name: str) -> types.ModuleType:
    sys.modules.pop(name, None)
    return importlib.import_module(name)


def test_modules_say_of_themselves_what_python_would_say() -> None:
    top = os.path.dirname(minik.__file__)
    finder = Finder("minik", top)
    for name in ("minik.cli", "minik.kinds", "minik.kinds.service.fields"):
        folder = os.path.join(top, *name.split(".")[1:-1])
        ours, pythons = finder.find_spec(name), PathFinder.find_spec(name, [folder])
        assert ours and pythons and ours.loader and pythons.loader
        for field in ("name", "origin", "cached", "has_location", "parent"):
            assert getattr(ours, field) == getattr(pythons, field), field
        assert ours.submodule_search_locations == pythons.submodule_search_locations
        assert ours.loader.get_code(name) == pythons.loader.get_code(name)  # type: ignore[attr-defined]
        assert ours.loader.get_source(name) == pythons.loader.get_source(name)  # type: ignore[attr-defined]


def test_a_changed_source_is_compiled_anew(shop: Path) -> None:
    assert load("shop.web").WORD == "one" and load("shop.inner").WORD == "inner"
    cached = Path(importlib.util.cache_from_source(str(shop / "web.py")))
    assert cached.exists()
    (shop / "web.py").write_text("WORD = 'another'\n")
    assert load("shop.web").WORD == "another"
    cached.write_bytes(cached.read_bytes()[:10])
    assert load("shop.web").WORD == "another"
    cached.unlink()
    assert load("shop.web").WORD == "another"


def test_compiled_code_is_used_where_it_names_its_source(shop: Path) -> None:
    load("shop.web")
    cached = Path(importlib.util.cache_from_source(str(shop / "web.py")))
    cached.write_bytes(cached.read_bytes().replace(b"one", b"two"))
    assert load("shop.web").WORD == "two"
    stamped = bytearray(cached.read_bytes())
    stamped[4] = 3  # checked by a hash, which is another one
    cached.write_bytes(stamped)
    assert load("shop.web").WORD == "one"


@pytest.mark.parametrize("name", ["shop.none", "shop.inner/../web", "shop.a\0b", "other.web"])
def test_what_lies_nowhere_is_left_to_python(shop: Path, name: str) -> None:
    assert Finder("shop", str(shop)).find_spec(name) is None
    with pytest.raises((ModuleNotFoundError, ValueError)):
        importlib.import_module(name)


def test_it_is_not_used_of_an_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", before := list(sys.meta_path))
    package = types.ModuleType("minik")
    package.__spec__ = importlib.util.spec_from_loader("minik", loader=None, origin="minik.zip")
    light_import.install(package)
    assert sys.meta_path == before


@pytest.mark.parametrize(
    ("option", "is_used"), [((), True), (("-O",), False), (("-X", "pycache_prefix=/tmp/x"), False)]
)
def test_a_command_line_uses_it(option: tuple[str, ...], is_used: bool) -> None:
    script = (
        "import sys, minik.__main__; print(type(sys.modules['minik.cli'].__loader__).__module__)"
    )
    done = subprocess.run(
        [sys.executable, *option, "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout == "minik.light_import\n") == is_used

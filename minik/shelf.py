"""Plug-ins: list and import the public modules of a package."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType

_names: dict[tuple[str, ...], Sequence[str]] = {}  # of the folders of a package
_modules: dict[tuple[str, tuple[str, ...]], Mapping[str, ModuleType]] = {}


def names(path: Sequence[str]) -> Iterator[str]:
    """Yield the names of a package's public modules, sorted; its folders are read once."""
    folders = tuple(path)
    if folders not in _names:
        _names[folders] = sorted(_names_in_folders(path))
    return iter(_names[folders])


def _names_in_folders(path: Sequence[str]) -> Iterable[str]:
    found = [name for folder in path for name in _names_in_folder(folder)]
    return found or _names_in_archive(path)


def _names_in_folder(folder: str) -> Iterator[str]:
    """Yield the names without `glob`, which imports `re`: a quarter as long as Python starts."""
    for file in os.listdir(folder) if os.path.isdir(folder) else ():
        if not file.startswith(("_", ".")):
            if file.endswith(".py"):
                yield file.removesuffix(".py")
            elif os.path.isfile(os.path.join(folder, file, "__init__.py")):
                yield file


def _names_in_archive(path: Sequence[str]) -> Iterator[str]:
    """Yield the same of a package that is in no folder; slower by as much as starting Python takes."""
    import pkgutil  # noqa: PLC0415

    modules = (module.name for module in pkgutil.iter_modules(path))
    return (name for name in modules if not name.startswith("_"))


def load_one(package: str, name: str) -> ModuleType:
    """Import a module of a package, without `importlib`, which has to be imported itself."""
    __import__(f"{package}.{name}")
    return sys.modules[f"{package}.{name}"]


def load(package: str, path: Sequence[str]) -> Mapping[str, ModuleType]:
    """Import every public module of a package, keyed by module name."""
    key = package, tuple(path)
    if key not in _modules:
        _modules[key] = {name: load_one(package, name) for name in names(path)}
    return _modules[key]


def has(package: str, name: str) -> bool:
    """Return whether a package has a public module of this name."""
    __import__(package)
    return not name.startswith("_") and name in names(sys.modules[package].__path__)


def find(package: str, name: str) -> ModuleType | None:
    """Import one module of a package; return None if the package has no such file."""
    try:
        return load_one(package, name)
    except ModuleNotFoundError as missing:
        if missing.name == f"{package}.{name}":
            return None
        raise

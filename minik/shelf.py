"""Plug-ins: list and import the public modules of a package."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType

_names: dict[tuple[str, ...], Sequence[str]] = {}  # of the folders of a package
_modules: dict[tuple[str, tuple[str, ...]], Mapping[str, ModuleType]] = {}


def names(path: Sequence[str]) -> Iterator[str]:
    """Yield the names of a package's public modules, sorted; its folders are read once."""
    folders = tuple(path)
    if folders not in _names:
        _names[folders] = sorted(_names_in_folders(path))
    return iter(_names[folders])


def _names_in_folders(path: Sequence[str]) -> Iterator[str]:
    from glob import glob  # noqa: PLC0415 who knows what it looks for finds it without

    patterns = ("[!_]*.py", "[!_]*/__init__.py")
    files = [file for folder in path for each in patterns for file in glob(each, root_dir=folder)]
    modules = (file.replace("\\", "/").partition("/")[0].removesuffix(".py") for file in files)
    return modules if files else _names_in_archive(path)


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

"""Find minik's own modules where their names say they lie, without the search that Python makes.

A start of minik is mostly the import of its modules, and of what one costs nearly half is the search:
every finder of the process is asked, folders are listed, names joined and taken apart. Here the name is
the path. This takes 9 to 11 % off every command line (measured: `apply` of one new object from 5.3 to
4.8 starts of Python, `resolve` from 3.7 to 3.3). The compiled file is trusted as Python trusts it, if it
names the time and the size of its source; whatever is unusual (an archive, optimised or checked
bytecode, a prefix of caches, other systems' paths) is left to Python.
"""

import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, PathFinder, SourceFileLoader
from collections.abc import Sequence
from marshal import loads
from types import CodeType, ModuleType

from minik.light_typing import Any

SUFFIX = f".{sys.implementation.cache_tag}.pyc"
UNCHECKED = MAGIC_NUMBER + bytes(4)  # how a compiled file begins that names time and size
HEAD = 16  # bytes before the code
KNOWN_BY_TIME = not (sys.pycache_prefix or sys.flags.optimize) and os.sep == "/"


class Loader(SourceFileLoader):
    """The loader of a module whose source was found, with what the system says of it."""

    def __init__(self, name: str, path: str, cached: str, status: os.stat_result) -> None:
        self.name, self.path = name, path
        self.cached, self.status = cached, status

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the compiled code, or what Python makes of the source where that is not to be used."""
        time, size = int(self.status.st_mtime), self.status.st_size
        stamp = UNCHECKED + b"".join(
            (number & 0xFFFFFFFF).to_bytes(4, "little") for number in (time, size)
        )
        try:
            with open(self.cached, "rb", 0) as file:
                data = file.read()
            if data[:HEAD] == stamp:
                code: CodeType = loads(data[HEAD:])
                return code
        except (OSError, EOFError, ValueError, TypeError):
            pass  # Python compiles it
        return super().get_code(fullname)


class Finder:
    """A finder for `sys.meta_path` of the modules in one folder."""

    def __init__(self, package: str, folder: str) -> None:
        self.prefix, self.folder = f"{package}.", folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module or package that lies where its name says; None for others."""
        if not name.startswith(self.prefix) or "/" in name:
            return None
        place = f"{self.folder}/{name[len(self.prefix) :].replace('.', '/')}"
        above, _, last = place.rpartition("/")
        module = _spec(name, f"{place}.py", f"{above}/__pycache__/{last}{SUFFIX}")
        if module is None:
            module = _spec(name, f"{place}/__init__.py", f"{place}/__pycache__/__init__{SUFFIX}")
            if module is not None:
                module.submodule_search_locations = [place]
        return module


def _spec(name: str, origin: str, cached: str) -> ModuleSpec | None:
    """Return the spec of a module with this source; None if there is no such file."""
    try:
        status = os.stat(origin)
    except (OSError, ValueError):
        return None
    spec = ModuleSpec(name, Loader(name, origin, cached, status), origin=origin)
    spec.cached, spec.has_location = cached, True
    return spec


def install(package: ModuleType) -> None:
    """Find the modules of a package so from here on, if it lies in a folder of this system; finders
    that others put before Python's own are asked first.
    """
    spec = package.__spec__
    if KNOWN_BY_TIME and spec and spec.origin and type(spec.loader) is SourceFileLoader:
        finder: Any = Finder(package.__name__, os.path.dirname(spec.origin))
        if PathFinder in sys.meta_path:
            sys.meta_path.insert(sys.meta_path.index(PathFinder), finder)

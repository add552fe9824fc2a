"""The reference of the library in docs/library.md, made of its docstrings."""

import inspect
from collections.abc import Iterator
from typing import Any

from minik import library

RECORDS = ("Outcome", "Finding", "Verdict", "Change", "Cause", "Revision")
CORE = ("Backend", "Route", "Record", "Environment")
FUNCTIONS = ("check", "kustomize")
ORDER = (
    "Cluster",
    "Rollout",
    "Settings",
    "Simulation",
    "Resolution",
    "Way",
    "Explanation",
    "Findings",
    "Journey",
    "Lookup",
    "RolloutStatus",
    "History",
    *RECORDS,
    *CORE,
    "Refusal",
    "Server",
)


def reference() -> str:
    """Return a section for each public class, with its methods and properties, then the functions."""
    assert set(ORDER) == {name for name in vars(library) if name[0].isupper()}
    classes = "\n".join("".join(section(getattr(library, name))) for name in ORDER)
    return f"{classes}\n### Functions\n{''.join(map(function, FUNCTIONS))}"


def function(name: str) -> str:
    """Return the paragraph about a function of the package."""
    found = getattr(library, name)
    return f"\n- `{name}{signature(found)}`: {plain(found)}\n"


def section(kind: type) -> Iterator[str]:
    """Yield the lines about a class."""
    yield f"### {kind.__name__}\n\n{plain(kind)}\n"
    fields = getattr(kind, "_fields", ())
    if fields:
        yield f"\nFields: {', '.join(f'`{field}`' for field in fields)}.\n"
    made = vars(kind).get("__init__")
    if kind.__name__ in ("Cluster", "Server"):
        yield f"\n- `{kind.__name__}{signature(made)}`: {plain(made)}\n"
    for name, member in members(kind):
        if isinstance(member, property) or hasattr(member, "attrname"):
            yield f"\n- `.{name}`: {plain(member)}\n"
        else:
            called = member.__func__ if isinstance(member, classmethod) else member
            yield f"\n- `{name}{signature(called)}`: {plain(called)}\n"


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public members of a class, those of the classes that it stands on too."""
    known: dict[str, Any] = {}
    for one in reversed(
        [one for one in kind.__mro__ if one.__module__.startswith("minik.library")]
    ):
        known.update(vars(one))
    for name, member in known.items():
        documented = inspect.isroutine(member) or hasattr(member, "fget") or hasattr(member, "func")
        if not name.startswith("_") and documented and name != "of":
            yield name, member


def plain(thing: Any) -> str:
    """Return a docstring as one paragraph."""
    doc = inspect.getdoc(thing) or ""
    return " ".join(doc.split())


def signature(function: Any) -> str:
    """Return the parameters of a function, without itself and without what annotations add."""
    found = inspect.signature(function)
    given = [
        one.replace(annotation=inspect.Parameter.empty)
        for name, one in found.parameters.items()
        if name not in ("self", "cls")
    ]
    return str(found.replace(parameters=given, return_annotation=inspect.Signature.empty))

"""Plant random mistakes in the source, one at a time, and say which of them no test notices.

    python tests/mutation.py --count 100 --seed 1

A mistake is a flipped comparison, another constant, a negated condition, an exchanged operator, a
return without its value or a statement that is left out. For each, the tests of the room run in a
copy of the repository, those of the module first, then those of the commands that lead there, until
one fails. A run of more than ten minutes counts as noticed: it hangs. Run by hand, not in CI: a
hundred mistakes take about an hour (`nice` it where others work).
"""

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
HANGS = 600.0
# The rooms in which mistakes are planted, and the tests beside their own that lead there.
ROOMS: Mapping[str, tuple[str, ...]] = {
    "proxy": ("commands/*proxy*", "commands/*resolve*", "commands/*routes*", "commands/*trace*"),
    "controllers": (
        "pod_life",
        "workloads",
        "scheduling",
        "endpoints",
        "node_life",
        "commands/*workloads*",
        "commands/*nodes*",
        "laws/*shelves*",
    ),
    "pod_life": ("controllers", "commands/*workloads*"),
    "node_life": ("controllers", "simulation", "commands/*clusters*"),
    "endpoints": ("controllers", "diagnosis"),
    "workloads": ("controllers", "commands/*workloads*", "commands/*near*"),
    "scheduling": ("controllers",),
    "recording": ("controllers", "commands/*describe*"),
    "timelines": ("controllers", "simulation", "commands/*what_if*", "commands/*clusters*"),
    "simulation": ("controllers", "commands/*what_if*", "commands/*clusters*", "commands/*nodes*"),
    "diagnosis": (
        "commands/*check*",
        "commands/*resolve*",
        "commands/*routes*",
        "commands/*near*",
        "ways",
        "commands/*ways*",
        "commands/*why*",
        "commands/*graph*",
    ),
    "intake": (
        "kinds",
        "client",
        "api",
        "controllers/*policies*",
        "commands/*apply*",
        "commands/*patch*",
        "commands/*transcripts*",
    ),
}
COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "//",
    ast.FloorDiv: "*",
    ast.Div: "*",
}


class Mutant(NamedTuple):
    """A mistake: the part of a file from one offset to another (in bytes) becomes another text."""

    path: Path
    line: int
    start: int
    end: int
    old: str
    text: str

    def planted(self, source: bytes) -> bytes:
        """Return the source with the mistake."""
        return source[: self.start] + self.text.encode() + source[self.end :]


class Outcome(NamedTuple):
    """Whether the tests noticed, and the first line by which they did."""

    noticed: bool
    evidence: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mistake that can be planted in a module."""
    source = path.read_bytes()
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    tree = ast.parse(source)
    skipped = set(unmeant(tree))
    tests = {
        node.test for node in ast.walk(tree) if isinstance(node, ast.If | ast.While | ast.IfExp)
    }
    for node in ast.walk(tree):
        if node in skipped or not hasattr(node, "end_col_offset"):
            continue
        place = slice(
            offsets[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
            offsets[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
        )
        own = source[place].decode()
        negated = [f"not ({own})"] if node in tests else []
        for text in (*negated, *changed(node)):
            if text != own:
                yield Mutant(path, node.lineno, place.start, place.stop, own, text)  # type: ignore[attr-defined]


def unmeant(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what does nothing when it runs: annotations, docstrings, aliases of types; and the
    insides of f-strings, whose places are not known.
    """
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            every = [*node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            parts = [node.returns, *(arg.annotation for arg in every if arg)]
        elif isinstance(node, ast.AnnAssign):
            alias = ast.unparse(node.annotation) == "TypeAlias"
            parts = [node if alias else node.annotation]
        elif isinstance(node, ast.JoinedStr):
            parts = list(node.values)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts = [node]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "TypeVar"):
            parts = list(node.args[:1])
        for part in parts:
            if part:
                yield from ast.walk(part)


def changed(node: ast.AST) -> Iterator[str]:
    """Yield what a node may become."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            yield f"({ast.unparse(left)}) {COMPARISONS[type(op)]} ({ast.unparse(right)})"
        case ast.BoolOp(op=op, values=values):
            word = " or " if isinstance(op, ast.And) else " and "
            yield "(" + word.join(f"({ast.unparse(value)})" for value in values) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"bool({ast.unparse(operand)})"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            yield f"({ast.unparse(left)}) {OPERATORS[type(op)]} ({ast.unparse(right)})"
        case ast.Constant(value=bool(value)):
            yield repr(not value)
        case ast.Constant(value=int(value)):
            yield repr(value + 1)
        case ast.Constant(value=str(value)) if value:
            yield repr(f"{value}X")
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "return None"
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield "pass"


def tests_of(path: Path, *, near: bool = False) -> list[list[str]]:
    """Return the tests that lead to a module in stages, each to be run if those before notice
    nothing: its own file and those that import it; the rest of its room; the wider ones, unless
    only the `near` ones are asked.
    """
    room = path.relative_to(ROOT / "minik").parts[0]
    folder = ROOT / "tests" / room
    own = sorted(folder.glob("test_*.py"))
    names = (path.stem.strip("_"), path.parent.name.strip("_"))
    mirrored = [test for test in own if test.stem.removeprefix(f"test_{room}_") in names]
    others = [
        test
        for pattern in ROOMS[room]
        for found in sorted((ROOT / "tests").glob(pattern))
        for test in (sorted(found.glob("test_*.py")) if found.is_dir() else [found])
    ]
    naming = [
        test for test in (*own, *([] if near else others)) if names_module(test.read_text(), path)
    ]
    nearest = list(dict.fromkeys([*mirrored, *naming]))
    stages = (nearest, own, [] if near else list(dict.fromkeys(others)))
    before: set[Path] = set()
    result = []
    for stage in stages:
        tests = [str(test.relative_to(ROOT)) for test in stage if test not in before]
        before.update(stage)
        result += [tests] if tests else []
    return result


def names_module(text: str, path: Path) -> bool:
    """Tell whether a test imports a module."""
    *package, name = path.relative_to(ROOT).with_suffix("").parts
    return bool(
        re.search(rf"from {'.'.join(package)}(\.{name} import|.* import .*\b{name}\b)", text)
    )


def run(tests: Sequence[str], copy: Path, limit: float) -> subprocess.CompletedProcess[str]:
    """Run these tests in a copy of the repository until one fails."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    options = [
        "-x",
        "-q",
        "-rfE",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--tb=no",
        "-W",
        "ignore",
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


class Trial:
    """A copy of the repository in which one mistake after the other is planted."""

    def __init__(self, folder: Path, *, near: bool) -> None:
        self.near = near
        self.copy = folder / "minik"
        tracked = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for name in tracked:
            if (ROOT / name).is_file():
                (self.copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.copy / name)
        self.failing: set[str] = set()
        self.sound: set[str] = set()

    def judge(self, mutant: Mutant) -> Outcome:
        """Plant a mistake, run the tests that lead there, and take it out again. A test that fails
        without the mistake too is not asked again.
        """
        place = self.copy / mutant.path.relative_to(ROOT)
        source = place.read_bytes()
        while True:
            place.write_bytes(mutant.planted(source))
            try:
                failed = self._first_failure(tests_of(mutant.path, near=self.near))
            except subprocess.TimeoutExpired:
                failed = "hangs"
            finally:
                place.write_bytes(source)
            if failed in ("", "hangs") or self._is_sound(failed):
                return Outcome(bool(failed), failed)

    def _first_failure(self, stages: Sequence[Sequence[str]]) -> str:
        """Return the first test that fails, "" if none does."""
        options = [f"--deselect={name}" for name in sorted(self.failing)]
        for tests in stages:
            done = run([*tests, *options], self.copy, HANGS)
            failed = _failed(done.stdout) or ("unable to run" if done.returncode else "")
            if failed:
                return failed
        return ""

    def _is_sound(self, test: str) -> bool:
        """Tell whether a test passes where no mistake is planted."""
        if test == "unable to run":
            return True
        if test not in self.sound | self.failing:
            done = run([test], self.copy, HANGS)
            (self.failing if _failed(done.stdout) else self.sound).add(test)
        return test in self.sound


def _failed(output: str) -> str:
    """Return the first test that failed, or "" if none did."""
    lines = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0].split(" ", 1)[1].split(" - ")[0] if lines else ""


def described(mutant: Mutant) -> str:
    """Return where a mistake stands, and what became what, in one line."""
    old, new = (" ".join(text.split())[:70] for text in (mutant.old, mutant.text))
    return f"{mutant.path.relative_to(ROOT)}:{mutant.line}: {old}  →  {new}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=100, help="how many mistakes (100)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--rooms", default=",".join(ROOMS), help="the rooms, with commas between")
    parser.add_argument("--near", action="store_true", help="ask the tests of the room alone")
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long (60)")
    given = parser.parse_args()
    modules = [
        path for room in given.rooms.split(",") for path in (ROOT / "minik" / room).rglob("*.py")
    ]
    every = sorted(mutant for path in modules for mutant in mutants(path))
    sample = random.Random(given.seed).sample(every, min(given.count, len(every)))
    end = time.monotonic() + given.minutes * 60
    tried, survived = 0, []
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), near=given.near)
        for mutant in sample:
            if time.monotonic() > end:
                break
            outcome = trial.judge(mutant)
            tried += 1
            if not outcome.noticed:
                survived.append(described(mutant))
            word = "noticed " if outcome.noticed else "SURVIVED"
            print(f"{word} {described(mutant)}  {outcome.evidence}", flush=True)
    print(f"\n{tried - len(survived)} of {tried} mistakes noticed (of {len(every)} possible)")
    print("".join(f"  {line}\n" for line in survived), end="")
    return bool(survived)


if __name__ == "__main__":
    sys.exit(main())

"""`light_re`: patterns are those of `re`, and compiled when they are first used."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from minik import light_re

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("flag", ["ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "VERBOSE"])
def test_flags_are_those_of_re(flag: str) -> None:
    assert getattr(light_re, flag) == getattr(re, flag)


def test_a_pattern_is_that_of_re() -> None:
    light, full = light_re.compile("(?P<x>a) b", light_re.VERBOSE), re.compile("(?P<x>a) b", re.X)
    assert light.pattern == full.pattern and light.groupindex == full.groupindex
    for method in ("match", "fullmatch", "search"):
        assert getattr(light, method)("ab")["x"] == "a" and not getattr(light, method)("b")
    assert light.sub("c", "abab") == "cc" and light.findall("abab") == ["a", "a"]
    assert light.split("abcab") == full.split("abcab")
    assert [found.span() for found in light.finditer("abab")] == [(0, 2), (2, 4)]
    assert light.subn("c", "ab") == ("c", 1)


def test_the_rest_is_that_of_re() -> None:
    assert light_re.fullmatch("a+", "aa") and light_re.escape("a.b") == r"a\.b"
    with pytest.raises(light_re.error):
        light_re.compile("(").match("")


def test_nothing_is_compiled_before_it_is_used() -> None:
    code = "import sys; from minik import light_re as r; p = r.compile('('); print('re' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "False\n"


def test_no_module_that_compiles_patterns_imports_re() -> None:
    """But one: it has to know at once whether a pattern is valid."""
    eager = {
        path.name
        for path in (ROOT / "minik").rglob("*.py")
        if re.search(r"^import re$", path.read_text(), re.MULTILINE)
    }
    assert eager <= {"patterns.py", "manual.py", "generate.py"}

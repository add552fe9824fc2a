"""What people type at kubectl to change a cluster, typed at minik: the same exit status, the same
words.

`apply` and `create` were recorded at a real cluster; `generators` is what kubectl makes without
one.
"""

import json
import shutil
from pathlib import Path

import pytest
from typing_in import Answer, Terminal, differing, masked

DATA = Path(__file__).parent.parent / "data" / "transcripts"
EXCEPTIONS = {
    "kubectl diff -f web-changed.yaml > /dev/null",
}
GENERATED = json.loads((DATA / "generators.json").read_text())


@pytest.mark.proves("H12")
@pytest.mark.parametrize("name", ["apply", "create"])
def test_a_session_goes_as_it_went_with_kubectl(
    terminal: Terminal, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA / "files", tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    terminal("minik init --control-planes 0 --workers 2")
    assert not differing(
        terminal, json.loads((DATA / f"{name}.json").read_text()), masked, EXCEPTIONS
    )


@pytest.mark.parametrize(
    "step", GENERATED, ids=[step["cmd"].removeprefix("kubectl ") for step in GENERATED]
)
def test_what_is_made_from_a_few_words_is_what_kubectl_makes(
    terminal: Terminal, step: dict[str, str]
) -> None:
    Path("f1").write_text("hello\n")
    Path("bin1").write_bytes(b"\xff\xfe")
    Path("env1").write_text("A=1\n# c\n\nB=x y\nexport C=3\nPATHX\n")
    Path("two.yaml").write_text("{}")
    answer = terminal(step["cmd"])
    assert answer == Answer(int(step["exit"]), step["stdout"], step["stderr"])

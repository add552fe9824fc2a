"""Whatever names lead where: a command opens, makes, renames and removes nothing outside the
folders of the state and the contexts.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from injured import Place, needs_strace

pytest_plugins = ["placing"]
CHANGING = "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,truncate"
READ_ONLY = re.compile(r"\bO_RDONLY\b(?!.*\b(O_CREAT|O_TRUNC)\b)")
LONG = "n" * 254
NAMES = ("../../etc/x", "..", "a/b", "/etc/x", "a\0b", LONG)
HOSTILE = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        {
            "apiVersion": "v1",
            "kind": kind,
            "metadata": {"name": name, **({"namespace": "../x"} if kind == "ConfigMap" else {})},
        }
        for kind in ("ConfigMap", "Namespace")
        for name in NAMES
    ],
}
# What is typed, and its exit status.
LINES = {
    "apply -f {desk}/hostile.json": 1,
    "create -f {desk}/hostile.json": 1,
    "delete -f {desk}/hostile.json": 1,
    "import -f {desk}/hostile.json": 0,
    "validate -f {desk}/hostile.json": 1,
    "diff -f {desk}/hostile.json": 2,
    "create namespace ../x": 1,
    f"create namespace {LONG}": 1,
    "create configmap ../../etc/x --from-literal=a=b": 1,
    "create configmap x --from-literal=a=b --namespace=../x": 1,
    "create configmap x --from-file=../../etc/x={desk}/hostile.json": 1,
    "delete configmap ../../etc/x": 1,
    "get configmaps --namespace=../x": 0,
    "--context=../x get configmaps": 1,
    "--context=../../etc/x create namespace x": 1,
    "config set-context ../x": 1,
    "config set-context ..": 1,
    f"config set-context {LONG}": 0,
    "config set-cluster ../x": 0,  # it is data
    "config set-context x --namespace=../x": 0,
    "config rename-context x ../x": 1,
    "config use-context x": 0,
    "create namespace shop": 0,
    "apply -k {desk}": 1,
    "kustomize ..": 1,
    "config set contexts.../x.namespace y": 1,
    "state restore ../x": 1,
    "state check ../x": 1,
    "cluster-info dump": 0,
    "export": 0,
    "undo": 0,
    "redo": 0,
    "reset": 0,
    "init --force": 0,
    "describe configmap ../x": 1,
    "log": 0,
}

BEFORE = {
    "undo": ("init --force", "create namespace a"),
    "redo": ("init --force", "create namespace a", "undo"),
    "config rename-context x ../x": ("config set-context x",),
    "config use-context x": ("config set-context x",),
    "create namespace shop": ("init --force",),
}


@pytest.fixture(scope="module", autouse=True)
def hostile(place: Place) -> None:
    needs_strace()
    (place.desk / "hostile.json").write_text(json.dumps(HOSTILE), encoding="utf-8")


def changed(trace: str, folder: Path) -> set[str]:
    """The paths that calls of this trace opened for writing, made, renamed or removed; what fails
    does nothing.
    """
    calls = [
        line for line in trace.splitlines() if " = -1 " not in line and not READ_ONLY.search(line)
    ]
    return {
        os.path.normpath(folder / path)
        for line in calls
        for path in re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    }


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "named", [True, False], ids=["a state that is named", "the state of a context"]
)
def test_nothing_is_written_outside(place: Place, line: str, named: bool) -> None:
    trace, config, kept = place.desk / "trace", place.desk / "config", place.desk / "kept"
    where: dict[str, Any] = {
        "XDG_CONFIG_HOME": str(config),
        "XDG_STATE_HOME": str(kept),
        **({} if named else {"MINIK_STATE": ""}),
    }
    for earlier in BEFORE.get(line, ()):
        assert place(earlier, **where).status == 0
    ended = place(
        line.format(desk=place.desk),
        trace=["-f", "-o", str(trace), "-e", f"trace={CHANGING}"],
        **where,
    )
    assert ended.status == LINES[line] and "Traceback" not in ended.err, ended
    found = changed(trace.read_text(errors="replace"), place.folder)
    inside = (
        f"{place.folder}/",
        "/dev/",
        f"{config}/minik",
        f"{kept}/minik",
        str(config),
        str(kept),
    )
    assert not [path for path in found if not path.startswith(inside) and "__pycache__" not in path]


NO_FOLDERS = {"../x": "is no name", "..": "cannot be the name of a folder", "/etc/x": "is no name"}


@pytest.mark.parametrize("namespace", NO_FOLDERS)
def test_a_dump_stays_in_its_folder(place: Place, tmp_path: Path, namespace: str) -> None:
    assert place("init --force").status == 0
    text = place.state.read_text(encoding="utf-8").replace("kube-node-lease", namespace)
    place.state.write_text(text, encoding="utf-8")
    ended = place(f"cluster-info dump -A --output-directory={tmp_path}/out")
    assert ended.status == 1 and NO_FOLDERS[namespace] in ended.err and not list(tmp_path.iterdir())

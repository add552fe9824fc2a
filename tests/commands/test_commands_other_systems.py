"""Where a system has no `fcntl`, `resource`, `pwd`, `termios`, and none of what only Linux asks of
files, minik does its work all the same.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HIDDEN_MODULES = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog")
LINUX_ONLY = (
    *("geteuid", "getegid", "getuid", "fchmod", "fchown", "chown", "pread", "pwrite"),
    *("copy_file_range", "statvfs", "fork", "sched_getaffinity", "uname", "mkfifo"),
    *("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_DIRECTORY"),
)
# A stand-in for what Windows has instead of flock: it locks bytes, here by nobody else.
MSVCRT = "import types\nm = types.ModuleType('msvcrt')\nm.LK_NBLCK = 2\nm.locking = lambda *_: None\nsys.modules['msvcrt'] = m\n"
PROGRAM = f"""
import builtins, os, sys
for name in {LINUX_ONLY!r}:
    if hasattr(os, name):
        delattr(os, name)
for name in {HIDDEN_MODULES!r}:
    sys.modules[name] = None
MSVCRT
from minik import cli
for line in LINES:
    status = cli.run(line.split())
    if status not in (0, 1) or status and not line.startswith(("check", "resolve nobody")):
        sys.exit(f"{{line}}: {{status}}")
"""
LINES = [
    "init --workers 2",
    "apply -f app.yaml",
    "get all -o wide",
    "get svc web -o yaml",
    "resolve web",
    "why web",
    "check",
    "check -f app.yaml",
    "validate -f app.yaml",
    "scale deploy web --replicas=3",
    "describe svc web",
    "simulate node-down node-1",
    "simulate advance 10m",
    "log",
    "undo",
    "redo",
    "state check",
    "export",
    "delete -f app.yaml",
    "config set-context other",
    "config use-context other",
    "config use-context default",
    "init --force --workers 3",  # another cluster, though it be made in the same second
    "state restore --force",
    "proxy rules --node node-2",
    "dns kubernetes",
    "reset",
    "--help",
    "version",
]
APP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2, selector: {matchLabels: {a: web}}, template: {metadata: {labels: {a: web}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {a: web}, ports: [{port: 80}]}
"""


def ran(folder: Path, lines: list[str], msvcrt: str) -> "subprocess.CompletedProcess[str]":
    (folder / "app.yaml").write_text(APP)
    environment = {
        **os.environ,
        "MINIK_STATE": str(folder / "state.json"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "states"),
    }
    program = PROGRAM.replace("MSVCRT", msvcrt).replace("LINES", repr(lines))
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_main_job_is_done_without_what_only_linux_has(tmp_path: Path) -> None:
    done = ran(tmp_path, LINES, MSVCRT)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "Traceback" not in done.stderr and "defect" not in done.stderr


@pytest.mark.parametrize("name", [*HIDDEN_MODULES])
def test_each_module_may_lack_by_itself(tmp_path: Path, name: str) -> None:
    program = PROGRAM.replace(repr(HIDDEN_MODULES), repr((name,))).replace(repr(LINUX_ONLY), "()")
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    lines = ["create cm a", "get cm", "undo", "state check"]
    done = subprocess.run(
        [sys.executable, "-c", program.replace("MSVCRT", MSVCRT).replace("LINES", repr(lines))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_nothing_can_be_locked_a_change_is_refused_and_a_look_works(tmp_path: Path) -> None:
    done = ran(tmp_path, ["get ns"], "")
    assert done.returncode == 0 and "kube-system" in done.stdout
    refused = ran(tmp_path, ["create cm a"], "")
    assert "cannot lock files" in refused.stderr and not (tmp_path / "state.json").exists()

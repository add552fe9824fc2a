"""Runs minik a thousand times as whole processes, cheaply: a process that has imported everything
forks one for each command line.

One request a line on standard input, `{"words", "folder", "env", "trace"}`, one answer a line:
`[status, out, err]`; a negative status is a signal. With `trace`, strace is attached, with these
arguments, before the command takes its first step.
"""

import importlib
import json
import os
import pkgutil
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import minik
from minik import __main__, cli

WARM = (
    ["apply", "-f", "warm.json"],
    ["get", "all", "-A"],
    ["scale", "deployment", "warm", "--replicas=2"],
    ["undo"],
    ["redo"],
    ["log"],
    ["delete", "deployment", "warm"],
    ["state"],
    ["state", "check"],
)
SCRIPTS = ("generate", "generate_structs")  # run by hand, and by nothing else


def warm(folder: str) -> None:
    """Import all that any command may import when it is called: a user who may not read the sources
    has nothing to load.
    """
    os.environ["MINIK_STATE"] = f"{folder}/warm.json.state"
    os.chdir(folder)
    for module in pkgutil.walk_packages(minik.__path__, "minik."):
        if module.name.rpartition(".")[2] not in SCRIPTS:
            importlib.import_module(module.name)
    with open("warm.json", "w", encoding="utf-8") as file:
        json.dump(
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": {"name": "warm"},
                "spec": {
                    "selector": {"matchLabels": {"a": "b"}},
                    "template": {
                        "metadata": {"labels": {"a": "b"}},
                        "spec": {"containers": [{"name": "a", "image": "a"}]},
                    },
                },
            },
            file,
        )
    for words in WARM:
        cli.run(words)


def child(request: dict[str, Any], ready: int, gate: int) -> None:
    """The command, in a process of its own: it says that it is ready, and begins when the gate
    opens.
    """
    folder = request["folder"]
    os.chdir(folder)
    for number, name in ((0, "/dev/null"), (1, "out"), (2, "err")):
        flags = os.O_RDWR | (os.O_CREAT | os.O_TRUNC if number else 0)
        os.dup2(os.open(name if number == 0 else f"{request['desk']}/{name}", flags, 0o600), number)
    os.environ.update(request["env"])
    os.umask(request["umask"])
    if request["limit"] >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["limit"], resource.RLIM_INFINITY))
    if request["user"]:
        os.setresuid(*[request["user"]] * 3)
    sys.argv = ["minik", *request["words"]]
    os.write(ready, b"1")
    os.read(gate, 1)
    os.close(gate)
    os.close(ready)
    __main__.main()


def run(request: dict[str, Any]) -> list[Any]:
    """One request answered."""
    (reader, writer), (waiting, ready) = os.pipe(), os.pipe()
    pid = os.fork()
    if not pid:
        os.close(writer)
        os.close(waiting)
        child(request, ready, reader)
    os.close(reader)
    os.close(ready)
    os.read(waiting, 1)
    os.close(waiting)
    tracer = attached(pid, request["trace"]) if request["trace"] else None
    os.write(writer, b"1")
    os.close(writer)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if tracer:
        tracer.communicate()
    return [
        status,
        *(
            Path(request["desk"], name).read_text(encoding="utf-8", errors="replace")
            for name in ("out", "err")
        ),
    ]


def attached(pid: int, arguments: list[str]) -> "subprocess.Popen[bytes]":
    """strace, when it holds the process."""
    tracer = subprocess.Popen(["strace", *arguments, "-p", str(pid)], stderr=subprocess.PIPE)
    assert tracer.stderr
    said = tracer.stderr.readline()
    if b"attached" not in said:
        raise SystemExit(said + tracer.stderr.read())
    return tracer


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    warm(sys.argv[1])
    answers.write("ready\n")
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
        answers.flush()

"""Makes the parts of README.md that can be made: the tour (commands and their real output) and the
table of commands.

`python tests/laws/readme.py` writes them anew; a test holds the file against them.
"""

import contextlib
import io
import os
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from minik import cli

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TOUR = """
minik apply -f manifests/my-service
minik get deploy,svc
minik resolve my-service
minik patch svc my-service -p '{"spec":{"selector":{"app":"myapp"}}}'
minik resolve my-service
minik why my-service
minik proxy diff --mode nftables
minik undo
minik resolve my-service -o addresses
minik describe svc my-service
minik apply -R -f manifests
minik resolve 192.168.0.13:30090
minik trace --from peers-0 --to api.shop:http
minik dns api.shop --from peers-0
minik check --severity info
minik simulate node-down node-1
minik validate -f manifests -R
minik log
"""


def said(line: str) -> str:
    """What one command line prints, on both streams."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        cli.run(shlex.split(line)[1:])
    if "a defect of minik" in out.getvalue():
        raise SystemExit(f"{line}\n{out.getvalue()}")
    return out.getvalue()


def tour() -> Iterator[str]:
    """Every command of the tour with its output, at a fixed time in a state of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            MINIK_STATE=f"{folder}/state.json",
            MINIK_NOW="2026-11-23T12:00:00Z",
            XDG_CONFIG_HOME=folder,
        )
        for line in TOUR.strip().splitlines():
            yield f"```console\n$ {line}\n{said(line).rstrip()}\n```\n"


def commands() -> Iterator[str]:
    """Every verb with its help line."""
    yield "| command | what it does |\n|---|---|\n"
    for verb, module in cli.verbs().items():
        yield f"| `{verb}` | {cli.summary(module)} |\n"


def codes() -> Iterator[str]:
    """Every cause of failure that `check` knows."""
    yield said("minik check --explain -o github")


def made(text: str) -> str:
    """The README with its made parts anew."""
    for name, part in (("tour", tour), ("commands", commands), ("codes", codes)):
        body = "\n".join(part()) if name == "tour" else "".join(part())
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}{start}{body}{end}{after}"
    return text


if __name__ == "__main__":
    os.chdir(ROOT)
    README.write_text(made(README.read_text()))

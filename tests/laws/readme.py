"""Generate the parts of README.md and docs/ that can be generated: the tour (commands and their real
output), the tables of commands, codes and floors.

`python tests/laws/readme.py` writes them anew; a test compares the files with what it would write.
"""

import contextlib
import io
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from library_reference import reference

from minik import cli
from minik.command_line import help_topics

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
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


def output_of(line: str) -> str:
    """Return what one command line prints, on both streams."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        cli.run(shlex.split(line)[1:])
    if "a defect of minik" in out.getvalue():
        raise SystemExit(f"{line}\n{out.getvalue()}")
    return out.getvalue()


@contextlib.contextmanager
def fresh_cluster() -> Iterator[None]:
    """Work at a fixed time, on a state and contexts of its own."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            MINIK_STATE=f"{folder}/state.json",
            MINIK_NOW="2026-11-23T12:00:00Z",
            XDG_CONFIG_HOME=folder,
        )
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def tour() -> str:
    """Return every command of the tour with its output."""
    with fresh_cluster():
        return "\n".join(
            f"```console\n$ {line}\n{output_of(line).rstrip()}\n```\n"
            for line in TOUR.strip().splitlines()
        )


def commands() -> str:
    """Return a table of every verb and its help line."""
    rows = (
        f"| `{verb}` | {cli.summary(module)} |\n" for verb, module in sorted(cli.verbs().items())
    )
    return "| command | what it does |\n|---|---|\n" + "".join(rows)


def codes() -> str:
    """Return a table of every cause of failure that `check` knows."""
    return output_of("minik check --explain -o github")


def topic(name: str) -> Callable[[], str]:
    """Return the generator of a help topic, as a block of text."""
    return lambda: f"```text\n{help_topics.TOPICS[name]}\n```\n"


PARTS: Mapping[str, Callable[[], str]] = {
    "tour": tour,
    "commands": commands,
    "codes": codes,
    "exit-status": topic("exit-status"),
    "environment": topic("environment"),
    "reference": reference,
}


def generated() -> Mapping[str, str]:
    """Return every generated part by its name."""
    return {name: part() for name, part in PARTS.items()}


def renewed(text: str, parts: Mapping[str, str]) -> str:
    """Return a document with its generated parts anew."""
    for name, body in parts.items():
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}{start}{body}{end}{after}" if start else text
    return text


if __name__ == "__main__":
    os.chdir(ROOT)
    parts = generated()
    for path in DOCUMENTS:
        before = path.read_text()
        if (after := renewed(before, parts)) != before:
            path.write_text(after)
            sys.stdout.write(f"{path.relative_to(ROOT)} written anew\n")

"""Containers whose own shell line ends where a variable is not set, which their pod does not set."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import shell_lines
from minik.diagnosis.client_texts import configured_texts
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.shell_lines import WAITING
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    command: [sh, -c, 'if [ -z "$DB_HOST" ]; then echo "DB_HOST is not set"; exit 1; fi; exec server']
    env: [{name: NAME, value: db.example.com}]
"""
CAUSE = Cause(
    "setting-demanded",
    "",
    ERROR,
    "a container's own shell line asks for a variable that its pod does not set",
    "The line ends, mostly with a failure, where the variable is empty (`[ -z ... ]`, `${NAME:?}`), and neither env nor envFrom sets it: the container "
    "ends again and again.",
    example=EXAMPLE.replace("NAME, v", "DATABASE_HOST, v"),
    sound=EXAMPLE.replace("NAME, v", "DB_HOST, v"),
)
NAME = r"\$\{?(?P<name>[A-Za-z_]\w*)(?::?-)?\}?"
EMPTY = re.compile(rf'\[\[?\s+-z\s+"?{NAME}"?\s+\]\]?(?P<then>.{{0,400}})', re.S)
ASKED = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*):?\?")
FAILS = re.compile(r"\bexit\s+[1-9]")
SET = re.compile(r"(?:^|[;&|\n]|\bdo\b|\bthen\b|\bexport\b|\blocal\b)\s*([A-Za-z_]\w*)=")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        if not program.line or unknown_sources(view, program):
            continue
        given = {*program.settings, *SET.findall(program.line)}
        given |= {text.variable for text in configured_texts(view, program.maker)}
        given -= unset(view, program)
        for name in demanded(program.line):
            if name not in given and name not in ("HOSTNAME", "HOME", "PATH"):
                near = nearest(name, given)
                yield Finding(
                    CAUSE,
                    program.maker.key,
                    program.field("env"),
                    f"{program.title} ends where {name} is not set, and nothing sets it",
                    f"env: [{{name: {name}, ...}}]",
                    near,
                )
                break


def demanded(line: str) -> Iterator[str]:
    """Yield the variables without which a line ends with a failure."""
    for match in EMPTY.finditer(line):
        branch, _, rest = match["then"].partition("else")
        branch = re.split(r"\bfi\b", branch)[0]
        ends = WAITING.search(rest) and not WAITING.search(branch)
        if FAILS.search(branch) or ends:
            yield match["name"]
    yield from (match["name"] for match in ASKED.finditer(line))


def unset(view: View, program: Program) -> set[str]:
    """Return the variables whose optional key is not there, so that they are not set."""
    missing = set()
    for entry in program.container.get("env") or ():
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            source = (entry.get("valueFrom") or {}).get(field) or {}
            found = view.cluster.get(kind, program.maker.key.namespace, source.get("name") or "")
            if source.get("optional") and found is not None:
                keys = {*(found.get("data") or {}), *(found.get("stringData") or {})}
                missing |= {str(entry.get("name"))} if source.get("key") not in keys else set()
    return missing


def unknown_sources(view: View, program: Program) -> bool:
    """Return whether variables come from an object that is not there to be read."""
    namespace = program.maker.key.namespace
    return any(
        view.cluster.get(kind, namespace, (entry.get(field) or {}).get("name") or "") is None
        for entry in program.container.get("envFrom") or ()
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
        if entry.get(field)
    ) or bool(shell_lines.commands(program.line) is None and "source " in program.line)

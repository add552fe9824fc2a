"""Words of a container that take a variable which it does not have: `$(NAME)` stays as it is."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1", args: ["--host=$(NAME)"], env: [{name: DB_HOST, value: db.example.com}]}]}
"""
CAUSE = Cause(
    "variable-undefined",
    "",
    WARNING,
    "a container's words take a variable that it does not have",
    "$(NAME) in command, args and values of variables is replaced by a variable of the same container, in values by one that stands "
    "before. If there is none, the text stays as it is: the program is given $(NAME) itself.",
    example=EXAMPLE.replace("$(NAME)", "$(DB_HOTS)"),
    sound=EXAMPLE.replace("$(NAME)", "$(DB_HOST)"),
)
WORDED = {"command", "args", "env"}
TAKEN = re.compile(r"(?<!\$)\$\(([A-Za-z_][A-Za-z0-9_]*)\)")
SERVICE = re.compile(r"_(?:SERVICE_(?:HOST|PORT)\w*|PORT(?:_\w+)?)$|^KUBERNETES_")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        container = program.container
        if container.get("envFrom") or not WORDED & container.keys():
            continue  # more variables than are known here
        for field, name, given in taken(program):
            if name not in given and not SERVICE.search(name):
                near = nearest(name, given)
                yield Finding(
                    CAUSE,
                    program.maker.key,
                    program.field(field),
                    f"$({name}) stays as it is: {program.title} has no variable {name}"
                    + (" before this one" if field.startswith("env") else ""),
                    f"$({near})" if near else f"env: [{{name: {name}, value: ...}}]",
                    near,
                )
                break


def taken(program: Program) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the variables that words and values take: the field, the name, and those that may be
    taken there.
    """
    entries = program.container.get("env") or ()
    names = [str(entry.get("name")) for entry in entries]
    for field in ("command", "args"):
        for place, word in enumerate(program.container.get(field) or ()):
            if not program.line:
                for match in TAKEN.finditer(str(word)):
                    yield f"{field}[{place}]", match[1], names
    for index, entry in enumerate(entries):
        for match in TAKEN.finditer(str(entry.get("value") or "")):
            yield f"env[{index}].value", match[1], names[:index]

"""Containers whose shell line surely ends with a failure."""

from collections.abc import Iterator

from minik.diagnosis import shell_lines
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1", command: [sh, -c, "LINE"]}]}
"""
CAUSE = Cause(
    "command-ends-badly",
    "",
    WARNING,
    "a container's command surely ends with a failure",
    "A command that ends with another code than 0 has failed: the kubelet starts it again and again (CrashLoopBackOff), a Job counts it "
    "as failed, and an init container lets no other container start.",
    example=EXAMPLE.replace("LINE", "echo starting; sleep 5; exit 1"),
    sound=EXAMPLE.replace("LINE", "echo starting; exec server"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        code = ending(program)
        if code:
            yield Finding(
                CAUSE,
                program.maker.key,
                program.words_field,
                f"{program.title} always ends with exit code {code}: {shorten(program)}",
                "a command that keeps running" if program.role == "container" else "exit 0",
            )


def ending(program: Program) -> int:
    """Return the code with which a program surely ends; 0 if it may end well."""
    if program.line:
        return shell_lines.exit_code(program.line)
    if program.words and shell_lines.reads_what_is_absent(program.words):
        return 1
    return int(program.words[:1] in (["false"], ["/bin/false"]))


def shorten(program: Program) -> str:
    """Return the end of a program's words on one line."""
    text = " ".join((program.line or " ".join(program.words)).split())
    return text if len(text) <= 60 else f"...{text[-57:]}"

"""Commands and arguments that cannot start, since they are written as a shell would read them."""

from collections.abc import Iterator, Sequence

from minik import light_re as re
from minik.diagnosis import known_programs, shell_lines
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.nearness import is_one_off, nearest
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.shell_lines import SHELLS
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "web:1", command: COMMAND}]}
"""
CAUSE = Cause(
    "command-cannot-start",
    "",
    WARNING,
    "a container's command cannot start as it is written",
    "command and args are lists of words that are started without a shell: the first word is the program, and nothing splits a word at its "
    "spaces. Variables, pipes and && need a shell, and a shell takes its line after -c, as one word.",
    example=EXAMPLE.replace("COMMAND", '["python app.py --port 80"]'),
    sound=EXAMPLE.replace("COMMAND", '["python", "app.py", "--port", "80"]'),
)
SYNTAX = ("&&", "||", "|", ";", ">", ">>", "2>&1", "<", "&")
KNOWN = (
    *("sleep", "bash", "echo", "python", "python3", "nginx", "redis-server", "mysqld", "postgres"),
    *("mongod", "httpd", "java", "node", "curl", "wget", "tail", "printf", "kubectl", "gunicorn"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        for field, text, fix in problems(program):
            yield Finding(
                CAUSE, program.maker.key, program.field(field), f"{program.title}: {text}", fix
            )
            break


def problems(program: Program) -> Iterator[tuple[str, str, str]]:
    """Yield what keeps a program from starting, the most telling first: field, text and fix."""
    words, command = program.words, program.command
    field = "command" if command else "args"
    if not words:
        return
    yield from whole_lines(words, field, command)
    yield from shell_words(words, field)
    yield from syntax(words, field, bool(command))
    yield from unknown_program(words, field, bool(command))
    yield from absent_program(program, field)
    yield from unknown_commands(program.line, field)


def whole_lines(
    words: Sequence[str], field: str, command: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield a first word that is a line: no program is called so."""
    first = words[0]
    if not command or not re.search(r"\S\s+\S", first.strip()) or first.startswith("$("):
        return
    parts = first.split()
    fix = f"{field}: {as_list([*parts, *words[1:]])}"
    if any(part in SYNTAX or part.endswith(";") for part in parts) or "\n" in first.strip():
        fix = f'{field}: ["sh", "-c", "..."]'
    yield field, f'the program "{short(first)}" has spaces in its name: no shell splits it', fix


def shell_words(words: Sequence[str], field: str) -> Iterator[tuple[str, str, str]]:
    """Yield a shell that is given its line without -c, or in several words."""
    if words[0].rpartition("/")[2] not in SHELLS or len(words) < 2:
        return
    second = words[1]
    if not second.startswith("-"):
        if re.search(r"\s|;|&&", second.strip()):
            fix = f"{field}: {as_list([words[0], '-c', '...'])}"
            yield field, f'{words[0]} takes "{short(second)}" for a file: -c is missing', fix
        return
    if second == "-c" and len(words) == 2:
        yield field, "-c has no line after it", f"{field}: {as_list([words[0], '-c', '...'])}"
    joined = len(words) > 3 and second == "-c" and re.fullmatch(r"[\w./][\w./-]*", words[2])
    if joined and not any(parameter in words[2] for parameter in "$@"):
        line = " ".join(words[2:])
        fix = f"{field}: {as_list([words[0], '-c', line])}"
        yield field, f'-c takes one word: "{words[2]}" runs without "{short(words[3])}"', fix


def syntax(words: Sequence[str], field: str, command: bool) -> Iterator[tuple[str, str, str]]:
    """Yield shell syntax in words that no shell reads."""
    if any(word.rpartition("/")[2] in (*SHELLS, "eval", "find", "test", "[") for word in words):
        return
    found = [word for word in words[1:] if word in SYNTAX]
    if found and command:
        line = " ".join(words)
        fix = f"{field}: {as_list(['sh', '-c', line])}"
        yield field, f'"{found[0]}" is only an argument: no shell reads it', fix


def unknown_program(
    words: Sequence[str], field: str, command: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield a program that says itself that it is not there, or is nearly called as a known one."""
    name = words[0].rpartition("/")[2]
    if not command:
        return
    if says_it_is_absent(words[0]):
        yield field, f'there is hardly a program "{words[0]}" in the image', "the program's name"
    elif "/" not in words[0] and name not in KNOWN and is_misspelt(name):
        right = nearest(name, KNOWN)
        fix = f"{field}: {as_list([right, *words[1:]])}"
        yield field, f'there is hardly a program "{name}"; one is called {right}', fix


def absent_program(program: Program, field: str) -> Iterator[tuple[str, str, str]]:
    """Yield a program that its image does not bring, as far as the image is known."""
    image, words = program.image, program.words
    name = words[0].rpartition("/")[2]
    if program.command and known_programs.lacks(image, words[0]):
        yield field, f'the image {image} has no program "{name}"', "a program that it has"
    elif program.command and known_programs.resembles(image, words[0]):
        fix = f"{field}: {as_list([image, *words[1:]])}"
        yield field, f'there is hardly a program "{name}"; one is called {image}', fix
    for told in shell_lines.commands(program.line) or () if program.line else ():
        if known_programs.lacks_within(image, told.name, program.line):
            yield (
                field,
                f'the image {image} has no program "{told.name}"',
                f"an image with {told.name}",
            )


def unknown_commands(line: str, field: str) -> Iterator[tuple[str, str, str]]:
    """Yield programs of a shell line that are nearly called as known ones, or say that they are not
    there.
    """
    for told in shell_lines.commands(line) or () if line else ():
        name = told.words[0].rpartition("/")[2]
        right = nearest(name, KNOWN) if name.isalpha() and name not in KNOWN else ""
        slip = right and (name.casefold() == right or is_misspelt(name))
        if slip and f"{name}()" not in line:
            yield field, f'there is hardly a program "{name}"; one is called {right}', right
        elif says_it_is_absent(name):
            yield field, f'there is hardly a program "{name}" in the image', "the program's name"


def is_misspelt(name: str) -> bool:
    """Return whether a name is a known program's with one letter missing, doubled or misplaced."""
    right = nearest(name, KNOWN)
    if name in (*SHELLS, *shell_lines.BRIEF) or not name.isalpha() or len(name) < 3:
        return False
    return len(right) > 3 and is_one_off(name, right)


def short(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 50 else f"{line[:47]}..."


def as_list(words: Sequence[str]) -> str:
    """Return words as a YAML list on one line."""
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"

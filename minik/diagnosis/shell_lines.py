"""What a shell line does, as far as its words say: whether it only waits, ends, and how it ends."""

import shlex
from collections.abc import Iterator, Sequence
from functools import cache

from minik import light_re as re
from minik.diagnosis.absent_names import says_it_is_absent
from minik.light_typing import NamedTuple

SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
OPERATORS = (";", "&&", "||", "|", "&", "\n", ";;")
# Words after which another command begins, without being one.
LEADING = ("while", "until", "do", "then", "else", "elif", "if", "!", "{", "(", "$(", "time")
CLOSING = ("done", "fi", "esac", "}", ")")
BRANCHING = ("if", "case", "while", "until", "for", "function", "trap", "select")
# Programs that listen nowhere and end by themselves.
BRIEF = (
    *("echo", "printf", "date", "true", "false", ":", "cat", "touch", "mkdir", "hostname", "exit"),
    *("ls", "env", "printenv", "pwd", "id", "whoami", "uname", "sync", "export", "set", "cd"),
    *("test", "[", "rm", "cp", "mv", "chmod", "chown", "df", "uptime", "sleep", "seq", "expr"),
    *("dd", "head", "grep", "sed", "awk", "cut", "sort", "wc", "ln", "tee", "basename", "return"),
)
# Programs that fail where a file that they are given is not there; `tail -F` waits for it.
READERS = ("cat", "tail", "head", "ls", "source", ".", "stat", "wc", "sort", "cp")
WAITING = re.compile(r"\b(?:sleep|tail\s+-[fF]|tail\s+--follow|wait|pause)\b")
ENDLESS = re.compile(r"\btail\s+-[fF]|\bsleep\s+(?:infinity|inf)\b|\bwhile\s+(?:true|:|\[ 1 \])")
BACKQUOTED = re.compile(r"`([^`]*)`")  # a command whose output is used, as `$(...)`
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
LENGTH = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")


class Command(NamedTuple):
    """One command of a shell line with its words; `after` is the operator before it."""

    words: tuple[str, ...]
    after: str

    @property
    def name(self) -> str:
        """Return the program's name without its folder."""
        return self.words[0].rpartition("/")[2]


@cache
def commands(line: str) -> tuple[Command, ...] | None:
    """Return the commands of a shell line in order, those of loops and branches among them; None
    where the line cannot be read.
    """
    if "<<" in line:
        return None
    plain = BACKQUOTED.sub(r"$(\1)", line.replace("\\\n", " "))
    lexer = shlex.shlex(plain, posix=True, punctuation_chars=";&|()\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    try:
        tokens = list(lexer)
    except ValueError:
        return None
    return tuple(_grouped(tokens))


def _grouped(tokens: Sequence[str]) -> Iterator[Command]:
    """Yield the commands of a line's tokens."""
    words: list[str] = []
    after = ""
    for token in (*tokens, ";"):
        operator = token.strip("\n") or ";" if set(token) <= set(";&|()\n") else ""
        if not operator:
            words.append(token)
            continue
        command = _without_prefix(words)
        if command:
            yield Command(tuple(command), after)
        after, words = operator, []


def _without_prefix(words: Sequence[str]) -> list[str]:
    """Return a command without the shell's own words, assignments and redirections before it."""
    left = list(words)
    while left and (left[0] in LEADING or left[0] in CLOSING or ASSIGNMENT.match(left[0])):
        left = left[1:]
    if left[:1] == ["for"]:
        return []
    return left[1:] if left[:1] in (["exec"], ["nohup"]) else left


def unquoted(line: str) -> str:
    """Return a line without what stands in quotes."""
    return re.sub(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"", "''", line, flags=re.S)


def branches(line: str) -> bool:
    """Return whether a line has loops, branches or functions, so that its order does not tell."""
    told = unquoted(line)
    return bool(re.search(rf"(?:^|[\s;&|])(?:{'|'.join(BRANCHING)})\s", told)) or "()" in told


def only_waits(line: str) -> bool:
    """Return whether a line does nothing but say something, touch files and wait: nothing listens."""
    told = commands(line)
    if not told or not WAITING.search(unquoted(line)):
        return False
    return all(command.name in (*BRIEF, "tail", "wait") for command in told)


def exit_code(line: str) -> int:
    """Return the code with which a line surely ends; 0 if it ends well or nobody can tell."""
    told = commands(line)
    if not told or branches(line) or "|" in {command.after for command in told}:
        return 0
    last = told[-1]
    if last.after == "||":
        return 0
    if reads_what_is_absent(last.words):
        return 1
    if ENDLESS.search(unquoted(line)):
        return 0
    if last.name == "false":
        return 1
    code = last.words[1] if last.name == "exit" and len(last.words) > 1 else ""
    return int(code) if code.isdecimal() else 0


def reads_what_is_absent(words: Sequence[str]) -> bool:
    """Return whether a command reads a file whose name says that it is not there."""
    reads = words[0].rpartition("/")[2] in READERS and "-F" not in words
    files = [word for word in words[1:] if word.startswith("/")]
    return reads and bool(files) and all(map(says_it_is_absent, files))


def seconds(command: Command) -> float:
    """Return how long a `sleep` waits; 0 for another command, infinity where its length is unknown."""
    if command.name != "sleep":
        return 0
    lengths = [LENGTH.fullmatch(word) for word in command.words[1:]]
    if not lengths or None in lengths:
        return float("inf")
    return sum(float(length[1]) * SECONDS[length[2]] for length in lengths if length)


def lifetime(line: str) -> float | None:
    """Return after how many seconds a line is done at the latest, if it only runs brief programs;
    None if nobody can tell.
    """
    told = commands(line)
    if (
        not told
        or branches(line)
        or ENDLESS.search(unquoted(line))
        or "&" in {c.after for c in told}
    ):
        return None
    if not all(command.name in BRIEF for command in told):
        return None
    return sum(map(seconds, told))


def delay(line: str) -> float:
    """Return how many seconds a line sleeps before it starts the program that it ends with; 0 if it
    starts none.
    """
    told = commands(line)
    if not told or branches(line):
        return 0
    waited = 0.0
    for command in told:
        if command.name not in BRIEF:
            return waited
        waited += seconds(command)
    return 0

"""A person's editor, with a text in it until it is right: what `edit` and `apply edit-last-applied` share.

Upstream rule: kubectl `EditOptions.Run`: a text that is refused is opened again, with what is wrong with it on top.
"""
import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence

from minik.commands import _session
from minik.errors import ClientError, Invalid, MinikError, Several

HEAD = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""


def until_right(text: str, keep: Callable[[str], None], *, ending: str = ".yaml", line: str = "\n") -> None:
    """Open the text until what comes back is kept, is empty, or is what went in; `line` is how its lines end in the editor."""
    refused: MinikError | None = None
    while True:
        came = opened(HEAD * (ending == ".yaml") + "".join(remarks(refused)) + text, ending, line)
        back = "".join(line for line in came.splitlines(keepends=True) if not line.startswith("#"))
        if back == text:
            give_up(back, refused, ending)
            return
        if not back.strip():
            _session.tell("Edit cancelled, saved file was empty.")
            return
        try:
            keep(back)
            return
        except MinikError as error:
            refused, text = error, back


def give_up(text: str, refused: MinikError | None, ending: str) -> None:
    """Nothing was changed; what was refused before is not lost."""
    if refused is None:
        _session.tell("Edit cancelled, no changes made.")
        return
    with tempfile.NamedTemporaryFile("w", prefix="minik-edit-", suffix=ending, delete=False, encoding="utf-8") as file:
        file.write(text)
    _session.tell(refused.message)
    raise ClientError(f'Edit cancelled, no valid changes were saved.\nA copy of your changes has been stored to "{file.name}"')


def remarks(refused: MinikError | None) -> Iterator[str]:
    """What was wrong, as comments."""
    for error in refused.errors if isinstance(refused, Several) else [refused] if refused else []:
        if isinstance(error, Invalid):
            yield f"# {error.subject} was not valid:\n"
            yield from (f"# * {cause}\n" for cause in dict.fromkeys(map(str, error.causes)))
        else:
            yield from (f"# {line}\n" for line in error.message.splitlines())
        yield "#\n"


def opened(text: str, ending: str, line: str) -> str:
    """What comes back from the editor."""
    with tempfile.TemporaryDirectory(prefix="minik-edit-") as folder:
        path = os.path.join(folder, "edit" + ending)
        with open(path, "w", encoding="utf-8", newline=line) as file:
            file.write(text)
        editor = os.environ.get("KUBE_EDITOR") or os.environ.get("EDITOR") or "vi"
        try:
            ended = subprocess.run(words(editor, path), check=False).returncode
        except OSError:
            raise ClientError(f'unable to launch the editor "{editor}"') from None
        if ended:
            raise ClientError(f'there was a problem with the editor "{editor}"')
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()


def words(editor: str, path: str) -> Sequence[str]:
    """The command line; one with quotes is left to the shell."""
    if any(sign in editor for sign in "\"'\\"):
        return [os.environ.get("SHELL") or "/bin/sh", "-c", f"{editor} {shlex.quote(path)}"]
    return [*editor.split(), path]

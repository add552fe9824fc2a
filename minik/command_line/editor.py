"""The user's editor, opened until its text is valid: what `edit` and `apply edit-last-applied`
share.

Upstream rule: kubectl `EditOptions.Run`: a text that is refused is opened again, with the errors on
top.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence

from minik.command_line import state_access
from minik.errors import ClientError, Invalid, MinikError, Several

HEAD = """# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""


def edit_until_valid(
    text: str, save: Callable[[str], None], *, ending: str = ".yaml", line: str = "\n"
) -> None:
    """Open the text until what comes back is saved, empty, or unchanged; `line` is the line ending
    in the editor.
    """
    last_error: MinikError | None = None
    while True:
        edited = run_editor(
            HEAD * (ending == ".yaml") + "".join(error_comments(last_error)) + text, ending, line
        )
        content = "".join(
            line for line in edited.splitlines(keepends=True) if not line.startswith("#")
        )
        if content == text:
            give_up(content, last_error, ending)
            return
        if not content.strip():
            state_access.tell("Edit cancelled, saved file was empty.")
            return
        try:
            save(content)
            return
        except MinikError as error:
            last_error, text = error, content


def give_up(text: str, last_error: MinikError | None, ending: str) -> None:
    """Stop without a change; a text that was refused before is kept in a file."""
    if last_error is None:
        state_access.tell("Edit cancelled, no changes made.")
        return
    with tempfile.NamedTemporaryFile(
        "w", prefix="minik-edit-", suffix=ending, delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    state_access.tell(last_error.message)
    raise ClientError(
        f'Edit cancelled, no valid changes were saved.\nA copy of your changes has been stored to "{file.name}"'
    )


def error_comments(last_error: MinikError | None) -> Iterator[str]:
    """Yield the errors as comments."""
    for error in (
        last_error.errors if isinstance(last_error, Several) else [last_error] if last_error else []
    ):
        if isinstance(error, Invalid):
            yield f"# {error.subject} was not valid:\n"
            yield from (f"# * {cause}\n" for cause in dict.fromkeys(map(str, error.causes)))
        else:
            yield from (f"# {line}\n" for line in error.message.splitlines())
        yield "#\n"


def run_editor(text: str, ending: str, line: str) -> str:
    """Return the text that comes back from the editor.

    Raises ClientError where the editor fails.
    """
    with tempfile.TemporaryDirectory(prefix="minik-edit-") as folder:
        path = os.path.join(folder, "edit" + ending)
        with open(path, "w", encoding="utf-8", newline=line) as file:
            file.write(text)
        editor = os.environ.get("KUBE_EDITOR") or os.environ.get("EDITOR") or "vi"
        try:
            exit_code = subprocess.run(editor_command(editor, path), check=False).returncode
        except OSError:
            raise ClientError(f'unable to launch the editor "{editor}"') from None
        if exit_code:
            raise ClientError(f'there was a problem with the editor "{editor}"')
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()


def editor_command(editor: str, path: str) -> Sequence[str]:
    """Return the command line of the editor; one with quotes is left to the shell."""
    if any(sign in editor for sign in "\"'\\"):
        return [os.environ.get("SHELL") or "/bin/sh", "-c", f"{editor} {shlex.quote(path)}"]
    return [*editor.split(), path]

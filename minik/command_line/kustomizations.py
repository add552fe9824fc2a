"""Kustomizations and charts: built by the kustomize, kubectl or helm on the PATH; minik has none of
its own.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence

from minik import light_re as re
from minik.command_line import state_access
from minik.errors import ClientError, OtherProgramError
from minik.light_typing import TypeAlias
from minik.store.manifests import BuiltFolder

Tell: TypeAlias = Callable[[str], None]
PROGRAMS = (("kustomize", "build"), ("kubectl", "kustomize"))
AGAIN = "MINIK_KUSTOMIZES"  # set for the program that is called: a `kubectl` that is minik under another name shall not call itself
WHY = re.compile(r'[Ee]rror: (.*)|err="(.*)"$', re.DOTALL)
MISSING = "-k and kustomize need a kustomize or a kubectl on the PATH, which minik then calls"


def kustomization_files(folder: str, filenames: Sequence[str], recursive: bool) -> Sequence[str]:
    """Return the built kustomization of -k, as -f names files.

    Raises ClientError where -f or -R is given too.
    """
    if filenames:
        raise ClientError("only one of -f or -k can be specified")
    if recursive:
        raise ClientError("the -k flag can't be used with -f or -R")
    return (BuiltFolder(folder, build([folder])),)


def build(arguments: Sequence[str], tell: Tell = state_access.tell) -> bytes:
    """Return the manifests of a kustomization, built by the program, whose warnings are told.

    Raises ClientError where it fails or is missing.
    """
    program = next((words for words in PROGRAMS if shutil.which(words[0])), None)
    if program is None or os.environ.get(AGAIN):
        raise ClientError(
            MISSING, hint="or pipe what is built elsewhere: kustomize build . | minik apply -f -"
        )
    return run([*program, *arguments], tell)


def build_chart(folder: str, tell: Tell = state_access.tell) -> bytes | None:
    """Return the manifests that helm makes of a chart; None where there is no helm.

    Raises ClientError with helm's own words where it fails.
    """
    if not shutil.which("helm"):
        return None
    try:
        return run(["helm", "template", "--include-crds", "release", folder], tell)
    except OtherProgramError as error:
        error.hint = error.speaker
        raise


def run(command: Sequence[str], tell: Tell) -> bytes:
    """Return what a program prints; raise ClientError with its own words where it fails."""
    process = subprocess.run(
        command, capture_output=True, env={**os.environ, AGAIN: "1"}, check=False
    )
    stderr = process.stderr.decode(errors="replace").strip()
    if process.returncode:
        match = WHY.search(stderr)
        raise OtherProgramError(
            (match and match[match.lastindex or 0])
            or stderr
            or f"{command[0]} ended with {process.returncode}",
            shlex.join(command),
        )
    if stderr:
        tell(stderr)
    return process.stdout

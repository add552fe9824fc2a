"""Kustomizations: built by the real kustomize, or by a kubectl, where one is on the PATH; minik has none of its own."""
import os
import re
import shutil
import subprocess
from collections.abc import Sequence

from minik.commands import _session
from minik.errors import ClientError
from minik.store.manifests import Built

PROGRAMS = (("kustomize", "build"), ("kubectl", "kustomize"))
AGAIN = "MINIK_KUSTOMIZES"  # set for the program that is called: a `kubectl` that is minik under another name shall not call itself
WHY = re.compile(r'[Ee]rror: (.*)|err="(.*)"$', re.DOTALL)
MISSING = "-k and kustomize need a kustomize or a kubectl on the PATH, which minik then calls"


def chosen(folder: str, filenames: Sequence[str], recursive: bool) -> Sequence[str]:
    """What -k stands for among what -f may name."""
    if filenames:
        raise ClientError("only one of -f or -k can be specified")
    if recursive:
        raise ClientError("the -k flag can't be used with -f or -R")
    return (Built(folder, built([folder])),)


def built(arguments: Sequence[str]) -> bytes:
    """The manifests of a kustomization."""
    program = next((words for words in PROGRAMS if shutil.which(words[0])), None)
    if program is None or os.environ.get(AGAIN):
        raise ClientError(MISSING, hint="or pipe what is built elsewhere: kustomize build . | minik apply -f -")
    ended = subprocess.run([*program, *arguments], capture_output=True, env={**os.environ, AGAIN: "1"}, check=False)
    told = ended.stderr.decode(errors="replace").strip()
    if ended.returncode:
        said = WHY.search(told)
        raise ClientError((said and said[said.lastindex or 0]) or told or f"{program[0]} ended with {ended.returncode}")
    if told:
        _session.tell(told)
    return ended.stdout

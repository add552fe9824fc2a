"""The file with a person's preferences: --kuberc, else KUBERC, else ~/.kube/kuberc as kubectl has it."""

import os

from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.store import files

VARIABLE, SWITCH = "KUBERC", "KUBECTL_KUBERC"
USUAL = os.path.join("~", ".kube", "kuberc")
EXCLUSIVE = "disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive"
DISABLED = "KUBERC is disabled via KUBERC=off environment variable"


class Place(NamedTuple):
    """Where the preferences are; `named`: somebody said so."""

    path: str
    named: bool = False


def place(given: str = "") -> Place | None:
    """Return where the preferences are; None where they are switched off. Raises ClientError."""
    variable = os.environ.get(VARIABLE, "")
    if variable == "off":
        if given:
            raise ClientError(EXCLUSIVE)
        return None
    path = given or variable
    return Place(path, named=True) if path else Place(os.path.expanduser(USUAL))


def required_place(given: str) -> Place:
    """Return where the preferences are. Raises ClientError where they are switched off."""
    found = place(given)
    if found is None:
        raise ClientError(DISABLED)
    return found


def read(path: str) -> bytes | None:
    """Return the content of the file; None where there is none. Raises ClientError."""
    try:
        return files.read_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or '').lower()}") from None


def write(path: str, text: str) -> None:
    """Write the file, whole or not at all. Raises ClientError."""
    from minik.store import private_files  # noqa: PLC0415 only a change of preferences needs it

    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        private_files.replace_text(path, text)
    except OSError as error:
        raise ClientError(
            f"failed to write kuberc file: open {path}: {(error.strerror or '').lower()}"
        ) from None

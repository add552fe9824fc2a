"""The version of minik, and of the Kubernetes it follows."""

from minik import __version__
from minik.light_typing import Any

KUBERNETES = "1.36.2"


def in_one_line() -> str:
    """Return the versions of minik and of Kubernetes in one line."""
    return f"minik {__version__}, Kubernetes {KUBERNETES}"


def client() -> dict[str, Any]:
    """Return the version of minik."""
    major, minor, *_ = __version__.split(".")
    return {
        "gitVersion": f"v{__version__}",
        "major": major,
        "minor": minor,
        "platform": _platform(),
    }


def server() -> dict[str, Any]:
    """Return the version of Kubernetes whose rules the cluster follows."""
    major, minor, _ = KUBERNETES.split(".")
    return {"gitVersion": f"v{KUBERNETES}", "major": major, "minor": minor, "platform": _platform()}


def build() -> dict[str, str]:
    """Return the version as the API has it at /version."""
    major, minor, _ = KUBERNETES.split(".")
    return {
        "major": major,
        "minor": minor,
        "emulationMajor": major,
        "emulationMinor": minor,
        "minCompatibilityMajor": major,
        "minCompatibilityMinor": str(int(minor) - 1),
        "gitVersion": f"v{KUBERNETES}",
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "none: minik is written in Python",
        "compiler": "none",
        "platform": _platform(),
    }


def _platform() -> str:
    import platform  # noqa: PLC0415 it imports re, a third of a start of Python

    machine = platform.machine().lower()
    return f"{platform.system().lower()}/{ {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(machine, machine) }"

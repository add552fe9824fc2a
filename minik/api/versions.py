"""The version of minik, and of the Kubernetes it follows."""

from minik import __version__
from minik.light_typing import Any

KUBERNETES = "1.36.2"
# What the release that is followed says of itself: clients ask, and parse it.
COMMIT, GO = "98b35193b2ac7a23a673325f5e9b830ecd5ba406", "go1.26.6"


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


def of_cluster(kubernetes_version: str) -> str:
    """Return `1.29.0` for a cluster of 1.29; for "" the version that minik knows best."""
    return f"{kubernetes_version}.0" if kubernetes_version else KUBERNETES


def server(kubernetes_version: str = "") -> dict[str, Any]:
    """Return the version of Kubernetes whose rules the cluster follows."""
    version = of_cluster(kubernetes_version)
    major, minor, _ = version.split(".")
    return {"gitVersion": f"v{version}", "major": major, "minor": minor, "platform": _platform()}


def build(kubernetes_version: str = "") -> dict[str, str]:
    """Return the version as the API has it at /version."""
    version = of_cluster(kubernetes_version)
    major, minor, _ = version.split(".")
    return {
        "major": major,
        "minor": minor,
        "emulationMajor": major,
        "emulationMinor": minor,
        "minCompatibilityMajor": major,
        "minCompatibilityMinor": str(int(minor) - 1),
        "gitVersion": f"v{version}",
        "gitCommit": COMMIT if version == KUBERNETES else "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": GO,
        "compiler": "gc",
        "platform": _platform(),
    }


def _platform() -> str:
    import platform  # noqa: PLC0415 it imports re, a third of a start of Python

    machine = platform.machine().lower()
    return f"{platform.system().lower()}/{ {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(machine, machine) }"

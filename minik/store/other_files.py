"""Files of a repository that look like manifests and are none: kustomizations, charts and their
values, templates, compose files, workflows.

Folders are read without them; who names one is told what it is.
"""

import os
import re
from collections.abc import Sequence

from minik.light_typing import NamedTuple
from minik.store import manifests

SNIFFED = 1 << 16  # bytes: what a file is stands near its beginning
TYPED = re.compile(r"""(?im)(?:^\s*|[{,]\s*|-\s+)["']?(?:apiVersion|kind)["']?\s*:""")
CONTENT = re.compile(r"(?m)^\s*[^#\s]")
TEMPLATE = re.compile(r"(?m)^\s*(?:-\s+)?(?:[\w./-]+:\s+)?\{\{")
KUSTOMIZE = re.compile(r"(?m)^apiVersion:\s*kustomize\.config\.k8s\.io/")
COMPOSE, WORKFLOW = re.compile(r"(?m)^services:"), re.compile(r"(?m)^jobs:")
UNKNOWN = "without a Kubernetes object"
BY_NAME = {
    "kustomization.yaml": "a kustomization",
    "kustomization.yml": "a kustomization",
    "Chart.yaml": "the description of a Helm chart",
    "Chart.lock": "the lock file of a Helm chart",
}
ADVICE = {
    "a kustomization": "-k FOLDER builds it",
    "the description of a Helm chart": "helm template FOLDER | minik ... -f -",
    "values of a Helm chart": "helm template FOLDER | minik ... -f -",
    "a template of a Helm chart": "helm template FOLDER | minik ... -f -",
    "a compose file": "kompose convert makes manifests of it",
}


class OtherFile(NamedTuple):
    """A file that is no manifest, and what it is."""

    path: str
    what: str


def describe(path: str, text: str) -> str:
    """Return what a file is that is no manifest: "a kustomization"; "" for a manifest."""
    name = os.path.basename(path)
    if name in BY_NAME or KUSTOMIZE.search(text):
        return BY_NAME.get(name, "a kustomization")
    if TEMPLATE.search(text) or "{{" in text and _is_template(path):
        return "a template of a Helm chart"
    if TYPED.search(text) or not CONTENT.search(text):
        return ""
    if name.startswith("values") or is_chart(os.path.dirname(path)):
        return "values of a Helm chart"
    if COMPOSE.search(text):
        return "a compose file"
    return "a workflow" if WORKFLOW.search(text) else UNKNOWN


def is_chart(folder: str) -> bool:
    """Return whether a folder is a Helm chart."""
    return os.path.isfile(os.path.join(folder, "Chart.yaml"))


def _is_template(path: str) -> bool:
    above, _, folder = os.path.dirname(path).rpartition(os.sep)
    return folder == "templates" and is_chart(above)


def sort_out(filenames: Sequence[str], recursive: bool) -> tuple[list[str], list[OtherFile]]:
    """Return the files to read, in order, with the manifests of each folder in its place; and the
    files of folders that are none.
    """
    paths: list[str] = []
    others: list[OtherFile] = []
    for name in filenames:
        if isinstance(name, manifests.BuiltFolder) or not os.path.isdir(name):
            paths.append(name)
            continue
        for path in manifests.folder_paths(name, recursive):
            what = _look_at(path)
            if what:
                others.append(OtherFile(path, what))
            else:
                paths.append(path)
    return paths, others


def _look_at(path: str) -> str:
    """Return what a file of a folder is; "" for a manifest, or what cannot be read."""
    if not os.path.exists(path):
        return "a link to a file that is not there"
    return describe(path, head(path))


def head(path: str) -> str:
    """Return the beginning of a file; "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(SNIFFED).decode(errors="replace")
    except OSError:
        return ""

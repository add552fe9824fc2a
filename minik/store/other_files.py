"""Files of a repository that look like manifests and are none: kustomizations and what they use,
charts, their values and templates, compose files, workflows, the configuration of other programs.

Folders are read without them; who names one is told what it is.
"""

import os
from collections.abc import Sequence
from functools import cache

from minik import light_re as re
from minik import schemas
from minik.diagnosis import served_versions
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.store import document_heads, kustomization_parts, manifests
from minik.store.document_heads import Head

SNIFFED = 1 << 16  # bytes: what a file is stands near its beginning
HELM_WORDS = re.compile(
    r"\{\{-?\s*(?:(?:if|with|range|toYaml|include)\s[^{}]*)?\.(?:Values|Release|Chart)\b"
)
TEMPLATE_WORDS = re.compile(
    r"""(?mx)
    ^[ ]*(?:-[ ]+)?(?:[\w./-]+:[ ]+)?(?: \{\{ | \{% | @\w+@ | \{[A-Z][A-Z0-9_]*\}\S )   # no YAML that means anything
    | ^[ ]*(?:-[ ]+)*(?:[\w./-]+:[ ]+)?["']?[\w./-]*\{\{[ ]*[A-Z][A-Z0-9_]+[ ]*\}\}  # a value with a blank in it
    | ^[ ]*(?:-[ ]+)*[\w./-]+:[ ]+["']\{[A-Z][A-Z0-9_]+\}["'][ ]*$
    | ^metadata:[ \t]*\n(?:[ \t].*\n)*?[ \t]+name(?:space)?:[ \t]*["']?  # what no name may hold
      (?: [^\s\#"']*(?: \{\{ | \$[\{\(\$] | @\w+@ | __\w+__ | <[\w-]+> | %\w+% )
        | (?:[a-z0-9.-]+[-.])?(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:REPLACE|CHANGE)(?:ME|IT|THIS))\b )"""
)
# A workload that lacks what each must have, in a file or folder that calls itself a patch, for whatever program.
PATCH_PATH = re.compile(
    r"(?:^|[/._-])patch(?:es)?(?:[._-][^/]*)?\.(?:ya?ml|json)$|(?:^|/)patch(?:es)?/[^/]+$"
)
WORKLOAD = re.compile(r'(?m)^"?kind"?:\s*"?(Pod|Job|CronJob|Deployment|DaemonSet|StatefulSet)\b')
NEEDED = {"Pod": "image:", "Job": "image:", "CronJob": "image:"}
TEST_DATA = "test data"
TEST_FOLDERS = ("testdata",)  # as Go calls the folders of what its tests read
PATCH = re.compile(r"(?m)^\$patch:")
KUSTOMIZE = re.compile(r"(?m)^apiVersion:\s*kustomize\.config\.k8s\.io/")
COMPOSE, WORKFLOW = re.compile(r"(?m)^services:"), re.compile(r"(?m)^jobs:")
UNKNOWN = "without a Kubernetes object"
PART = "a part of a kustomization"
FOREIGN = "for another program"
HELM = "a template of a Helm chart"
TEMPLATE = "a template"
DEPENDENCIES = (".git", "node_modules", "vendor", ".terraform")  # folders of other people's files
# What of an object is so large that its kind or metadata may stand behind it, too far to be seen.
LARGE_PARTS = {
    "items",
    "data",
    "binarydata",
    "stringdata",
    "immutable",
    "spec",
    "rules",
    "webhooks",
}
VALUES = ("values.yaml", "values.yml")
BY_NAME = {
    "minik.yaml": "the settings of minik check",
    "kustomization.yaml": "a kustomization",
    "kustomization.yml": "a kustomization",
    "Chart.yaml": "the description of a Helm chart",
    "Chart.lock": "the lock file of a Helm chart",
}
ADVICE = {
    "a kustomization": "-k FOLDER builds it",
    PART: "-k FOLDER builds it",
    "the description of a Helm chart": "helm template FOLDER | minik ... -f -",
    "values of a Helm chart": "helm template FOLDER | minik ... -f -",
    HELM: "helm template FOLDER | minik ... -f -",
    TEMPLATE: "fill it in first, then minik ... -f -",
    "a compose file": "kompose convert makes manifests of it",
}


class OtherFile(NamedTuple):
    """A file that is no manifest, and what it is."""

    path: str
    what: str


def describe(path: str, text: str, is_cut: bool = False) -> str:
    """Return what a file is that is no manifest: "a kustomization"; "" for a manifest. Of a large
    file the text is cut.
    """
    name = os.path.basename(path)
    if name in BY_NAME or KUSTOMIZE.search(text):
        return BY_NAME.get(name, "a kustomization")
    if template := _describe_template(path, text):
        return template
    if name in VALUES and is_chart(os.path.dirname(path)):
        return "values of a Helm chart"
    if PATCH.search(text) or _is_patch(path, text):
        return PART
    heads = list(document_heads.read(text, is_cut))
    if not heads or any(is_manifest(head) for head in heads):
        return ""
    if name.startswith("values") or is_chart(os.path.dirname(path)):
        return "values of a Helm chart"
    if any(is_foreign(head) for head in heads):
        return FOREIGN
    if COMPOSE.search(text):
        return "a compose file"
    return "a workflow" if WORKFLOW.search(text) else UNKNOWN


def _is_patch(path: str, text: str) -> bool:
    """Return whether a file is a part of a workload, to be merged into it, and says so by its name."""
    workload = WORKLOAD.search(text) if PATCH_PATH.search(path) else None
    return workload is not None and NEEDED.get(workload[1], "selector:") not in text


def is_manifest(head: Head) -> bool:
    """Return whether a document is a Kubernetes object, or was meant to be one."""
    if {"apiversion", "kind"} <= head.names:
        return not is_foreign(head)
    if not {"apiversion", "kind"} & head.names:
        return False
    is_begun = head.is_cut and head.names - {"apiversion", "kind"} <= LARGE_PARTS
    return is_begun or "metadata" in head.names or head.kind.casefold() in _kinds()


def is_foreign(head: Head) -> bool:
    """Return whether a document has a kind and an apiVersion that no cluster can serve: its group is
    neither one of Kubernetes' own nor, as those of custom resources are, a domain.
    """
    group, version = objects.group(head.api_version), objects.version(head.api_version)
    if not {"apiversion", "kind"} <= head.names or head.kind.casefold() in _kinds():
        return False
    if not group:
        is_kubeconfig = head.kind == "Config" and {"clusters", "contexts"} & head.names
        return bool(is_kubeconfig) or version.casefold() != "v1"
    return "." not in group and group not in served_versions.groups()


@cache
def _kinds() -> frozenset[str]:
    rows = (row for row in schemas.catalog() if row["served"])
    return frozenset(row["kind"].casefold() for row in rows)


def is_chart(folder: str) -> bool:
    """Return whether a folder is a Helm chart."""
    return os.path.isfile(os.path.join(folder, "Chart.yaml"))


def _describe_template(path: str, text: str) -> str:
    """Return what a template is: one of a chart, by its place or its words, or another; "" for none."""
    if _is_in_chart(path):
        return HELM
    if not HELM_WORDS.search(text) and not TEMPLATE_WORDS.search(text):
        return ""
    plain = document_heads.without_blocks(text)
    if HELM_WORDS.search(plain):
        return HELM
    return TEMPLATE if TEMPLATE_WORDS.search(plain) else ""


def _is_in_chart(path: str) -> bool:
    """Return whether a file stands among the templates of a chart."""
    folder, name = os.path.split(os.path.dirname(path))
    while name:
        if name == "templates" and is_chart(folder):
            return True
        folder, name = os.path.split(folder)
    return False


def sort_out(
    filenames: Sequence[str], recursive: bool, whole: Sequence[str] = ()
) -> tuple[list[str], list[OtherFile]]:
    """Return the files to read, in order, with the manifests of each folder in its place; and the
    files of folders that are none. Folders among `whole` are read with all that is in them.
    """
    paths: list[str] = []
    others: list[OtherFile] = []
    for name, deep in (
        *((name, recursive) for name in filenames),
        *((name, True) for name in whole),
    ):
        if isinstance(name, manifests.BuiltFolder) or not os.path.isdir(name):
            paths.append(name)
            continue
        found = [
            path
            for path in manifests.folder_paths(name, deep)
            if not _is_among(DEPENDENCIES, name, path)
        ]
        parts = _parts(found)
        for path in found:
            what = PART if os.path.normpath(path) in parts else _look_at(path)
            if not what and _is_among(TEST_FOLDERS, name, path):
                what = TEST_DATA
            if what:
                others.append(OtherFile(path, what))
            else:
                paths.append(path)
    return paths, others


def _is_among(names: Sequence[str], folder: str, path: str) -> bool:
    """Return whether a file below a folder stands in a folder of one of these names."""
    return not set(names).isdisjoint(os.path.relpath(path, folder).split(os.sep)[:-1])


def _parts(paths: Sequence[str]) -> set[str]:
    """Return the files that kustomizations beside these files use as parts."""
    folders = dict.fromkeys(map(os.path.dirname, paths))
    return {part for folder in folders for part in kustomization_parts.paths(folder)}


def _look_at(path: str) -> str:
    """Return what a file of a folder is; "" for a manifest, or what cannot be read."""
    if not os.path.exists(path):
        return "a link to a file that is not there"
    return describe(path, head(path), os.path.getsize(path) > SNIFFED)


def head(path: str) -> str:
    """Return the beginning of a file; "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(SNIFFED).decode(errors="replace")
    except OSError:
        return ""

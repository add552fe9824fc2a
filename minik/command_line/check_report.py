"""The report of `check`: what is checked, and which findings are left out."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from minik.bootstrap import new_cluster
from minik.command_line import progress, resource_arguments, state_access
from minik.diagnosis import causes, documents, relevance
from minik.diagnosis.finding import Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.errors import ClientError, NotFound
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.model.settings import DEFAULT
from minik.render import finding_codes as _codes
from minik.render.findings_report import Report
from minik.store import manifests

# Files do not tell how their cluster was set up; one of both families takes what clusters of one
# take, and more.
BOTH = DEFAULT._replace(
    pod_cidrs=("10.244.0.0/16", "fd00:10:244::/56"),
    service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"),
)


class Choice(NamedTuple):
    """Which findings are reported: of one namespace, of some severity, not in a baseline."""

    namespace: str = ""
    severity: str = "warning"
    baseline: str = ""


def report(
    filenames: Sequence[str],
    recursive: bool,
    targets: Sequence[str],
    choice: Choice,
    cluster: Cluster | None = None,
) -> Report:
    """Return the findings of the files, or of the cluster: the session's, unless another is given."""
    accepted_findings = read_baseline(choice.baseline)
    if filenames and cluster is None:
        manifest_documents = list(manifests.read(filenames, recursive))
        view = documents.view(
            manifest_documents,
            new_cluster.create_cluster(BOTH, state_access.now()),
            state_access.now(),
        )
        count, what = len(manifest_documents), "document"
    else:
        view = View(cluster or state_access.read_cluster())
        count, what = len(view.services), "Service"
    with progress.show("checking"):
        findings = causes.at_least(causes.collect_findings(view), choice.severity)
    require_namespace(view, choice.namespace)
    keys = target_keys(targets, view.cluster, state_access.namespace(choice.namespace))
    scope = (
        relevance.scope(view.cluster, keys, choice.namespace)
        if targets or choice.namespace
        else None
    )
    reported = [
        finding
        for finding in findings
        if (scope is None or scope.includes(finding)) and identity(finding) not in accepted_findings
    ]
    if scope and what == "Service":
        count = sum(scope.holds(objects.key(service)) for service in view.services)
    return Report(reported, count, what, relevance.count_judged(view, scope))


def require_namespace(view: View, namespace: str) -> None:
    """Raise NotFound for a namespace that a cluster does not have."""
    if namespace and view.settled and view.cluster.get("Namespace", "", namespace) is None:
        raise NotFound(f'namespaces "{namespace}" not found')


def target_keys(words: Sequence[str], cluster: Cluster, namespace: str) -> set[Key]:
    """Return the keys of the objects that the arguments name.

    Raises NotFound for one that does not exist.
    """
    keys = set()
    for target in resource_arguments.parse_targets(words, cluster):
        target_namespace = namespace if target.kind.namespaced else ""
        if target.name and cluster.get(target.kind.key, target_namespace, target.name) is None:
            raise resource_arguments.not_found(target)
        keys |= (
            {Key(target.kind.key, target_namespace, target.name)}
            if target.name
            else {
                Key(target.kind.key, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
                for obj in cluster.of(target.kind.key)
            }
        )
    return keys


def identity(finding: Finding) -> tuple[Any, ...]:
    """Return what identifies a finding across reports: neither its line nor its wording."""
    return finding.code.name, *finding.object, finding.field


def read_baseline(path: str) -> set[tuple[Any, ...]]:
    """Return the identities of the findings in a report written by `-o json`; empty without a path."""
    if not path:
        return set()
    try:
        with open(path, encoding="utf-8") as file:
            findings = json.load(file)["findings"]
        return {
            (
                finding["code"],
                *(finding["object"][part] for part in ("kind", "namespace", "name")),
                finding["field"],
            )
            for finding in findings
        }
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ClientError(f"{path} is no report: write one with minik check -o json") from None


def explain_code(name: str, output: str) -> str:
    """Return the explanation of a code, by name or catalogue number; for `all`, the table of codes."""
    codes = causes.codes()
    if name == "all":
        return (
            _codes.markdown(codes.values()) if output == "github" else _codes.table(codes.values())
        )
    selected = codes.get(name) or next(
        (code for code in codes.values() if code.id.casefold() == name.casefold()), None
    )
    if selected is None:
        near = nearest(name, codes)
        raise ClientError(
            f'there is no code "{name}"',
            hint=f"did you mean: {near}" if near else "minik check --explain lists all",
        )
    return _codes.explain_code(selected)

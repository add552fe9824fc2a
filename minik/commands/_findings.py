"""What `check` looks at and leaves out."""
import json
from collections.abc import Sequence
from typing import Any

from minik.commands import _progress, _session, _targets
from minik.controllers import _new
from minik.diagnosis import causes, documents
from minik.diagnosis.finding import Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.model.settings import DEFAULT
from minik.render._findings import Report, _codes
from minik.store import manifests

# Files do not tell how their cluster was set up; one of both families takes what clusters of one take, and more.
BOTH = DEFAULT._replace(pod_cidrs=("10.244.0.0/16", "fd00:10:244::/56"), service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"))


def report(filenames: Sequence[str], recursive: bool, targets: Sequence[str], namespace: str, severity: str, baseline: str,
           cluster: Cluster | None = None) -> Report:
    """What is wrong, as far as it was asked for; in the cluster of the session, unless another is given."""
    known = accepted(baseline)
    if filenames:
        given = list(manifests.read(filenames, recursive))
        view = documents.view(given, _new.cluster(BOTH, _session.now()), _session.now())
        looked, what = len(given), "document"
    else:
        view = View(cluster or _session.reading())
        looked, what = len(view.services), "Service"
    with _progress.shown("checking"):
        found = causes.at_least(causes.found(view), severity)
    wanted = chosen(targets, view.cluster, _session.namespace(namespace)) if targets else None
    kept = [one for one in found if (wanted is None or one.object in wanted) and identity(one) not in known
            and (not namespace or one.object.namespace in ("", namespace))]
    return Report(kept, looked, what)


def chosen(words: Sequence[str], cluster: Cluster, namespace: str) -> set[Key]:
    """The objects that were named; one that is not there is an error."""
    found = set()
    for target in _targets.targets(words, cluster):
        space = namespace if target.kind.namespaced else ""
        if target.name and cluster.get(target.kind.key, space, target.name) is None:
            raise _targets.missing(target)
        found |= {Key(target.kind.key, space, target.name)} if target.name else {
            Key(target.kind.key, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]) for obj in cluster.of(target.kind.key)}
    return found


def identity(finding: Finding) -> tuple[Any, ...]:
    """What makes a finding the same as one of an earlier report: not its line, nor its words."""
    return finding.code.name, *finding.object, finding.field


def accepted(path: str) -> set[tuple[Any, ...]]:
    """The findings of a report that was written by `-o json`."""
    if not path:
        return set()
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)["findings"]
        return {(one["code"], *(one["object"][part] for part in ("kind", "namespace", "name")), one["field"]) for one in found}
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ClientError(f"{path} is no report: write one with minik check -o json") from None


def explained(name: str, output: str) -> str:
    """One code at length, by its name or its number in the catalogue; or the table of all."""
    codes = causes.codes()
    if name == "all":
        return _codes.markdown(codes.values()) if output == "github" else _codes.table(codes.values())
    found = codes.get(name) or next((code for code in codes.values() if code.id.casefold() == name.casefold()), None)
    if found is None:
        near = nearest(name, codes)
        raise ClientError(f'there is no code "{name}"', hint=f"did you mean: {near}" if near else "minik check --explain lists all")
    return _codes.at_length(found)

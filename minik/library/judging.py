"""Manifests that are judged and compared, and not taken."""

from collections.abc import Iterable
from functools import partial

from minik.client import changes, dry_runs
from minik.client.dry_runs import ObjectDiff
from minik.client.requests import Outcome
from minik.command_line import document_hints, manifest_files
from minik.command_line.worker_processes import Judging
from minik.intake.parsing import Document
from minik.intake.verdicts import judge
from minik.library import changing
from minik.library.manifests import plain_copy
from minik.library.records import Change, Verdict
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.render import object_differences, verdicts


def differences(
    cluster: Cluster, documents: Iterable[Document], namespace: str, default: str
) -> tuple[Change, ...]:
    """Return what `apply` would change of each object. Raises the refusals."""
    collected: list[ObjectDiff] = []

    def foresee(draft: Draft, kind: Kind, document: Document) -> Outcome:
        collected.append(dry_runs.preview_apply(draft, kind, document))
        return Outcome(kind, collected[-1].object, "")

    how = changing.manner(namespace, default, "", "strict", checked=False)
    acts = changes.plan(documents, cluster, foresee, how)
    done = changes.carry_out(partial(cluster.draft, dry_run=True), acts, forgetful=True)
    changing.raise_all(done.errors)
    found = (as_change(one) for one in collected)
    return tuple(change for change in found if change.text)


def as_change(diff: ObjectDiff) -> Change:
    """Return a difference under its public name."""
    obj = diff.object
    shown = dry_runs.for_display(diff)
    before, after = (dict(plain_copy(side)) if side else None for side in shown)
    name = object_differences.file_name(obj)
    text = object_differences.unified(name, *object_differences.sides(shown))
    return Change(obj["kind"], objects.namespace(obj), objects.name(obj), before, after, text)


def verdicts_on(cluster: Cluster, documents: Iterable[Document]) -> tuple[Verdict, ...]:
    """Return the verdict on each document; custom resources are those of the cluster, and those that
    the documents define.
    """
    found = list(documents)
    base = manifest_files.empty_cluster(cluster.settings, cluster.now)
    own = [("", definition) for definition in cluster.of("CustomResourceDefinition")]
    given = [
        ("", verdict.object)
        for verdict in (judge(document, base) for document in found if is_definition(document))
        if verdict.object is not None
    ]
    judging = Judging(base, verdicts.FORMATS["json"], custom=(*own, *given))
    return tuple(as_verdict(judging, document) for document in found)


def is_definition(document: Document) -> bool:
    value = document.value
    return isinstance(value, dict) and value.get("kind") == manifest_files.DEFINITION


def as_verdict(judging: Judging, document: Document) -> Verdict:
    """Return the verdict on a document under its public name."""
    verdict = judging.judge(document)
    if verdict.error:
        document_hints.add(verdict.error, document)
    record: dict[str, Any] = verdicts.record(verdict)
    causes = tuple((one["field"], one["reason"], one["message"]) for one in record["causes"])
    stored = plain_copy(record["object"]) if record["object"] is not None else None
    return Verdict(
        record["source"],
        record["kind"],
        record["namespace"],
        record["name"],
        record["code"],
        record["reason"],
        record["message"],
        causes,
        tuple(record["warnings"]),
        stored,
    )

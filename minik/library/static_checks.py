"""Manifests that are judged without a cluster, and those that other programs build."""

import os
from collections.abc import Iterator, Sequence

from minik.command_line import check_choices, check_report, flags, kustomizations
from minik.command_line.check_choices import Choice
from minik.controllers import hold
from minik.diagnosis import causes, relevance
from minik.diagnosis.view import View
from minik.dumps.importing import import_documents
from minik.dumps.reading import is_recorded
from minik.errors import ClientError
from minik.intake.parsing import Document
from minik.library import states
from minik.library.manifests import Manifests, documents, is_text
from minik.library.records import Findings
from minik.library.refusals import GUARD
from minik.render.findings_report import Report
from minik.store import manifests as files
from minik.store import other_files
from minik.store.manifests import BuiltFolder

TEXT = "manifest"  # what a finding names as the file of a text


def check(
    manifests: Manifests,
    *,
    severity: str = "warning",
    only: Sequence[str] = (),
    ignore: Sequence[str] = (),
    kubernetes_version: str = "",
    target_version: str = "",
) -> Findings:
    """Return what is wrong with manifests, without any cluster, as `minik check -f` finds it: paths,
    text, objects, or a list of them. A folder is read with all that is in it; what is no manifest is
    passed over, and a chart is built by the helm on the PATH. `ignore` and the annotation
    minik.dev/ignore leave findings out.
    """
    with GUARD:
        choice = check_choices.require_known(
            Choice(
                "",
                severity,
                only=tuple(only),
                ignore=tuple(ignore),
                kubernetes_version=flags.kubernetes_version_of(kubernetes_version),
                target_version=check_choices.parse_target(target_version),
            )
        )
        found = check_report.read_documents(read(manifests), choice)
        if not found:
            raise ClientError("no manifest to check")
        view = view_of(found, choice)
        everything = causes.collect_findings(view)
        bad = causes.at_least(everything, severity)
        kept = check_choices.keep(bad, choice, lambda key: view.cluster.get(*key))
        judged = relevance.count_judged(view, None)
        hints = len(everything) - len(bad)
        return Findings.of(Report(kept, len(found), "document", judged, hints))


def view_of(found: Sequence[Document], choice: Choice) -> View:
    """Return the view of manifests, or of a dump if every object is a recorded one."""
    if all(document.error is None and is_recorded(document.value) for document in found):
        view = View(hold(import_documents(found, states.START).cluster))
    else:
        view = check_report.view_documents(found, choice, states.START)
    view.target_version = choice.target_version
    return view


def read(given: Manifests) -> Iterator[Document]:
    """Yield the documents of manifests; of folders those that are none are left out."""
    if isinstance(given, (list, tuple)):
        for one in given:
            yield from read(one)
    elif isinstance(given, bytes) or isinstance(given, str) and is_text(given):
        content = given.encode() if isinstance(given, str) else given
        yield from files.read([BuiltFolder(TEXT, content)], strict=True)
    elif isinstance(given, (str, os.PathLike)):
        yield from files.read(paths_of(os.fspath(given)), strict=True)
    else:
        yield from documents(given)


def paths_of(name: str) -> list[str]:
    """Return the manifests that a path stands for; of a chart what helm makes of it, if it is there."""
    if other_files.is_chart(name) and (content := kustomizations.build_chart(name, ignore_warning)):
        name = BuiltFolder(name, content)
    return other_files.sort_out([], False, [name])[0]


def kustomize(folder: "str | os.PathLike[str]") -> str:
    """Return what `kubectl kustomize` makes of a folder, through the kustomize or kubectl on the PATH:
    `cluster.apply(kustomize("overlays/prod"))`.

    Raises Refusal with that program's own words where it fails, and where there is none.
    """
    with GUARD:
        return kustomizations.build([os.fspath(folder)], ignore_warning).decode()


def ignore_warning(_: str) -> None:
    """Leave a warning of another program unsaid: a library prints nothing."""

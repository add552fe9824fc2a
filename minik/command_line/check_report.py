"""The report of `check`: what is checked, and which findings are left out."""

import io
import os
import select
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime
from functools import partial

from minik import kinds
from minik.command_line import (
    check_choices,
    document_hints,
    given_files,
    manifest_files,
    progress,
    resource_arguments,
    state_access,
    target_arguments,
)
from minik.command_line.check_choices import Choice
from minik.diagnosis import causes, documents, relevance
from minik.diagnosis.finding import Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import Refusal, View
from minik.errors import ClientError, NotFound
from minik.intake.parsing import Document
from minik.light_typing import Any, cast
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.model.settings import DEFAULT
from minik.model.suggestions import did_you_mean
from minik.model.wording import pluralize
from minik.render import finding_codes as _codes
from minik.render.findings_report import Report
from minik.store import kustomization_layers, kustomization_parts, manifests

# Files do not tell how their cluster was set up; one of both families takes what clusters of one
# take, and more.
BOTH = DEFAULT._replace(
    pod_cidrs=("10.244.0.0/16", "fd00:10:244::/56"),
    service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"),
)

ANY = Choice()
PATCHES = ("patches", "patch")  # folders of a kustomization's parts


def report(
    filenames: Sequence[str],
    recursive: bool,
    words: Sequence[str],
    targets: Sequence[str],
    choice: Choice,
    cluster: Cluster | None = None,
) -> Report:
    """Return the findings of the files, or of the cluster: the session's, unless another is given."""
    view, count = view_of(filenames, recursive, words, choice, cluster)
    what = "Service" if view.settled else "document"
    view.target_version = choice.target_version
    with progress.show("checking"):
        everything = causes.collect_findings(view)
        findings = causes.at_least(everything, choice.severity)
    require_namespace(view, choice.namespace)
    keys = target_keys(targets, view.cluster, state_access.namespace(choice.namespace))
    scope = (
        relevance.scope(view.cluster, keys, choice.namespace)
        if targets or choice.namespace
        else None
    )
    shown = set(findings)
    hints = sum(
        finding not in shown and (scope is None or scope.includes(finding))
        for finding in everything
    )
    of_targets = [finding for finding in findings if scope is None or scope.includes(finding)]
    reported = check_choices.keep(of_targets, choice, lambda key: view.cluster.get(*key))
    if len(of_targets) > len(reported):
        ignored = pluralize(len(of_targets) - len(reported), "finding")
        state_access.tell(f"{ignored} left out: by --only, --ignore, a baseline or an annotation")
    if scope and what == "Service":
        count = sum(scope.holds(objects.key(service)) for service in view.services)
    draw = partial(_draw, view, everything, keys, choice.namespace)
    return Report(reported, count, what, relevance.count_judged(view, scope), hints, draw)


def _draw(view: View, findings: Sequence[Finding], keys: Set[Key], namespace: str) -> Any:
    """Return the wiring of what was checked, for a report that shows it."""
    from minik.command_line import card_answers  # noqa: PLC0415 few reports have a picture
    from minik.diagnosis.graph import building, selection  # noqa: PLC0415

    graph = building.build(view, findings, namespace)
    graph = selection.narrow(graph, keys) if keys else graph
    return card_answers.wiring(view.cluster, graph, "html")


def view_of(
    filenames: Sequence[str],
    recursive: bool,
    words: Sequence[str],
    choice: Choice,
    cluster: Cluster | None,
) -> tuple[View, int]:
    """Return the view of a cluster, a dump or manifests, and how many Services or documents it has."""
    if cluster is None and (filenames or words):
        cluster = given_files.dump_to_check([*filenames, *words])
        if cluster is None:
            return view_files(filenames, recursive, words, choice)
    view = View(cluster or state_access.read_cluster())
    return view, len(view.services)


def view_files(
    filenames: Sequence[str], recursive: bool, words: Sequence[str], choice: Choice = ANY
) -> tuple[View, int]:
    """Return the view of the manifests in files, as the server of the chosen version of Kubernetes
    judges them, and how many documents they are.
    """
    paths = manifest_files.find(filenames, recursive, words)
    found = read_documents(manifests.read(paths, strict=True), choice)
    if not given_files.judges_manifests() and given_files.is_recorded(found):
        view = View(given_files.from_documents(found))
        return view, len(view.services)
    above = manifest_files.kustomized(filenames, recursive, words)
    return view_documents(found, choice, state_access.now(), above), len(found)


def read_documents(given: Iterable[Document], choice: Choice) -> list[Document]:
    """Return documents; one that is no Kubernetes object, or whose kind is misspelt, has an error."""
    return [
        document_hints.misnamed(document, choice.kubernetes_version, choice.target_version)
        for document in manifest_files.explain(given)
    ]


def view_documents(
    found: Sequence[Document], choice: Choice, now: datetime, above: Sequence[str] = ()
) -> View:
    """Return the view of manifests, with what the kustomizations beside their files generate, and what
    these and those in the folders `above` give to them: a namespace, labels.
    """
    settings = BOTH._replace(kubernetes_version=choice.kubernetes_version)
    empty = manifest_files.empty_cluster(settings, now)
    folders = {os.path.dirname(one.source) for one in found if os.path.exists(one.source)}
    layers = kustomization_layers.Layers([*sorted(folders), *above])
    view = documents.view(layers.complete([*_generated(found), *found]), empty, now)
    document_hints.add_fixes(view.refusals)
    if view.refusals:
        view.refusals = [_with_kustomization(one, view.cluster) for one in view.refusals]
    return view


def _generated(found: Sequence[Document]) -> Iterator[Document]:
    """Yield what the kustomizations beside the documents generate, and no document says itself."""
    said = {_name(document.value) for document in found}
    for folder in dict.fromkeys(os.path.dirname(document.source) for document in found):
        for obj in kustomization_parts.generated(folder):
            if _name(obj) not in said:
                yield Document(obj, os.path.join(folder, kustomization_parts.NAMES[0]), 0)


def _name(value: Any) -> str:
    """Return kind and name of a document, whatever stands there."""
    fields = value if isinstance(value, dict) else {}
    metadata = fields.get("metadata")
    return f"{fields.get('kind')}/{metadata.get('name') if isinstance(metadata, dict) else ''}"


def _with_kustomization(refusal: Refusal, cluster: Cluster) -> Refusal:
    """Return a refusal with the kustomization beside its file that has the file among its resources, or
    that may patch with it another object of its kind and name.
    """
    file = os.path.normpath(refusal.place("")[0])
    folder = os.path.dirname(file)
    if file in kustomization_parts.resources(folder):
        return refusal._replace(kustomization=folder or ".")
    above = os.path.dirname(folder) if os.path.basename(folder) in PATCHES else folder
    twins = (obj for obj in cluster.of(refusal.key.kind) if objects.name(obj) == refusal.key.name)
    if any(twins) and kustomization_parts.read(above):  # which does not name it, or no more
        return refusal._replace(kustomization=above or ".", is_built=False)
    return refusal


def require_namespace(view: View, namespace: str) -> None:
    """Raise NotFound for a namespace that a cluster does not have."""
    if namespace and view.settled and view.cluster.get("Namespace", "", namespace) is None:
        raise NotFound(f'namespaces "{namespace}" not found')


def tell_unread_input() -> None:
    """Tell that something on standard input is not read."""
    try:
        number, buffer = sys.stdin.fileno(), cast(io.BufferedReader, sys.stdin.buffer)
        is_file = stat.S_ISREG(os.fstat(number).st_mode) and os.fstat(number).st_size > 0
        is_pipe = stat.S_ISFIFO(os.fstat(number).st_mode)
        if is_file or is_pipe and select.select([number], [], [], 0)[0] and buffer.peek(1):
            state_access.tell("standard input is not read: minik check -f - checks it")
    except (AttributeError, OSError, ValueError):
        return  # there is no standard input, or it is no file


def target_keys(words: Sequence[str], cluster: Cluster, namespace: str) -> set[Key]:
    """Return the keys of the objects that the arguments name.

    Raises NotFound for one that does not exist.
    """
    urls = [word for word in words if "://" in word]
    if urls:
        from minik.command_line import url_targets  # noqa: PLC0415 most targets are objects

        rest = [word for word in words if word not in urls]
        found = {key for url in urls for key in url_targets.concerned(cluster, url)}
        return found | (target_keys(rest, cluster, namespace) if rest else set())
    if words and all(_is_name(word, cluster) for word in words):
        return {_named_key(word, cluster, namespace) for word in words}
    keys = set()
    for target in resource_arguments.parse_targets(words, cluster):
        target_namespace = namespace if target.kind.namespaced else ""
        if target.name and cluster.get(target.kind.key, target_namespace, target.name) is None:
            raise resource_arguments.not_found(target)
        keys |= (
            {Key(target.kind.key, target_namespace, target.name)}
            if target.name
            else {objects.key(obj) for obj in cluster.of(target.kind.key)}
        )
    return keys


def _is_name(word: str, cluster: Cluster) -> bool:
    """Return whether an argument is the name or the address of something, not a type."""
    kind, slash, name = word.partition("/")
    if slash:
        return ":" in name
    definitions = resource_arguments.custom_definitions(cluster)
    return (
        "," not in word
        and kinds.find_kind(word, definitions) is None
        and not resource_arguments.category_kinds(word, cluster)
    )


def _named_key(word: str, cluster: Cluster, namespace: str) -> Key:
    """Return the key of what a word names; raise the error for a type where one is spelt alike."""
    try:
        return objects.key(target_arguments.named_object(word, cluster, namespace))
    except NotFound:
        if word.isalpha() and resource_arguments.near_kinds(word, cluster):
            resource_arguments.resolve_kind(word, cluster)
        raise


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
            hint=did_you_mean([near] if near else []) or "minik check --explain lists all",
        )
    if not sys.stdout.isatty():
        return _codes.explain_code(selected)
    from minik.command_line import fitting  # noqa: PLC0415 only a terminal has a width

    return _codes.explain_code(selected, min(80, fitting.width()))

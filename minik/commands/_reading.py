"""What the looking verbs share: which objects are meant, found one by one or a kind at a time, and what was not found.

Upstream rule: cli-runtime `resource.Builder`, whose every request to the server is a section here.
"""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik.commands import _session, _targets
from minik.commands._targets import Target
from minik.errors import BadRequest, ClientError, MinikError, NotFound
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.listing import Section
from minik.model.object import Object


class Request(NamedTuple):
    """What the person asked for. `namespace` is the one that is meant; `given`: it was named, so files must agree with it."""

    words: Sequence[str]
    namespace: str
    filenames: Sequence[str] = ()
    recursive: bool = False
    given: bool = False
    everywhere: bool = False
    selector: str = ""
    field_selector: str = ""


class Found(NamedTuple):
    """What was there, in the order in which it was asked for, and the kinds that were asked for; `single`: one object was, by name."""

    sections: list[Section]
    errors: list[MinikError]
    kinds: list[Kind]
    single: bool = False

    @property
    def mixed(self) -> bool:
        """Whether objects of more than one kind were asked for."""
        return len({section.kind.key for section in self.sections}) > 1


def found(cluster: Cluster, request: Request) -> Found:
    """Look for everything that was asked for."""
    if request.filenames:
        return _in_files(cluster, request)
    targets = _targets.targets(request.words, cluster)
    named = [target for target in targets if target.name]
    selecting = bool(request.selector.strip() or request.field_selector.strip())
    if named and selecting:
        raise ClientError("selectors and the all flag cannot be used when passing resource/name arguments" if "/" in request.words[0]
                          else "name cannot be provided when a selector is specified")
    if request.everywhere and any(target.kind.namespaced for target in named):
        raise ClientError("a resource cannot be retrieved by name across all namespaces")
    answer = _one_by_one(cluster, named, request) if named else _by_kind(cluster, targets, request)
    return answer._replace(single=len(named) == 1)


def _one_by_one(cluster: Cluster, targets: Sequence[Target], request: Request) -> Found:
    answer = Found([], [], [target.kind for target in targets])
    for target in targets:
        obj = cluster.get(target.kind.key, request.namespace if target.kind.namespaced else "", target.name)
        if obj is None:
            answer.errors.append(_targets.missing(target))
        else:
            answer.sections.append(Section(target.kind, [obj]))
    return answer


def _by_kind(cluster: Cluster, targets: Sequence[Target], request: Request) -> Found:
    answer = Found([], [], [target.kind for target in targets])
    for target in targets:
        try:
            answer.sections.append(Section(target.kind, listed(cluster, target.kind, request)))
        except MinikError as error:
            answer.errors.append(error)
    return answer


def listed(cluster: Cluster, kind: Kind, request: Request) -> Sequence[Object]:
    """All objects of a kind that the selectors let through."""
    namespace = "" if request.everywhere or not kind.namespaced else request.namespace
    labels, fields = request.selector.strip(), request.field_selector.strip()
    if not labels and not fields:
        return cluster.within(kind.key, namespace) if namespace else cluster.of(kind.key)
    from minik.model import field_selectors, selectors  # noqa: PLC0415 only a selector needs them
    try:
        terms = field_selectors.parsed(fields)
        chosen = selectors.chosen(cluster, kind.key, namespace, selectors.parsed(labels))
        field_selectors.supported(terms, kind)
    except selectors.BadSelector as wrong:
        resource = f"{kind.group}/{kind.versions[0]}, Resource={kind.plural}"
        raise BadRequest(f'Unable to find "{resource}" that match label selector "{labels}", field selector "{fields}": {wrong}') from None
    return field_selectors.chosen(chosen, terms, kind)


def _in_files(cluster: Cluster, request: Request) -> Found:
    """The objects that documents name, as they are now."""
    if request.words:
        raise ClientError("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well")
    from minik.intake import requests, validation  # noqa: PLC0415 only files need the way in
    from minik.store import manifests  # noqa: PLC0415
    answer = Found([], [], [], single=len(request.filenames) == 1 and request.filenames[0] != "-")
    for document in manifests.read(request.filenames, request.recursive):
        try:
            kind = validation.recognised(document, _targets.custom(cluster))
            placed = requests.placed(requests.readable(document), kind, request.namespace, enforced=request.given)
            if not objects.name(placed):
                raise ClientError("resource name may not be empty")
            found = _one_by_one(cluster, [Target(kind, objects.name(placed))], request._replace(namespace=objects.namespace(placed)))
            answer.sections.extend(section for section in found.sections if _labelled(section, request.selector))
            answer.errors.extend(found.errors)
            answer.kinds.append(kind)
        except MinikError as error:
            answer.errors.append(error)
    return answer


def _labelled(section: Section, selector: str) -> bool:
    if not selector.strip():
        return True
    from minik.model import selectors  # noqa: PLC0415 only a selector needs them
    try:
        return selectors.matches(selectors.parsed(selector), section.objects[0]["metadata"].get("labels") or {})
    except selectors.BadSelector as wrong:
        raise ClientError(f'the provided selector "{selector}" is not valid: {wrong}') from None


def notices(kinds: Sequence[Kind]) -> None:
    """Tell what every request for a kind is told, once."""
    for notice in dict.fromkeys(kind.notice for kind in kinds if kind.notice):
        _session.tell(f"Warning: {notice}")


def there(errors: Sequence[MinikError]) -> Iterator[MinikError]:
    """The errors less those for objects that are not there."""
    return (error for error in errors if not isinstance(error, NotFound))


def nothing(namespace: str, *, everywhere: bool, sections: Sequence[Section] = ()) -> None:
    """Tell that there is nothing to show."""
    within = not everywhere and all(section.kind.namespaced for section in sections)
    _session.tell(f"No resources found in {namespace} namespace." if within else "No resources found")
    cluster = _session.reading()
    if within and cluster.get("Namespace", "", namespace) is None:
        from minik.commands import _near_misses  # noqa: PLC0415 only a namespace that is not there needs it
        _session.tell(f"  {_near_misses.no_namespace(cluster, namespace)}")

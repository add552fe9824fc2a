"""What the reading verbs share: find the objects asked for, by name or by kind, and the errors for
those not found.

Upstream rule: cli-runtime `resource.Builder`; each of its requests to the server is a section here.
"""

from collections.abc import Iterator, Sequence

from minik.command_line import resource_arguments, state_access
from minik.command_line.resource_arguments import Target
from minik.errors import BadRequest, ClientError, MinikError, NotFound
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.listing import Section
from minik.model.object import Object

LOGGED = 6  # the -v from which on requests are logged
TOLD = 5  # and how watches end


class Request(NamedTuple):
    """What the command line asks for, with the namespace in effect; `given`: it was named, so files
    must agree with it; `logged`: with -v=6 the log tells of it.
    """

    words: Sequence[str]
    namespace: str
    filenames: Sequence[str] = ()
    recursive: bool = False
    given: bool = False
    everywhere: bool = False
    selector: str = ""
    field_selector: str = ""
    logged: bool = True


class LookupResult(NamedTuple):
    """The objects found, in the order asked for, the errors, and the kinds asked for; `single`: one
    object was asked for by name.
    """

    sections: list[Section]
    errors: list[MinikError]
    kinds: list[Kind]
    single: bool = False

    @property
    def mixed(self) -> bool:
        """Whether objects of more than one kind were found."""
        return len({section.kind.key for section in self.sections}) > 1


def find(cluster: Cluster, request: Request) -> LookupResult:
    """Find all that was asked for. Raises ClientError for arguments that exclude each other."""
    if request.filenames:
        return _find_in_files(cluster, request)
    targets = resource_arguments.parse_targets(request.words, cluster)
    named_targets = [target for target in targets if target.name]
    selecting = bool(request.selector.strip() or request.field_selector.strip())
    if named_targets and selecting:
        raise ClientError(
            "selectors and the all flag cannot be used when passing resource/name arguments"
            if "/" in request.words[0]
            else "name cannot be provided when a selector is specified"
        )
    if request.everywhere and any(target.kind.namespaced for target in named_targets):
        raise ClientError("a resource cannot be retrieved by name across all namespaces")
    result = (
        _find_by_name(cluster, named_targets, request)
        if named_targets
        else _find_by_kind(cluster, targets, request)
    )
    sections = [_in_asked_version(section) for section in result.sections]
    return result._replace(sections=sections, single=len(named_targets) == 1)


def _log(target: Target, request: Request, found: Sequence[Object] | MinikError) -> None:
    """Log what kubectl would have asked the server for (-v=6)."""
    if state_access.verbosity() < LOGGED or not request.logged:
        return
    from minik.command_line import request_log  # noqa: PLC0415 hardly anybody asks for a log

    if request_log.is_on():
        namespace = "" if request.everywhere else request.namespace
        request_log.log_look(target.kind, namespace, target.name, found)


def _in_asked_version(section: Section) -> Section:
    """Return custom resources in the version in which they were asked for, or else the preferred one:
    the fields are the same.
    """
    kind = section.kind
    if not kind.custom or not kind.asked and len(kind.versions) < 2:
        return section
    api_version = f"{kind.group}/{kind.asked}" if kind.asked else kind.api_version
    return Section(kind, [objects.in_version(obj, api_version) for obj in section.objects])


def _find_by_name(cluster: Cluster, targets: Sequence[Target], request: Request) -> LookupResult:
    result = LookupResult([], [], [target.kind for target in targets])
    for target in targets:
        obj = cluster.get(
            target.kind.key, request.namespace if target.kind.namespaced else "", target.name
        )
        if obj is None:
            result.errors.append(resource_arguments.not_found(target))
        else:
            result.sections.append(Section(target.kind, [obj]))
        _log(target, request, [obj] if obj else result.errors[-1])
    return result


def _find_by_kind(cluster: Cluster, targets: Sequence[Target], request: Request) -> LookupResult:
    result = LookupResult([], [], [target.kind for target in targets])
    for target in targets:
        try:
            found = list_objects(cluster, target.kind, request)
            result.sections.append(Section(target.kind, found))
            _log(target, request, found)
        except MinikError as error:
            result.errors.append(error)
            _log(target, request, error)
    return result


def list_objects(cluster: Cluster, kind: Kind, request: Request) -> Sequence[Object]:
    """Return all objects of a kind that the selectors match.

    Raises BadRequest for an invalid selector.
    """
    namespace = "" if request.everywhere or not kind.namespaced else request.namespace
    labels, fields = request.selector.strip(), request.field_selector.strip()
    if not labels and not fields:
        return cluster.within(kind.key, namespace) if namespace else cluster.of(kind.key)
    from minik.api import lists  # noqa: PLC0415 only a selector needs them
    from minik.api.reply import Selection  # noqa: PLC0415

    try:
        return lists.select_objects(cluster, kind, Selection(namespace, labels, fields))
    except BadRequest as wrong:
        resource = f"{kind.group}/{kind.versions[0]}, Resource={kind.plural}"
        raise BadRequest(
            f'Unable to find "{resource}" that match label selector "{labels}", field selector "{fields}": {wrong.message}'
        ) from None


def _find_in_files(cluster: Cluster, request: Request) -> LookupResult:
    """Find the objects that documents name, as they are in the cluster."""
    if request.words:
        raise ClientError(
            "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
        )
    from minik.client import requests  # noqa: PLC0415 only files need the way in
    from minik.intake import validation  # noqa: PLC0415
    from minik.store import manifests  # noqa: PLC0415

    result = LookupResult([], [], [], single=manifests.is_single_file(request.filenames))
    for document in manifests.read(request.filenames, request.recursive):
        try:
            custom = resource_arguments.custom_definitions(cluster)
            kind = validation.find_kind(
                document,
                custom,
                checked=False,
                kubernetes_version=cluster.settings.kubernetes_version,
            )
            obj = requests.with_namespace(
                requests.check_metadata(document), kind, request.namespace, enforced=request.given
            )
            if not objects.name(obj):
                raise ClientError("resource name may not be empty")
            current = _find_by_name(
                cluster,
                [Target(kind, objects.name(obj))],
                request._replace(namespace=objects.namespace(obj)),
            )
            result.sections.extend(
                section for section in current.sections if _has_labels(section, request.selector)
            )
            result.errors.extend(current.errors)
            result.kinds.append(kind)
        except MinikError as error:
            result.errors.append(error)
    return result


def _has_labels(section: Section, selector: str) -> bool:
    if not selector.strip():
        return True
    from minik.model import selectors  # noqa: PLC0415 only a selector needs them

    try:
        return selectors.matches(
            selectors.parse_selector(selector), section.objects[0]["metadata"].get("labels") or {}
        )
    except selectors.BadSelector as wrong:
        raise ClientError(f'the provided selector "{selector}" is not valid: {wrong}') from None


def tell_notices(kinds: Sequence[Kind]) -> None:
    """Print the warnings that every request for these kinds gets, once."""
    for notice in dict.fromkeys(kind.notice for kind in kinds if kind.notice):
        state_access.tell(f"Warning: {notice}")


def without_not_found(errors: Sequence[MinikError]) -> Iterator[MinikError]:
    """Yield the errors that are not NotFound."""
    return (error for error in errors if not isinstance(error, NotFound))


def tell_nothing_found(
    namespace: str, *, everywhere: bool, sections: Sequence[Section] = ()
) -> None:
    """Tell that no resources were found; and why, if one type was asked for in a namespace that is
    not there (of several types, kubectl's own line says enough).
    """
    within = not everywhere and all(section.kind.namespaced for section in sections)
    state_access.tell(
        f"No resources found in {namespace} namespace." if within else "No resources found"
    )
    cluster = state_access.read_cluster()
    if within and len(sections) < 2 and not cluster.exists("Namespace", namespace):
        from minik.command_line import name_suggestions  # noqa: PLC0415 only a namespace that is not there needs it

        state_access.tell(f"  {name_suggestions.no_namespace(cluster, namespace)}")

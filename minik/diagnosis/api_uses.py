"""Which versions of Kubernetes' APIs are in use, and which of them the server of another version of
Kubernetes does not serve, or warns of: in documents, in what was applied, by the managers of fields
and in the releases of Helm.
"""

from collections.abc import Callable, Iterator, Mapping

from minik import light_json
from minik.diagnosis import helm_releases
from minik.diagnosis.finding import Fact
from minik.diagnosis.template_pods import is_from_server
from minik.diagnosis.view import View
from minik.errors import MinikError, NoSuchKind
from minik.intake.parsing import parse
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.schemas import lifecycles
from minik.schemas.lifecycles import Lifecycle

UNSERVED, DEPRECATED = "api-version-unserved", "api-version-deprecated"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# who comes with the cluster and so changes with it
OF_THE_CLUSTER = ("kube-", "kubelet", "minik", "before-first-apply")


class ApiUse(NamedTuple):
    """One use of an API version: by which object, in which of its fields, and how it came there; ""
    where the object itself is of that version.
    """

    api_version: str
    kind: str
    key: Key
    field: str = "apiVersion"
    how: str = ""
    file: str = ""
    line: int = 0


Source: TypeAlias = Callable[[View], Iterator[ApiUse]]


def facts(view: View) -> Iterator[Fact]:
    """Yield what the target version says of each use, once."""
    target = view.target_version
    if not target:
        return
    seen = set()
    for source in (refused, stored, releases):
        for use in source(view):
            life = lifecycles.find(use.api_version, use.kind)
            fact = life and judge(life, use, target)
            if fact and (use.key, use.api_version, use.kind) not in seen:
                seen.add((use.key, use.api_version, use.kind))
                yield fact


def judge(life: Lifecycle, use: ApiUse, target: str) -> Fact | None:
    """Return that a use is of no version that the target serves, or one that it warns of; None if all
    is well.
    """
    what = f"{use.api_version} {use.kind}"
    why = lifecycles.absence(use.api_version, use.kind, target)
    if why:
        text = f"{what} is not served by Kubernetes {target}: {why}"
        cause = UNSERVED
    elif life.is_deprecated(target):
        gone = f" and goes in {lifecycles.print_version(life.removed)}" if life.removed else ""
        since = lifecycles.print_version(life.deprecated or (0, 0))
        text = f"{what} is deprecated since {since}{gone}"
        cause = DEPRECATED
    else:
        return None
    how = f" ({use.how})" if use.how else ""
    return Fact(
        cause,
        use.key,
        use.field,
        f"{text}{how}",
        lifecycles.remedy(life, target),
        file=use.file,
        line=use.line,
    )


def refused(view: View) -> Iterator[ApiUse]:
    """Yield what documents use of which minik's own version of Kubernetes serves nothing."""
    for refusal in view.refusals:
        if isinstance(refusal.error, NoSuchKind) and not is_from_server(refusal.value):
            file, line = refusal.place("apiVersion")
            value = refusal.value
            yield ApiUse(
                str(value["apiVersion"]), str(value["kind"]), refusal.key, file=file, line=line
            )


def stored(view: View) -> Iterator[ApiUse]:
    """Yield what objects are as somebody wrote them, what was applied to make them, and what their
    managers used. The server converts what it stores, so that an object that was read is of the
    version in which it was asked for.
    """
    for kind in view.kinds():
        for obj in view.of(kind):
            if not view.settled and view.user_document(obj) is not None:
                yield ApiUse(str(obj.get("apiVersion")), str(obj.get("kind")), objects.key(obj))
            yield from of_applied(obj)
            yield from of_managers(obj)


def of_applied(obj: Object) -> Iterator[ApiUse]:
    """Yield what the manifest was that kubectl applied last."""
    text = objects.annotations(obj).get(APPLIED)
    if not text:
        return
    try:
        value: Any = light_json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, Mapping) and value.get("apiVersion") and value.get("kind"):
        yield ApiUse(
            str(value["apiVersion"]),
            str(value["kind"]),
            objects.key(obj),
            f"metadata.annotations[{APPLIED}]",
            "in the manifest that was applied last",
        )


def of_managers(obj: Object) -> Iterator[ApiUse]:
    """Yield in which versions other programs than the cluster's own have written fields."""
    for index, entry in enumerate(objects.read(obj, "metadata.managedFields", ())):
        manager, version = str(entry.get("manager")), entry.get("apiVersion")
        if version and not manager.startswith(OF_THE_CLUSTER):
            yield ApiUse(
                str(version),
                str(obj.get("kind")),
                objects.key(obj),
                f"metadata.managedFields[{index}].apiVersion",
                f"as {manager} has written it",
            )


def releases(view: View) -> Iterator[ApiUse]:
    """Yield what the manifests of Helm's releases use."""
    for release in helm_releases.newest(view.cluster):
        for kind, name, api_version in of_manifest(release.manifest):
            yield ApiUse(
                api_version,
                kind,
                release.kept_in,
                "data.release",
                f"{kind} {name} of helm release {release.name}, revision {release.revision}",
            )


def of_manifest(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and API version of each object of a manifest that can be read."""
    try:
        for document in parse(text.encode(), "release"):
            value = document.value
            if isinstance(value, dict) and value.get("kind") and value.get("apiVersion"):
                metadata = value.get("metadata")
                name = metadata.get("name") if isinstance(metadata, dict) else ""
                yield str(value["kind"]), str(name), str(value["apiVersion"])
    except MinikError:
        return

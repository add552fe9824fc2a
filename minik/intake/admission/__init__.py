"""Admission: the plugins that change or refuse a request before the registry stores its object.

One file is one plugin, a record named `PLUGIN`. The server asks all of them for changes, then
validates the object, then asks all of them for refusals, each time in its own order.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from weakref import WeakKeyDictionary

from minik import shelf
from minik.intake.admission._admitted import ADMITTED
from minik.light_typing import TypeAlias
from minik.model.admission_plugin import (
    AdmissionPlugin,
    AdmissionRequest,
    Operation,
    accept,
    leave_unchanged,
    say_nothing,
)
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object

# The server's order, whatever of it stands on the shelf. Upstream rule: `AllOrderedPlugins`.
ORDER = (
    "NamespaceLifecycle",
    "LimitRanger",
    "ServiceAccount",
    "TaintNodesByCondition",
    "PodSecurity",
    "Priority",
    "DefaultTolerationSeconds",
    "DefaultStorageClass",
    "StorageObjectInUseProtection",
    "PersistentVolumeClaimResize",
    "RuntimeClass",
    "CertificateApproval",
    "CertificateSigning",
    "ClusterTrustBundleAttest",
    "CertificateSubjectRestriction",
    "DefaultIngressClass",
    "PodTopologyLabels",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionWebhook",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionWebhook",
)
ALL = "*"
# plugins, those of them that have something to do, and the kinds that others wait for
Busy: TypeAlias = tuple[Sequence[AdmissionPlugin], Sequence[AdmissionPlugin], Set[str]]
_known: WeakKeyDictionary[Cluster, dict[int, Busy]] = WeakKeyDictionary()
LAST = "ResourceQuota"  # it counts what all others have let through


def load_all() -> Sequence[AdmissionPlugin]:
    """Return all plugins in the server's order."""
    return in_order(module.PLUGIN for module in shelf.load(__name__, __path__).values())


@cache
def load_for(kind: str) -> Sequence[AdmissionPlugin]:
    """Return the plugins for a kind in the server's order."""
    names = (name for name in shelf.names(__path__) if {kind, ALL} & {*_kinds(name, kind)})
    plugins = (shelf.load_one(__name__, name).PLUGIN for name in names)
    return in_order(plugin for plugin in plugins if not plugin.kinds or kind in plugin.kinds)


def in_order(plugins: Iterable[AdmissionPlugin]) -> list[AdmissionPlugin]:
    """Return plugins in the server's order; those that it does not know come before the last."""
    return sorted(plugins, key=lambda plugin: (_position(plugin.name), plugin.name))


def _kinds(name: str, kind: str) -> Sequence[str]:
    """Return the kinds of the plugin in a module; one that is not in the table has to be looked at."""
    return ADMITTED.get(name, (kind,))


def _position(name: str) -> int:
    if name == LAST:
        return len(ORDER) + 1
    return ORDER.index(name) if name in ORDER else len(ORDER)


@cache
def active_plugins(
    kind: str, operation: Operation, disabled: tuple[str, ...], validating: bool, part: bool = False
) -> Sequence[AdmissionPlugin]:
    """Return the plugins that may change, or refuse, such a request for a kind, in order: those
    that are on, and for its operation. `part`: the request is for a subresource.
    """
    return [
        plugin
        for plugin in load_for(kind)
        if operation in plugin.operations
        and plugin.name not in disabled
        and (plugin.validate is not accept if validating else plugin.mutate is not leave_unchanged)
        and (plugin.parts or not part)
    ]


def _plugins_of(
    request: AdmissionRequest, *, validating: bool, part: bool = False
) -> Sequence[AdmissionPlugin]:
    disabled = request.draft.settings.disabled_admission_plugins
    plugins = active_plugins(request.kind.key, request.operation, disabled, validating, part)
    return _busy(plugins, request.draft)


def _busy(plugins: Sequence[AdmissionPlugin], draft: Draft) -> Sequence[AdmissionPlugin]:
    """Return the plugins less those that do nothing, since there is no object of theirs. That is looked
    up once in a cluster, and holds until a draft gets one.
    """
    known: dict[int, Busy] = draft.pool("busy", lambda made: _known.setdefault(made.base, {}))
    if id(plugins) not in known:
        asked = {plugin: plugin.alike_without or () for plugin in plugins}
        table = draft.base.table
        busy = [
            one
            for one, kinds in asked.items()
            if not kinds or any(table(kind).by_path for kind in kinds)
        ]
        known[id(plugins)] = plugins, busy, {kind for kinds in asked.values() for kind in kinds}
    _, found, waited = known[id(plugins)]
    return found if waited.isdisjoint(draft.touched) else plugins


def warnings(request: AdmissionRequest) -> Iterator[str]:
    """Yield what the plugins warn a client of whose object is admitted."""
    disabled = request.draft.settings.disabled_admission_plugins
    for plugin in warning_plugins(request.kind.key, request.operation, disabled):
        if plugin.parts or not request.subresource:
            yield from plugin.warn(request)


@cache
def warning_plugins(
    kind: str, operation: Operation, disabled: tuple[str, ...]
) -> Sequence[AdmissionPlugin]:
    """Return the plugins that may warn about such a request for a kind, in order."""
    return [
        plugin
        for plugin in load_for(kind)
        if operation in plugin.operations
        and plugin.name not in disabled
        and plugin.warn is not say_nothing
    ]


def mutate(request: AdmissionRequest) -> Object:
    """Return the object as all plugins want it; raise what the first raises that refuses it.

    Where a policy has changed it, all are asked once more: upstream `reinvocationHandler`.
    """
    return _twice(request, _plugins_of(request, validating=False)).object


def mutate_part(request: AdmissionRequest) -> AdmissionRequest:
    """Return a request for a subresource as the plugins want it that look at subresources."""
    return _twice(request, _plugins_of(request, validating=False, part=True))


def _twice(request: AdmissionRequest, plugins: Sequence[AdmissionPlugin]) -> AdmissionRequest:
    request = _changed(request, plugins)
    return _changed(request._replace(again=True), plugins) if request.notes else request


def _changed(request: AdmissionRequest, plugins: Sequence[AdmissionPlugin]) -> AdmissionRequest:
    """Return the request with its body as these plugins want it."""
    for plugin in plugins:
        changed = plugin.mutate(request)
        if changed is not request.body:
            request = request.with_body(changed)
    return request


def validate(request: AdmissionRequest) -> None:
    """Ask all plugins whether the object may be stored; raise what the first of them raises."""
    plugins = _plugins_of(request, validating=True)
    if plugins:
        settled = request._replace(settled=True)
        for plugin in plugins:
            plugin.validate(settled)


def judge_part(request: AdmissionRequest) -> list[str]:
    """Ask the plugins that look at subresources whether one may be changed; return what they warn of."""
    settled = request._replace(settled=True)
    for plugin in _plugins_of(request, validating=True, part=True):
        plugin.validate(settled)
    return list(warnings(settled))

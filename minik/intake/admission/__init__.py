"""Admission: the plugins that change or refuse a request before the registry stores its object.

One file is one plugin, a record named `PLUGIN`. The server asks all of them for changes, then
validates the object, then asks all of them for refusals, each time in its own order.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from minik import shelf
from minik.model.admission_plugin import (
    AdmissionPlugin,
    AdmissionRequest,
    Operation,
    accept,
    leave_unchanged,
    say_nothing,
)
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
    "CertificateSubjectRestriction",
    "DefaultIngressClass",
    "PodTopologyLabels",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionWebhook",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionWebhook",
)
LAST = "ResourceQuota"  # it counts what all others have let through


@cache
def load_all() -> Sequence[AdmissionPlugin]:
    """Return all plugins in the server's order; those that it does not know come before the last."""
    plugins = [module.PLUGIN for module in shelf.load(__name__, __path__).values()]
    return sorted(plugins, key=lambda plugin: (_position(plugin.name), plugin.name))


def _position(name: str) -> int:
    if name == LAST:
        return len(ORDER) + 1
    return ORDER.index(name) if name in ORDER else len(ORDER)


@cache
def active_plugins(
    kind: str, operation: Operation, disabled: tuple[str, ...], validating: bool
) -> Sequence[AdmissionPlugin]:
    """Return the plugins that may change, or refuse, such a request for a kind, in order: those
    that are on, and for its operation.
    """
    return [
        plugin
        for plugin in load_all()
        if (not plugin.kinds or kind in plugin.kinds)
        and operation in plugin.operations
        and plugin.name not in disabled
        and (plugin.validate is not accept if validating else plugin.mutate is not leave_unchanged)
    ]


def _plugins_of(request: AdmissionRequest, *, validating: bool) -> Sequence[AdmissionPlugin]:
    disabled = request.draft.settings.disabled_admission_plugins
    return active_plugins(request.kind.key, request.operation, disabled, validating)


def warnings(request: AdmissionRequest) -> Iterator[str]:
    """Yield what the plugins warn a client of whose object is admitted."""
    disabled = request.draft.settings.disabled_admission_plugins
    for plugin in warning_plugins(request.kind.key, disabled):
        yield from plugin.warn(request)


@cache
def warning_plugins(kind: str, disabled: tuple[str, ...]) -> Sequence[AdmissionPlugin]:
    """Return the plugins that may warn about objects of a kind, in order."""
    return [
        plugin
        for plugin in load_all()
        if kind in plugin.kinds and plugin.name not in disabled and plugin.warn is not say_nothing
    ]


def mutate(request: AdmissionRequest) -> Object:
    """Return the object as all plugins want it; raise what the first raises that refuses it."""
    for plugin in _plugins_of(request, validating=False):
        changed = plugin.mutate(request)
        if changed is not request.object:
            request = request._replace(object=changed)
    return request.object


def validate(request: AdmissionRequest) -> None:
    """Ask all plugins whether the object may be stored; raise what the first of them raises."""
    plugins = _plugins_of(request, validating=True)
    if plugins:
        settled = request._replace(settled=True)
        for plugin in plugins:
            plugin.validate(settled)

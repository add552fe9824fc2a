"""What roles are made from: verbs and resources."""
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from minik import kinds
from minik.commands import _options, _session, _targets
from minik.intake.generators.role import Lookup, unusual
from minik.model.cluster import Cluster

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: Sequence[Any] = (
    _options.several("--verb", "verbs", metavar="VERB", help="What may be done"),
    _options.several("--resource", "resources", metavar="RESOURCE", help="With what"),
    _options.repeated("--resource-name", "resource_names", metavar="NAME", help="With which of them only"),
)


def options(command: F) -> F:
    """--verb, --resource, --resource-name."""
    for option in _OPTIONS:
        command = option(command)
    return command


def remark(verbs: Sequence[str]) -> None:
    """Tell of verbs that are not usual."""
    for verb in unusual(verbs):
        _session.tell(f"Warning: '{verb}' is not a standard resource verb")


def lookup(cluster: Cluster) -> Lookup:
    """How the resources of this cluster are called."""
    def find(word: str) -> tuple[str, str] | None:
        kind = kinds.named(word, _targets.custom(cluster))
        return (kind.group, kind.plural) if kind else None
    return find

"""What the role generators share: options for verbs and resources."""

from collections.abc import Sequence

from minik import kinds
from minik.client.generators.role import Lookup, unusual_verbs
from minik.command_line import flags, resource_arguments, state_access
from minik.model.cluster import Cluster

# --verb, --resource and --resource-name
options: flags.Option = flags.together(
    flags.several("--verb", "verbs", metavar="VERB", help="The verbs that are allowed"),
    flags.several(
        "--resource",
        "resources",
        metavar="RESOURCE",
        help="The resources on which they are allowed",
    ),
    flags.repeatable(
        "--resource-name",
        "resource_names",
        metavar="NAME",
        help="Only on the objects of these names",
    ),
)


def warn_unusual_verbs(verbs: Sequence[str]) -> None:
    """Warn of verbs that are not standard resource verbs."""
    for verb in unusual_verbs(verbs):
        state_access.tell(f"Warning: '{verb}' is not a standard resource verb")


def resource_lookup(cluster: Cluster) -> Lookup:
    """Return a function from a resource name to its group and plural; None if it is unknown."""

    def find(word: str) -> tuple[str, str] | None:
        kind = kinds.find_kind(word, resource_arguments.custom_definitions(cluster))
        return (kind.group, kind.plural) if kind else None

    return find

"""The truth table: which pod may talk to which, at every port that the one who is asked declares; and
what one cluster changes in that of another.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds import pod as pods
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.policy import parties
from minik.policy.parties import POD, Party
from minik.policy.peers import in_block
from minik.policy.traffic import Policies, Verdict

Door: TypeAlias = tuple[str, int]  # protocol and port
Likeness: TypeAlias = tuple[object, ...]
ALL = ("TCP", "UDP", "SCTP")
NOBODY: Object = {"metadata": {}}


class Cell(NamedTuple):
    """One answer: who asks whom at which port, and what is decided."""

    client: str
    server: str
    door: Door
    verdict: Verdict


class Matrix(NamedTuple):
    """The pods, as `namespace/name`, with the ports of each, and every answer by client, server and
    port.
    """

    pods: tuple[str, ...]
    doors: Mapping[str, tuple[Door, ...]]
    verdicts: Mapping[tuple[str, str], Mapping[Door, Verdict]]

    def cells(self) -> Iterator[Cell]:
        """Yield every answer, by client, server and port."""
        for (client, server), found in self.verdicts.items():
            yield from (Cell(client, server, door, one) for door, one in found.items())


class Difference(NamedTuple):
    """One answer that differs, or that only one of two tables has (None in the other)."""

    client: str
    server: str
    door: Door
    before: Verdict | None
    after: Verdict | None


def matrix(cluster: Cluster, namespace: str = "", extra: Sequence[Door] = ()) -> Matrix:
    """Return the truth table of the pods that have not ended, of one namespace or of all ("");
    `extra` are ports that are asked for whether they are declared or not.
    """
    known = [pod for pod in members(cluster, namespace) if not pods.is_terminal(pod)]
    policies = Policies(cluster)
    all_parties = [policies.party(pod) for pod in known]
    doors = {party.path: tuple(doors_of(party, extra)) for party in all_parties}
    alike = likenesses(policies, all_parties)
    decided: dict[tuple[Likeness, Likeness], dict[Door, Verdict]] = {}
    verdicts = {}
    for one in all_parties:
        for other in all_parties:
            pair = (alike[one.path], alike[other.path])
            known_pair = None if one is other else decided.get(pair)
            if known_pair is None:
                known_pair = {
                    door: policies.verdict(one, other, door[1], door[0])
                    for door in doors[other.path]
                }
            if one is not other:
                decided[pair] = known_pair
            verdicts[one.path, other.path] = known_pair
    return Matrix(tuple(party.path for party in all_parties), doors, verdicts)


def likenesses(policies: Policies, several: Sequence[Party]) -> dict[str, Likeness]:
    """Return for each party all that policies can know of it, so that those alike are decided once:
    its labels and ports, in which ranges of policies it lies, and, where nodes are among them, on which
    it is.
    """
    blocks = list(policies.blocks())
    mixed = any(party.what != POD for party in several)
    return {
        party.path: (
            party.what,
            party.namespace,
            tuple(sorted(party.labels.items())),
            tuple(
                (port.get("name"), port["containerPort"], port.get("protocol"))
                for port in parties.ports(party)
            ),
            tuple(
                (":" in address, *(in_block(block, address) for block in blocks))
                for address in party.addresses
            ),
            party.node if mixed else "",
        )
        for party in several
    }


def members(cluster: Cluster, namespace: str) -> Sequence[Object]:
    """Return the pods of a namespace, or of all."""
    return cluster.within("Pod", namespace) if namespace else cluster.of("Pod")


def doors_of(party: Party, extra: Sequence[Door]) -> list[Door]:
    """Return the ports of a pod, in the order TCP, UDP, SCTP and by number, each once."""
    declared = {
        (str(entry.get("protocol") or "TCP"), int(entry["containerPort"]))
        for entry in parties.ports(party)
    }
    return sorted({*declared, *extra}, key=lambda door: (ALL.index(door[0]), door[1]))


def differences(before: Matrix, after: Matrix) -> Iterator[Difference]:
    """Yield the answers that differ, and those of pods and ports that only one side has."""
    for pair in dict.fromkeys((*before.verdicts, *after.verdicts)):
        old, new = before.verdicts.get(pair, {}), after.verdicts.get(pair, {})
        for door in dict.fromkeys((*old, *new)):
            was, now = old.get(door), new.get(door)
            if was is None or now is None or was.allowed is not now.allowed:
                yield Difference(*pair, door, was, now)


def makers(cluster: Cluster, table: Matrix) -> dict[str, str]:
    """Return for each pod of a table which workload makes it, as `kind/namespace/name`; its own path
    where none does.
    """
    found = {}
    for path in table.pods:
        namespace, _, name = path.partition("/")
        owner = objects.owner(cluster.get("Pod", namespace, name) or NOBODY)
        if owner is not None and owner["kind"] == "ReplicaSet":
            replica_set = cluster.get("ReplicaSet", namespace, owner["name"])
            owner = objects.owner(replica_set or NOBODY) or owner
        found[path] = f"{owner['kind']}/{namespace}/{owner['name']}" if owner else path
    return found

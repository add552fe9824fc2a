"""The findings by the card to which they belong: what is wrong with a pod is told at its workload."""

from collections.abc import Iterable, Sequence

from minik.diagnosis.finding import ERROR, INFO, Finding
from minik.diagnosis.graph.records import Health, worst
from minik.diagnosis.view import View, owners
from minik.model.object import Key

HEALTHS = {ERROR: Health.BROKEN, INFO: Health.WELL}
BETWEEN = ("ReplicaSet", "Job")


class Blame:
    """The findings of a view, by the keys of cards."""

    def __init__(self, view: View, findings: Sequence[Finding]) -> None:
        self.view, self.findings = view, findings
        self.by_key: dict[Key, list[Finding]] = {}
        self.by_other: dict[Key, list[Finding]] = {}
        for finding in findings:
            self.by_key.setdefault(self.bearer(finding.object), []).append(finding)
            for key in finding.about:
                self.by_other.setdefault(key, []).append(finding)

    def bearer(self, key: Key) -> Key:
        """Return the workload of a pod or of what stands between; any other key as it is."""
        obj = self.view.cluster.get(*key) if key.kind in ("Pod", *BETWEEN) else None
        if obj is None:
            return key
        if key.kind == "Pod":
            return self.view.maker_of(obj)
        return Key(*next(owners(obj), key))

    def of(self, key: Key) -> tuple[Finding, ...]:
        """Return the findings about an object, and about the pods that it makes."""
        return tuple(self.by_key.get(key, ()))

    def naming(self, key: Key) -> tuple[Finding, ...]:
        """Return the findings about other objects that name this one."""
        return tuple(self.by_other.get(key, ()))


def health(findings: Iterable[Finding]) -> Health:
    """Return how something is of which this was found."""
    return worst(HEALTHS.get(finding.severity, Health.DOUBTFUL) for finding in findings)


def first_error(findings: Iterable[Finding]) -> Finding | None:
    """Return the first finding that is an error and no symptom, else the first error, else the first
    that is more than a hint.
    """
    ranked = sorted(
        (one for one in findings if one.severity != INFO),
        key=lambda one: (one.severity != ERROR, bool(one.code.symptom)),
    )
    return ranked[0] if ranked else None

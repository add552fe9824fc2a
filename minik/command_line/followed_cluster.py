"""A live cluster that a page follows: asked again whenever something changes in what was read of it."""

from collections.abc import Callable
from threading import Event, Thread

from minik.command_line import asking_again
from minik.diagnosis import causes
from minik.diagnosis.graph import building
from minik.diagnosis.view import View
from minik.errors import MinikError
from minik.model.cluster import Cluster

PATIENCE = 60.0  # seconds for the first answer of the cluster


class FollowedCluster:
    """The latest cluster, read as far as a picture of it needs; `turn` counts how often it was read."""

    def __init__(self, namespace: str, report: Callable[[str], object]) -> None:
        self.namespace, self.report, self.turn = namespace, report, 0
        self.latest: Cluster | None = None
        self.error: MinikError | None = None
        self.begun = Event()
        Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        """Read the cluster again and again; what was read is watched until the next time."""
        try:
            for cluster in asking_again.clusters():
                view = View(cluster)
                building.build(view, causes.collect_findings(view), self.namespace)
                self.latest, self.turn = cluster, self.turn + 1
                self.begun.set()
        except MinikError as error:
            self.error = error
            self.report(f"Warning: no longer following the cluster: {error.message}")
        self.begun.set()

    def cluster(self) -> Cluster:
        """Return the latest cluster. Raises the error for which there is none."""
        self.begun.wait(PATIENCE)
        if self.latest is None:
            raise self.error or MinikError("the cluster has not answered yet")
        return self.latest

    def mark(self) -> str:
        """Return a word that differs after every change."""
        return f"live {self.turn}"

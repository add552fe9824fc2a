"""`Cluster`: a value. Every verb leaves it as it is and returns the next one."""

import os
from datetime import datetime

from minik.library import states
from minik.library.refusals import GUARD
from minik.library.rollouts import Rollout
from minik.library.settings import Settings
from minik.library.simulations import Simulation
from minik.library.verbs import Changeable


class Cluster(Changeable):
    """A Kubernetes cluster as a value: a copy costs nothing, and nothing changes it.

    `Cluster()` is what `minik init` makes, at a fixed time unless `now` names one, so that the same
    lines always give the same cluster. `namespace` is in effect where a verb names none.
    """

    def __init__(
        self,
        *,
        namespace: str = "default",
        now: datetime | None = None,
        control_planes: int = 1,
        workers: int = 3,
        ip_family: str = "",
        pod_cidr: str = "",
        service_cidr: str = "",
        proxy_mode: str = "",
        lb_pool: str = "",
        addons: str = "",
        gateway_api: bool = False,
        kubernetes_version: str = "",
        probe_delays: bool = False,
        job_duration: str = "",
        disable_admission_plugins: str = "",
    ) -> None:
        """Make a new cluster; the options from `control_planes` on are those of `minik init`."""
        with GUARD:
            self._core = states.new(
                now,
                addons,
                gateway_api,
                control_planes=control_planes,
                workers=workers,
                family=ip_family,
                pod_cidr=pod_cidr,
                service_cidr=service_cidr,
                proxy_mode=proxy_mode,
                pool=lb_pool,
                probe_delays=probe_delays,
                job_duration=job_duration,
                disable_admission_plugins=disable_admission_plugins,
                kubernetes_version=kubernetes_version,
            )
        self.namespace, self.outcomes, self.warnings = namespace, (), ()

    @classmethod
    def load(
        cls,
        *paths: "str | os.PathLike[str]",
        namespace: str = "default",
        now: datetime | None = None,
        settle: bool = False,
    ) -> "Cluster":
        """Return the cluster of a state file, or of a dump: files, folders, archives. A dump stays as it
        was recorded, unless it is let `settle`. Its time, and that of a state, is that of its newest
        object unless `now` names another.
        """
        with GUARD:
            loaded = states.load([os.fspath(path) for path in paths], now, let_go=settle)
        return cls._of(loaded.cluster, namespace, (), loaded.warnings)

    @classmethod
    def live(
        cls,
        *,
        kubeconfig: "str | os.PathLike[str]" = "",
        context: str = "",
        only: str = "",
        secrets: bool = False,
        namespace: str = "default",
        now: datetime | None = None,
    ) -> "Cluster":
        """Return a copy of the cluster that a kubeconfig leads to, as it is now; nothing changes there.
        `only` is a namespace to which the copy is limited; the values of Secrets are left out unless
        `secrets`. It needs the package kubernetes (`pip install 'minik-cli[live]'`).
        """
        from minik.library import live_copies  # noqa: PLC0415 few ask a live cluster

        with GUARD:
            loaded = live_copies.copy(os.fspath(kubeconfig), context, only, now, secrets=secrets)
        return cls._of(loaded.cluster, namespace, (), loaded.warnings)

    def fork(self, *, namespace: str = "", now: datetime | None = None) -> "Cluster":
        """Return the same cluster, with another namespace in effect or at another time."""
        core = self._core if now is None else self._core.at(now)
        return self._of(core, namespace or self.namespace)

    def settle(self) -> "Cluster":
        """Return the cluster with what was held since it was imported done, as `minik settle` does it."""
        with GUARD:
            return self._of(states.settled(self._core), self.namespace)

    @property
    def simulate(self) -> "Simulation[Cluster]":
        """What-ifs: `cluster.simulate.node_down("node-1")`."""
        return Simulation(self)

    @property
    def rollout(self) -> "Rollout[Cluster]":
        """The verbs of `kubectl rollout`: `cluster.rollout.restart("deploy/web")`."""
        return Rollout(self)

    @property
    def set(self) -> "Settings[Cluster]":
        """The verbs of `kubectl set`: `cluster.set.image("deploy/web", images={"web": "web:2"})`."""
        return Settings(self)

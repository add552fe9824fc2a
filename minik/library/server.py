"""A cluster that is served: a Kubernetes API for client libraries, kubectl, helm and operators."""

import importlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from minik.library.cluster import Cluster
from minik.light_typing import Any

READY = "listening on "
PATIENCE = 30.0  # seconds in which a server ends
OWN = ("MINIK_NOW", "MINIK_STATE", "MINIK_DEBUG")


class Server:
    """`minik serve` as a process of its own, over a cluster, until the block ends.

    `url` and `kubeconfig` lead to it, and `environment` holds both for other programs.
    """

    def __init__(
        self, cluster: Cluster, folder: "Path | str", *, options: "tuple[str, ...]" = ()
    ) -> None:
        """Prepare to serve a cluster from a folder, in which its state is kept; `options` are more of
        those of `minik serve`.
        """
        self.folder, self._options = Path(folder), options
        self.state = self.folder / "cluster.json"
        self.kubeconfig = self.folder / "kubeconfig"
        self.url = ""
        self._first = cluster

    def __enter__(self) -> "Server":
        """Start, and return when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._first.save(self.state)
        listen = ("--listen", "127.0.0.1:0", "--kubeconfig-out", str(self.kubeconfig))
        command = [
            sys.executable,
            "-P",
            "-m",
            "minik",
            "--state",
            str(self.state),
            "serve",
            *listen,
        ]
        with open(self.folder / "log", "wb") as log:
            self._process = subprocess.Popen(
                [*command, *self._options],
                env=own_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(READY):
            self._process.wait(PATIENCE)
            raise RuntimeError(f"minik serve did not start: {self.log or line}")
        self.url = line.removeprefix(READY).strip()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def log(self) -> str:
        """What it has said on standard error."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead other programs to it: KUBECONFIG."""
        return {"KUBECONFIG": str(self.kubeconfig)}

    @property
    def cluster(self) -> Cluster:
        """The cluster as it is now: a value, to be asked what is behind a Service, or why not."""
        now = datetime.now(UTC).replace(microsecond=0)
        return Cluster.load(self.state, namespace=self._first.namespace, now=now)

    def configuration(self) -> Any:
        """Return a `kubernetes.client.Configuration` that leads to it, for the official client."""
        client: Any = importlib.import_module("kubernetes.client")
        config: Any = importlib.import_module("kubernetes.config")
        made = client.Configuration()
        config.load_kube_config(str(self.kubeconfig), client_configuration=made)
        return made


def own_environment() -> dict[str, str]:
    """Return the environment of a server: it finds this minik, and its time is real."""
    given = {name: value for name, value in os.environ.items() if name not in OWN}
    place = str(Path(__file__).parents[2])
    paths = (place, *filter(None, [given.get("PYTHONPATH")]))
    return {**given, "PYTHONPATH": os.pathsep.join(paths)}

"""A cluster that is asked: what `Cluster` answers, whatever made it."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from minik.command_line.check_choices import Choice
from minik.command_line.network_options import Asker
from minik.command_line.proxy_rule_options import RuleOptions
from minik.discovery.environment import Environment
from minik.library import judging, objects, questions, states
from minik.library.answers import Explanation, Journey, Lookup, Resolution, Way
from minik.library.manifests import Manifests, documents
from minik.library.records import Change, Findings, Outcome, Verdict
from minik.library.refusals import GUARD
from minik.light_typing import Any
from minik.model.cluster import Cluster as Core


class Asking:
    """The questions to a cluster. `namespace` is the one in effect where none is named, `outcomes` and
    `warnings` are those of the change that made this cluster.
    """

    namespace: str
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...]
    _core: Core

    @property
    def now(self) -> datetime:
        """The cluster's time."""
        return self._core.now

    def __repr__(self) -> str:
        kinds = self._core.kinds()
        count = sum(len(self._core.of(kind)) for kind in kinds)
        return f"<Cluster: {count} objects of {len(kinds)} kinds at {self.now:%Y-%m-%dT%H:%M:%SZ}>"

    def __contains__(self, target: object) -> bool:
        """Return whether `TYPE/NAME` is there: `"svc/web" in cluster`."""
        return isinstance(target, str) and objects.exists(self._core, target, self.namespace)

    def get(self, *target: str, namespace: str = "") -> dict[str, Any]:
        """Return one object, as a copy: `get("svc/web")` or `get("svc", "web")`.

        Raises Refusal (`NotFound`) if it is not there.
        """
        with GUARD:
            return objects.one(self._core, target, namespace or self.namespace)

    def list(
        self,
        kind: str,
        *,
        namespace: str = "",
        all_namespaces: bool = False,
        selector: str = "",
        field_selector: str = "",
    ) -> "Sequence[dict[str, Any]]":
        """Return the objects of one kind or several (`"pods,svc"`), as copies, sorted by namespace and
        name; those of one namespace unless `all_namespaces`.
        """
        with GUARD:
            return objects.several(
                self._core,
                kind,
                "" if all_namespaces else namespace or self.namespace,
                selector,
                field_selector,
            )

    def resolve(
        self, target: str, *, namespace: str = "", source: str = "", node: str = "", mode: str = ""
    ) -> Resolution:
        """Return where a name, an address or `TYPE/NAME` leads: `resolve("front.shop:http").backends`.

        `source` is who asks: a pod, a node, an address or `outside`. Raises Refusal (`NotFound`) for
        what is not there; what is there and does not answer says why.
        """
        asker = Asker(source, node, mode)
        with GUARD:
            return questions.resolve(
                self._core, target, namespace, namespace or self.namespace, asker
            )

    def request(
        self, url: str, *, headers: Mapping[str, str] | None = None, method: str = ""
    ) -> Way:
        """Return where a request from outside leads: `request("https://shop.example.com/cart").pods`.

        It says which Gateway or Ingress takes it, by which rule, and which Services get a share.
        """
        with GUARD:
            return questions.follow(self._core, url, headers or {}, method)

    def why(self, target: str, *, namespace: str = "") -> Explanation:
        """Return why a Service, a pod or another object (`TYPE/NAME`) does not do its work."""
        with GUARD:
            return questions.why(self._core, target, namespace or self.namespace)

    def check(
        self,
        *targets: str,
        namespace: str = "",
        severity: str = "warning",
        only: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> Findings:
        """Return what is wrong, at least as bad as `severity`: nothing, where all is well.

        With targets (`"svc/web"`), only what concerns them; `namespace` limits the search; `only` and
        `ignore` are codes (`ignore` also takes `CODE:OBJECT`).
        """
        choice = Choice(namespace, severity, only=tuple(only), ignore=tuple(ignore))
        with GUARD:
            return questions.check(self._core, targets, namespace or self.namespace, choice)

    def trace(
        self,
        target: str,
        *,
        source: str = "",
        node: str = "",
        mode: str = "",
        protocol: str = "",
        namespace: str = "",
    ) -> Journey:
        """Return the way of a packet through the rules of the proxy, to `NAME:PORT` or `IP:PORT`."""
        asker = Asker(source, node, mode)
        with GUARD:
            return questions.trace(
                self._core, target, namespace, namespace or self.namespace, asker, protocol
            )

    def dns(self, name: str, kind: str = "", *, source: str = "", namespace: str = "") -> Lookup:
        """Return what DNS answers for a name; `kind` is a record type, `source` the pod that asks."""
        with GUARD:
            return questions.dns(self._core, name, kind, namespace or self.namespace, source)

    def env(self, pod: str, *, namespace: str = "") -> tuple[Environment, ...]:
        """Return the Service variables of a pod, for each container: `container`, `variables`, `notes`."""
        with GUARD:
            return questions.env(self._core, pod, namespace or self.namespace)

    def rules(self, mode: str = "", *, node: str = "", ip_family: str = "") -> str:
        """Return what kube-proxy programs on a node, as its tools load it."""
        with GUARD:
            return questions.rules(self._core, RuleOptions(mode, node, (), ip_family))

    def diff(
        self, manifests: Manifests, *, namespace: str = "", recursive: bool = False
    ) -> tuple[Change, ...]:
        """Return what `apply` would change, object by object; () if nothing."""
        with GUARD:
            found = documents(manifests, recursive=recursive)
            return judging.differences(self._core, found, namespace, self.namespace)

    def validate(self, manifests: Manifests, *, recursive: bool = False) -> tuple[Verdict, ...]:
        """Return how the API server would judge the creation of each manifest by itself, in an empty
        cluster that knows this one's custom resources.
        """
        with GUARD:
            return judging.verdicts_on(self._core, documents(manifests, recursive=recursive))

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Write the cluster to a state file, which the option `--state` and `Cluster.load` read."""
        with GUARD:
            states.save(self._core, os.fspath(path))

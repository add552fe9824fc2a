"""What `kubectl set` sets: images, variables, resources, accounts, selectors."""

from collections.abc import Mapping, Sequence
from functools import partial

from minik.client import pod_templates, service_selectors
from minik.client.altering import Change
from minik.client.service_selectors import Chosen
from minik.command_line import pod_templates as template_changes
from minik.command_line.pod_templates import Messages
from minik.errors import ClientError
from minik.library import objects
from minik.library.refusals import GUARD
from minik.library.verbs import Changeable, joined
from minik.light_typing import Generic, TypeVar

C = TypeVar("C", bound=Changeable)
IMAGE = Messages("image updated", "failed to patch image update to pod template")
ENV = Messages("env updated", "failed to patch env update to pod template")
RESOURCES = Messages(
    "resource requirements updated", "failed to patch resources update to pod template"
)
ACCOUNT = Messages("serviceaccount updated", "failed to patch ServiceAccountName")


class Settings(Generic[C]):
    """The verbs of `kubectl set`. Each returns the cluster after it."""

    def __init__(self, cluster: C) -> None:
        """Set fields in this cluster; it stays as it is."""
        self._cluster = cluster

    def image(self, *targets: str, images: Mapping[str, str], namespace: str = "") -> C:
        """Let containers run other images: `images={"web": "web:2"}`; `*` stands for all containers."""
        with GUARD:
            template_changes.check_images(dict(images))
        return self._spec(
            targets, namespace, partial(pod_templates.with_images, images=images), IMAGE
        )

    def env(
        self,
        *targets: str,
        env: Mapping[str, str | None] | None = None,
        containers: str = "*",
        source: str = "",
        keys: Sequence[str] = (),
        prefix: str = "",
        overwrite: bool = True,
        namespace: str = "",
    ) -> C:
        """Set environment variables; None removes one. `source` is the ConfigMap or Secret of whose
        `keys` variables are made (`--from`); `containers` may hold `*`.
        """
        given = {} if env is None else env
        words = [
            f"{name}-" if value is None else f"{name}={value}" for name, value in given.items()
        ]
        with GUARD:
            if keys and not source:
                raise ClientError("keys are those of a source: name a config map or secret")
            variables, removed = pod_templates.parse_variables(words)
            if source:
                inside = namespace or self._cluster.namespace
                found = objects.one(self._cluster._core, [source], inside)
                variables += pod_templates.variables_from(found, keys, prefix)
        alter = partial(
            pod_templates.with_variables,
            variables=variables,
            removed=removed,
            overwrite=overwrite,
        )
        spec = partial(pod_templates.change_containers, pattern=containers, change=alter)
        return self._spec(targets, namespace, spec, ENV)

    def resources(
        self,
        *targets: str,
        limits: Mapping[str, str] | None = None,
        requests: Mapping[str, str] | None = None,
        containers: str = "*",
        namespace: str = "",
    ) -> C:
        """Set what containers may use at most, and what is kept for them:
        `limits={"cpu": "200m", "memory": "64Mi"}`.
        """
        with GUARD:
            spec = template_changes.resources_change(
                joined(limits or {}), joined(requests or {}), containers
            )
        return self._spec(targets, namespace, spec, RESOURCES)

    def serviceaccount(self, *targets: str, account: str, namespace: str = "") -> C:
        """Set the account under which the pods of workloads run."""
        spec = partial(pod_templates.with_service_account, name=account)
        return self._spec(targets, namespace, spec, ACCOUNT)

    def selector(self, *targets: str, selector: Mapping[str, str], namespace: str = "") -> C:
        """Set which pods a Service chooses: `cluster.set.selector("svc/web", selector={"app": "web"})`."""
        verb = partial(service_selectors.choose, chosen=Chosen(dict(selector), ()))
        return self._cluster._changed(targets, namespace, verb, "set")

    def _spec(self, targets: tuple[str, ...], namespace: str, spec: Change, said: Messages) -> C:
        verb = partial(template_changes.change_object, spec=spec, said=said)
        return self._cluster._changed(targets, namespace, verb, "set")

"""The verbs that change a cluster: manifests, and what `TYPE/NAME` names, become the next cluster."""

from collections.abc import Mapping, Sequence
from functools import partial

from minik.client import applying, patching, requests, scaling, server_side_apply
from minik.client.draining import DrainOptions
from minik.client.generators.exposure import ExposeOptions
from minik.client.scaling import Precondition
from minik.command_line import change_requests
from minik.intake.ownership import apply_request
from minik.library import changing, node_changes
from minik.library.asking import Asking
from minik.library.changing import Changed
from minik.library.manifests import Manifests, documents, plain_copy
from minik.library.records import Outcome, as_outcome
from minik.library.refusals import GUARD
from minik.light_typing import Any, Self
from minik.model.cluster import Cluster as Core


class Changeable(Asking):
    """The verbs of `kubectl` that change objects. Each returns the next cluster; `self` stays as it is."""

    @classmethod
    def _of(
        cls,
        core: Core,
        namespace: str,
        outcomes: tuple[Outcome, ...] = (),
        warnings: tuple[str, ...] = (),
    ) -> Self:
        """Return a cluster around a value of the core."""
        made = cls.__new__(cls)
        made._core, made.namespace = core, namespace
        made.outcomes, made.warnings = outcomes, warnings
        return made

    def _after(self, changed: Changed) -> Self:
        outcomes = tuple(map(as_outcome, changed.outcomes))
        return self._of(changed.cluster, self.namespace, outcomes, changed.warnings)

    def apply(
        self,
        manifests: Manifests,
        *,
        namespace: str = "",
        recursive: bool = False,
        selector: str = "",
        validate: str = "strict",
        server_side: bool = False,
        force_conflicts: bool = False,
        field_manager: str = "",
    ) -> Self:
        """Return the cluster after `kubectl apply` of paths, text, objects, or a list of them.

        Raises Refusal if anything is refused: then nothing was applied.
        """
        verb: Any = applying.apply
        if server_side:
            how = apply_request.ServerApplyOptions(
                field_manager or apply_request.KUBECTL, force_conflicts
            )
            verb = partial(server_side_apply.apply, manner=how)
        return self._taken(manifests, verb, "apply", namespace, recursive, selector, validate)

    def create(self, manifests: Manifests, *, namespace: str = "", recursive: bool = False) -> Self:
        """Return the cluster after `kubectl create` of paths, text, objects, or a list of them."""
        return self._taken(manifests, requests.create, "create", namespace, recursive)

    def replace(
        self, manifests: Manifests, *, namespace: str = "", recursive: bool = False
    ) -> Self:
        """Return the cluster after `kubectl replace` of paths, text, objects, or a list of them."""
        return self._taken(manifests, requests.replace, "replace", namespace, recursive)

    def _taken(
        self,
        manifests: Manifests,
        verb: Any,
        name: str,
        namespace: str,
        recursive: bool,
        selector: str = "",
        validate: str = "strict",
    ) -> Self:
        with GUARD:
            found = documents(manifests, recursive=recursive)
            how = changing.manner(namespace, self.namespace, selector, validate)
            return self._after(changing.change_documents(self._core, found, verb, how, name))

    def delete(
        self,
        *targets: str,
        manifests: Manifests = (),
        namespace: str = "",
        cascade: str = "background",
        force: bool = False,
    ) -> Self:
        """Return the cluster after `kubectl delete` of `TYPE/NAME`, or of what manifests name.

        `cascade="orphan"` leaves what it owns; `force` does not wait for anything.
        """
        orphan = cascade == "orphan"
        with GUARD:
            if targets:
                verb = partial(changing.delete_object, orphan=orphan, at_once=force)
                return self._changed(targets, namespace, verb, "delete")
            doc_verb = partial(changing.delete_document, orphan=orphan, at_once=force)
            return self._taken(manifests, doc_verb, "delete", namespace, False)

    def _changed(self, targets: Sequence[str], namespace: str, verb: Any, name: str) -> Self:
        with GUARD:
            inside = namespace or self.namespace
            return self._after(changing.change_objects(self._core, targets, inside, verb, name))

    def patch(
        self,
        *target: str,
        patch: Any,
        type: str = "strategic",  # noqa: A002 it is kubectl's word
        subresource: str = "",
        namespace: str = "",
    ) -> Self:
        """Return the cluster after `kubectl patch`; `type` is strategic, merge or json."""
        with GUARD:
            patching.check_type(type)
        change = plain_copy(patch)
        verb = partial(changing.patch_object, change=change, type_name=type, part=subresource)
        return self._changed(target, namespace, verb, "patch")

    def scale(
        self,
        *targets: str,
        replicas: int,
        current_replicas: int = -1,
        resource_version: str = "",
        namespace: str = "",
    ) -> Self:
        """Return the cluster after `kubectl scale`: `cluster.scale("deploy/web", replicas=3)`."""
        before = Precondition(current_replicas, resource_version)
        verb = partial(scaling.scale, replicas=replicas, before=before)
        return self._changed(targets, namespace, verb, "scale")

    def label(self, *targets: str, labels: Mapping[str, str | None], namespace: str = "") -> Self:
        """Return the cluster after `kubectl label --overwrite`; None removes a label."""
        with GUARD:
            tags = changing.tags_of(labels, "labels")
        verb = partial(changing.tag_object, field="labels", tags=tags, done="labeled")
        return self._changed(targets, namespace, verb, "label")

    def annotate(
        self, *targets: str, annotations: Mapping[str, str | None], namespace: str = ""
    ) -> Self:
        """Return the cluster after `kubectl annotate --overwrite`; None removes an annotation."""
        with GUARD:
            tags = changing.tags_of(annotations, "annotations")
        verb = partial(changing.tag_object, field="annotations", tags=tags, done="annotated")
        return self._changed(targets, namespace, verb, "annotate")

    def expose(
        self,
        *target: str,
        name: str = "",
        port: int | str = "",
        target_port: int | str = "",
        protocol: str = "",
        type: str = "",  # noqa: A002 it is kubectl's word
        selector: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        cluster_ip: str = "",
        external_ip: str = "",
        load_balancer_ip: str = "",
        session_affinity: str = "",
        namespace: str = "",
    ) -> Self:
        """Return the cluster after `kubectl expose` of a pod, a workload or a Service, as a new Service:
        `cluster.expose("deploy/web", port=80, target_port=8080)`.
        """
        wish = ExposeOptions(
            name,
            str(port),
            str(target_port),
            protocol,
            type,
            joined(selector or {}),
            joined(labels or {}),
            cluster_ip,
            external_ip,
            load_balancer_ip,
            session_affinity,
        )
        verb = partial(changing.expose_object, wish=wish)
        return self._changed(target, namespace, verb, "expose")

    def cordon(self, *nodes: str) -> Self:
        """Return the cluster after `kubectl cordon`: no new pods come to these nodes."""
        with GUARD:
            return self._after(node_changes.cordon(self._core, nodes, closed=True))

    def uncordon(self, *nodes: str) -> Self:
        """Return the cluster after `kubectl uncordon`."""
        with GUARD:
            return self._after(node_changes.cordon(self._core, nodes, closed=False))

    def taint(self, *nodes: str, taints: Sequence[str], overwrite: bool = False) -> Self:
        """Return the cluster after `kubectl taint`: `KEY=VALUE:EFFECT` adds a taint, `KEY-` removes it."""
        with GUARD:
            return self._after(node_changes.taint(self._core, nodes, taints, overwrite=overwrite))

    def drain(
        self,
        *nodes: str,
        force: bool = False,
        ignore_daemonsets: bool = False,
        delete_emptydir_data: bool = False,
        pod_selector: str = "",
        disable_eviction: bool = False,
    ) -> Self:
        """Return the cluster after `kubectl drain`: the nodes are cordoned and their pods evicted.

        Raises Refusal where one cannot be emptied (a disruption budget, a pod without a controller):
        then nothing was changed.
        """
        with GUARD:
            selector = change_requests.parse_selector(pod_selector)
            options = DrainOptions(
                force, ignore_daemonsets, delete_emptydir_data, selector, disable_eviction
            )
            return self._after(node_changes.drain(self._core, nodes, options))

    def what_if(self, *events: str, namespace: str = "") -> Self:
        """Return the cluster as it would be after events, in the words of the option --what-if:
        `cluster.what_if("node-down node-1", "scale deploy/web 0").check()`.
        """
        with GUARD:
            core = changing.suppose(self._core, events, namespace or self.namespace)
            return self._of(core, self.namespace)


def joined(labels: Mapping[str, str]) -> str:
    """Return labels as a command line has them: `a=b,c=d`."""
    return ",".join(f"{name}={value}" for name, value in labels.items())

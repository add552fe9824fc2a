"""What the expressions of a policy see: the object, the request, parameters and who may do what."""

from minik.cel.libraries.authorizer import Answer, Authorizer, Question, ResourceCheck
from minik.cel.times import parse_timestamp
from minik.intake.policies import conversions
from minik.intake.policies.attributes import Attributes, Target
from minik.intake.policies.identities import identity_of
from minik.kinds import rbac_rules
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.object import Object

MOMENTS = ("creationTimestamp", "deletionTimestamp")
OPTIONS = {
    Operation.CREATE: "CreateOptions",
    Operation.UPDATE: "UpdateOptions",
    Operation.DELETE: "DeleteOptions",
}


def values(
    attributes: Attributes, target: Target, param: Object | None, namespace: Object | None
) -> dict[str, Any]:
    """Return the variables of an expression by name, for a request that is judged as a resource."""
    checker = authorizer_of(attributes)
    return {
        "object": conversions.converted(attributes.object, target.kind_version),
        "oldObject": conversions.converted(attributes.old, target.kind_version),
        "request": request_value(attributes, target),
        "namespaceObject": namespace,
        "params": param,
        "authorizer": checker,
        "authorizer.requestResource": own_resource(attributes, checker),
    }


def request_value(attributes: Attributes, target: Target) -> Object:
    """Return the variable `request`. Upstream rule: `CreateAdmissionRequest`."""
    own, who = attributes.target, identity_of(attributes.request)
    part = {"subResource": attributes.subresource} if attributes.subresource else {}
    asked_part = {"requestSubResource": attributes.subresource} if attributes.subresource else {}
    named = {"name": attributes.name} if attributes.name else {}
    placed = {"namespace": attributes.namespace} if attributes.namespace else {}
    user = {
        **({"username": who.user} if who.user else {}),
        **({"uid": who.uid} if who.uid else {}),
        **({"groups": list(who.groups)} if who.groups else {}),
        **({"extra": {key: list(texts) for key, texts in who.extra}} if who.extra else {}),
    }
    return {
        "kind": kind_value(target),
        "resource": resource_value(target),
        **part,
        "requestKind": kind_value(own),
        "requestResource": resource_value(own),
        **asked_part,
        **named,
        **placed,
        "operation": attributes.operation,
        "userInfo": user,
        "dryRun": attributes.request.draft.dry_run,
        **options_value(attributes.request),
    }


def kind_value(target: Target) -> Object:
    """Return a kind as `request.kind` has it."""
    version = target.kind_version
    return {
        "group": objects.group(version),
        "version": objects.version(version),
        "kind": target.kind,
    }


def resource_value(target: Target) -> Object:
    """Return a resource as `request.resource` has it."""
    version = target.version
    return {
        "group": objects.group(version),
        "version": objects.version(version),
        "resource": target.resource,
    }


def options_value(request: AdmissionRequest) -> Object:
    """Return `options` of a request; who connects has none."""
    draft, name = request.draft, OPTIONS.get(request.operation)
    if name is None:
        return {}
    options = {
        "kind": name,
        "apiVersion": "meta.k8s.io/v1",
        **({"dryRun": ["All"]} if draft.dry_run else {}),
        **({"fieldManager": draft.writer.name} if draft.writer.name else {}),
    }
    return {"options": options}


def namespace_value(attributes: Attributes) -> Object | None:
    """Return the variable `namespaceObject`: the namespace of what is in one, of its metadata only what
    policies may see. Upstream rule: `CreateNamespaceObject`.
    """
    if attributes.is_namespace or not attributes.namespace:
        return None
    found = attributes.request.draft.get("Namespace", "", attributes.namespace)
    if found is None:
        return None
    metadata = {
        name: parse_timestamp(part) if name in MOMENTS else part
        for name, part in found["metadata"].items()
        if part and name not in ("managedFields", "ownerReferences", "selfLink")
    }
    return {"metadata": metadata, "spec": {"finalizers": ["kubernetes"]}, **_known(found)}


def _known(namespace: Object) -> Object:
    """Return the spec and the status of a namespace, as far as it has them."""
    return {name: namespace[name] for name in ("spec", "status") if namespace.get(name)}


def authorizer_of(attributes: Attributes) -> Authorizer:
    """Return the variable `authorizer`, which answers by the roles of the cluster."""
    who = identity_of(attributes.request)
    draft = attributes.request.draft

    def decide(asked: Question) -> Answer:
        user, groups = (asked.user, ()) if asked.user else (who.user, who.groups)
        wanted = rbac_rules.Request(
            asked.verb,
            asked.group,
            asked.resource,
            asked.subresource,
            asked.name,
            asked.namespace,
            asked.path,
        )
        subject = rbac_rules.subject_of(user, groups)
        return Answer(rbac_rules.is_allowed(draft.cluster(), subject, wanted))

    return Authorizer(decide)


def own_resource(attributes: Attributes, checker: Authorizer) -> ResourceCheck:
    """Return the variable `authorizer.requestResource`: the resource of the request itself."""
    own = attributes.target
    question = Question(
        group=objects.group(own.version),
        resource=own.resource,
        subresource=attributes.subresource,
        namespace=attributes.namespace,
        name=attributes.name,
    )
    return ResourceCheck(checker.decide, question)

"""The claims of a stateful set's pods. Upstream rule: `pkg/controller/statefulset`."""

from minik.kinds import stateful_set as stateful_sets
from minik.model import object as objects
from minik.model.object import MutableObject, Object, read
from minik.workloads import object_names


def named_templates(owner: Object) -> list[Object]:
    """Return the claim templates of a set; a dump may hold some without a name, which claim nothing."""
    return [
        template
        for template in stateful_sets.claim_templates(owner)
        if read(template, "metadata.name")
    ]


def pod_claims(owner: Object, pod_name: str) -> list[Object]:
    """Return the claims of one pod: `data-web-0`."""
    labels = read(owner, "spec.selector.matchLabels", {})
    outlives_set = read(owner, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted") != "Delete"
    result: list[Object] = []
    for template in named_templates(owner):
        metadata: MutableObject = {
            "name": f"{objects.name(template)}-{pod_name}",
            "namespace": objects.namespace(owner),
            "labels": {**objects.labels(template), **labels},
        }
        if objects.annotations(template):
            metadata["annotations"] = objects.annotations(template)
        if not outlives_set:
            reference = {
                name: value
                for name, value in object_names.owner_reference(owner).items()
                if name != "blockOwnerDeletion"
            }
            metadata["ownerReferences"] = [{**reference, "controller": True}]
        result.append(
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": metadata,
                "spec": template.get("spec") or {},
            }
        )
    return result


def with_storage(owner: Object, spec: Object, pod_name: str) -> Object:
    """Return the pod's spec with a volume for each of its claims."""
    names = [objects.name(template) for template in named_templates(owner)]
    if not names:
        return spec
    claim_volumes = [
        {"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod_name}"}}
        for name in names
    ]
    return {
        **spec,
        "volumes": [
            *claim_volumes,
            *(volume for volume in spec.get("volumes") or () if volume["name"] not in names),
        ],
    }

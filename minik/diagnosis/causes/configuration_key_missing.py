"""Keys that a pod needs of a ConfigMap or a Secret that is there without them."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.nearness import is_one_off, nearest
from minik.diagnosis.view import View, first_few
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
---
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {passwd: secret}
"""
CAUSE = Cause(
    "configuration-key-missing",
    "",
    ERROR,
    "a pod needs a key that its ConfigMap or Secret does not have",
    "A variable or a volume item names one key. The object is there, and has other keys only: the container is not created before the key "
    "is there. Keys are compared letter by letter. With optional: true it is created without, and the variable is not set.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("passwd", "password"),
)


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        for reference in references.configuration(maker.pod):
            obj = view.cluster.get(reference.kind, maker.key.namespace, reference.name)
            if obj is None or not reference.key:
                continue
            has = keys(obj)
            if reference.optional and not any(is_one_off(reference.key, key) for key in has):
                continue
            if has and reference.key not in has:
                near = nearest(reference.key, has)
                wanted = near or (has[0] if len(has) == 1 else "")
                yield Finding(
                    CAUSE,
                    maker.key,
                    references.field(maker, reference.path),
                    f'{reference.kind} {reference.name} has no key "{reference.key}"; it has {first_few(has)}',
                    patches.field("key", wanted)
                    if wanted
                    else f"{reference.key} in {reference.kind} {reference.name}",
                    near,
                    level=WARNING if reference.optional else "",
                )


def keys(obj: Object) -> Sequence[str]:
    """Return the keys of a ConfigMap or a Secret. One that is empty is filled by somebody else."""
    return sorted(
        {key for part in ("data", "binaryData", "stringData") for key in obj.get(part) or ()}
    )

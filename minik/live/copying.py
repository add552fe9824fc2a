"""A copy of a live cluster, as objects that `import` takes: every kind, or those of one namespace."""

from collections.abc import Iterator

from minik.intake.parsing import Document
from minik.live.source import LiveSource
from minik.model import object as objects
from minik.model.object import Object

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def documents(source: LiveSource, namespace: str, *, with_secrets: bool) -> Iterator[Document]:
    """Yield every object of a cluster, or with a namespace only what is in it or in none.

    Without `with_secrets` Secrets keep their keys and lose their values.
    """
    source.read_all()
    for kind in sorted(source.tables):
        table = source.tables[kind]
        for number, path in enumerate(sorted(table)):
            obj = table[path]
            if namespace and objects.namespace(obj) not in ("", namespace):
                continue
            is_hidden = kind == "Secret" and not with_secrets
            yield Document(without_values(obj) if is_hidden else obj, "the cluster", number)


def without_values(secret: Object) -> Object:
    """Return a Secret with its keys, and without any value that it holds or held."""
    annotations = {
        name: text for name, text in objects.annotations(secret).items() if name != LAST_APPLIED
    }
    metadata = {name: part for name, part in secret["metadata"].items() if name != "annotations"}
    emptied = {
        field: dict.fromkeys(secret[field], "")
        for field in ("data", "stringData")
        if isinstance(secret.get(field), dict)
    }
    return {
        **secret,
        **emptied,
        "metadata": {**metadata, **({"annotations": annotations} if annotations else {})},
    }

"""A backup of Velero: `resources/RESOURCE.GROUP/namespaces/NAMESPACE/NAME.json` or `.../cluster/NAME.json`.

The same objects stand once more below the version that the server prefers, and maybe below others
(`resources/pods/v1-preferredversion/...`): those are passed over.
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.intake.parsing import Document
from minik.sources import texts
from minik.sources.source import Entry, Source

FILES = re.compile(
    r"(?:.*/)?resources/[^/]+/(?P<version>v[^/]+/)?(?:cluster|namespaces/[^/]+)/[^/]+\.json"
)


def is_own(path: str) -> bool:
    """Return whether a path is one of a backup."""
    return FILES.fullmatch(path) is not None


def documents(entry: Entry) -> Iterator[Document]:
    """Yield the object of a file; nothing where it stands elsewhere, too."""
    found = FILES.fullmatch(entry.path)
    if found and not found["version"]:
        yield from texts.documents(entry)


SOURCE = Source("Velero backup", is_own, documents)

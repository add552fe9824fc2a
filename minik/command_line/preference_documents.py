"""The document in the file of a person's preferences, and what it says of credential plug-ins."""

from minik.client import preferences
from minik.client.preferences import Found
from minik.errors import MinikError
from minik.intake import parsing as documents
from minik.live.credential_plugins import Policy
from minik.model.object import Object
from minik.store import preference_files


def find_in(path: str) -> Found | None:
    """Return the preferences in a file; None where there is no file. Raises MinikError."""
    content = preference_files.read(path)
    if content is None:
        return None
    return preferences.find(
        (document.value for document in documents.parse(content, path, strict=False)), path
    )


def plugin_policy(named: str) -> Policy:
    """Return which credential plug-ins may run, as the preferences of a file say, or of the usual one.
    Raises MinikError for a named file that cannot be read.
    """
    place = preference_files.place(named)
    try:
        found = find_in(place.path) if place else None
    except MinikError:
        if place and place.named:
            raise
        return Policy()  # what is wrong with it was told
    document = found.document if found and found.document else {}
    allowed = document.get("credentialPluginAllowlist")
    programs = None if allowed is None else tuple(map(_program, allowed))
    return Policy(document.get("credentialPluginPolicy") or "", programs)


def _program(entry: Object) -> str:
    """Return the program of a list's entry: `name` is what older files call it."""
    return str(entry.get("command") or entry.get("name") or "")

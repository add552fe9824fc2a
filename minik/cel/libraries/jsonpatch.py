"""JSON patches: keys with a slash or a tilde, as they stand in a path.

Upstream rule: Kubernetes `cel/library/jsonpatch.go`.
"""

from minik.cel.declarations import Library, function
from minik.cel.libraries._costs import letters, letters_track
from minik.cel.types import STRING


def escape_key(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


LIBRARY = Library(
    {
        "jsonpatch.escapeKey": (
            function(
                "string_jsonpatch_escapeKey_string",
                (STRING,),
                STRING,
                escape_key,
                estimate=letters(2),
                track=letters_track(2),
            ),
        )
    },
    default=False,
)

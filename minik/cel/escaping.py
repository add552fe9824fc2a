"""Names of fields as expressions write them: words of the language and signs are escaped.

Upstream rule: Kubernetes `cel/escaping.go`.
"""

from functools import cache

from minik import light_re as re

KEYWORDS = frozenset(
    [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ]
)
SIGNS = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TO_ESCAPE = re.compile(r"__|[./-]")


@cache
def escape(name: str) -> str | None:
    """Return a field's name as expressions write it; None if they cannot."""
    if name in KEYWORDS:
        return f"__{name}__"
    escaped = TO_ESCAPE.sub(lambda found: SIGNS[found[0]], name)
    return escaped if PLAIN.fullmatch(escaped) else None

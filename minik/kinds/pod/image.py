"""The default pull policy of an image, from its name. Upstream rule: distribution
`reference.ParseNormalizedNamed`.
"""

from functools import lru_cache

from minik import light_re as re

PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
HOST = rf"(?:{LABEL}(?:\.{LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
NAME = rf"(?:{HOST}/)?{PART}(?:/{PART})*(?::(?P<tag>{TAG}))?(?P<digest>@{DIGEST})?"
IDENTIFIER = "[a-f0-9]{64}"


@lru_cache(4096)
def pull_policy(image: str) -> str:
    """Return `Always` for the tag latest or neither tag nor digest, else `IfNotPresent`. An invalid
    name gives `IfNotPresent`.
    """
    match = (
        re.fullmatch(NAME, image)
        if len(image) < 2048 and not re.fullmatch(IDENTIFIER, image)
        else None
    )
    if not match:
        return "IfNotPresent"
    return (
        "Always"
        if match["tag"] == "latest" or not (match["tag"] or match["digest"])
        else "IfNotPresent"
    )

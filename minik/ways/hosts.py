"""Host names with and without wildcards.

Upstream rules: Gateway API, `Listener.hostname` and `HTTPRoute.spec.hostnames`: `*.example.com` covers
any number of labels in front, but not `example.com`; of Ingress, `IngressRule.host`: one label only.
"""

WILDCARD = "*."


def covers(pattern: str, host: str) -> bool:
    """Return whether a host name is one of those that a pattern stands for; "" stands for all."""
    wanted, given = pattern.lower(), host.lower().rstrip(".")
    if not wanted:
        return True
    if wanted.startswith(WILDCARD):
        return given.endswith(wanted[1:]) and len(given) > len(wanted) - 1
    return wanted == given


def covers_one_label(pattern: str, host: str) -> bool:
    """Return whether an Ingress host stands for a host name: a wildcard for exactly one label."""
    if pattern.startswith(WILDCARD):
        label, dot, rest = host.lower().rstrip(".").partition(".")
        return bool(label and dot) and rest == pattern[2:].lower()
    return covers(pattern, host)


def in_common(one: str, other: str) -> str | None:
    """Return the pattern for what two patterns both stand for; None for nothing."""
    if not one or not other:
        return one or other
    for narrow, wide in ((one, other), (other, one)):
        bare = narrow[1:] if narrow.startswith(WILDCARD) else narrow
        if narrow.lower() == wide.lower():
            return narrow
        below = wide.startswith(WILDCARD) and bare.lower().endswith(wide[1:].lower())
        if below and (narrow.startswith(WILDCARD) or covers(wide, narrow)):
            return narrow
    return None


def rank(pattern: str) -> tuple[int, int]:
    """Return how specific a pattern is: whole names above wildcards, long ones above short ones."""
    if not pattern:
        return (0, 0)
    return (1 if pattern.startswith(WILDCARD) else 2, len(pattern))

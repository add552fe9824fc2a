"""In whose name a request is sent: the headers Impersonate-User, -Group, -Uid and -Extra-KEY.

Upstream rule: apiserver `endpoints/filters/impersonation.go`; whether the caller may do so is not asked.
"""

import json
from collections.abc import Mapping
from urllib.parse import unquote

from minik.errors import BadRequest
from minik.kinds import rbac_rules
from minik.model.writing import Identity

USER, GROUP, UID, EXTRA = (
    "impersonate-user",
    "impersonate-group",
    "impersonate-uid",
    "impersonate-extra-",
)
SEVERAL = "\n"  # between the values of a header that is sent several times


def check(headers: Mapping[str, str]) -> None:
    """Raise BadRequest where groups are impersonated, and no user."""
    if "impersonate-" not in "".join(headers) or headers.get(USER):
        return
    named = any(name in headers for name in (GROUP, UID)) or any(
        name.startswith(EXTRA) for name in headers
    )
    if not named:
        return
    groups = [text for text in headers.get(GROUP, "").split(SEVERAL) if text]
    shown = "[]string{" + ", ".join(map(json.dumps, groups)) + "}" if groups else "[]string(nil)"
    extra = "map[string][]string(nil)"
    pairs = [(name, text) for name, text in headers.items() if name.startswith(EXTRA)]
    if pairs:
        parts = (
            f"{json.dumps(unquote(name.removeprefix(EXTRA)))}:[]string{{"
            + ", ".join(map(json.dumps, text.split(SEVERAL)))
            + "}"
            for name, text in sorted(pairs)
        )
        extra = f"map[string][]string{{{', '.join(parts)}}}"
    who = f'Name:"", UID:{json.dumps(headers.get(UID, ""))}, Groups:{shown}, Extra:{extra}'
    raise BadRequest(f"requested &user.DefaultInfo{{{who}}} without impersonating a user name")


def identity(headers: Mapping[str, str]) -> Identity:
    """Return who is impersonated, with the groups that the server adds."""
    groups = tuple(filter(None, headers.get(GROUP, "").split(SEVERAL)))
    subject = rbac_rules.subject_of(headers[USER], groups)
    extra = tuple(
        (unquote(name.removeprefix(EXTRA)), tuple(text.split(SEVERAL)))
        for name, text in headers.items()
        if name.startswith(EXTRA)
    )
    return Identity(subject.user, tuple(subject.groups), headers.get(UID, ""), extra)


def headers(who: Identity) -> dict[str, str]:
    """Return the headers that impersonate somebody."""
    extra = {f"{EXTRA}{key}": SEVERAL.join(texts) for key, texts in who.extra}
    return {USER: who.user, GROUP: SEVERAL.join(who.groups), UID: who.uid, **extra}

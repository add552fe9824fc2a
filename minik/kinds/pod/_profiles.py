"""Agreement of seccomp and AppArmor fields with their legacy annotations.

Upstream rules: `validateSeccompAnnotationsAndFieldsMatch`,
`validateAppArmorAnnotationsAndFieldsMatch`.
"""

from collections.abc import Collection, Iterator, Mapping

from minik.errors import Problem
from minik.light_typing import Any, TypeAlias
from minik.model.problem import forbidden

Profile: TypeAlias = Mapping[str, Any]
LOCALHOST = "localhost/"


def match_problems(
    what: str,
    texts: Mapping[str, Collection[str]],
    profile: Profile | None,
    annotation: str | None,
    path: str,
) -> Iterator[Problem]:
    """Check that annotation and field agree where both are set; `texts` maps a type to its
    annotation values.
    """
    if profile is None or annotation is None:
        return
    kind = profile.get("type") or ""
    if kind == "Localhost" and annotation.startswith(LOCALHOST):
        if annotation.removeprefix(LOCALHOST) != profile.get("localhostProfile"):
            yield forbidden(
                f"{path}.localhostProfile", f"{what} profile in annotation and field must match"
            )
    elif kind == "Localhost" or (kind in texts and annotation not in texts[kind]):
        yield forbidden(f"{path}.type", f"{what} type in annotation and field must match")

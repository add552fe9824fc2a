"""In whose name a request is sent: --as, --as-group, --as-uid and --as-user-extra.

minik asks no roles whether the user may do it (`auth can-i --as` does); policies see the user.
"""

from minik.command_line import invocation, state_access
from minik.errors import ClientError
from minik.kinds import rbac_rules
from minik.model.writing import Identity

FLAGS = ("as", "as-group", "as-uid", "as-user-extra")
WRITING = frozenset(
    (
        *("annotate", "apply", "autoscale", "certificate", "cordon", "create", "delete", "drain"),
        *("edit", "expose", "label", "patch", "replace", "rollout", "run", "scale", "set"),
        *("taint", "uncordon"),
    )
)
NOBODY = "requesting uid, groups or user-extra without impersonating a user"
READS = (
    "--as is for verbs that write: what a user may read tells minik auth can-i list pods --as={}"
)


def check() -> None:
    """Raise ClientError where somebody is to be impersonated whom the command does not ask for, or
    nobody is named.
    """
    line = invocation.current()
    given = line.global_options
    if not any(given.get(flag) for flag in FLAGS):
        return
    if not given.get("as"):
        raise ClientError(NOBODY)
    verb = [*line.path.split(" "), ""][1]
    if verb not in WRITING and state_access.live_session() is None:
        raise ClientError(READS.format(given["as"]))
    identity()


def identity() -> Identity | None:
    """Return who is impersonated, with the groups that the server adds; None: nobody.

    Raises ClientError for an extra that is no pair.
    """
    given = invocation.current().global_options
    user = given.get("as")
    if not user:
        return None
    subject = rbac_rules.subject_of(str(user), tuple(given.get("as-group") or ()))
    extra: dict[str, tuple[str, ...]] = {}
    for text in given.get("as-user-extra") or ():
        key, equals, value = str(text).partition("=")
        if not key or not equals:
            raise ClientError(
                f'invalid argument "{text}" for "--as-user-extra" flag: it is no KEY=VALUE'
            )
        extra[key.lower()] = (*extra.get(key.lower(), ()), value)
    uid = str(given.get("as-uid") or "")
    return Identity(subject.user, tuple(subject.groups), uid, tuple(extra.items()))

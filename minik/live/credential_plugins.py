"""Credential plug-ins: the program that a kubeconfig names to tell who asks, whether it is asked at all,
and whether the preferences let it run.

Upstream rules: clientcmd `validateAuthInfo`, client-go `exec.Authenticator`.
"""

import os
import shutil
from collections.abc import Iterator, Mapping

from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple

ALL, NONE, LISTED = "AllowAll", "DenyAll", "Allowlist"
MODES = ("Never", "IfAvailable", "Always")
# the versions in which interactiveMode may be missing
LENIENT = ("client.authentication.k8s.io/v1beta1", "client.authentication.k8s.io/v1alpha1")
# what of a user says who asks, so that no plug-in is asked
OTHERS = ("token", "tokenFile", "client-certificate", "client-certificate-data", "username")
DENIED = "Unable to connect to the server: getting credentials: {}"


class Policy(NamedTuple):
    """Which programs may tell credentials: all, none, or those of a list; None where no list is given."""

    kind: str = ""
    programs: tuple[str, ...] | None = None


def settle(user: dict[str, Any], name: str, policy: Policy, *, is_known: bool) -> None:
    """Take the plug-in out of a user who says otherwise who asks, or where the command line does
    (`is_known`). Raises ClientError for one that is described wrongly, or may not run.
    """
    plugin = user.get("exec")
    if not plugin:
        return
    wrong = next(_problems(plugin, name), "")
    if wrong:
        raise ClientError(wrong)
    if is_known or any(user.get(field) for field in OTHERS):
        del user["exec"]
        return
    plugin.setdefault("interactiveMode", "IfAvailable")
    check(str(plugin["command"]), policy)


def _problems(plugin: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield what is wrong with the plug-in of this user."""
    version, mode = plugin.get("apiVersion"), plugin.get("interactiveMode")
    for field, value in (("command", plugin.get("command")), ("apiVersion", version)):
        if not value:
            yield f"{field} must be specified for {name} to use exec authentication plugin"
    if not mode and version not in LENIENT:
        yield f"interactiveMode must be specified for {name} to use exec authentication plugin"
    elif mode and mode not in MODES:
        yield f'invalid interactiveMode for {name}: "{mode}"'


def check(command: str, policy: Policy) -> None:
    """Raise ClientError for a program that the policy does not let run, and for a policy that
    contradicts itself.
    """
    wrong = next(_contradictions(policy), "")
    if wrong:
        raise ClientError(wrong)
    if policy.kind == NONE:
        why = f'plugin "{command}" not allowed: policy set to "{NONE}"'
        raise ClientError(DENIED.format(why))
    if policy.kind == LISTED and not _is_listed(command, policy.programs or ()):
        path = shutil.which(command) or command
        why = f'plugin path "{path}" is not permitted by the credential plugin allowlist'
        raise ClientError(DENIED.format(why))


def _contradictions(policy: Policy) -> Iterator[str]:
    kind, programs = policy
    if kind not in ("", ALL, NONE, LISTED):
        yield f'unknown plugin policy: "{kind}"'
    elif kind != LISTED and programs is not None:
        yield (
            "misconfigured credential plugin allowlist: "
            f'plugin policy is "{kind}" but allowlist is non-nil'
        )
    elif kind == LISTED and programs is None:
        yield f'credential plugin policy set to "{LISTED}", but allowlist is unspecified'
    elif kind == LISTED and not programs:
        yield (
            f'credential plugin policy set to "{LISTED}", but allowlist is empty; '
            f'use "{NONE}" policy instead'
        )
    for number, program in enumerate(programs or (), 1):
        if not program:
            yield (f"misconfigured credential plugin allowlist: empty allowlist entry #{number}")
        elif os.path.normpath(program) != program:
            yield f'non-normalized file path: "{program}" vs "{os.path.normpath(program)}"'


def _is_listed(command: str, programs: tuple[str, ...]) -> bool:
    """Whether a program is in the list, by its name as it is written or by its path."""
    path = shutil.which(command)
    return (
        command in programs
        or path is not None
        and any(path in (program, shutil.which(program)) for program in programs)
    )

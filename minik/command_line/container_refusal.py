"""What only a running container can answer: refused in one line, with the command that
shows what minik does know.

The pod is looked up all the same, so a misspelt name is reported as such.
"""

from collections.abc import Sequence

from minik import light_re as re
from minik.command_line import (
    container_targets,
    ignored_flags,
    invocation,
    resource_arguments,
    state_access,
)
from minik.errors import ClientError
from minik.light_typing import NoReturn
from minik.model.shell import quote

SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash", "timeout", "time")
# words beside the name in a question of `getent` and `dig`
ASKED_BESIDE = ("hosts", "ahosts", "ahostsv4", "A", "AAAA", "SRV", "PTR", "CNAME", "any", "ANY")
NEEDS_CONTAINER = (
    "{} needs a running container, and minik runs none; what it knows instead: minik {}"
)

# the options of `top`
USAGE_OPTIONS = ignored_flags.ignored_options(
    "--no-headers",
    "--sort-by=",
    "--show-capacity",
    "--containers",
    "--sum",
    "--use-protocol-buffers",
    "--show-swap",
)


def refuse(verb: str, instead: str) -> NoReturn:
    """Raise ClientError: no container runs; `instead` is the command that shows what is known."""
    raise ClientError(NEEDS_CONTAINER.format(verb, instead))


def refuse_for(
    word: str,
    verb: str,
    instead: str,
    namespace: str = "",
    container: str = "",
    ports: Sequence[str] = (),
) -> NoReturn:
    """Refuse for one object (`web`, `pod/web`, `deploy/web`), which must exist and have a pod and a
    container that would do; `{}` in `instead` at its end is the object.
    """
    target_namespace = state_access.namespace(namespace)
    target = resource_arguments.parse_targets(
        [word] if "/" in word else ["pods", word], cluster := state_access.read_cluster()
    )[0]
    place = target_namespace if target.kind.namespaced else ""
    obj = cluster.get(target.kind.key, place, target.name)
    if obj is None:
        error = resource_arguments.not_found(target)
        raise (
            ClientError(
                f'error from server (NotFound): {error.message} in namespace "{target_namespace}"'
            )
            if verb == "logs"
            else error
        )
    if verb != "debug":
        container_targets.check_ports(obj, ports)
        container_targets.check_target(cluster, obj, verb, container)
    refuse(
        verb,
        instead.removesuffix("{}")
        + quote(f"{target.kind.plural}/{target.name}")
        + (f" -n {quote(target_namespace)}" if namespace else ""),
    )


def instead_of(command_line: Sequence[str]) -> str:
    """Return the command of minik that answers what a command in a container would; `{}` stands for
    the object.
    """
    words = [word for text in command_line for word in text.split()]
    names = [word for word in words if not word.startswith(("-", "+", "@")) and word not in SHELLS]
    program, asked = (names or [""])[0].rpartition("/")[2], names[1:]
    if program in ("env", "printenv"):
        return "env {}"
    if program in ("nslookup", "dig", "host", "getent"):
        asked = [word for word in asked if word not in ASKED_BESIDE]
        return f"dns {quote(asked[0]) if asked else 'NAME'} --from {{}}"
    if program in ("curl", "wget", "nc", "telnet", "ping", "http"):
        place = _place(asked)
        return f"resolve {quote(place) if place else 'NAME:PORT'} --from {{}}"
    if "/etc/resolv.conf" in asked:
        return "dns NAME --from {}"
    return "describe {}"


def _place(asked: Sequence[str]) -> str:
    """Return host and port of what a client was to reach: of its URL, or of `web 80`."""
    target = next((word for word in asked if "://" in word), (asked or [""])[-1])
    if asked[1:] and target.isdecimal():
        target = f"{asked[-2]}:{target}"
    return re.sub(r"^\w+://|/.*$", "", target)


def words_and_command(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the arguments, and the command line that followed `--`."""
    command_line = invocation.current().after
    return words[: len(words) - len(command_line)], command_line


def refuse_usage(kind: str, words: Sequence[str], instead: str) -> NoReturn:
    """Raise ClientError: no container runs, so there is no usage to show."""
    if len(words) > 1:
        path = invocation.current().path
        raise ClientError(f"{kind} [NAME | -l label]\nSee '{path} -h' for help and examples")
    refuse(f"top {kind}", instead)

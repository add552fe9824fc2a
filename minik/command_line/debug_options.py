"""The options of `debug`, which make one record of wishes."""

from collections.abc import Sequence

from minik.client.debugging import profiles
from minik.client.debugging.wishes import Wishes
from minik.command_line import container_refusal, flags, state_access
from minik.command_line.options import Option
from minik.errors import ClientError, MinikError
from minik.intake import parsing
from minik.light_typing import Any
from minik.store import files

LEGACY = (
    "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify "
    'other profile, for example "--profile=general".'
)
KEPT = ("labels", "annotations", "liveness", "readiness", "startup")


def _pairs(option: Option, values: tuple[str, ...]) -> dict[str, str]:
    """Return NAME=VALUE,NAME=VALUE as a mapping. Raises ClientError."""
    pairs: dict[str, str] = {}
    for part in (part for value in values for part in value.split(",")):
        name, equals, value = part.partition("=")
        if not equals:
            raise flags.misuse(option, part, f"{part} must be formatted as key=value")
        pairs[name] = value
    return pairs


def _make_wishes(custom: str, keep_init_containers: bool, **given: Any) -> Wishes:
    """Return what is asked. Raises ClientError for an unknown profile and an unreadable file."""
    profiles.find_profile(given["profile"])
    keeps = [word for word in KEPT if given.pop(f"keep_{word}")]
    environment = [{"name": name, "value": value} for name, value in given.pop("env").items()]
    return Wishes(
        environment=environment,
        custom=_read_custom(custom),
        keeps=[*keeps, *["init-containers"] * keep_init_containers],
        **given,
    )


def _read_custom(path: str) -> Any:
    """Return the part of a container that a file holds; None without a file. Raises ClientError."""
    if not path:
        return None
    try:
        values = [document.value for document in parsing.parse(files.read_file(path), path)]
    except OSError as error:
        why = f"open {path}: {(error.strerror or '').lower()}"
        raise ClientError(
            f"must pass a container spec json file for custom profile: {why}"
        ) from None
    except MinikError as error:
        raise ClientError(
            f"{path} does not contain a valid container spec: {error.message}"
        ) from None
    if len(values) > 1 or not all(isinstance(value, dict) for value in values):
        raise ClientError(f"{path} does not contain a valid container spec: it is one mapping")
    return values[0] if values else None


def tell_first(wishes: Wishes) -> None:
    """Tell what kubectl tells before it asks the server."""
    if wishes.target and not wishes.quiet:
        state_access.say(
            f'Targeting container "{wishes.target}". If you don\'t see processes from this container '
            "it may be because the container runtime doesn't support this feature."
        )
    if wishes.profile == "legacy":
        state_access.tell(LEGACY)


def _keep(word: str) -> flags.Option:
    return flags.flag(f"--keep-{word}", help=f"With --copy-to: the copy keeps the {word}")


# what is asked of `debug`, as one argument `wishes`
options: flags.Option = flags.gather(
    _make_wishes,
    flags.text("--image", metavar="IMAGE", help="The image of the container"),
    flags.text("-c", "--container", metavar="NAME", help="The name of the container"),
    flags.flag("--arguments-only", help="What follows -- are the container's arguments"),
    flags.option(
        "--env",
        "env",
        multiple=True,
        default=(),
        convert=_pairs,
        metavar="NAME=VALUE",
        help="Environment variables of the container",
    ),
    flags.text(
        "--image-pull-policy",
        "pull",
        metavar="POLICY",
        help="When to pull the image: Always, IfNotPresent, Never",
    ),
    flags.flag("-i", "--stdin", help="Keep the container's standard input open"),
    flags.flag("-t", "--tty", help="Give the container a terminal"),
    flags.text("--target", metavar="NAME", help="Whose processes an ephemeral container sees"),
    flags.text(
        "--profile",
        default="general",
        metavar="PROFILE",
        help="What it may do: general, baseline, restricted, netadmin, sysadmin, legacy",
    ),
    flags.text(
        "--custom", metavar="FILE", help="Part of a container spec that goes over the profile"
    ),
    flags.text("--copy-to", metavar="NAME", help="Debug a copy of the pod, of this name"),
    flags.flag("--replace", help="With --copy-to: delete the pod itself"),
    flags.flag("--same-node", help="With --copy-to: put the copy on the same node"),
    flags.flag(
        "--share-processes",
        default=None,
        help="With --copy-to: the containers see each other's processes",
    ),
    flags.option(
        "--set-image",
        "images",
        multiple=True,
        default=(),
        convert=_pairs,
        metavar="NAME=IMAGE",
        help="With --copy-to: other images for the containers; * for all",
    ),
    flags.flag("--attach", default=None, help="Attach to the container, which minik cannot"),
    flags.flag("-q", "--quiet", help="Do not tell which name was chosen"),
    *map(_keep, KEPT),
    flags.flag(
        "--keep-init-containers",
        default=True,
        help="With --copy-to: the copy keeps the init containers",
    ),
    into="wishes",
    takes=(
        *("image", "container", "arguments_only", "env", "pull", "stdin", "tty", "target"),
        *("profile", "custom", "copy_to", "replace", "same_node", "share_processes"),
        *("images", "attach", "quiet", "keep_init_containers"),
        *(f"keep_{word}" for word in KEPT),
    ),
)


def with_arguments(wishes: Wishes, words: tuple[str, ...]) -> tuple[Sequence[str], Wishes]:
    """Return the names of what is debugged, and the wishes with what follows `--`."""
    names, after = container_refusal.words_and_command(words)
    return names, wishes._replace(arguments=list(after))

"""How objects are deleted: --cascade, --grace-period, --now, --force, --wait and --timeout."""

from minik.command_line import flags, state_access
from minik.command_line.options import Option
from minik.errors import ClientError
from minik.light_typing import NamedTuple

CASCADES = ("background", "foreground", "orphan")
BOOLEAN = {"true": "background", "false": "orphan"}
IMMEDIATE = (
    "Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely."
)


class Deletion(NamedTuple):
    """The options of a deletion; minik has nothing to wait for, so only `orphan` makes a difference
    to the cluster.
    """

    cascade: str = "background"
    grace: int = -1
    force: bool = False
    timed: bool = False
    wait: bool = True

    @property
    def orphan(self) -> bool:
        return self.cascade == "orphan"

    @property
    def done(self) -> str:
        """The word for an object that was deleted."""
        return "force deleted" if self.force and self.grace <= 0 else "deleted"


def _parse_cascade(_: Option, value: str) -> str:
    if value in BOOLEAN:
        message = f"--cascade={value} is deprecated (boolean value) and can be replaced with --cascade={BOOLEAN[value]}."
        state_access.tell(f"warning: {message}")
    policy = BOOLEAN.get(value, value)
    if policy not in CASCADES:
        raise ClientError(
            f'invalid cascade value ({value}). Must be "background", "foreground", or "orphan"'
        )
    return policy


def read_deletion(
    cascade: str, grace_period: int, force: bool, timeout: str, wait: bool
) -> Deletion:
    """Return what the options of a deletion say."""
    return Deletion(cascade, grace_period, force, timeout not in ("", "0s", "0"), wait)


# the options of a deletion; the command gets them as one argument `deletion`
options: flags.Option = flags.gather(
    read_deletion,
    flags.option(
        "--cascade",
        default="background",
        implied="background",
        convert=_parse_cascade,
        metavar="POLICY",
        help="What becomes of what the objects own: background, foreground or orphan",
    ),
    flags.number(
        "--grace-period",
        help="Seconds in which to end; nothing runs here, so nothing waits for it",
    ),
    flags.flag(
        "--force",
        help="Do not wait for anything, and do what was refused by deleting and creating anew",
    ),
    flags.text("--timeout", metavar="DURATION", help="How long to wait for the objects to be gone"),
    flags.flag(
        "--wait",
        default=True,
        help="Tell of objects that are not gone, but wait for finalizers or for their node",
    ),
    into="deletion",
)

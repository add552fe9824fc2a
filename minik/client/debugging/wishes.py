"""What is asked of `debug`, and what of it excludes each other. Upstream rule: kubectl
`DebugOptions.Validate`.
"""

from collections.abc import Collection, Mapping, Sequence

from minik.client.generators import pod as pods
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model.object import Object

FORMAT = "invalid reference format"
FIXED = ("name", "command", "image", "lifecycle", "volumeDevices")


class Wishes(NamedTuple):
    """What is asked: the container (`image`, `container`, ...), what of a copy is changed and what
    is kept (`keeps`), the profile, and a part of a container that goes over it (`custom`).
    """

    image: str = ""
    container: str = ""
    arguments: Sequence[str] = ()
    arguments_only: bool = False
    environment: Sequence[Object] = ()
    pull: str = ""
    stdin: bool = False
    tty: bool = False
    target: str = ""
    profile: str = "general"
    custom: Object | None = None
    copy_to: str = ""
    replace: bool = False
    same_node: bool = False
    share_processes: bool | None = None
    images: Mapping[str, str] = {}
    keeps: Collection[str] = ()
    attach: bool | None = None
    quiet: bool = False

    @property
    def attaches(self) -> bool:
        """Whether somebody wants to be connected to the container."""
        return self.stdin if self.attach is None else self.attach


def check(wishes: Wishes, *, named: bool) -> None:
    """Raise ClientError for what excludes each other, is malformed or missing; `named`: something to
    debug is named.
    """
    if wishes.attach and not wishes.image and not wishes.container:
        raise ClientError(
            "you must specify --container or create a new container using --image in order to attach."
        )
    _check_copy(wishes)
    if wishes.image and not pods.IMAGE.fullmatch(wishes.image):
        raise ClientError(f'invalid image name "{wishes.image}": {FORMAT}')
    if not named:
        raise ClientError("NAME or filename is required for debug")
    if wishes.pull not in pods.PULLS:
        raise ClientError(f"invalid image pull policy: {wishes.pull}")
    for name, image in wishes.images.items():
        if not pods.IMAGE.fullmatch(image):
            raise ClientError(f'invalid image name "{image}" for container "{name}": {FORMAT}')
    if wishes.target and wishes.copy_to:
        raise ClientError("--target is incompatible with --copy-to. Use --share-processes instead.")
    if wishes.tty and not wishes.stdin:
        raise ClientError("-i/--stdin is required for containers with -t/--tty=true")
    if wishes.custom and any(wishes.custom.get(field) for field in FIXED):
        raise ClientError(
            "name, command, image, lifecycle and volume devices are not modifiable via custom profile"
        )


def _check_copy(wishes: Wishes) -> None:
    """Raise ClientError for what a copy needs, and for what only a copy can have."""
    if not wishes.copy_to:
        for option, given in (
            ("--replace", wishes.replace),
            ("--same-node", wishes.same_node),
            ("--set-image", wishes.images),
        ):
            if given:
                raise ClientError(f"{option} may only be used with --copy-to.")
        if not wishes.image:
            raise ClientError("you must specify --image when not using --copy-to.")
    elif not (wishes.image or wishes.images or wishes.arguments):
        raise ClientError("you must specify --image, --set-image or command arguments.")
    elif wishes.arguments and not wishes.container and not wishes.image:
        raise ClientError(
            "you must specify an existing container or a new image when specifying args."
        )

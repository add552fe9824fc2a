"""Run a command in a container: needs one that runs, and minik runs none"""

from minik.command_line import container_refusal, creating, flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn
from minik.store import manifests


@flags.command(usage="(POD | TYPE/NAME) [-c CONTAINER] -- COMMAND [args...]")
@flags.filename
@flags.namespace
@flags.text("-c", "--container", metavar="NAME", help="Which container of the pod")
@ignored_flags.ignored_options(
    "-i", "--stdin", "-t", "--tty", "-q", "--quiet", "--pod-running-timeout="
)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    namespace: str,
    container: str,
) -> NoReturn:
    """Run a command in a container: needs one that runs. What a pod would see of the cluster is
    told by `resolve`.

    \b
    Examples:
      minik resolve kubernetes
      minik describe pods
    """
    objects, after = container_refusal.words_and_command(words)
    if not objects and not filenames:
        raise ClientError("pod, type/name or --filename must be specified")
    if objects[1:]:
        raise creating.usage_error(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
        )
    if not after:
        raise ClientError("you must specify at least one command for the container")
    if filenames:
        documents = list(manifests.read(filenames, recursive))
        if len(documents) != 1:
            raise ClientError("cannot exec into multiple objects at a time")
        value = documents[0].value
        objects = [f"{value['kind']}/{value['metadata']['name']}"]
    container_refusal.refuse_for(
        objects[0], "exec", container_refusal.instead_of(after), namespace, container
    )

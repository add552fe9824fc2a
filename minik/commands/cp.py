"""Copy files to and from a container: needs one that runs, and minik runs none"""

from minik.command_line import container_refusal, flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn


@flags.command(usage="<file-spec-src> <file-spec-dest>")
@flags.namespace
@flags.text("-c", "--container", metavar="NAME", help="Which container of the pod")
@ignored_flags.ignored_options("--no-preserve", "--retries=")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], namespace: str, container: str) -> NoReturn:
    """Copy files to and from a container: needs one that runs. Files that a pod is given stand in
    config maps and secrets.

    \b
    Examples:
      minik get configmaps,secrets
    """
    if len(words) != 2:
        raise ClientError("source and destination are required")
    remote = [word.partition(":")[0] for word in words if ":" in word]
    if len(remote) == 2:
        raise ClientError("one of src or dest must be a local file specification")
    if not remote:
        raise ClientError("one of src or dest must be a remote file specification")
    where, slash, pod = remote[0].rpartition("/")
    container_refusal.refuse_for(pod, "cp", "describe {}", where if slash else namespace, container)

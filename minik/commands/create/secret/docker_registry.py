"""Create a secret for a registry of images"""

from minik.client.generators.secret import build_secret, registry_entry
from minik.command_line import creating, flags, options, usages
from minik.command_line.change_requests import Request
from minik.errors import ClientError

FAILURE = "failed to create secret"
LOGIN_REQUIRED = "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"


@flags.command(
    usage="NAME --docker-username=user --docker-password=password "
    f"--docker-email=email [--docker-server=string] [--from-file=[key=]source] {usages.DRY_RUN}"
)
@flags.text(
    "--docker-server", default="https://index.docker.io/v1/", metavar="SERVER", help="The registry"
)
@flags.text("--docker-username", metavar="NAME", help="The user name")
@flags.text("--docker-password", metavar="PASSWORD", help="The password", secret=options.VALUE)
@flags.text("--docker-email", metavar="ADDRESS", help="The e-mail address of the account")
@flags.several(
    "--from-file", "files", metavar="[KEY=]FILE", help="An existing Docker configuration file"
)
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    docker_server: str,
    docker_username: str,
    docker_password: str,
    docker_email: str,
    files: tuple[str, ...],
    append_hash: bool,
    request: Request,
) -> None:
    """Create a secret for a registry of images: NAME --docker-server=SERVER --docker-username=NAME
    --docker-password=PASSWORD.

    Pods and service accounts that name it in imagePullSecrets pull their images with it.

    \b
    Examples:
      minik create secret docker-registry registry --docker-server=registry.example.com --docker-username=anna --docker-password=open-sesame
    """
    name = creating.single_name(words)
    if not files and not (docker_username and docker_password and docker_server):
        raise ClientError(LOGIN_REQUIRED)
    entry = registry_entry(docker_server, docker_username, docker_password, docker_email)
    content = creating.read_pairs((), files, ()) if files else [(".dockerconfigjson", entry)]
    creating.make(
        build_secret(name, content, "kubernetes.io/dockerconfigjson", append_hash=append_hash),
        request,
        FAILURE,
    )

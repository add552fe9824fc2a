"""Build the manifests of a kustomization, through the kustomize or kubectl on the PATH"""

from minik.command_line import flags, kustomizations, streams
from minik.errors import ClientError
from minik.light_typing import Any


@flags.command(usage="DIR")
@flags.text(
    "-o",
    "--output",
    metavar="PATH",
    help="Write to this file or folder, instead of standard output",
)
@flags.text(
    "--load-restrictor",
    metavar="NAME",
    help="LoadRestrictionsNone: also load files from outside the folder",
)
@flags.flag("--enable-helm", help="Let charts be inflated")
@flags.text("--helm-command", metavar="PATH", help="The helm to call")
@flags.several(
    "--helm-api-versions", metavar="VERSION", help="API versions that charts are told of"
)
@flags.text(
    "--helm-kube-version",
    metavar="VERSION",
    help="The version of Kubernetes that charts are told of",
)
@flags.flag("--helm-debug", help="Let helm print more")
@flags.flag("--enable-alpha-plugins", help="Let plugins run")
@flags.flag("--as-current-user", help="Let functions run as you")
@flags.repeatable("-e", "--env", metavar="NAME=VALUE", help="A variable for functions")
@flags.repeatable("--mount", metavar="MOUNT", help="A file system for functions")
@flags.flag("--network", help="Let functions use the network")
@flags.text("--network-name", metavar="NAME", help="The network for functions")
@flags.argument("folders", many=True)
def command(folders: tuple[str, ...], **options: Any) -> None:
    """Build the manifests of the kustomization in a folder; every option goes to the program that
    builds it.

    \b
    Examples:
      minik kustomize overlays/production
      minik apply -k overlays/production
    """
    if len(folders) > 1:
        raise ClientError("specify one path to kustomization.yaml")
    streams.echo(kustomizations.build([*folders, *option_arguments(options)]), nl=False)


def option_arguments(options: dict[str, Any]) -> list[str]:
    """Return the options that were given as command-line arguments for kustomize."""
    pairs = ((f"--{name.replace('_', '-')}", value) for name, value in options.items() if value)
    return [
        f"{name}={str(item).lower() if item is True else item}"
        for name, value in pairs
        for item in (value if isinstance(value, tuple) else (value,))
    ]

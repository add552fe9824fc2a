"""Print the whole cluster as a List that import reads"""

from minik.command_line import file_options, flags, state_access, streams
from minik.dumps.exporting import export_cluster
from minik.errors import ClientError


@flags.command()
@file_options.files
@flags.text("-o", "--output", default="yaml", metavar="yaml|json", help="Format of the List")
def command(output: str) -> None:
    """Print the whole cluster as a List that `minik import` reads back to the same cluster.

    \b
    Examples:
      minik export > cluster.yaml
      minik export -o json | jq '.items[].kind'
    """
    document = export_cluster(state_access.read_session(whole=True).cluster)
    if output == "yaml":
        from minik.render.formats import yaml  # noqa: PLC0415 each format is imported where it is asked for

        streams.echo(yaml.text(document), nl=False)
    elif output == "json":
        from minik.model.go_values import marshal  # noqa: PLC0415

        streams.echo(marshal(document, "    "))
    else:
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: json,yaml'
        )

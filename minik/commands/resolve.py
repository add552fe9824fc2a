"""Show where a Service leads: DNS answer, front, backends, or why not"""
import click

from minik.commands import _options, _session, _terminal
from minik.diagnosis.resolution import resolve
from minik.discovery import names
from minik.errors import ClientError, NotFound, Unanswered
from minik.render import _resolution


@click.command(cls=_options.Verb)
@click.argument("target", metavar="NAME[.NAMESPACE][:PORT] | IP[:PORT]")
@_options.namespace
@_options.text("--node", metavar="NODE", help="Ask as this node sees it")
@_options.text("-o", "--output", metavar="FORMAT", help="wide, json, yaml, name (of pods) or addresses (ip:port)")
def command(target: str, namespace: str, node: str, output: str) -> None:
    """Show where a Service leads: DNS answer, front address and port, backends; and, when nothing answers, why.

    Exit status 0 if something answers, 1 if nothing does.

    \b
    Examples:
      # The whole path
      minik resolve my-service
      # One port of a Service in another namespace, for a shell script
      minik resolve api.shop:http -o addresses
      # Who has this address
      minik resolve 10.96.0.1:443
    """
    cluster = _session.reading()
    asking = cluster.get("Node", "", node) if node else None
    if node and asking is None:
        raise NotFound(f'nodes "{node}" not found')
    found = resolve(cluster, names.parse(target, _session.namespace(namespace), cluster.settings.cluster_domain), asking)
    if output not in _resolution.VIEWS:
        raise ClientError(f'unable to show a path as "{output}": wide, json, yaml, name or addresses')
    _terminal.show(_resolution.VIEWS[output](found))
    if found.reason:
        raise Unanswered(found.reason.text if output else "")


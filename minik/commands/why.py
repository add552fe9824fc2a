"""Tell why a Service, a pod or another object does not do its work, or where an address or a name leads"""

from functools import partial

from minik.command_line import (
    asking_again,
    document_output,
    explained_targets,
    flags,
    request_options,
    state_access,
    terminal,
    what_if_flags,
)
from minik.errors import ClientError, Unanswered
from minik.model.cluster import Cluster
from minik.render import documents, why

HELP = """Tell why: for a Service every pod that was considered and what it is stopped by, the nearest
miss and its fix; for a pod what is wrong with it, which Services select it and which nearly do;
for any other object (deploy, sts, ds, rs, job, cronjob, pvc, pv, node, ns, hpa, pdb, ingress,
netpol, sa) its state, its pods and what was found; for an Ingress, a Gateway or a route (httproute,
grpcroute, ...) where the requests lead that it is for; for a URL who takes the request and to whom it
leads; for an address or a name who owns it, or nearly does.

Exit status 0 if somebody answers, or nothing is wrong; 1 if nobody does, or something is.

\b
Examples:
  # A Service, by its name
  minik why my-service
  # A pod
  minik why pod/my-pod
  # A workload, a claim, a node
  minik why deploy web
  # Whoever has this address
  minik why 10.96.0.1
  # An Ingress, a Gateway, a route, a URL
  minik why ingress/shop -n shop
  minik why http://shop.example.com/cart
  # Before, and as it would be
  minik why my-service --what-if 'node-down node-1'"""


@flags.command(help=HELP)
@flags.argument("words", many=True, metavar="NAME[.NAMESPACE][:PORT] | TYPE/NAME | IP | URL")
@flags.namespace
@what_if_flags.options
@request_options.options
@asking_again.option
@flags.text("-o", "--output", metavar="json|yaml", help="json or yaml, for programs")
def command(
    words: tuple[str, ...],
    namespace: str,
    asked: request_options.Asked,
    output: str,
    watch: bool,
    supposed: what_if_flags.Supposition | None,
) -> None:
    """Tell why something does not do its work, or where it leads."""
    document_output.require_known(output)
    if not words or len(words) > 2:
        raise ClientError(
            "name one thing: minik why SERVICE, minik why TYPE/NAME, minik why ADDRESS"
        )
    if request_options.is_url(words, asked):
        from minik.command_line import url_targets  # noqa: PLC0415 most targets are Services

        url_targets.show(words, asked, namespace, output, supposed)
        return
    ask = partial(_answer, "/".join(words), state_access.namespace(namespace))
    show = asking_again.show_answers if watch else _show_once
    if not (
        what_if_flags.show(supposed, namespace, output, ask) if supposed else show(ask, output)
    ):
        raise Unanswered("")


def _show_once(ask: what_if_flags.Answer, output: str) -> bool:
    text, works = ask(state_access.read_cluster(), output)
    terminal.show_as(output, text)
    return works


def _answer(target: str, namespace: str, cluster: Cluster, output: str) -> tuple[str, bool]:
    result = explained_targets.explain_target(cluster, target, namespace)
    text = documents.render(why.document(result), output) if output else why.text(result)
    return text, result.works

"""Show what DNS answers, with the walk along the search path; or serve it"""

from minik.command_line import dns_questions, file_options, flags, state_access, terminal
from minik.command_line.command_group import CommandGroup
from minik.errors import ClientError, Unanswered
from minik.model.controls import escape_lines
from minik.render import dns_answer


@flags.command()
@file_options.files
@flags.argument("name", metavar="NAME")
@flags.argument("kind", metavar="[TYPE]", default="")
@flags.namespace
@flags.text("--from", "source", metavar="POD", help="Ask as this pod does, by its own resolv.conf")
@flags.text("-o", "--output", metavar="text|json|yaml", help="text, json or yaml")
def lookup(name: str, kind: str, namespace: str, source: str, output: str) -> None:
    """Show what DNS answers for a name, along the search path of the pod that asks; and, when there
    is no answer, why. Where the state holds CoreDNS' Corefile (ConfigMap kube-system/coredns), as
    that says: its zones, hosts, rewrites, templates and the options of its plugin kubernetes.

    TYPE is a record type: A, AAAA, SRV, PTR, CNAME, TXT, SOA, NS; the addresses if not given. An
    address as NAME asks whose it is. Exit status 0 if there is an answer, 1 if there is none.
    `minik dns serve` answers the same questions on a socket.

    \b
    Examples:
      # As a pod of the current namespace asks
      minik dns my-service
      # All ports of a Service
      minik dns my-service.default.svc.cluster.local SRV
      # As a certain pod asks, by its dnsPolicy and dnsConfig
      minik dns my-service --from pod/my-pod
      # A server for other programs
      minik dns serve --listen 127.0.0.1:10053
    """
    if output not in dns_answer.VIEWS:
        raise ClientError(f'unknown output format "{output}": use text, json or yaml')
    here, cluster = state_access.namespace(namespace), state_access.read_cluster()
    answer = dns_questions.answer(cluster, name, kind, here, source)
    terminal.show_as(output, escape_lines(dns_answer.VIEWS[output](answer)))
    if not answer.walk.records:
        raise Unanswered("")


command = CommandGroup(__name__, __path__, alone=lookup)

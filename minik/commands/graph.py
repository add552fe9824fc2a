"""Draw the wiring: ways in, Services, workloads with their pods, nodes, and what is broken"""

from collections.abc import Sequence

from minik.command_line import card_answers, file_options, flags, state_access, terminal, wiring
from minik.errors import ClientError
from minik.render import graph as pictures


@flags.command()
@flags.argument("targets", many=True, metavar="[NAME|TYPE/NAME|ADDRESS...]")
@flags.judged_filename(1)
@file_options.read_as
@flags.namespace
@flags.flag("-A", "--all-namespaces", help="Draw all namespaces")
@flags.text(
    "-o",
    "--output",
    default="text",
    metavar="text|svg|html|mermaid|dot|json",
    help="text, svg, html, mermaid, dot or json",
)
@flags.flag("--whole", help="Draw every pod and every card, however many they are")
def command(
    targets: Sequence[str],
    filenames: Sequence[str],
    recursive: bool,
    namespace: str,
    all_namespaces: bool,
    output: str,
    whole: bool,
) -> None:
    """Draw the wiring: which ways lead in, which Service leads to which pods on which nodes, which
    names programs call, and where it breaks, with the reason.

    Of the cluster; with -f of a dump as it was recorded, or of manifests as they would become. Large
    namespaces fold to what is wrong in them and a count of the rest; json holds everything.

    \b
    Examples:
      minik graph
      # What leads to a Service, and what it leads to
      minik graph svc/web -n shop
      # A picture; a page to search and click; all namespaces, to be pasted into Markdown
      minik graph -o svg > wiring.svg
      minik graph -f deploy/ -R -o html > wiring.html
      minik graph -A -o mermaid
      # What somebody recorded
      minik graph -f must-gather.tar.gz -A
    """
    if output not in pictures.formats():
        raise ClientError(f'unknown output format "{output}": use {", ".join(pictures.formats())}')
    shown = wiring.view(filenames, recursive)
    everything = all_namespaces or filenames and not namespace
    home = "" if everything else state_access.namespace(namespace)
    graph = wiring.graph(shown, targets, home)
    drawn = card_answers.wiring(shown.cluster, graph, output, is_whole=whole)
    terminal.show_as(output, pictures.render(drawn, output))

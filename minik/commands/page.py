"""Explore the cluster in a browser: the wiring, why, traces, what-ifs, the history"""

import asyncio
import sys

from minik.command_line import file_options, flags, page_serving, state_access


@flags.command()
@file_options.files
@flags.namespace
@flags.flag("-A", "--all-namespaces", help="Begin with all namespaces")
@flags.text(
    "--listen",
    default="127.0.0.1:0",
    metavar="ADDR:PORT",
    help="Where to listen, on the loopback; port 0 is any free one",
)
def command(namespace: str, all_namespaces: bool, listen: str) -> None:
    """Explore the cluster in a browser, until Ctrl-C or SIGTERM: the wiring as a picture that follows
    every change of the state, `why` for anything, a packet's journey, what-ifs step by step, and the
    history with undo.

    With -f it is the page of a dump or of manifests, with --live or --kubeconfig that of a live cluster,
    which is followed; these are only looked at.

    It prints the address of the page, whose fragment holds a token: who has the address may look and
    undo. It listens on the loopback alone.

    \b
    Examples:
      minik page
      minik page -n shop --listen 127.0.0.1:8090
      minik page -f dump.yaml -A
      minik page --live -n shop
    """
    home = "" if all_namespaces else state_access.namespace(namespace)
    page = page_serving.prepare(page_serving.desk(home), listen, "--listen")
    page_serving.tell(page)
    sys.stdout.flush()
    asyncio.run(page_serving.module().serve(page.application, [page.socket]))

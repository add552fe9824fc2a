"""Create a service using a specified subcommand"""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from minik.client.generators.service import build_service
from minik.command_line import creating, flags
from minik.command_line.change_requests import Request

F = TypeVar("F", bound=Callable[..., Any])
TCP: Callable[[F], F] = flags.several(
    "--tcp", metavar="PORT[:TARGET]", help="Pairs of ports: 80, 80:8080, 80:http"
)


def _make(
    words: tuple[str, ...], request: Request, type_name: str, tcp: tuple[str, ...], **others: Any
) -> None:
    new_service = build_service(creating.single_name(words), type_name, tcp, **others)
    creating.make(new_service, request, f"failed to create {type_name} service")


@click.command("clusterip", cls=flags.Verb)
@TCP
@flags.text("--clusterip", metavar="IP", help="The address, or None for a headless service")
@creating.options
@click.argument("words", nargs=-1)
def clusterip(
    words: tuple[str, ...], tcp: tuple[str, ...], clusterip: str, request: Request
) -> None:
    """Create a ClusterIP service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME, and has an address inside the cluster, or with
    --clusterip=None none at all.

    \b
    Examples:
      minik create service clusterip front --tcp=80:8080
      minik create service clusterip peers --clusterip=None --tcp=5432
    """
    _make(words, request, "ClusterIP", tcp, cluster_ip=clusterip)


@click.command("nodeport", cls=flags.Verb)
@TCP
@flags.number("--node-port", default=0, help="The port on every node")
@creating.options
@click.argument("words", nargs=-1)
def nodeport(
    words: tuple[str, ...], tcp: tuple[str, ...], node_port: int, request: Request
) -> None:
    """Create a NodePort service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME, and is reached at a port of every node as well.

    \b
    Examples:
      minik create service nodeport front --tcp=80:8080 --node-port=30090
    """
    _make(words, request, "NodePort", tcp, node_port=node_port)


@click.command("loadbalancer", cls=flags.Verb)
@TCP
@creating.options
@click.argument("words", nargs=-1)
def loadbalancer(words: tuple[str, ...], tcp: tuple[str, ...], request: Request) -> None:
    """Create a LoadBalancer service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME; its address comes from the cluster's pool (`minik init
    --lb-pool`), if there is one.

    \b
    Examples:
      minik create service loadbalancer front --tcp=80:8080
    """
    _make(words, request, "LoadBalancer", tcp)


@click.command("externalname", cls=flags.Verb)
@TCP
@flags.text("--external-name", metavar="NAME", help="The name that it stands for")
@creating.options
@click.argument("words", nargs=-1)
def externalname(
    words: tuple[str, ...], tcp: tuple[str, ...], external_name: str, request: Request
) -> None:
    """Create an ExternalName service: NAME --external-name=NAME.

    It has no pods and no address: DNS answers with the other name.

    \b
    Examples:
      minik create service externalname mail --external-name=mail.example.com
    """
    creating.require(external_name=external_name)
    _make(words, request, "ExternalName", tcp, external_name=external_name)


HELP = """Create a service. It is of one of four types, and selects pods labelled app=NAME.

\b
Examples:
  minik create service clusterip front --tcp=80:8080
  minik create service externalname mail --external-name=mail.example.com
"""
command = creating.Family(
    "service", commands=[clusterip, nodeport, loadbalancer, externalname], help=HELP
)

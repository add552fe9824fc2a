"""Create a service using a specified subcommand"""
from collections.abc import Callable
from typing import Any, TypeVar

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.service import service

F = TypeVar("F", bound=Callable[..., Any])
TCP: Callable[[F], F] = _options.several("--tcp", metavar="PORT[:TARGET]", help="Pairs of ports: 80, 80:8080, 80:http")


def _make(words: tuple[str, ...], request: Request, type_name: str, tcp: tuple[str, ...], **others: Any) -> None:
    made = service(_making.named(words), type_name, tcp, **others)
    _making.make(made, request, f"failed to create {type_name} service")


@click.command("clusterip", cls=_options.Verb)
@TCP
@_options.text("--clusterip", metavar="IP", help="The address, or None for a headless service")
@_making.options
@click.argument("words", nargs=-1)
def clusterip(words: tuple[str, ...], tcp: tuple[str, ...], clusterip: str, request: Request) -> None:
    """Create a ClusterIP service."""
    _make(words, request, "ClusterIP", tcp, cluster_ip=clusterip)


@click.command("nodeport", cls=_options.Verb)
@TCP
@_options.number("--node-port", default=0, help="The port on every node")
@_making.options
@click.argument("words", nargs=-1)
def nodeport(words: tuple[str, ...], tcp: tuple[str, ...], node_port: int, request: Request) -> None:
    """Create a NodePort service."""
    _make(words, request, "NodePort", tcp, node_port=node_port)


@click.command("loadbalancer", cls=_options.Verb)
@TCP
@_making.options
@click.argument("words", nargs=-1)
def loadbalancer(words: tuple[str, ...], tcp: tuple[str, ...], request: Request) -> None:
    """Create a LoadBalancer service."""
    _make(words, request, "LoadBalancer", tcp)


@click.command("externalname", cls=_options.Verb)
@TCP
@_options.text("--external-name", metavar="NAME", help="The name that it stands for")
@_making.options
@click.argument("words", nargs=-1)
def externalname(words: tuple[str, ...], tcp: tuple[str, ...], external_name: str, request: Request) -> None:
    """Create an ExternalName service."""
    _making.required(external_name=external_name)
    _make(words, request, "ExternalName", tcp, external_name=external_name)


command = _making.Family("service", commands=[clusterip, nodeport, loadbalancer, externalname], help="Create a service.")

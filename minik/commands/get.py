"""Display one or many objects"""
import click

from minik import kinds
from minik.commands import _session
from minik.errors import ClientError, NotFound
from minik.model.listing import Listing, Section
from minik.render import render


@click.command()
@click.argument("words", nargs=-1)
@click.option("-n", "--namespace", default="default")
@click.option("-A", "--all-namespaces", is_flag=True)
@click.option("-o", "--output", default="")
def command(words: tuple[str, ...], namespace: str, all_namespaces: bool, output: str) -> None:
    """Display one or many objects."""
    cluster = _session.reading()
    kind = kinds.named(words[0], cluster.of("CustomResourceDefinition"))
    if kind is None:
        raise ClientError(f'the server doesn\'t have a resource type "{words[0]}"')
    if len(words) > 1:
        found = cluster.get(kind.key, namespace if kind.namespaced else "", words[1])
        if found is None:
            raise NotFound(f'{kind.resource} "{words[1]}" not found')
        sections = [Section(kind, [found])]
    else:
        sections = [Section(kind, cluster.of(kind.key) if all_namespaces or not kind.namespaced else cluster.within(kind.key, namespace))]
    click.echo(render(Listing(sections, cluster.now, single=len(words) == 2, namespaces=all_namespaces and kind.namespaced), output), nl=False)

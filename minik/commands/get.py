"""Display one or many objects"""
import click

from minik.commands import _session, _targets
from minik.errors import MinikError
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
    errors: list[MinikError] = []
    sections = []
    found = _targets.targets(words, cluster)
    for target in found:
        kind = target.kind
        if target.name:
            obj = cluster.get(kind.key, namespace if kind.namespaced else "", target.name)
            if obj is None:
                errors.append(_targets.missing(target))
            else:
                sections.append(Section(kind, [obj]))
        else:
            everywhere = all_namespaces or not kind.namespaced
            sections.append(Section(kind, cluster.of(kind.key) if everywhere else cluster.within(kind.key, namespace)))
    sections = [section for section in sections if section.objects]
    mixed = len({section.kind.key for section in sections}) > 1 or len({target.kind.key for target in found}) > 1
    listing = Listing(sections, cluster.now, single=len(found) == 1 and bool(found[0].name), namespaces=all_namespaces, show_kind=mixed)
    click.echo(render(listing, output), nl=False)
    _session.report(errors)

"""Show details of an object or a group of objects"""
import click

from minik.commands import _session, _targets


@click.command()
@click.argument("words", nargs=-1)
@click.option("-n", "--namespace", default="default")
@click.option("-A", "--all-namespaces", is_flag=True)
def command(words: tuple[str, ...], namespace: str, all_namespaces: bool) -> None:
    """Show details of an object or a group of objects."""
    cluster = _session.reading()
    texts = []
    for target in _targets.targets(words, cluster):
        kind = target.kind
        if target.name:
            obj = cluster.get(kind.key, namespace if kind.namespaced else "", target.name)
            objects = [] if obj is None else [obj]
            if obj is None:
                raise _targets.missing(target)
        else:
            objects = list(cluster.of(kind.key) if all_namespaces or not kind.namespaced else cluster.within(kind.key, namespace))
        texts += [(kind.describe or (lambda obj, cluster: ""))(obj, cluster) for obj in objects]
    click.echo("\n\n".join(texts), nl=False)

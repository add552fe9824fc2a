"""IngressClasses between which nobody can choose, and Ingresses that no class takes."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, Fact
from minik.diagnosis.view import View
from minik.kinds.ingress import fields as ingresses
from minik.model import object as objects
from minik.model import shell
from minik.ways import ingresses as ingress_ways

CAUSE = "ingress-class-ambiguous"


def facts(view: View) -> Iterator[Fact]:
    """Yield all but the first of several default classes, and, in a cluster, the Ingresses without one."""
    default = ingress_ways.default_classes(view.cluster)
    for other in sorted(default[1:], key=objects.name):
        text = f"IngressClass {objects.name(default[0])} is the default, too"
        yield Fact(
            CAUSE,
            objects.key(other),
            "metadata.annotations",
            text,
            "one IngressClass with is-default-class",
            about=(objects.key(default[0]),),
        )
    classes = list(view.cluster.of("IngressClass"))
    for ingress in view.of("Ingress") if view.settled else ():
        named = ingresses.class_name(ingress) or ingresses.CLASS in objects.annotations(ingress)
        if named or ingress_ways.served(view.cluster, ingress):
            continue
        fix = ""
        if len(classes) == 1:
            target = shell.target("ing", objects.name(ingress), objects.namespace(ingress))
            change = f'{{"spec":{{"ingressClassName":"{objects.name(classes[0])}"}}}}'
            fix = shell.command("patch", *target, "-p", change)
        text = "it names no IngressClass, and got none by default: no controller takes it"
        level = "" if classes else INFO
        yield Fact(CAUSE, objects.key(ingress), "spec.ingressClassName", text, fix, level=level)

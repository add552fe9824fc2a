"""Create an ingress with the specified name"""

from minik.client.generators.ingress import build_ingress
from minik.command_line import creating, flags
from minik.command_line.change_requests import Request


@flags.command(usage="NAME --rule=host/path=service:port[,tls[=secret]]")
@flags.repeatable(
    "--rule",
    "rules",
    metavar="HOST/PATH=SERVICE:PORT[,tls[=SECRET]]",
    help="Where requests for a host and path go",
)
@flags.text("--class", "class_name", metavar="NAME", help="The ingress class")
@flags.text("--default-backend", metavar="SERVICE:PORT", help="Where all other requests go")
@flags.repeatable(
    "--annotation", "annotations", metavar="KEY=VALUE", help="An annotation of the ingress"
)
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    rules: tuple[str, ...],
    class_name: str,
    default_backend: str,
    annotations: tuple[str, ...],
    request: Request,
) -> None:
    """Create an ingress: NAME --rule=HOST/PATH=SERVICE:PORT.

    A path that ends in `*` is a prefix; `,tls=SECRET` behind a rule serves its host with the
    certificate in that secret.

    \b
    Examples:
      minik create ingress front --rule='shop.example.com/*=web:80'
      minik create ingress safe --class=nginx --rule='shop.example.com/api=api:http,tls=shop-certificate'
      minik create ingress everything --default-backend=web:80
    """
    name = creating.single_name(words)
    new_ingress = build_ingress(
        name, rules, class_name=class_name, default_backend=default_backend, annotations=annotations
    )
    creating.make(new_ingress, request, "failed to create ingress")

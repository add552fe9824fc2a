"""Create a quota with the specified name"""

from minik.client.generators.resource_quota import build_resource_quota
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(
    usage=f"NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] {usages.DRY_RUN}"
)
@flags.text("--hard", metavar="RESOURCE=QUANTITY,...", help="What may be used at most")
@flags.text("--scopes", metavar="SCOPE,...", help="For which pods only")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], hard: str, scopes: str, request: Request) -> None:
    """Create a resource quota: NAME --hard=RESOURCE=QUANTITY.

    What would take more in the namespace is refused, and so is what does not say how much it takes.

    \b
    Examples:
      minik create quota small --hard=cpu=4,memory=8Gi,pods=20
      minik create quota best-effort --hard=pods=5 --scopes=BestEffort
    """
    creating.make(
        build_resource_quota(creating.single_name(words), hard, scopes),
        request,
        "failed to create quota",
    )

"""Create a service account with the specified name"""

from minik.client.generators.service_account import build_service_account
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME {usages.DRY_RUN}")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request) -> None:
    """Create a service account: NAME.

    Pods that name it speak to the API as it.

    \b
    Examples:
      minik create serviceaccount deployer
    """
    creating.make(
        build_service_account(creating.single_name(words)),
        request,
        "failed to create serviceaccount",
    )

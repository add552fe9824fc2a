"""The options that every verb takes, before it or after it.

Their values are kept with the whole command line (`state_access.option`).
"""

from minik.command_line import invocation
from minik.command_line.options import VALUE, Option
from minik.errors import ClientError
from minik.light_typing import Any

INVALID_TIMEOUT = (
    "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit "
    "(e.g. 1s | 2m | 3h)"
)
REPEATED = ("--as-group", "--as-user-extra")
EVERYWHERE = (
    (("--state",), "FILE", "State file to work on, instead of the current context's"),
    (("--context",), "NAME", "Context to work in, instead of the current one"),
    (("--live",), "", "Ask the live cluster that the kubeconfig names, and only read it"),
    (
        ("--kubeconfig",),
        "FILE",
        "Ask the live cluster of this kubeconfig, and only read it; config shows and changes the file",
    ),
    (("-n", "--namespace"), "NAME", "Namespace to work in, instead of the current context's"),
    (
        ("--lock-timeout",),
        "DURATION",
        "How long to wait for another process that changes the state (10s)",
    ),
)
# Those that few are ever given, and that the help of commands does not list.
RARE = (
    (
        ("--as",),
        "USER",
        "In whose name a verb writes (policies see this user, no role is asked), or a live cluster is asked",
    ),
    (("--as-group",), "GROUP", "A group that the user of --as is in; may be repeated"),
    (("--as-uid",), "UID", "The uid of the user of --as"),
    (("--as-user-extra",), "KEY=VALUE", "What else is known of the user of --as; may be repeated"),
    (
        ("-v", "--v"),
        "LEVEL",
        "Tell more: from 1 on, which state is read and written; from 2 on, what was decided; from 6 on, what a server would have been asked",
    ),
    (
        ("--request-timeout",),
        "DURATION",
        "How long to follow what changes (--watch), or to wait for an answer of a live cluster",
    ),
    (("-q", "--quiet"), "", "Print results and errors alone: no warnings and no notes"),
    (("--warnings-as-errors",), "", "Exit with an error where there were warnings"),
    (("--match-server-version",), "", "Nothing to do: minik is its own server"),
    (("--disable-compression",), "", "Nothing to do: nothing is sent"),
    (("--cluster",), "NAME", "Of a live cluster: the kubeconfig's cluster to ask"),
    (("--user",), "NAME", "Of a live cluster: the kubeconfig's user to be"),
    (("-s", "--server"), "URL", "Ask the live cluster at this address, and only read it"),
    (("--token",), "TEXT", "Of a live cluster: the bearer token to send"),
    (("--username",), "NAME", "Of a live cluster: the name for basic authentication"),
    (("--password",), "TEXT", "Of a live cluster: the password for basic authentication"),
    (("--certificate-authority",), "FILE", "Of a live cluster: who signs its certificate"),
    (("--client-certificate",), "FILE", "Of a live cluster: the certificate to show"),
    (("--client-key",), "FILE", "Of a live cluster: the key of that certificate"),
    (("--tls-server-name",), "NAME", "Of a live cluster: the name in its certificate"),
    (("--proxy-url",), "URL", "Of a live cluster: the proxy through which to ask"),
    (("--insecure-skip-tls-verify",), "", "Of a live cluster: whoever signs its certificate"),
    (("--kuberc",), "FILE", "The preferences file, instead of KUBERC or ~/.kube/kuberc"),
    (("--cache-dir",), "FOLDER", "Nothing to do: nothing is fetched, so nothing is kept"),
    (("--log-flush-frequency",), "DURATION", "Nothing to do: what is told is told at once"),
)


SECRET = ("--token", "--password")


def store(option: Option, value: Any) -> None:
    """Store the value of a global option where every command finds it."""
    line = invocation.current()
    if option.parameter == "v" and not str(value or 0).lstrip("+-").isdigit():
        raise ClientError(
            f'invalid argument "{value}" for "-v, --v" flag: strconv.ParseInt: parsing "{value}": invalid syntax\n'
            f"See '{line.path} --help' for usage."
        )
    if value is not None:
        line.global_options[option.parameter.replace("_", "-")] = value


def store_timeout(option: Option, value: Any) -> None:
    """Store the value of --request-timeout. Raises ClientError if it is no duration."""
    if value is not None:
        parse_timeout(value)
    store(option, value)


def parse_timeout(text: str) -> float:
    """Return a timeout in seconds. Upstream rule: client-go `ParseTimeout`. Raises ClientError."""
    from minik.model.duration import BadDuration, parse_duration  # noqa: PLC0415 few command lines hold one

    try:
        return parse_duration(text + "s" * text.isdecimal())
    except BadDuration:
        raise ClientError(INVALID_TIMEOUT) from None


def _global(names: tuple[str, ...], metavar: str, text: str) -> Option:
    """Return a global option; without a metavar it is a switch."""
    return Option(
        names,
        names[-1].strip("-").replace("-", "_"),
        text,
        metavar,
        secret=VALUE if names[-1] in SECRET else "",
        kind=str if metavar else bool,
        implied="" if metavar else "true",
        multiple=names[0] in REPEATED,
        convert=store_timeout if names == ("--request-timeout",) else store,
        kept=False,
    )


HELP = Option(
    ("-h", "--help"), "help", "Show this message and exit", kind=bool, implied="true", stops=True
)
VERSION = Option(
    ("--version",),
    "version",
    "Show the versions of minik and of Kubernetes, and exit",
    kind=bool,
    implied="true",
    stops=True,
)
GLOBAL = (*(_global(*row) for row in EVERYWHERE), HELP)
ROOT = (*GLOBAL, VERSION)


def rare() -> list[Option]:
    """Return the global options that are rarely given."""
    return [_global(*row) for row in RARE]

"""What `kuberc set` and `kuberc view` share: the file, and the entry that is set.

Upstream rule: kubectl `pkg/cmd/kuberc`.
"""

from collections.abc import Iterator, Sequence

from minik.client import preferences
from minik.command_line import creating, flags
from minik.command_line.preference_documents import find_in
from minik.errors import ClientError, MinikError
from minik.light_typing import Any, NamedTuple
from minik.model.object import Object

PLUGINS, ALLOWLIST = "credentialplugin", "Allowlist"
SECTIONS, POLICIES = ("defaults", "aliases", PLUGINS), ("AllowAll", "DenyAll", ALLOWLIST)
EMPTY: Object = {"apiVersion": preferences.VERSION, "kind": "Preference"}


class Entry(NamedTuple):
    """What is set: in which section, and to what."""

    section: str
    command: str = ""
    name: str = ""
    policy: str = ""
    option: Sequence[str] = ()
    prepend: Sequence[str] = ()
    append: Sequence[str] = ()
    allowlist: Sequence[str] = ()
    overwrite: bool = False

    @property
    def pairs(self) -> list[Object]:
        """The options and their values. Raises ClientError."""
        return list(map(_pair, self.option))

    @property
    def allowed(self) -> list[Object]:
        """The credential plugins that may run. Raises ClientError with all that is wrong."""
        parts = [part for text in self.allowlist for part in text.split(",")]
        wrong = list(_wrong_parts(parts))
        if wrong:
            raise ClientError(wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]")
        return [{"command": part.partition("=")[2]} for part in parts]


def _pair(text: str) -> Object:
    name, equals, value = text.partition("=")
    if not equals:
        raise ClientError(f'invalid option format "{text}", expected flag=value')
    return {"name": name.lstrip("-"), "default": value}


def _wrong_parts(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        field, equals, value = part.partition("=")
        if not equals:
            yield f'improperly formatted allowlist entry: "{part}"'
        elif field == "name":
            yield 'allowlist entry field "name" is deprecated, use "command" instead'
        elif field != "command":
            yield f'unrecognized allowlist entry field: "{field}"'
        elif not value.strip():
            yield f'empty value in allowlist entry for field "{field}"'


def check(entry: Entry) -> None:
    """Raise ClientError for what is missing, and for what is not for the section."""
    creating.require(section=entry.section)
    if entry.section not in SECTIONS:
        names = ", ".join(f'"{name}"' for name in SECTIONS[:2])
        raise ClientError(f'--section must be {names}, or "{PLUGINS}", got: {entry.section}')
    for wrong, why in (
        (
            entry.section == "aliases" and not entry.name,
            "--name is required when --section=aliases",
        ),
        (
            entry.section == "defaults" and entry.name,
            "--name should not be specified when --section=defaults",
        ),
        (
            entry.section == "defaults" and (entry.prepend or entry.append),
            "--prependarg and --appendarg are only valid for --section=aliases",
        ),
        (
            entry.section != PLUGINS and not entry.command,
            "--command is required when --section=aliases or --section=defaults",
        ),
    ):
        if wrong:
            raise ClientError(why)
    if entry.section == PLUGINS:
        _check_policy(entry)


def _check_policy(entry: Entry) -> None:
    where = f"--section={PLUGINS}"
    if not entry.policy:
        raise ClientError(f"--policy is required when {where}")
    if entry.policy not in POLICIES:
        names = ", ".join(f'"{name}"' for name in POLICIES[:2])
        raise ClientError(f' --policy must be  {names}, or "{ALLOWLIST}", got: {entry.policy}')
    if (entry.policy == ALLOWLIST) != bool(entry.allowlist):
        verb = "may only be used" if entry.allowlist else "is required"
        raise ClientError(f"--allowlist-entry {verb} when {where} and --policy={ALLOWLIST}")


def read(path: str) -> Object | None:
    """Return the preferences of a file; None for none. Raises ClientError."""
    try:
        found = find_in(path)
    except MinikError as error:
        raise ClientError(f"error reading kuberc file: {error.message}") from None
    if found is not None and found.complaint:
        raise ClientError(f"error reading kuberc file: {found.complaint}")
    return found and found.document


def whole(document: Object) -> Object:
    """Return preferences with the fields that are always there."""
    filled: dict[str, Any] = {**EMPTY, **document}
    return {**filled, "aliases": filled.get("aliases"), "defaults": filled.get("defaults")}


file: flags.Option = flags.text(
    "--kuberc", metavar="FILE", help="The preferences file, instead of KUBERC or ~/.kube/kuberc"
)
entry: flags.Option = flags.gather(
    Entry,
    flags.text("--section", metavar="SECTION", help="defaults, aliases or credentialplugin"),
    flags.text("--command", metavar="COMMAND", help="The command: get, 'set env', ..."),
    flags.text("--name", metavar="NAME", help="The name of the alias"),
    flags.text(
        "--policy", metavar="POLICY", help="Of credential plugins: AllowAll, DenyAll or Allowlist"
    ),
    flags.repeatable(
        "--option", metavar="NAME=VALUE", help="An option and its value; may be repeated"
    ),
    flags.repeatable(
        "--prependarg", "prepend", metavar="WORD", help="Of an alias: a word before those typed"
    ),
    flags.repeatable(
        "--appendarg", "append", metavar="WORD", help="Of an alias: a word behind those typed"
    ),
    flags.repeatable(
        "--allowlist-entry",
        "allowlist",
        metavar="command=NAME",
        help="A credential plugin that may run",
    ),
    flags.flag("--overwrite", help="Replace what is there already"),
    into="entry",
)

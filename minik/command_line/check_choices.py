"""Which findings `check` reports: those of the options, of `minik.yaml`, of a baseline, and of the
annotation `minik.dev/ignore` of an object.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from minik import kinds
from minik.command_line import flags
from minik.diagnosis import causes
from minik.diagnosis.finding import SEVERITIES, Finding
from minik.errors import ClientError
from minik.intake import parsing
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import suggestions
from minik.model.object import Key, Object

IGNORE = "minik.dev/ignore"
FILE = "minik.yaml"
Lookup: TypeAlias = Callable[[Key], Object | None]


class Choice(NamedTuple):
    """Which findings are reported, and from which severity on they make the exit status 1."""

    namespace: str = ""
    severity: str = ""
    baseline: str = ""
    write_baseline: str = ""
    fail_on: str = ""
    ignore: Sequence[str] = ()
    only: Sequence[str] = ()
    kubernetes_version: str = ""
    target_version: str = ""


OPTIONS: flags.Option = flags.gather(
    Choice,
    flags.text(
        "--write-baseline",
        metavar="FILE",
        help="Write the findings to this file, as a baseline for later checks",
    ),
    flags.text(
        "--baseline",
        metavar="FILE",
        help="Ignore the findings listed in this file, written by --write-baseline or -o json",
    ),
    flags.several("--only", metavar="CODE", help="Report only findings of these codes"),
    flags.several(
        "--ignore", metavar="CODE[:OBJECT]", help="Ignore findings of this code, or of one object"
    ),
    flags.text(
        "--fail-on",
        metavar="error|warning|info",
        help="Exit with 1 only for findings of at least this severity; for all shown if not given",
    ),
    flags.text(
        "--severity",
        metavar="error|warning|info",
        help="Show findings of at least this severity: info, warning (the default) or error",
    ),
    flags.kubernetes_version,
    flags.text(
        "--target-version",
        metavar="VERSION",
        help="Find API versions that this version of Kubernetes has deprecated or does not serve: in "
        "files, in the cluster, and in the releases of Helm",
    ),
    flags.namespace,
    into="choice",
)


def with_settings(choice: Choice) -> Choice:
    """Return the choice with what `minik.yaml` says where no option does; raise ClientError for
    values that mean nothing.
    """
    settings = read_settings() if os.path.isfile(FILE) else {}
    merged = Choice(
        choice.namespace,
        choice.severity or str(settings.get("severity") or "warning"),
        choice.baseline or str(settings.get("baseline") or ""),
        choice.write_baseline,
        choice.fail_on or str(settings.get("failOn") or ""),
        (*choice.ignore, *map(str, settings.get("ignore") or ())),
        choice.only or tuple(map(str, settings.get("only") or ())),
        choice.kubernetes_version
        or flags.kubernetes_version_of(version_of(settings, "kubernetesVersion")),
        parse_target(choice.target_version or version_of(settings, "targetVersion")),
    )
    return require_known(merged)


def version_of(settings: Mapping[str, Any], name: str) -> str:
    """Return a version of Kubernetes that `minik.yaml` names; raise ClientError for a number, of
    which 1.30 is 1.3.
    """
    version = settings.get(name) or ""
    if not isinstance(version, str):
        raise ClientError(f'{FILE}: {name} must be a text in quotes, such as "1.30"')
    return version


def parse_target(text: str) -> str:
    """Return `1.33` for `1.33`, `v1.33` or `1.33.4`, "" for ""; raise ClientError for anything else."""
    if not text:
        return ""
    from minik.schemas import lifecycles  # noqa: PLC0415 few ask for a version

    try:
        return lifecycles.print_version(lifecycles.parse(text))
    except ValueError:
        raise ClientError(f"--target-version {text} is no version such as 1.33") from None


def require_known(choice: Choice) -> Choice:
    """Return the choice; raise ClientError for a severity or a code that there is not."""
    for option, value in (("severity", choice.severity), ("fail-on", choice.fail_on)):
        if value not in (*SEVERITIES, *[""] * (option == "fail-on")):
            raise ClientError(f'--{option} must be one of {", ".join(SEVERITIES)}, not "{value}"')
    for code in (*choice.only, *(word.partition(":")[0] for word in choice.ignore)):
        if code not in causes.codes():
            raise ClientError(f'there is no code "{code}"', hint="minik check --explain lists all")
    return choice


def read_settings() -> dict[str, Any]:
    """Return the settings of `check` in `minik.yaml`; raise ClientError where it is malformed."""
    with open(FILE, "rb") as file:
        documents = list(parsing.parse(file.read(), FILE))
    value = documents[0].value if documents else {}
    settings = value.get("check", value) if isinstance(value, dict) else None
    names = (
        *("severity", "failOn", "ignore", "only", "baseline"),
        *("kubernetesVersion", "targetVersion"),
    )
    unknown = [name for name in settings if name not in names] if isinstance(settings, dict) else []
    if not isinstance(settings, dict) or unknown:
        raise ClientError(
            f"{FILE} may hold {', '.join(names)}" + (f": not {unknown[0]}" if unknown else ""),
            where=documents[0].where(str(unknown[0])) if unknown else "",
            hint=suggestions.suggest(str(unknown[0]), names) if unknown else "",
        )
    return settings


def keep(findings: Iterable[Finding], choice: Choice, lookup: Lookup) -> list[Finding]:
    """Return the findings that are reported; `lookup` finds the object of one."""
    accepted = read_baseline(choice.baseline)
    return [
        finding
        for finding in findings
        if (not choice.only or finding.code.name in choice.only)
        and identity(finding) not in accepted
        and not any(is_ignored(finding, word) for word in choice.ignore)
        and finding.code.name not in ignored_codes(lookup(finding.object))
    ]


def is_ignored(finding: Finding, word: str) -> bool:
    """Return whether CODE or CODE:OBJECT names a finding; the object is NAME, NAMESPACE/NAME or
    TYPE/NAME.
    """
    code, _, target = word.partition(":")
    if code != finding.code.name:
        return False
    above, slash, name = target.rpartition("/")
    kind = kinds.find_kind(above) if slash else None
    return target in ("", finding.object.name) or (
        name == finding.object.name
        and (
            not slash
            or above == finding.object.namespace
            or (kind is not None and kind.key == finding.object.kind)
        )
    )


def ignored_codes(obj: Object | None) -> list[str]:
    """Return the codes that an object's annotation ignores: `CODE[,CODE][: why]`."""
    text = (objects.annotations(obj) if obj else {}).get(IGNORE, "")
    return [code.strip() for code in text.partition(":")[0].split(",")]


def identity(finding: Finding) -> tuple[Any, ...]:
    """Return what identifies a finding across reports: neither its line nor its wording."""
    return finding.code.name, *finding.object, finding.field


def read_baseline(path: str) -> set[tuple[Any, ...]]:
    """Return the identities of the findings in a report written by `-o json`; empty without a path."""
    if not path:
        return set()
    try:
        with open(path, encoding="utf-8") as file:
            findings = json.load(file)["findings"]
        return {
            (
                finding["code"],
                *(finding["object"][part] for part in ("kind", "namespace", "name")),
                finding["field"],
            )
            for finding in findings
        }
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ClientError(f"{path} is no report: write one with minik check -o json") from None


def write_baseline(path: str, text: str) -> None:
    """Write a baseline; raise ClientError where that cannot be done."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or '').lower()}") from None

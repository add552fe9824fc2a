"""What all generators share: the options, the NAME, and creating or only printing the object."""

import os
from collections.abc import Iterator, Sequence

from minik import kinds
from minik.client import requests
from minik.client.changes import Act
from minik.client.generators import data
from minik.client.requests import Outcome
from minik.command_line import change_requests, flags, invocation, printing, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object
from minik.store import files

# the options of every generator; the command gets them as one argument `request`
options: flags.Option = flags.gather(
    Request,
    flags.namespace,
    flags.validate,
    flags.dry_run,
    printing.options,
    flags.save_config,
    flags.field_manager,
    into="request",
    takes=(
        "namespace",
        "validate",
        "dry_run",
        "output",
        "save_config",
        "missing_keys",
        "managed_fields",
        "field_manager",
    ),
)


def usage_error(text: str) -> ClientError:
    """Return a ClientError that points to the command's help."""
    return ClientError(f"{text}\nSee '{invocation.current().path} -h' for help and examples")


def single_name(words: Sequence[str]) -> str:
    """Return the only NAME; raise ClientError unless there is exactly one."""
    if len(words) != 1:
        raise usage_error(f"exactly one NAME is required, got {len(words)}")
    return words[0]


def single_word(words: Sequence[str]) -> str:
    """Return the only word; raise ClientError unless there is exactly one."""
    if len(words) != 1:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    return words[0]


def split_command(words: Sequence[str], *, mixed: bool = False) -> tuple[str, list[str]]:
    """Return the name, and the command after `--`; where they may be `mixed` also what stands before
    it. Raises ClientError.
    """
    after = invocation.current().after
    names = list(words[: len(words) - len(after)])
    if not names or len(names) > 1 and not mixed:
        raise usage_error(f"exactly one NAME is required, got {len(names)}")
    return names[0], [*names[1:], *after]


def require(**values: Any) -> None:
    """Raise ClientError if any of these options has no value."""
    missing = [name.replace("_", "-") for name, value in values.items() if not value]
    if missing:
        raise ClientError(
            f"required flag(s) {', '.join(f'{chr(34)}{name}{chr(34)}' for name in missing)} not set"
        )


def make(obj: Object, request: Request, failing: str = "") -> None:
    """Create the object and print the result; `failing` goes before the server's reason on refusal."""
    make_all([obj], request, failing)


def make_all(
    new_objects: Sequence[Object | MinikError],
    request: Request,
    failing: str = "",
    done: str = "created",
) -> None:
    """Create objects one after the other and print the results, and the errors among them."""
    change_requests.check_format(request.output)
    if request.dry_run == "client":  # no server is asked, whichever one is named
        invocation.current().keeps_state = True
    with state_access.begin_change() as session:
        acts = [
            new if isinstance(new, MinikError) else _creation(new, request, failing, done)
            for new in new_objects
        ]
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)


def _creation(obj: Object, request: Request, failing: str, done: str) -> Act:
    kind = kinds.kind_of_key(objects.kind_name(obj["apiVersion"], obj["kind"]))
    namespace = state_access.namespace(request.namespace)
    if request.enforced and kind.namespaced:
        obj = objects.write(obj, "metadata.namespace", namespace)
    document = requests.save_config(Document(obj, "", 0), request.save_config)

    def act(draft: Draft) -> Outcome:
        if request.dry_run == "client":
            return Outcome(kind, document.value, done)
        placed = requests.with_namespace(document.value, kind, namespace, enforced=False)
        try:
            return requests.create(draft, kind, document._replace(value=placed))._replace(done=done)
        except MinikError as error:
            raise (_told(failing, error) if failing else error) from None

    return act


def _told(failing: str, error: MinikError) -> ClientError:
    """Return the error as kubectl tells it: what failed, and why."""
    told = ClientError(f"{failing}: {error.message}")
    told.code, told.reason, told.written = error.code, error.reason, error.written
    return told


def read_pairs(
    literals: Sequence[str], files: Sequence[str], variables: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield key and content for a config map or secret, in the order in which kubectl reads them."""
    if variables and (literals or files):
        raise ClientError(data.COMBINED)
    for text in literals:
        key, value = data.parse_literal(text)
        yield key, value.encode()
    for source in files:
        yield from _files(source)
    for path in variables:
        yield from (
            (key, value.encode())
            for key, value in data.parse_env_file(_content(path), path, os.environ)
        )


def _files(source: str) -> Iterator[tuple[str, bytes]]:
    key, equals, path = source.partition("=")
    for wrong, why in (
        ("=" in path, "key names or file paths cannot contain '='"),
        (equals and not key, f"key name for file path {path} missing"),
        (equals and not path, f"file path for key name {key} missing"),
    ):
        if wrong:
            raise ClientError(why)
    path = path if equals else source
    if not os.path.isdir(path):
        yield key if equals else os.path.basename(path), _content(path)
        return
    if equals:
        raise ClientError("cannot give a key name for a directory path")
    for name in sorted(os.listdir(path)):
        if os.path.isfile(os.path.join(path, name)):
            yield name, _content(os.path.join(path, name))


def _content(path: str) -> bytes:
    try:
        return files.read_file(path)
    except OSError as error:
        raise ClientError(f"error reading {path}: {(error.strerror or '').lower()}") from None

"""The data of ConfigMaps and Secrets: `key=value` pairs, files, and environment files."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.go_values import marshal

KEY = re.compile(r"[-._a-zA-Z0-9]+")
VARIABLE = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
BAD_KEY = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
    "regex used for validation is '[-._a-zA-Z0-9]+')"
)
BAD_VARIABLE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', "
    "regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"
)
LETTERS = str.maketrans(
    "013ae", "ghkmt"
)  # so that a hash makes no words (kubectl `hash.encodeHash`)
COMBINED = "from-env-file cannot be combined with from-file or from-literal"


def parse_literal(text: str) -> tuple[str, str]:
    """Parse `key=value` (--from-literal)."""
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise ClientError(f"invalid literal source {text}, expected key=value")
    return key, value


def key_problem(key: str) -> str:
    """Return what is wrong with a data key; "" if it is valid."""
    if key in (".", "..") or key.startswith(".."):
        return (
            "must not be '.'"
            if key == "."
            else "must not be '..'"
            if key == ".."
            else "must not start with '..'"
        )
    if len(key) > 253:
        return "must be no more than 253 characters"
    return "" if KEY.fullmatch(key) else BAD_KEY


def parse_env_file(
    text: bytes, path: str, environment: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of an environment file; a name alone takes its value from the environment."""
    for number, raw in enumerate(text.split(b"\n")):
        try:
            line = raw.decode("utf-8-sig" if number == 0 else "utf-8").removesuffix("\r").lstrip()
        except UnicodeDecodeError:
            raise ClientError(
                f"env file {path} contains invalid utf8 bytes at line {number + 1}: {list(raw)}".replace(
                    ",", ""
                )
            ) from None
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not VARIABLE.fullmatch(key):
            raise ClientError(f'"{key}" is not a valid key name: {BAD_VARIABLE}')
        yield key, value if equals else environment.get(key, "")


def collect_pairs(pairs: Iterable[tuple[str, Any]], bad_key: str, twice: str) -> dict[str, Any]:
    """Return the pairs as a dict; raise ClientError for invalid and duplicate keys. `bad_key` and
    `twice` are the texts of these errors.
    """
    data: dict[str, Any] = {}
    for key, value in pairs:
        reason = key_problem(key)
        if reason:
            raise ClientError(bad_key.format(key=key, problem=reason))
        if key in data:
            raise ClientError(twice.format(key=key))
        data[key] = value
    return data


def name_with_hash(name: str, content: Mapping[str, Any]) -> str:
    """Return the name with a hash of the content appended (--append-hash)."""
    digest = hashlib.sha256(marshal({**content, "name": name}).encode()).hexdigest()
    return f"{name}-{digest[:10].translate(LETTERS)}"

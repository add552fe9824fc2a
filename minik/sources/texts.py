"""The texts of a dump: JSON and YAML, with the logs of containers between them.

`kubectl cluster-info dump` prints the logs of every container after the lists of each namespace. They
are read past: the lines keep their numbers. A large text is read object by object (`large_texts`).
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from functools import partial
from itertools import chain

from minik import light_re as re
from minik.errors import ClientError, MinikError
from minik.intake.parsing import Document, decode_text, parse_part, split_stream
from minik.light_typing import Any, BinaryIO
from minik.sources import large_texts
from minik.sources.log_gaps import START, Gaps
from minik.sources.source import Entry

WHOLE = 16 << 20  # bytes: a larger text is read object by object
LIMIT = 256 << 20  # of one object
CHUNK = 1 << 20
OTHER_ENCODINGS = (BOM_UTF16_LE, BOM_UTF16_BE)
LOGS = re.compile(
    r"^==== START (logs for container [^\n]*) ====\n.*?(?:==== END \1 ====$|\Z)",
    re.MULTILINE | re.DOTALL,
)


def documents(entry: Entry) -> Iterator[Document]:
    """Yield the documents of a file that hold objects; one with an error if it cannot be read."""
    return (
        document
        for document in every_document(entry)
        if document.error or holds_objects(document.value)
    )


def every_document(entry: Entry) -> Iterator[Document]:
    """Yield the documents of a file, whatever they hold; one with an error if it cannot be read."""
    number = 0
    try:
        for document in parsed(entry):
            yield document._replace(number=number)
            number += 1
    except MinikError as error:
        yield Document(None, entry.place, number, error=error)
    except OSError as error:
        message = f"read {entry.place}: {(error.strerror or str(error)).lower()}"
        yield Document(None, entry.place, number, error=ClientError(message))


def holds_objects(value: Any) -> bool:
    """Return whether a value is an object, or a List of objects."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("kind"), str)
        and bool(value.get("apiVersion"))
        and (isinstance(value.get("metadata"), dict) or isinstance(value.get("items"), list))
    )


def parsed(entry: Entry) -> Iterator[Document]:
    """Yield what a file holds, without logs; a large one object by object. Raises ClientError."""
    with entry.open() as stream:
        head = beginning(stream, WHOLE + 1)
        if len(head) <= WHOLE or head.startswith(OTHER_ENCODINGS):
            text = decode_text(head + beginning(stream, LIMIT))
            for part in split_stream(without_logs(text), entry.place):
                yield from parse_part(part, entry.place)
            return
        pieces = chain(chunks(head), iter(partial(stream.read, CHUNK), b""))
        del head
        yield from large_texts.documents(Gaps(pieces).filled(), entry.place, LIMIT)


def chunks(head: bytes) -> Iterator[bytes]:
    """Yield bytes piece by piece: the more is tried at once, the more is tried in vain where a value goes on."""
    for start in range(0, len(head), CHUNK):
        yield head[start : start + CHUNK]


def beginning(stream: BinaryIO, number: int) -> bytes:
    """Return as many bytes of a stream, or all; no more memory is taken than they need."""
    chunks: list[bytes] = []
    while number > 0 and (chunk := stream.read(min(number, CHUNK))):
        chunks.append(chunk)
        number -= len(chunk)
    return b"".join(chunks)


def without_logs(text: str) -> str:
    """Return a text without the logs of containers; the lines keep their numbers."""
    if START.decode() not in text:
        return text
    return LOGS.sub(lambda log: "\n" * log[0].count("\n"), text)

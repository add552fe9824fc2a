"""Questions about names outside the cluster: handed on to another server, as CoreDNS' plugin `forward` does."""
import asyncio
import secrets
from typing import TypeAlias

PATIENCE = 2.0
AT_ONCE = 1000
ID = 2

Place: TypeAlias = tuple[str, int]


class Waiting(asyncio.DatagramProtocol):
    """Waits for the answer that bears a question's number."""

    def __init__(self, number: bytes) -> None:
        self.number = number
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[:ID] == self.number and not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def asked(place: Place, packet: bytes, stream: bool) -> bytes:
    """The answer of another server, under the asker's own number; nothing if it has none in time."""
    number = secrets.token_bytes(ID)
    try:
        found = await asyncio.wait_for((_by_stream if stream else _by_datagram)(place, number, number + packet[ID:]), PATIENCE)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return b""
    return packet[:ID] + found[ID:] if found[:ID] == number else b""


async def _by_datagram(place: Place, number: bytes, packet: bytes) -> bytes:
    transport, waiting = await asyncio.get_running_loop().create_datagram_endpoint(lambda: Waiting(number), remote_addr=place)
    try:
        transport.sendto(packet)
        return await waiting.answer
    finally:
        transport.close()


async def _by_stream(place: Place, number: bytes, packet: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*place)
    try:
        writer.write(len(packet).to_bytes(2) + packet)
        return await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
    finally:
        writer.close()

"""Forward questions about names outside the cluster to another server, as CoreDNS' plugin `forward`
does.
"""

import asyncio
import secrets

from minik.light_typing import TypeAlias

PATIENCE = 2.0
MAX_PENDING = 1000
ID_SIZE = 2

Place: TypeAlias = tuple[str, int]


class ReplyProtocol(asyncio.DatagramProtocol):
    """Wait for the answer with a question's ID."""

    def __init__(self, number: bytes) -> None:
        self.number = number
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if data[:ID_SIZE] == self.number and not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def ask_upstream(place: Place, packet: bytes, stream: bool) -> bytes:
    """Return another server's answer, with the client's own ID; b"" if it does not answer in time."""
    number = secrets.token_bytes(ID_SIZE)
    try:
        reply = await asyncio.wait_for(
            (_by_stream if stream else _by_datagram)(place, number, number + packet[ID_SIZE:]),
            PATIENCE,
        )
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return b""
    return packet[:ID_SIZE] + reply[ID_SIZE:] if reply[:ID_SIZE] == number else b""


async def _by_datagram(place: Place, number: bytes, packet: bytes) -> bytes:
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: ReplyProtocol(number), remote_addr=place
    )
    try:
        transport.sendto(packet)
        return await protocol.answer
    finally:
        transport.close()


async def _by_stream(place: Place, number: bytes, packet: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*place)
    try:
        writer.write(len(packet).to_bytes(2) + packet)
        return await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
    finally:
        writer.close()

"""Pools: numbers of a range (addresses, ports) of which each has at most one holder.

Upstream rules: core `service/ipallocator` and `service/portallocator`. The first numbers of a range are a band for those who choose
for themselves; who does not choose gets one above it, and one of that band only when nothing else is left. Where upstream takes a
random number, minik starts at one that follows from a seed and takes the next free one, so that it is always the same.
"""
from collections.abc import Container, Iterator
from itertools import chain
from zlib import crc32

from minik.model.ip import Network


class Unavailable(Exception):
    """A number that cannot be had; the text says why, the hint what could be had."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Pool:
    """The numbers from `first` to `last`, the first `static` of them for those who choose. `held` had a holder when it was made."""

    def __init__(self, first: int, last: int, static: int, held: Container[int] = (), noun: str = "port") -> None:
        self.first, self.last, self.static, self.held, self.noun = first, last, static, held, noun
        self._state: dict[int, bool] = {}
        self._before: dict[int, bool] = {}

    def is_held(self, number: int) -> bool:
        return self._state.get(number, number in self.held)

    def set_held(self, number: int, held: bool) -> None:
        """Somebody holds it from now on, or nobody does."""
        self._before.setdefault(number, self.is_held(number))
        self._state[number] = held

    def take(self, number: int) -> None:
        """This very number."""
        if self.is_held(number):
            raise Unavailable(f"provided {self.noun} is already allocated")
        self.set_held(number, True)

    def take_next(self, seed: str) -> int:
        """A free number: the first one from where the seed leads to, above the static band as long as there is one."""
        number = next((number for number in self._from(seed) if not self.is_held(number)), None)
        if number is None:
            raise Unavailable("range is full")
        self.set_held(number, True)
        return number

    def release(self, number: int) -> None:
        """Nobody holds it any more."""
        self.set_held(number, False)

    def keep(self) -> None:
        """What was taken and released since the last time stays so."""
        self._before.clear()

    def undo(self) -> None:
        """What was taken and released since the last time was not."""
        self._state.update(self._before)
        self._before.clear()

    def _from(self, seed: str) -> Iterator[int]:
        lowest = self.first + self.static
        start = lowest + crc32(seed.encode("utf-8", "surrogatepass")) % max(self.last - lowest + 1, 1)
        return chain(range(start, self.last + 1), range(lowest, start), range(self.first, min(lowest, self.last + 1)))


def static_band(size: int, share: int, most: int) -> int:
    """How many of a range are for those who choose: a share of it, from 16 to a maximum; none of a very small range."""
    return 0 if size <= 16 else min(max(16, size // share), most)


def addresses(network: Network, held: Container[int] = ()) -> Pool:
    """The addresses of a range: all but the network's own and, in IPv4, the broadcast address."""
    last = int(network.broadcast_address) - (1 if network.version == 4 else 0)
    return Pool(int(network.network_address) + 1, last, static_band(network.num_addresses, 16, 256), held, "IP")


def ports(first: int, last: int, held: Container[int] = ()) -> Pool:
    """The node ports of a cluster."""
    return Pool(first, last, static_band(last - first + 1, 32, 128), held, "port")

"""Pools: ranges of numbers (addresses, ports), each number allocated at most once.

Upstream rules: core `service/ipallocator` and `service/portallocator`. The first numbers of a range
form a static band for explicit requests; other requests get a number above it, and one from the
band only when nothing else is free. Where upstream picks a random number, minik starts at one
derived from a seed and takes the next free one, so the result is reproducible.
"""

from collections.abc import Container, Iterator
from itertools import chain
from zlib import crc32

from minik.model.ip import Network


class Unavailable(Exception):
    """A number that cannot be allocated; `hint` says which numbers could be."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Pool:
    """The numbers `first` to `last`, of which the first `static` are for explicit requests.

    `held` contains the numbers that were allocated when the pool was built.
    """

    def __init__(
        self, first: int, last: int, static: int, held: Container[int] = (), noun: str = "port"
    ) -> None:
        self.first, self.last, self.static, self.held, self.noun = first, last, static, held, noun
        self._state: dict[int, bool] = {}
        self._before: dict[int, bool] = {}

    def is_held(self, number: int) -> bool:
        return self._state.get(number, number in self.held)

    def set_held(self, number: int, held: bool) -> None:
        """Mark a number as allocated or as free."""
        self._before.setdefault(number, self.is_held(number))
        self._state[number] = held

    def take(self, number: int) -> None:
        """Allocate this number; raise Unavailable when it is allocated already."""
        if self.is_held(number):
            raise Unavailable(f"provided {self.noun} is already allocated")
        self.set_held(number, True)

    def take_next(self, seed: str) -> int:
        """Allocate and return the next free number after the one that the seed selects.

        The static band comes last. Raises Unavailable when the range is full.
        """
        number = next((number for number in self._from(seed) if not self.is_held(number)), None)
        if number is None:
            raise Unavailable("range is full")
        self.set_held(number, True)
        return number

    def release(self, number: int) -> None:
        """Mark a number as free."""
        self.set_held(number, False)

    def keep(self) -> None:
        """Make all allocations and releases since the last `keep` permanent."""
        self._before.clear()

    def undo(self) -> None:
        """Revert all allocations and releases since the last `keep`."""
        self._state.update(self._before)
        self._before.clear()

    def _from(self, seed: str) -> Iterator[int]:
        lowest = self.first + self.static
        start = lowest + crc32(seed.encode("utf-8", "surrogatepass")) % max(
            self.last - lowest + 1, 1
        )
        return chain(
            range(start, self.last + 1),
            range(lowest, start),
            range(self.first, min(lowest, self.last + 1)),
        )


def static_band(size: int, share: int, most: int) -> int:
    """Return the size of the static band: a share of the range, 16 to `most`; 0 if size <= 16."""
    return 0 if size <= 16 else min(max(16, size // share), most)


def addresses(network: Network, allocated: Container[int] = ()) -> Pool:
    """Return the pool of a network's addresses, without network and IPv4 broadcast address."""
    last = int(network.broadcast_address) - (1 if network.version == 4 else 0)
    return Pool(
        int(network.network_address) + 1,
        last,
        static_band(network.num_addresses, 16, 256),
        allocated,
        "IP",
    )


def ports(first: int, last: int, allocated: Container[int] = ()) -> Pool:
    """Return the pool of a cluster's node ports."""
    return Pool(first, last, static_band(last - first + 1, 32, 128), allocated, "port")

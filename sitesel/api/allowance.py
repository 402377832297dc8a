"""How often an address may write: a bucket of tokens each, which fills again with time."""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from fastapi import Request

from sitesel.errors import TooMany

_MOST_ADDRESSES = 10_000
_HOUR = 3600.0  # s
_LOG = logging.getLogger("sitesel.api")


class Allowance:
    """So many times an hour for an address, and a multiple of it for all of them together.

    Parameters
    ----------
    an_hour
        How often one address may, all at once or spread; 0 for never.
    together
        How many addresses' worth all of them have.
    behind
        Whether the proxies before the service are named, so that addresses are visitors' own.
    now
        The time in seconds, from any start.

    Examples
    --------
    >>> allowance = Allowance(2, now=lambda: 0.0)
    >>> [allowance.wait("10.0.0.1") for _ in range(3)]
    [0, 0, 1800]
    >>> allowance.wait("10.0.0.2")
    0
    """

    def __init__(
        self,
        an_hour: int,
        *,
        together: int = 20,
        behind: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._behind = behind
        self._most = an_hour
        self._together = together
        self._now = now
        self._full: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, request: Request) -> None:
        """Take one from the caller's bucket.

        Raises
        ------
        TooMany
            It is empty; the error tells how long it takes to fill.
        """
        host = request.client.host if request.client is not None else ""
        if "x-forwarded-for" in request.headers and not self._behind:
            self._behind = True  # said once
            _LOG.warning(
                "a request came through a proxy that is not named in SITESEL_PROXIES; "
                "all visitors behind it share one allowance"
            )
        seconds = self.wait(network(host))
        if seconds:
            minutes = math.ceil(seconds / 60)
            raise TooMany(
                f"too many were sent from this address; try again in {minutes} min, or call",
                f"此地址提交过于频繁；请 {minutes} 分钟后再试，或电话联系",
                retry_after=seconds,
            )

    def wait(self, address: str) -> int:
        """Take one; return 0, or the whole seconds until there is one again."""
        with self._lock:
            return max(
                self._short("", self._most * self._together),
                self._short(address, self._most),
            ) or self._taken(address)

    def _level(self, address: str, most: int) -> float:
        level, since = self._full.get(address, (float(most), self._now()))
        return min(float(most), level + (self._now() - since) * most / _HOUR)

    def _short(self, address: str, most: int) -> int:
        level = self._level(address, most)
        if level >= 1.0 - 1e-9:
            return 0
        return math.ceil((1.0 - level) * _HOUR / most - 1e-6) if most else int(_HOUR)

    def _taken(self, address: str) -> int:
        for name, most in (("", self._most * self._together), (address, self._most)):
            self._full[name] = (self._level(name, most) - 1.0, self._now())
            self._full.move_to_end(name)
        while len(self._full) > _MOST_ADDRESSES:
            self._full.popitem(last=False)
        return 0


def network(host: str) -> str:
    """Return what counts as one address: of IPv6 the 64 bits that one customer is given.

    >>> network("2001:db8:1:2:3::4"), network("192.0.2.7"), network("testclient")
    ('2001:db8:1:2::', '192.0.2.7', 'testclient')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)

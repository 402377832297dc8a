"""Enquiries that visitors left: one file each, in the order they came, for the staff alone."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sitesel.api.kept import Kept
from sitesel.errors import NotKept

_LOG = logging.getLogger("sitesel.api")


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a visitor asks the staff.

    Parameters
    ----------
    id
        The number that the visitor was told.
    received
        When, UTC, ISO 8601.
    sites
        Whether the ids are of parcels or halls.
    parcels
        The ids that it is about; none for a question about all.
    catalogue
        The catalogue that the ids are of.
    selection
        Digest of the answer that was looked at.
    lang
        The language to answer in.
    name, organisation, contact, message
        As the visitor wrote them, without characters that steer a terminal.
    """

    id: str
    received: str
    sites: str
    parcels: tuple[str, ...]
    catalogue: str
    selection: str | None
    lang: str
    name: str
    organisation: str
    contact: str
    message: str


class EnquiryBook:
    """The enquiries of a store; nobody else on the machine may read them.

    Parameters
    ----------
    store
        Folder of the store.
    now
        The time.
    """

    def __init__(
        self, store: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._kept = Kept(store / "enquiries", private=True)
        self._now = now

    def add(self, told: Mapping[str, Any]) -> Enquiry:
        """Store an enquiry; it is on disk when this returns.

        Parameters
        ----------
        told
            All of `Enquiry` but `id` and `received`.

        Raises
        ------
        NotKept
            The store can't be written to.
        """
        moment = self._now()
        identity = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        enquiry = Enquiry(id=identity, received=moment.isoformat(timespec="microseconds"), **told)
        body = json.dumps(asdict(enquiry), ensure_ascii=False, indent=1).encode()
        try:
            self._kept.write(f"{identity}.json", body)
        except OSError as error:
            _LOG.exception("an enquiry could not be stored")
            raise NotKept(
                "the enquiry could not be stored; nothing was sent, please call instead",
                "咨询未能保存，没有提交成功；请改用电话联系",
            ) from error
        return enquiry

    def all(self, since: datetime | None = None) -> list[Enquiry]:
        """Return the enquiries, the oldest first; those that can't be read are left out and told.

        Parameters
        ----------
        since
            Only those received then or later, UTC.
        """
        found = []
        for name in self._kept.names():
            if not name.endswith(".json"):
                continue
            try:
                enquiry = _read(self._kept.read(name) or b"")
            except (OSError, ValueError, TypeError, KeyError) as error:
                _LOG.warning("enquiry %s can't be read: %s", name, error)
                continue
            if since is None or datetime.fromisoformat(enquiry.received) >= since:
                found.append(enquiry)
        return sorted(found, key=lambda one: (one.received, one.id))


def _read(body: bytes) -> Enquiry:
    told = json.loads(body)
    known = {field.name: told[field.name] for field in fields(Enquiry)}
    datetime.fromisoformat(known["received"])
    return Enquiry(**{**known, "parcels": tuple(known["parcels"])})

"""Where the build config is known: outlines that move are measured, and sites added, as it says."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from sitesel.catalogue import Catalogue
from sitesel.errors import BuildConfigError, LayerError, RevisionRefused, UntrustworthyData
from sitesel.language import Text
from sitesel.progress import UnderWay

if TYPE_CHECKING:
    from datetime import datetime

    from sitesel.catalogue import Store
    from sitesel.catalogue.amending import Amended, Wanted
    from sitesel.catalogue.revisions.difference import Difference
    from sitesel.catalogue.revisions.outlined import Measure
    from sitesel.catalogue.shared import Shared

_LOG = logging.getLogger("sitesel.api")
_QUEUED = Text("排队等候", "waiting for its turn")


class Measuring:
    """What sites are measured against: read when it is first needed, kept while the base is.

    Parameters
    ----------
    config
        The build config; None where it is not known.
    """

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._lock = Lock()
        self._building = Lock()
        self._of: tuple[str, Shared] | None = None
        self.under_way = UnderWay()

    @property
    def can(self) -> bool:
        """Whether outlines can be measured, and sites added and taken away."""
        return self._config is not None

    def of(self, catalogue: Catalogue) -> Measure | None:
        """Return what measures sites of a catalogue; None where nobody can.

        Raises
        ------
        RevisionRefused
            The config or a layer can't be read, or is not what the catalogue was built from.
        """
        from sitesel.catalogue.reading import read_config  # noqa: PLC0415  # slow to load
        from sitesel.catalogue.shared import surroundings_for  # noqa: PLC0415

        if self._config is None:
            return None
        base = catalogue if catalogue.base is None else catalogue.base
        with self._lock:
            if self._of is None or self._of[0] != base.id:
                try:
                    shared = surroundings_for(read_config(self._config), catalogue)
                except (BuildConfigError, LayerError) as error:
                    raise _unusable() from error
                self._of = (base.id, shared)
            return self._of[1].measured

    def amended(
        self,
        store: Store,
        found: Difference,
        wanted: Wanted,
        *,
        upload: str,
        who: str,
        now: datetime,
    ) -> Amended:
        """Build the catalogue that an upload asks for: one at a time, and none is published yet.

        `under_way` tells by the upload how far it is.

        Raises
        ------
        RevisionRefused
            No config is known, it or a layer can't be read, or is not what the catalogue was
            built from.
        UploadRefused, RevisionConflict
            As `amending.amended` does.
        """
        from sitesel.catalogue.amending import amended  # noqa: PLC0415  # slow to load
        from sitesel.catalogue.reading import read_config  # noqa: PLC0415

        if self._config is None:
            raise RevisionRefused(
                "adding and taking away parcels takes the build config (SITESEL_CONFIG)",
                "新增和移除地块须有构建配置（SITESEL_CONFIG）",
            )
        tell = self.under_way.telling(upload)
        tell(_QUEUED, 0.0)
        try:
            with self._building:
                config = read_config(self._config)
                return amended(store, config, found, wanted, who=who, now=now, progress=tell)
        except (BuildConfigError, LayerError, UntrustworthyData) as error:
            raise _unusable() from error
        finally:
            self.under_way.end(upload)


def _unusable() -> RevisionRefused:
    _LOG.exception("the build config of SITESEL_CONFIG can't be used")
    return RevisionRefused(
        "the build config of this service can't be used, which its log tells; "
        "tell its keeper, or publish the values alone",
        "服务的构建配置无法使用，原因见日志；请联系管理员，或只发布属性",
    )


def _measuring(request: Request) -> Measuring:
    measuring: Measuring = request.app.state.measuring
    return measuring


Measures = Annotated[Measuring, Depends(_measuring)]

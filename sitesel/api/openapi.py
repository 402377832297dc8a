"""The API's own description, for the page's types: `python -m sitesel.api.openapi`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import SecretStr

from sitesel.api.app import create_app
from sitesel.settings import Settings


def openapi() -> str:
    """Return the OpenAPI document as text; it needs no catalogue, and leaves no database.

    >>> json.loads(openapi())["info"]["title"]
    'sitesel'
    """
    app = create_app(Settings(store=Path("no-store"), database=SecretStr("sqlite://")))
    app.state.database.close()
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi())

"""Pictures of every page and main state, to be looked at by a person.

`python -m tests.browser.screenshots OUT [--only NAME …] [--built FOLDER] [--store STORE]`; both
languages, at a desk and on a phone, with one page that shows them all.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.datasets import dataset
from sitesel.settings import Settings
from tests.browser import desk
from tests.browser.conftest import BUILT, CHROMIUM, SOFTWARE, served
from tests.browser.faces import FACES as PUBLIC
from tests.browser.faces import settle
from tests.browser.visitor import DESK, PHONE, Visitor

FACES = {**PUBLIC, **desk.FACES}
SIZES = {"desk": DESK, "phone": PHONE}
LANGUAGES = ("zh", "en")


def shoot(browser: Browser, address: str, name: str, lang: str, size: str, out: Path) -> list[str]:
    """Take the picture of one state; return what went wrong."""
    face = FACES[name]
    visitor = Visitor(browser, address, lang=lang, size=SIZES[size])
    troubles = []
    try:
        visitor.open(face.path)
        settle(visitor.page)
        face.go(visitor)
        settle(visitor.page)
        visitor.page.wait_for_timeout(1200)  # charts and the maps within pages draw themselves
    except Error as error:
        troubles.append(str(error).splitlines()[0])
    visitor.page.screenshot(path=out / f"{name}-{size}-{lang}.png")
    return [*troubles, *visitor.leave()]


def contact_sheet(out: Path, names: list[str]) -> None:
    """Write the page that shows all pictures."""
    rows = "".join(
        f"<h2>{escape(name)}</h2><div>"
        + "".join(
            f'<a href="{name}-{size}-{lang}.png"><img src="{name}-{size}-{lang}.png" '
            f'alt="{escape(name)}, {size}, {lang}" height="450" loading="lazy"></a>'
            for size in SIZES
            for lang in LANGUAGES
        )
        + "</div>"
        for name in names
    )
    (out / "index.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>sitesel, all pages</title>'
        "<style>body{font:16px sans-serif;background:#e8eceb}div{display:flex;gap:12px;"
        "overflow-x:auto}img{border:1px solid #9ab}</style>"
        f"{rows}</html>",
        "utf-8",
    )


def main() -> int:
    """Take all pictures; return 1 where a page complained of something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", choices=list(FACES), default=list(FACES))
    parser.add_argument("--size", nargs="*", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--lang", nargs="*", choices=LANGUAGES, default=list(LANGUAGES))
    parser.add_argument("--built", type=Path, default=BUILT)
    parser.add_argument("--store", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    troubled = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = asked.store or Path(folder)
        if not asked.store:
            build(dataset("zhoushan") / "build.yaml", Store(store))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
        with served(Settings(store=store), built=asked.built) as address:
            if not desk.FACES.keys().isdisjoint(asked.only):
                desk.Desk(store, address).furnish()
            for name in asked.only:
                for size in asked.size:
                    for lang in asked.lang:
                        for trouble in shoot(browser, address, name, lang, size, asked.out):
                            print(f"{name}-{size}-{lang}: {trouble}", flush=True)
                            troubled = 1
                print(name, flush=True)
        browser.close()
    contact_sheet(asked.out, asked.only)
    print(f"see {asked.out / 'index.html'}")
    return troubled


if __name__ == "__main__":
    sys.exit(main())

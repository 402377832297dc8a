"""The values of one site in words, in both languages: what a page shows beside each label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from sitesel.catalogue import Catalogue
from sitesel.columns import Columns
from sitesel.exports.journeys import facility_names
from sitesel.language import LANGUAGES, Text
from sitesel.schema import Attribute, SiteKind
from sitesel.selection.found import found, why
from sitesel.wording import found_words

_OF_FACILITIES = ("nearest_", "reached_", "matching_", "possible_")


def values_said(
    catalogue: Catalogue, sites: SiteKind, row: int
) -> Callable[[Attribute], dict[str, str] | None]:
    """Return what says the value of an attribute of one site: `zh`, `en`; None where not known.

    Areas of land are said in 亩 and hectares, codes and categories by name, facilities by theirs;
    of a quantity that can't be reached the reason is said.

    Parameters
    ----------
    catalogue
        Of the site.
    sites, row
        Which site.
    """
    columns = catalogue.columns(sites)
    names = catalogue.once("facilities:names", lambda: facility_names(catalogue))

    def say(attribute: Attribute) -> dict[str, str] | None:
        value = found(columns, attribute.name, row)
        if value is None:
            return _why_not(columns, attribute, row)
        told = _facility(attribute, value, names)
        if told is not None:
            return asdict(told)
        state, place = why(columns, attribute.name, row)
        return {
            lang: found_words(value, state, place, attribute, columns.schema, lang)
            for lang in LANGUAGES
        }

    return say


def _why_not(columns: Columns, attribute: Attribute, row: int) -> dict[str, str] | None:
    """Say why nothing is known, where the catalogue tells why."""
    state, place = why(columns, attribute.name, row)
    if state is None:
        return None
    return {
        lang: found_words(None, state, place, attribute, columns.schema, lang) for lang in LANGUAGES
    }


def _facility(attribute: Attribute, value: object, names: Mapping[str, Text]) -> Text | None:
    if attribute.kind != "category" or not attribute.name.startswith(_OF_FACILITIES):
        return None
    return names.get(str(value))

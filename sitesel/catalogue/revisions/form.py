"""What can be told of a site: the attributes to fill in, in the order of the schema."""

from __future__ import annotations

from sitesel.columns import CategoryColumn, Columns
from sitesel.schema import Attribute, Schema, SiteKind, default_schema


def tellable(schema: Schema, kind: SiteKind) -> list[Attribute]:
    """Return the attributes of a kind of sites that people tell, those not told yet too.

    >>> from sitesel.schema import default_schema
    >>> names = [one.name for one in tellable(Schema({}, {}), "halls")]
    >>> "rent" in names, "price" in names, "area" in names
    (True, False, False)
    """
    both = {**default_schema(), **schema}
    groups = [*default_schema().groups, *schema.groups]
    told = [
        one
        for one in both.values()
        if one.source == "declared" and not one.on_demand and kind in one.sites
    ]
    return sorted(told, key=lambda one: groups.index(one.group))


def words_used(columns: Columns, attribute: Attribute) -> list[str]:
    """Return the words that a category without a list of its own has among the sites."""
    if attribute.kind != "category" or attribute.values or attribute.name not in columns:
        return []
    column = columns[attribute.name]
    return sorted(column.categories) if isinstance(column, CategoryColumn) else []

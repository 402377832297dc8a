"""What the land or the hall costs, where the catalogue has a price or a rent."""

from __future__ import annotations

from collections.abc import Iterator

from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import CostLine, Figure
from sitesel.units import format_number, format_quantity, unit_label

_YEAR = 12
_LAND = Text("土地出让价款（按起始价）", "Land, at the starting price")
_RENT = Text("年租金", "Rent a year")


def costs(case: Case, row: int, land: Figure | None) -> Iterator[CostLine]:
    """Go through the costs of one site."""
    price = _number(case, "price", row)
    if price is not None and land is not None and isinstance(land.value, float):
        yield _line(
            case, "land", _LAND, price * land.value / 1e4,
            (price, "CNY/m2"), (land.value, "m2"),
            Text("起始地价 {price} × 计算用地面积 {quantity}",
                 "starting price {price} × land reckoned with {quantity}"),
        )  # fmt: skip
    rent, floors = _number(case, "rent", row), _number(case, "floor_area", row)
    if rent is not None and floors is not None:
        yield _line(
            case, "rent", _RENT, rent * floors * _YEAR / 1e4,
            (rent, "CNY/m2/month"), (floors, "m2"),
            Text("租金 {price} × 建筑面积 {quantity} × 12 个月",
                 "rent {price} × floor area {quantity} × 12 months"),
        )  # fmt: skip


def _line(
    case: Case,
    id_: str,
    label: Text,
    amount: float,
    price: tuple[float, str],
    quantity: tuple[float, str],
    formula: Text,
) -> CostLine:
    said = format_quantity(amount, "10^4 CNY", case.lang)
    both = {"price": _exact(case, *price), "quantity": _exact(case, *quantity)}
    told = case.say(formula).format(**both)
    return CostLine(id_, case.say(label), amount, said, *price, *quantity, told)


def _exact(case: Case, number: float, unit: str) -> str:
    """Write a number in the unit that is reckoned in, with what it takes to do the sum again."""
    return f"{format_number(number, case.lang, 9)} {unit_label(unit, case.lang)}"


def _number(case: Case, name: str, row: int) -> float | None:
    value = case.columns.value(name, row) if name in case.columns else None
    return float(value) if isinstance(value, int | float) else None

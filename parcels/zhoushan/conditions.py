"""Planning conditions and the like of the illustrative parcels, drawn by a seed.

Nothing here is an offer or a rule: the figures are of the size that public notices name.
"""

from __future__ import annotations

from random import Random

Row = dict[str, str | float | None]

GB_50137 = {"M1": "100101", "M2": "100102", "M3": "100103"}
THIRD_SURVEY = {"0601": "1001", "0508": "1101", "1008": "1204"}
STATUS = {
    "planned": "规划", "expropriating": "报批/征收", "reserved_land": "收储", "cleared": "净地",
    "standard_land": "标准地入库", "announced": "公告", "listed": "挂牌", "judicial": "司法处置",
    "idle": "闲置", "inefficient": "低效", "locked": "预留/锁定", "to_let": "招租", "let": "已租",
}  # fmt: skip
# plot ratio, density %, green %, height m; price, investment, output and tax in 万元/亩;
# energy in tce and emissions in kg per 10⁴ CNY; R&D %
_BY_USE = {
    "100101": ("≥1.5", "≤50", "≤15", "≤40", 31, 400, 600, 32, 0.30, 0.5, 3.0),
    "100102": ("1.2≤容积率≤2.5", "35≤密度≤60", "≤20", "≤36", 25, 350, 520, 26, 0.55, 1.0, 2.0),
    "100103": ("0.7≤容积率<1.8", "≥30", "<15", "≤80", 17, 500, 900, 30, 0.95, 2.0, 1.5),
    "110102": ("≥0.8", "≤60", "≤15", "≤30", 22, 260, 300, 14, 0.45, 0.8, 0.0),
    "110103": ("0.3≤容积率≤1.0", "≤50", "≤10", "≤30", 18, 220, 260, 12, 0.60, 1.5, 0.0),
    "1101": ("≥1.0", "≤60", "≤15", "≤30", 24, 260, 320, 14, 0.45, 0.8, 0.0),
    "1204": ("≥0.3", "≤40", "≤10", "≤45", 15, 200, 240, 10, 0.60, 1.2, 0.0),
    "1001": ("≥1.0", "≤50", "≤20", "≤30", 20, 250, 380, 18, 0.60, 1.2, 1.0),
}
_BY_SEA = ("liuheng", "xiazhi", "changtu", "qushan", "shengsi", "majishan", "dayangshan")
_CLEARED = ("cleared", "standard_land", "announced", "listed")
_BUILT = ("idle", "inefficient", "judicial")
UNPRICED = ("planned", "expropriating", "judicial")


def conditions(parcel: dict[str, str], park: dict[str, str], random: Random) -> Row:
    """Return the conditions of one parcel, in the words and units of a bureau's sheet.

    Areas are in 亩, prices in 万元/亩, standard-land indicators as words.
    """
    use = GB_50137.get(parcel["use"]) or THIRD_SURVEY.get(parcel["use"]) or parcel["use"]
    ratio, density, green, height, price, invest, output, tax, energy, emission, research = _BY_USE[
        use
    ]
    status = parcel["status"]
    by_sea = park["key"] in _BY_SEA
    price = round(price * (0.75 if by_sea else 1) * random.uniform(0.92, 1.1), 1)
    flat = random.uniform(2.6, 4.2)
    ready = status in _CLEARED or status in _BUILT
    return {
        "容积率": None if parcel["number"] in ("SS-04", "DH-14") else ratio,
        "建筑密度": density,
        "绿地率": green,
        "建筑限高": None if parcel["number"] == "DS-06" else height,
        "化工园区": "是" if park["key"] == "yushan" else "否",
        "土地状态": STATUS[status],
        "可用日期": None if parcel["available"] == "?" else parcel["available"],
        "起始价": None if status in UNPRICED or parcel["number"] == "PT-07" else price,
        "供地方式": {"judicial": "二级市场转让", "idle": "二级市场转让"}.get(
            status,
            "弹性年期出让" if use in ("100101", "100102") and random.random() < 0.35 else "出让",
        ),
        "年限": 30.0 if status == "listed" and use == "100102" else 50.0,
        "给水": _supply(ready, random),
        "排水": _supply(ready, random),
        "供电": _supply(ready, random),
        "通信": _supply(ready, random),
        "通路": _supply(ready, random),
        "燃气": _piped(park["gas"], ready=ready),
        "供热": _piped(park["heat"], ready=ready),
        "场地平整": "是" if ready else "否",
        "供电容量": float(parcel["power"]),
        "双回路": "是" if park["double"] == "yes" else "否",
        "供水能力": _share(park["water"], random),
        "污水能力": _share(park["sewage"], random),
        "供气能力": _share(park["gas"], random),
        "供热能力": _share(park["heat"], random),
        "承载力": None if parcel["bearing_capacity"] == "?" else float(parcel["bearing_capacity"]),
        "地下水埋深": None
        if parcel["bearing_capacity"] == "?"
        else round(random.uniform(0.6, 2.4), 1),
        "地灾": {"low": "低", "medium": "中", "high": "高", "?": None}[parcel["hazard"]],
        "高程": round(flat if parcel["form"] == "shore" else flat + random.uniform(0, 5), 2),
        "投资强度": _at_least(invest, random, 10),
        "亩均产值": _at_least(output, random, 10),
        "亩均税收": _at_least(tax, random, 1),
        "能耗": f"≤{energy:g}",
        "排放": f"≤{emission:g}",
        "研发占比": f"≥{research:g}" if research else None,
        "前沿水深": float(parcel["front_depth"]) if parcel["front_depth"] else None,
    }


def _supply(ready: bool, random: Random) -> str:  # noqa: FBT001
    return (
        random.choice(("场内已通", "到红线", "到红线"))
        if ready
        else random.choice(("规划", "到红线"))
    )


def _piped(capacity: str, *, ready: bool) -> str:
    if not capacity:
        return "无"
    return "到红线" if ready else "规划"


def _share(capacity: str, random: Random) -> float:
    """Return what of a park's capacity one parcel can have: two fifths to two thirds of it."""
    return round(float(capacity or 0) * random.uniform(0.4, 0.67), -1 if capacity else 0)


def _at_least(number: float, random: Random, step: int) -> str:
    return f"≥{round(number * random.uniform(0.9, 1.15) / step) * step}"

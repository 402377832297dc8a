"""`sitesel build`: raw layers in, a published catalogue out."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.opening import looks_like, must_exist
from sitesel.cli.terminal import bar, show
from sitesel.errors import BuildConfigError
from sitesel.language import Lang, Text
from sitesel.settings import Settings
from sitesel.units import format_number

if TYPE_CHECKING:
    from sitesel.catalogue import Catalogue
    from sitesel.findings import Finding

_SHORT = Text("原始图层 → 新目录，一步发布", "raw layers → a new catalogue, published in one step")
_LONG = Text(
    """按构建配置读入原始图层，检查、修复、量算，写成一份不可变的目录，再一步发布。
中途出错或中断时，已发布的目录原样不动。同样的输入得到同样的目录编号。

配置是 YAML 文件：

  title: 我的园区
  parcels:
    - path: 地块.shp                # 任何常见格式；编码与坐标系由证据判定并报告
      id: DKBH                      # 编号所在的列
      land_use_system: third-survey # 用地代码所属的分类
      columns:
        name: DKMC
        stated_area: {column: MJ, unit: 亩}
        planning_use: YDDM
        plot_ratio: {lower: RJL_X, upper: RJL_S}
  facilities:
    - {path: 码头.csv, kind: wharf, label: {zh: 码头, en: wharf}}
  constraints:
    - {path: 生态红线.shp, name: red_line, label: {zh: 生态保护红线, en: ecological red line}}""",
    """Read the raw layers that a build config names; check, repair and measure them; write an
immutable catalogue and publish it in one step. Whatever goes wrong, the published catalogue
stays as it was. The same input gives the same id.

A config is a YAML file:

  title: My park
  parcels:
    - path: parcels.shp             # any usual format; encoding and CRS are settled by evidence
      id: DKBH                      # the column of the id
      land_use_system: third-survey # what its land-use codes mean
      columns:
        name: DKMC
        stated_area: {column: MJ, unit: 亩}
        planning_use: YDDM
        plot_ratio: {lower: RJL_X, upper: RJL_S}
  facilities:
    - {path: wharves.csv, kind: wharf, label: {zh: 码头, en: wharf}}
  constraints:
    - {path: red_line.shp, name: red_line, label: {zh: 生态保护红线, en: ecological red line}}""",
)
_EXAMPLES = Text(
    """示例：
  sitesel build parcels/zhoushan/build.yaml
  sitesel build 我的园区.yaml --store /srv/sitesel""",
    """Examples:
  sitesel build parcels/zhoushan/build.yaml
  sitesel build my_park.yaml --store /srv/sitesel""",
)
_CONFIG = Text("构建配置（YAML）", "the build config, YAML")
_STORE = Text("存放目录的文件夹；默认 SITESEL_STORE", "folder of the catalogues; SITESEL_STORE")
_PROFILE = Text(
    "把第一个地块（或厂房）来源的列映射另存为方案，供别的配置用 profile 引用",
    "save the mapping of the first source of parcels or halls, for other configs to name",
)
_PUBLISHED = Text("已发布目录 {id}", "published catalogue {id}")
_COUNTS = Text("地块 {parcels} 宗，厂房 {halls} 处", "{parcels} parcels, {halls} halls")
_NETWORK = Text("路网：{modes}；路段 {links} 条，渡轮 {ferries} 条",
                "network: {modes}; links: {links}, ferries: {ferries}")  # fmt: skip
_SCENARIOS = Text("路网情景：{told}", "scenarios of the network: {told}")
_SCENARIO = Text("{name}（{title}）", "{name} ({title})")
_FINDINGS = Text("发现：{told}", "findings: {told}")
_ERRORS_SHOWN = 5
_ERRORS = Text("错误 {n} 项，前 {shown} 项：", "{n} errors, the first {shown}:")
_ERRORS_ALL = Text("错误 {n} 项：", "errors ({n}):")
_ERROR = Text("  {title}（{where}）", "  {title} ({where})")
_ROW = Text("第 {row} 行", "row {row}")
_REPORT = Text("报告：{path}", "report: {path}")
_NEXT = Text("下一步：sitesel select 需求.yaml --catalogue {store}",
             "next: sitesel select wanted.yaml --catalogue {store}")  # fmt: skip
_SEVERITY = {
    "fatal": Text("致命 {n}", "{n} fatal"),
    "error": Text("错误 {n}", "{n} errors"),
    "warning": Text("警告 {n}", "{n} warnings"),
    "note": Text("提示 {n}", "{n} notes"),
}
_NO_FINDINGS = Text("无", "none")


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "build",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def build(
        config: Annotated[Path, typer.Argument(metavar="CONFIG", help=_CONFIG.say(lang))],
        store: Annotated[
            Path, typer.Option("--store", metavar="DIR", help=_STORE.say(lang))
        ] = settings.store,
        profile: Annotated[
            Path | None, typer.Option("--save-profile", metavar="FILE", help=_PROFILE.say(lang))
        ] = None,
    ) -> None:
        must_exist(config)
        from sitesel.catalogue.build import build as built  # noqa: PLC0415  # slow to load

        try:
            with bar(lang) as progress:
                catalogue = built(config, store, progress)
        except BuildConfigError as error:
            if looks_like(config) != "requirement":
                raise
            raise BuildConfigError(
                f"{config} looks like a requirement, not a build config; "
                f"use `sitesel select {config}`",
                f"{config} 像是需求，不是构建配置；请用 `sitesel select {config}`",
            ) from error
        if profile is not None:
            from sitesel.catalogue.profile import save_profile  # noqa: PLC0415
            from sitesel.catalogue.reading import read_config  # noqa: PLC0415

            told = read_config(config)
            save_profile((*told.parcels, *told.halls)[0], profile)
        _tell(catalogue, store, lang)


def _tell(catalogue: "Catalogue", store: Path, lang: Lang) -> None:
    findings = catalogue.findings()
    kinds: Counter[str] = Counter(finding.severity for finding in findings)
    told = (", " if lang == "en" else "，").join(
        _SEVERITY[severity].format(n=format_number(kinds[severity], lang, 15)).say(lang)
        for severity in _SEVERITY
        if kinds[severity]
    )
    counts = {
        kind: format_number(catalogue.columns(kind).count, lang, 15) if kind in own else "0"
        for own in [catalogue.site_kinds()]
        for kind in ("parcels", "halls")
    }
    scenarios = [
        _SCENARIO.format(name=name, title=told.title.say(lang)).say(lang)
        for name, told in catalogue.scenarios().items()
    ]
    show(
        _PUBLISHED.format(id=catalogue.id).say(lang),
        _COUNTS.format(**counts).say(lang),
        *_network(catalogue, lang),
        *(
            [_SCENARIOS.format(told=("; " if lang == "en" else "；").join(scenarios)).say(lang)]
            if scenarios
            else []
        ),
        _FINDINGS.format(told=told or _NO_FINDINGS.say(lang)).say(lang),
        _REPORT.format(path=catalogue.path / f"report.{lang}.html").say(lang),
        _NEXT.format(store=store).say(lang),
        *_errors([finding for finding in findings if finding.severity == "error"], lang),
    )


def _errors(errors: "Sequence[Finding]", lang: Lang) -> list[str]:
    """Say which rows were set aside, or left without a value: the first few."""
    if not errors:
        return []
    first = errors[:_ERRORS_SHOWN]
    head = _ERRORS if len(errors) > len(first) else _ERRORS_ALL
    told = [head.format(n=format_number(len(errors), lang, 15), shown=len(first)).say(lang)]
    for one in first:
        row = None if one.row is None else _ROW.format(row=one.row + 1).say(lang)
        name = one.parcel or one.facts.get("ferry") or one.facts.get("id")
        where = [str(each) for each in (one.layer, row, name) if each]
        words = {"title": one.kind.title.say(lang), "where": ("，", ", ")[lang == "en"].join(where)}
        told.append(_ERROR.say(lang).format(**words))
    return told


def _network(catalogue: "Catalogue", lang: Lang) -> list[str]:
    """Say who travels, and how many links and ferries there are; nothing without a network."""
    if (record := catalogue.manifest.network) is None:
        return []
    counts = {name: format_number(record.counts[name], lang, 15) for name in ("links", "ferries")}
    modes = ("、" if lang == "zh" else ", ").join(
        label.say(lang) for label in record.modes.values()
    )
    return [_NETWORK.format(modes=modes, **counts).say(lang)]

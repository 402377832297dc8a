"""The characters that real text is made of, so that wrongly decoded text can be told from it.

Bytes of one encoding often decode without error in another; what gives it away is that the result
is made of characters that nobody uses, or of scripts that nobody mixes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

# the hanzi of parcel layers: land use, planning, addresses, administrative divisions
_LAND = (
    "地块宗编号名称面积用途规划工业商服住宅仓储物流公共设施管理交通运输水利特殊村镇县区市省乡街道路"
    "巷弄社组居委会权属性质来源单位国有集体土坐落四至东西南北长宽容积率建筑密度绿化高限制备注时间日期"
    "年月类型代码级别价格元亩公顷平方米万一二三四五六七八九十百千港口码头岛屿海洋河流湖泊山林耕园草"
    "农田保护红线生态开发边界企业公司厂房产权人电话联系投资项目招商园经济技术新产科研教育医院学校幼儿"
    "小中大上下左右前后内外供电给排水燃气热力通信环卫消防行政办公文体育娱乐批发零售餐饮旅馆金融铁路"
    "机场站高速普陀定海岱山嵊泗舟浙江绍兴宁波杭州台温金衢丽湖嘉上北京天津重庆广福建苏安徽江河湘粤桂"
    "是否无已未拟待批准出让划拨租赁转抵押状态可净收储现规条件指标图层说明其他的了在和与及为不对于从"
    "土地規劃號稱區縣鄉鎮鄰里縱橫縣道業務類價萬畝頃園國東門樓廠產權屬電車馬龍灣島臺灣廣場學醫院館"
    "段圖碼備註號碼戶籍鐵運輸護線經濟環農業會議聯絡間層說標現狀態報廢開發設備實際寬長邊個與這來時"
    "町丁目番地大字小字都道府県区市村郡線駅図画番号氏名住所種別用途地域建蔽率容積率指定第種低層中高専"
)
# the commonest hanzi of ordinary phrases and of place names
_COMMON = (
    "不大风一头地子行人无之有天相发心家长上分儿为重中见同石打言车水可合得食知而雨生化正过体落好血会难"
    "骨语自当倒道空下三日如红高气干面马山说节解成乐其口数论小远事云文转恶度门调女信流思白出手金以角和"
    "学斗场意若强能千量内力身结月应动传名火机国横处时亲电尽衣观年曲作花从朝情号片切散背死南神别明目间"
    "老折教台露将海所里着服世声物兴北单方没识百夫然来期拉义条公安书足少要差通工弹开华种沙经眼令龙理叶"
    "光底奇多藏价共枝深任戏待称员主外失尾色法看计本飞兵反东五冲压薄性短磨六景玉王虎毛入尺路平交毒土暴"
    "草两清亡业起古于话还点了功直半二后济约利词轻区用民才形进采十望系连提假卷制乘西指木善破便闻参八回"
    "斯尔市特爾克德卡阿镇巴布格塔瓦普科伊城姆雷加洛勒埃纳帕罗亞林馬哈亚羅恩托納达赫奥州比维沃基塞迪米"
    "維奧梅希贝河茨莱萨蒂达堡新博薩吉田戈諾福莫奇霍弗伯森县索鲁萊根蘭川聖蒙頓龙顿佩皮江街圣伦耶魯什韦"
    "貝内登乌菲泰曼朗列阳图松烏扎代內原库穆津野溪畔坎威那乡島丹坦士隆桑富瓜宁湖武努班谷治蘇村哥丁滕雅"
    "井佐岡默鎮永杰浦美都陽万泉下谢赖滩青凯康昌关豪寧橋提廷崎北园亨春久長泽坪门府豊賓洲旺依香竹池立"
)
# the commonest hangul syllables: of names, then of addresses and land registers
_HANGUL = (
    "스르라리이아트크로시레드바타카나마프우비브베에코루니오다노사보티가파포지데토그치하디즈고키테부산버"
    "네턴세푸메자도야페모주터인체알구케호어안퍼소운러헤와수클두샤일제링더발엘애조만천무서울를생양선동던"
    "시군구읍면리로길번지대전답임야장학교과원광잡종공유적토용도계획상업녹역거관산농림보전법개별가격기준"
    "은는이가의에서으한을있것들하여기사년월일평총동호층남북중앙강경성충청전라제주특별자치광역천안양김박최정"
)


@cache
def _level(codec: str, first: int, last: int) -> frozenset[str]:
    """Return the characters of the rows of a two-byte code."""
    rows = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(64, 255))
    return frozenset("".join(row.decode(codec, "ignore") for row in rows))


@cache
def frequent() -> frozenset[str]:
    """Return the characters that make up most of real text in Chinese, Korean and Japanese."""
    return frozenset(_LAND + _COMMON + _HANGUL)


@cache
def ordinary() -> frozenset[str]:
    """Return the first levels of GB 2312, Big5, JIS X 0208 and KS X 1001: the everyday sets."""
    return (
        _level("gb2312", 0xB0, 0xD7)
        | _level("big5", 0xA4, 0xC6)
        | _level("shift_jis", 0x88, 0x97)
        | _level("euc_kr", 0xB0, 0xC8)
    )


@cache
def _rare_but_real() -> frozenset[str]:
    return _level("gb2312", 0xD8, 0xF7) | _level("big5", 0xC9, 0xF9)


@cache
def _script(character: str) -> str:  # one line for each block
    point = ord(character)
    if point < 0x80:
        return "ascii"
    if 0xAC00 <= point <= 0xD7A3:
        return "hangul"
    if 0x4E00 <= point <= 0x9FFF or 0x3400 <= point <= 0x4DBF or point >= 0x20000:
        return "han"
    if 0x3041 <= point <= 0x30FF:
        return "kana"
    if 0xFF61 <= point <= 0xFF9F:
        return "half-width kana"
    if 0x400 <= point <= 0x45F:
        return "cyrillic"
    if 0xC0 <= point <= 0x17F and character not in "×÷":
        return "latin"
    if 0x3000 <= point <= 0x303F or 0xFF00 <= point <= 0xFF5E or character in "·—‘’“”…℃㎡№°²³×":
        return "punctuation"
    return "other"


_ODD = {"Cc": -2.0, "Cn": -2.0, "Co": -2.0, "Cs": -2.0}


@cache
def _weight(character: str) -> float:
    script = _script(character)
    if script == "ascii":
        return 0.0
    if script in {"han", "hangul"}:
        if character in frequent():
            return 1.0
        if character in ordinary():
            return 0.45
        return 0.0 if character in _rare_but_real() else -0.5
    if script == "other":
        return _ODD.get(unicodedata.category(character), -0.7)
    known = {"kana": 0.7, "half-width kana": -0.2, "cyrillic": 0.55, "latin": 0.5}
    return known.get(script, 0.4)


def _joints(text: str) -> Iterator[float]:
    for one, other in pairwise(text):
        first, second = _script(one), _script(other)
        if "ascii" in {first, second} or "punctuation" in {first, second}:
            # an accent or a Cyrillic letter beside Latin letters: usual for the one, not the other
            if (one.isalpha() and second == "cyrillic") or (
                first == "cyrillic" and other.isalpha()
            ):
                yield -0.7
            continue
        if first == second:
            if first == "latin":
                yield -0.6  # words have single accents; runs of them are another encoding's bytes
            elif first == "cyrillic" and one.islower() and other.isupper():
                yield -1.5
        elif {first, second} != {"han", "kana"}:
            yield -0.8


def plausibility(text: str) -> float:
    """Say how much a text looks like what people write: the sum over its characters.

    Characters of ASCII count nothing. Text of everyday characters of one script scores up to 1 for
    each of them; rare ones, mixtures of scripts and controls lose.

    Examples
    --------
    >>> plausibility("工业用地") > plausibility("工业用地".encode("gbk").decode("cp949", "replace"))
    True
    >>> plausibility("A-17")
    0.0
    """
    return sum(map(_weight, text)) + sum(_joints(text))

"""Which encoding text is in: what the file says, weighed against what its bytes say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.characters import plausibility
from sitesel.layers.codepages import codec_named

# tried in this order; of equals the first is taken
HYPOTHESES = (
    "utf-8", "gb18030", "cp950", "cp949", "cp932", "cp1252", "cp1251", "cp866",
)  # fmt: skip
_SAMPLE = 1_500


@dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of one value, and whether they fill the room they had, so may have been cut."""

    value: bytes
    full: bool = False


def decode(raw: Bytes, codec: str) -> tuple[str, bool]:
    """Decode one value and say whether its last character was cut in the middle.

    Raises
    ------
    UnicodeDecodeError
        The bytes are not of this encoding; a character cut where there was still room counts.

    Examples
    --------
    >>> decode(Bytes("规划用途".encode()[:10], full=True), "utf-8")
    ('规划用', True)
    """
    if not raw.full:
        return raw.value.decode(codec), False
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(raw.value)
    return text, bool(decoder.getstate()[0])


@dataclass(frozen=True, slots=True)
class Decision:
    """Which encoding was taken, and why.

    Parameters
    ----------
    codec
        The Python codec taken.
    told
        What the file says, as it is spelled; None where it says nothing.
    contradicted
        The bytes say otherwise than the file.
    certain
        The evidence leaves no doubt.
    sample
        A text as it reads now.
    rival, rival_sample
        The next best encoding and the same text as it would read in it; None where none fits.
    plain
        All text is ASCII: every encoding reads it alike.
    """

    codec: str
    told: str | None = None
    contradicted: bool = False
    certain: bool = True
    sample: str = ""
    rival: str | None = None
    rival_sample: str = ""
    plain: bool = False

    def findings(self, layer: str) -> list[Finding]:
        """Report what was decided, where there is anything to report."""
        if self.plain:
            return []
        facts = {
            "told": self.told or "–",
            "used": self.codec.upper(),
            "sample": self.sample,
            "rival": (self.rival or "–").upper(),
            "rival_sample": self.rival_sample or "–",
        }
        if self.contradicted:
            return [Finding("encoding-contradicted", layer, facts=facts)]
        if not self.certain:
            return [Finding("encoding-uncertain", layer, facts=facts)]
        return [] if self.told else [Finding("encoding-decided", layer, facts=facts)]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How values read in one encoding: plausibility by the byte, and values that don't decode."""

    codec: str
    score: float
    failures: int


def _strictly_utf8(raw: Bytes) -> str:
    try:
        return decode(raw, "utf-8")[0]
    except UnicodeDecodeError:
        return ""


def _read(values: Sequence[Bytes], codec: str) -> _Reading:
    score, size, failures, penalty = 0.0, 0, 0, 0
    for raw in values:
        high = sum(byte > 0x7F for byte in raw.value)
        try:
            text, _ = decode(raw, codec)
        except UnicodeDecodeError:
            failures += 1
            # a value of UTF-8 among others speaks less against an encoding than broken bytes do
            penalty += 1 if _strictly_utf8(raw) else 6
            continue
        # by the byte, so that encodings with longer characters don't lose
        characters = sum(character > "\x7f" for character in text)
        score += plausibility(text) * (high / characters if characters else 0.0)
        size += high
    return _Reading(codec, (score / size if size else 0.0) - penalty / len(values), failures)


def _utf8_bonus(values: Sequence[Bytes]) -> float:
    """Weigh that sequences which are strictly UTF-8 don't happen by chance."""
    bonus = 0.0
    for text in map(_strictly_utf8, values):
        bonus += 0.25 * sum(character > "\u07ff" for character in text)
        bonus += 0.3 * sum("\xc0" <= character <= "\u045f" for character in text)
    return min(bonus, 2.0)


def decide(
    values: Iterable[Bytes], *, declared: str | None = None, told: str | None = None,
    hinted: str | None = None,
) -> Decision:  # fmt: skip
    """Decide which encoding values are in.

    Every encoding must decode (nearly) all values; those that do are compared by how much the
    result looks like text. What the file says weighs as much as a fair doubt, no more.

    Parameters
    ----------
    values
        The values, or a sample of them.
    declared
        What a person says; taken without a doubt.
    told
        What the file says: a `.cpg`, an XML prolog.
    hinted
        A weaker hint: a codec after the dbf's language driver.

    Raises
    ------
    LayerError
        `declared` is no known encoding.

    Examples
    --------
    >>> decide([Bytes("三类工业用地".encode("gbk"))], told="65001").codec
    'gb18030'
    """
    said = codec_named(told) if told else None
    if declared is not None:
        codec = codec_named(declared)
        if codec is None:
            raise LayerError(
                f"no encoding is called {declared!r}; write for example GB18030, UTF-8 or CP949",
                f"没有名为 {declared!r} 的编码；可写 GB18030、UTF-8、CP949 等",
            )
        return Decision(codec, told=declared)
    doubtful = [raw for raw in values if not raw.value.isascii()]
    if not doubtful:
        return Decision(said or hinted or "utf-8", told=told, plain=True)
    doubtful = list(dict.fromkeys(doubtful))
    doubtful = doubtful[:: -(-len(doubtful) // _SAMPLE)]  # evenly over the whole
    codecs_tried = list(dict.fromkeys([*HYPOTHESES, *filter(None, (said, hinted))]))
    readings = []
    for codec in codecs_tried:
        reading = _read(doubtful, codec)
        favour = 0.2 * (codec == said) + 0.1 * (codec == hinted and said is None)
        if codec == "utf-8":
            favour += _utf8_bonus(doubtful)
        readings.append(replace(reading, score=reading.score + favour))
    best, *others = sorted(readings, key=lambda reading: -reading.score)
    rival = others[0] if others[0].failures < len(doubtful) else None
    shown = max(doubtful[:50], key=lambda raw: len(raw.value))
    return Decision(
        best.codec,
        told=told,
        contradicted=said is not None and said != best.codec and not _same(doubtful, said, best),
        # the Latin code pages differ in a few letters only, which no count can tell apart
        certain=best.score > 0
        and (best.codec != "cp1252" or said == best.codec)
        and (rival is None or best.score - rival.score > 0.12),
        sample=_show(shown, best.codec),
        rival=rival.codec if rival else None,
        rival_sample=_show(shown, rival.codec) if rival else "",
    )


def _same(values: Sequence[Bytes], said: str, best: _Reading) -> bool:
    """Tell whether two encodings read all values alike, so that the difference is a name."""
    try:
        return all(decode(raw, said) == decode(raw, best.codec) for raw in values)
    except UnicodeDecodeError:
        return False


def _show(raw: Bytes, codec: str) -> str:
    return raw.value.decode(codec, "replace").strip()[:24]


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# none of these bytes is the second half of a character in any of the encodings
_BETWEEN_WORDS = re.compile(rb"[\s\",:;<>=()/]+")


def decode_text(data: bytes, *, declared: str | None = None, told: str | None = None) -> tuple[
    str, Decision
]:  # fmt: skip
    """Decode a whole text file: by its byte order mark, or by the evidence of its words.

    Bytes that are not of the encoding become U+FFFD; count them in the text.

    Examples
    --------
    >>> text, decision = decode_text("[地块坐标]".encode("gbk"))
    >>> text, decision.codec
    ('[地块坐标]', 'gb18030')
    """
    for mark, codec in _MARKS:
        if data.startswith(mark) and declared is None:
            text = data.decode(codec, "replace").removeprefix("\ufeff")
            return text, Decision(codec, told=codec)
    odd, even = data[1:4000:2].count(0), data[0:4000:2].count(0)
    if declared is None and min(odd, even) == 0 and max(odd, even) > 1:
        codec = "utf-16-le" if odd else "utf-16-be"  # line ends have a zero on one side
        return data.decode(codec, "replace"), Decision(codec, told=codec)
    try:
        if declared is None:
            text = data.decode("utf-8")
            if len(data) - len(text) > 30:  # long and valid: it is no accident
                agreed = told if told and codec_named(told) == "utf-8" else "UTF-8"
                return text, Decision("utf-8", told=agreed)
    except UnicodeDecodeError:
        pass
    words = (Bytes(word) for word in _BETWEEN_WORDS.split(data) if not word.isascii())
    decision = decide(words, declared=declared, told=told)
    return data.decode(decision.codec, "replace"), decision

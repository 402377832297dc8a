"""A sheet of one page about a site, as PDF: nothing but words, so that it is small."""

from __future__ import annotations

_LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
# every reader of PDF brings a font for this name, so that none has to be inside
_CHINESE = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
    b"/FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
    b"/StemV 93 >> >> ] >>"
)
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
)


def sheet(number: str, mu: float, town: str) -> bytes:
    """Return a sheet that says what an illustrative site is, and that it is none.

    Parameters
    ----------
    number
        Of the parcel.
    mu
        Its area, 亩.
    town
        Where it lies.
    """
    lines = [
        (20, f"地块说明单（示意） {number}", f"Sheet of parcel {number} (illustrative)"),
        (12, "示范数据：此地块为虚构，不是真实供地。", "Invented: no land is on offer."),
        (12, f"位置：{town}", "Place: see the map"),
        (12, f"面积：{mu:.2f} 亩", f"Area: {mu / 15:.4f} ha"),
        (12, "规划条件、价格和周边设施见地块页。", "For all else see the page of the parcel."),
    ]  # fmt: skip
    drawn, y = [], 780
    for size, zh, en in lines:
        drawn.append(_words(2, size, y, zh.encode("utf-16-be")))
        drawn.append(_words(1, size * 0.8, y - size * 1.4, en.encode("ascii")))
        y -= int(size * 3.4)
    stream = b"\n".join(drawn)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        _LATIN,
        _CHINESE,
    ]
    return _file(parts)


def _words(font: int, size: float, y: float, words: bytes) -> bytes:
    return b"BT /F%d %.1f Tf 60 %.1f Td <%s> Tj ET" % (font, size, y, words.hex().encode())


def _file(parts: list[bytes]) -> bytes:
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for place in places:
        body += b"%010d 00000 n \n" % place
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        table,
    )
    return bytes(body)

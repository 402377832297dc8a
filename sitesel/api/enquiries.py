"""Enquiries: a visitor asks the staff about parcels. What is stored only the staff read."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from sitesel.api.dependencies import CurrentCatalogue
from sitesel.api.parcels import told_here
from sitesel.errors import EnquiriesClosed, EnquiryRefused, Fault
from sitesel.language import Text, steers
from sitesel.schema import SiteKind

router = APIRouter(prefix="/api/enquiries", tags=["咨询 / Enquiries"])

_MOST_PARCELS = 20
_MOST_LETTERS = {"name": 100, "organisation": 200, "contact": 200, "message": 4000}
_NEEDED = ("name", "contact", "message")
_DIGEST = re.compile(r"[0-9a-f]{16,64}")
_LABELS = {
    "name": Text("姓名", "name"),
    "organisation": Text("单位", "organisation"),
    "contact": Text("联系方式", "contact"),
    "message": Text("留言", "message"),
}


class EnquiryReceipt(BaseModel):
    """That an enquiry was stored."""

    id: str = Field(description="The number to quote.")
    received: str = Field(description="When, UTC, ISO 8601.")


class StaffEnquiry(BaseModel):
    """An enquiry to the staff; what is written here is stored, and seen by the staff alone."""

    model_config = ConfigDict(extra="forbid")

    parcels: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=_MOST_PARCELS, description="Ids; none for a question."
    )
    sites: SiteKind = "parcels"
    name: str = Field(description=f"{_MOST_LETTERS['name']} characters at most.")
    organisation: str = Field("", description=f"{_MOST_LETTERS['organisation']} at most.")
    contact: str = Field(description="Telephone or mail address; 200 characters at most.")
    message: str = Field(description=f"{_MOST_LETTERS['message']} characters at most.")
    selection: str | None = Field(None, description="Digest of the answer that is looked at.")
    lang: Literal["zh", "en"] = Field("zh", description="To be answered in.")
    website: str = Field("", description="Leave it empty; only machines fill it.")


def faults_of(sent: StaffEnquiry) -> list[Fault]:
    r"""Return all that is wrong with an enquiry.

    >>> wrong = StaffEnquiry(name=" ", contact="1\x1b[2J", message="好", website="http://x")
    >>> [(fault.code, fault.path) for fault in faults_of(wrong)]
    [('empty', ('name',)), ('control-character', ('contact',)), ('not-empty', ('website',))]
    """
    faults = []

    def fault(code: str, field: str, zh: str, en: str) -> None:
        faults.append(Fault(code, (field,), None, Text(zh=zh, en=en)))

    for field, label in _LABELS.items():
        words = getattr(sent, field).strip()
        most = _MOST_LETTERS[field]
        if not words and field in _NEEDED:
            fault("empty", field, f"请填写{label.zh}", f"write your {label.en}")
        if len(words) > most:
            said = len(words)
            fault(
                "too-long",
                field,
                f"{label.zh}有 {said:,} 个字符，最多 {most:,} 个；请精简",
                f"the {label.en} has {said:,} characters, {most:,} are the most; shorten it",
            )
        if steers(words, lines=field == "message"):
            fault(
                "control-character",
                field,
                f"{label.zh}含有控制字符；请重新输入，不要粘贴",
                f"the {label.en} holds control characters; type it instead of pasting",
            )
    if sent.selection is not None and not _DIGEST.fullmatch(sent.selection):
        fault(
            "no-digest",
            "selection",
            "应为选址结果的编号（16—64 位十六进制）",
            "write the digest of a selection, 16 to 64 hexadecimal digits",
        )
    if sent.website:
        fault(
            "not-empty",
            "website",
            "此项须留空；若由浏览器自动填写，请清空后再提交",
            "leave this empty; if your browser filled it, clear it and send again",
        )
    return faults


@router.post("", status_code=201, summary="向工作人员咨询 / Enquire about parcels")
def create_enquiry(
    sent: StaffEnquiry, catalogue: CurrentCatalogue, request: Request
) -> EnquiryReceipt:
    """Store an enquiry for the staff; how often an address may is limited (429)."""
    state = request.app.state
    if not state.settings.enquiries:
        raise EnquiriesClosed(
            "this service takes no enquiries; call the investment office instead",
            "本服务不接受在线咨询；请直接联系招商部门",
        )
    faults = faults_of(sent)
    if faults:
        raise EnquiryRefused("the enquiry has faults:", "咨询内容有误：", faults)
    columns = catalogue.columns(sent.sites)
    parcels = tuple(dict.fromkeys(sent.parcels))
    for parcel in parcels:
        with told_here(sent.sites, parcel):
            columns.row(parcel)
    state.enquiry_allowance.take(request)
    words = {field: getattr(sent, field).strip().replace("\r\n", "\n") for field in _LABELS}
    enquiry = state.enquiry_book.add(
        {
            "sites": sent.sites,
            "parcels": parcels,
            "catalogue": catalogue.id,
            "selection": sent.selection,
            "lang": sent.lang,
            **words,
        }
    )
    return EnquiryReceipt(id=enquiry.id, received=enquiry.received)

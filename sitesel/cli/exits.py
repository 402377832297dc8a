"""Exit codes: what a script can tell from them."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.errors import (
    AccountNotFound,
    AccountRefused,
    AccountTaken,
    CatalogueError,
    CatalogueNotFound,
    ConfigError,
    EnquiryHandled,
    EnquiryNotFound,
    KeyUnfit,
    LastAdmin,
    LayerError,
    ParcelNotFound,
    PasswordRefused,
    ProjectNotFound,
    ProjectRefused,
    RequirementError,
    RevisionConflict,
    RevisionRefused,
    SelectionNotFound,
    SiteselError,
    StageRefused,
    UntrustworthyData,
    UploadRefused,
)
from sitesel.language import Text
from sitesel.units import UnitError

FINE = 0
FOUND = 1
USAGE = 2
WRITTEN_WRONG = 3
DATA = 4
NOT_FOUND = 5
NOT_WRITTEN = 6
UNFORESEEN = 70
INTERRUPTED = 130

MEANING: Mapping[int, Text] = {
    FINE: Text("完成；没有候选也是结果", "done; no candidates is an answer too"),
    FOUND: Text(
        "check、audit 或 doctor 发现了问题", "check, audit or doctor found something wrong"
    ),
    USAGE: Text("命令行写法有误", "the command line is wrong"),
    WRITTEN_WRONG: Text("需求或构建配置有误", "the requirement or build config has faults"),
    DATA: Text("数据读不了或不可信", "data can't be read or trusted"),
    NOT_FOUND: Text("找不到目录、地块、项目或文件", "no such catalogue, parcel, project or file"),
    NOT_WRITTEN: Text("结果写不出去，或端口打不开", "an answer can't be written, or a port opened"),
    UNFORESEEN: Text("意外错误", "an unforeseen error"),
    INTERRUPTED: Text("被中断", "interrupted"),
}


class CannotWrite(SiteselError):
    """A file can't be written, or would garble the terminal."""

    code = "cannot-write"


class CannotRead(SiteselError):
    """A folder or file is there and can't be read."""

    code = "cannot-read"


class CannotListen(SiteselError):
    """The service can't listen where it was told to."""

    code = "cannot-listen"


class FileMissing(SiteselError):
    """A file named on the command line is not there."""

    code = "file-missing"


class WrongUse(SiteselError):
    """What was asked for on the command line can't be, whatever the data are."""

    code = "wrong-use"


# the most particular first
_CODES: tuple[tuple[type[SiteselError], int], ...] = (
    (RequirementError, WRITTEN_WRONG),
    (ConfigError, WRITTEN_WRONG),
    (UnitError, WRITTEN_WRONG),
    (WrongUse, USAGE),
    (RevisionRefused, WRITTEN_WRONG),
    (UploadRefused, WRITTEN_WRONG),
    (RevisionConflict, NOT_WRITTEN),
    (AccountRefused, USAGE),
    (AccountTaken, USAGE),
    (LastAdmin, USAGE),
    (PasswordRefused, USAGE),
    (KeyUnfit, USAGE),
    (AccountNotFound, NOT_FOUND),
    (ProjectRefused, WRITTEN_WRONG),
    (StageRefused, WRITTEN_WRONG),
    (EnquiryHandled, USAGE),
    (EnquiryNotFound, NOT_FOUND),
    (ProjectNotFound, NOT_FOUND),
    (CatalogueNotFound, NOT_FOUND),
    (ParcelNotFound, NOT_FOUND),
    (SelectionNotFound, NOT_FOUND),
    (FileMissing, NOT_FOUND),
    (CannotWrite, NOT_WRITTEN),
    (CannotListen, NOT_WRITTEN),
    (UntrustworthyData, DATA),
    (LayerError, DATA),
    (CatalogueError, DATA),
)


def exit_code(error: SiteselError) -> int:
    """Return the exit code of an error.

    >>> exit_code(ParcelNotFound("no A1", "没有 A1"))
    5
    """
    return next((code for kind, code in _CODES if isinstance(error, kind)), DATA)

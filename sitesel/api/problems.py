"""From what went wrong to an HTTP status: the one table, and problem details (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from sitesel import errors
from sitesel.api.headers import add_headers
from sitesel.api.invalid import invalid
from sitesel.api.language import preferred
from sitesel.language import Lang, Text
from sitesel.units import UnitError

STATUS: dict[type[errors.SiteselError], int] = {
    errors.RequirementError: 422,
    errors.SignInNeeded: 401,
    errors.SignInRefused: 401,
    errors.KeyRefused: 401,
    errors.NotAllowed: 403,
    errors.KeyNotFound: 404,
    errors.AccountNotFound: 404,
    errors.InvitationNotFound: 404,
    errors.ProviderMissing: 404,
    errors.ProviderUnavailable: 503,
    errors.SignInStale: 401,
    errors.IdentityRefused: 401,
    errors.AccountTaken: 409,
    errors.LastAdmin: 409,
    errors.KeyUnfit: 422,
    errors.PasswordRefused: 422,
    errors.AccountRefused: 422,
    UnitError: 422,
    errors.ParcelNotFound: 404,
    errors.SelectionNotFound: 404,
    errors.ConstraintNotFound: 404,
    errors.ReportNotPublic: 404,
    errors.PictureNotFound: 404,
    errors.TileNotFound: 404,
    errors.LinkNotFound: 404,
    errors.MediaNotFound: 404,
    errors.LinkExpired: 410,
    errors.LinkRefused: 422,
    errors.EnquiryRefused: 422,
    errors.EnquiriesClosed: 404,
    errors.TooMany: 429,
    errors.NotKept: 503,
    errors.StateError: 503,
    errors.RevisionRefused: 422,
    errors.RevisionConflict: 409,
    errors.UploadRefused: 422,
    errors.UploadNotFound: 404,
    errors.ProjectNotFound: 404,
    errors.ProjectRefused: 422,
    errors.ProjectConflict: 409,
    errors.StageRefused: 422,
    errors.DocumentRefused: 422,
    errors.EnquiryNotFound: 404,
    errors.EnquiryHandled: 409,
    errors.LayerError: 422,
    errors.ProposalNotFound: 404,
    errors.ProposalRefused: 422,
    errors.TemplateRefused: 422,
    errors.FiguresError: 422,
    errors.DepartmentsError: 422,
    errors.PoliciesError: 422,
    errors.StandingError: 422,
    errors.IssueNotFound: 404,
    errors.IssueRefused: 422,
    errors.EvaluationNotFound: 404,
    errors.EvaluationRefused: 422,
    errors.ShareNotFound: 404,
    errors.CatalogueError: 503,
    errors.FontMissing: 503,
}


class ProblemFault(BaseModel):
    """One of the faults of what was sent."""

    code: str
    path: list[str | int]
    line: int | None
    detail: str


class Problem(BaseModel):
    """What went wrong, in the caller's language (RFC 9457)."""

    type: str = Field(examples=["urn:sitesel:problem:requirement"])
    title: str
    status: int
    detail: str
    faults: list[ProblemFault] | None = None


_FAULT = ProblemFault.model_json_schema()
_PROBLEM = Problem.model_json_schema()
_PROBLEM.pop("$defs")
_PROBLEM["properties"]["faults"] = {"type": "array", "items": _FAULT}  # no reference to resolve
_CONTENT = {"application/problem+json": {"schema": _PROBLEM}}
DESCRIBED: dict[int | str, dict[str, Any]] = {
    401: {"description": "Nobody is signed in.", "content": _CONTENT},
    403: {"description": "Whoever is signed in may not.", "content": _CONTENT},
    404: {"description": "No such thing here.", "content": _CONTENT},
    409: {"description": "It is not as the caller takes it to be.", "content": _CONTENT},
    410: {"description": "No longer here.", "content": _CONTENT},
    413: {"description": "More than 1 MB was sent.", "content": _CONTENT},
    415: {"description": "Neither JSON nor a requirement file.", "content": _CONTENT},
    422: {"description": "What was sent has faults, all of them told.", "content": _CONTENT},
    429: {"description": "Too many from this address; see Retry-After.", "content": _CONTENT},
    503: {"description": "No catalogue is published.", "content": _CONTENT},
}
_TITLES = {
    "requirement": Text("需求有误", "The requirement has faults"),
    "no-way": Text("路网无法回答", "The network can not tell"),
    "unknown-rule": Text("没有这条规则", "No such rule"),
    "unit": Text("单位有误", "Wrong unit"),
    "parcel-not-found": Text("没有这宗地块", "No such parcel"),
    "selection-not-found": Text("没有这个选址结果", "No such selection"),
    "constraint-not-found": Text("没有这条约束", "No such constraint"),
    "tile-not-found": Text("没有这块瓦片", "No such tile"),
    "report-not-public": Text("没有公开的报告", "No public report"),
    "link-not-found": Text("没有这个链接", "No such link"),
    "media-not-found": Text("没有这个图片或文件", "No such picture or document"),
    "link-expired": Text("链接已过期", "The link has expired"),
    "link-refused": Text("无法生成链接", "No link can be made"),
    "enquiry": Text("咨询内容有误", "The enquiry has faults"),
    "enquiries-closed": Text("不接受在线咨询", "No enquiries are taken"),
    "sign-in-needed": Text("需要登录", "Sign in first"),
    "not-allowed": Text("无权操作", "Not allowed"),
    "cross-site": Text("请求来自其他网站", "Asked for by another site"),
    "sign-in-refused": Text("登录失败", "Not signed in"),
    "provider-missing": Text("未启用统一身份认证", "No sign-in by a provider"),
    "provider-unavailable": Text("统一身份认证暂不可用", "The sign-in provider does not answer"),
    "sign-in-stale": Text("登录已过时", "Sign in again"),
    "identity-refused": Text("无权登录", "No access"),
    "identity-taken": Text("身份已被占用", "The identity is taken"),
    "key-refused": Text("API 密钥无效", "The API key is not good"),
    "key-not-found": Text("没有这个密钥", "No such key"),
    "key-unfit": Text("无法生成密钥", "The key can not be made"),
    "password-refused": Text("口令不够安全", "The password is not good enough"),
    "user-refused": Text("用户信息有误", "The user has faults"),
    "user-not-found": Text("没有这个用户", "No such user"),
    "user-taken": Text("用户名已被占用", "The name is taken"),
    "last-administrator": Text("最后一名系统管理员", "The last administrator"),
    "invitation-not-found": Text("邀请无效", "The invitation is not good"),
    "state-unavailable": Text("数据库不可用", "The database can not be used"),
    "not-kept": Text("未能保存", "It could not be stored"),
    "too-many": Text("提交过于频繁", "Too many at once"),
    "revision-refused": Text("不能这样修改", "It can not be changed so"),
    "revision-conflict": Text("他人已修改", "Somebody else changed it"),
    "upload-refused": Text("不能发布此文件", "The file can not be published"),
    "upload-not-found": Text("没有这个上传", "No such upload"),
    "project-not-found": Text("没有这个项目或内容", "No such project, or part of it"),
    "project-refused": Text("项目信息有误", "The project has faults"),
    "project-conflict": Text("他人已修改", "Somebody else changed it"),
    "stage-refused": Text("不能进入此阶段", "It can not come to this stage"),
    "document-refused": Text("不接受此文件", "The document is not taken"),
    "enquiry-not-found": Text("没有这条咨询", "No such enquiry"),
    "enquiry-handled": Text("咨询已处理", "The enquiry is dealt with"),
    "layer": Text("文件无法读取", "The file can not be read"),
    "unknown-format": Text("无法识别的文件", "A file of no known format"),
    "unknown-crs": Text("坐标系未定", "The coordinate system is not settled"),
    "datum-refused": Text("缺少坐标转换参数", "Parameters of the datum are missing"),
    "proposal-not-found": Text("没有这个方案", "No such proposal"),
    "proposal-refused": Text("方案不能这样处理", "Not so with this proposal"),
    "issue-not-found": Text("没有这个事项", "No such issue"),
    "issue-refused": Text("事项有误", "The issue has a fault"),
    "evaluation-not-found": Text("没有这份准入评估", "No such access evaluation"),
    "evaluation-refused": Text("意见未被接受", "It can not be taken so"),
    "share-not-found": Text("分享链接无效", "The shared link is not good"),
    "picture-not-found": Text("没有这张图", "No such picture"),
    "font-missing": Text("缺少字体", "A font is missing"),
    "catalogue-not-found": Text("尚无目录", "No catalogue"),
    "catalogue": Text("目录不可用", "The catalogue can not be used"),
    "invalid-request": Text("请求不合格式", "The request is not well-formed"),
    "not-found": Text("未找到", "Not found"),
    "method-not-allowed": Text("不支持的方法", "Method not allowed"),
    "content-too-large": Text("内容过大", "Content too large"),
    "unsupported-media-type": Text("不支持的内容类型", "Unsupported media type"),
    "bad-request": Text("请求有误", "Bad request"),
    "template": Text("Word 模板无法使用", "The Word template can not be used"),
    "project-figures": Text("项目指标有误", "The figures of the project have faults"),
    "departments": Text("部门表有误", "The table of departments has faults"),
    "standing": Text("办理状态有误", "The file of statuses and opinions has faults"),
    "policies": Text("政策表有误", "The table of policies has faults"),
    "unforeseen": Text("服务内部出错", "Internal error"),
}
_HTTP = {
    404: "not-found",
    405: "method-not-allowed",
    413: "content-too-large",
    415: "unsupported-media-type",
}
_LOG = logging.getLogger("sitesel.api")
_UNFORESEEN = Text(
    "服务内部出错，已记入日志；请稍后再试，或联系管理员",
    "something went wrong inside the service and is in its log; try again later or tell its keeper",
)

_UNREADABLE = Text("请求无法读取；接口见 /docs", "the request can not be read; see /docs")


def problem(status: int, code: str, detail: Text, lang: Lang, **more: Any) -> JSONResponse:  # noqa: ANN401
    """Return problem details as a response."""
    body = {
        "type": f"urn:sitesel:problem:{code}",
        "title": _TITLES.get(code, _TITLES["bad-request"]).say(lang),
        "status": status,
        "detail": detail.say(lang),
    }
    return JSONResponse(body | more, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of the service a problem."""
    app.add_exception_handler(errors.SiteselError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def _told(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, errors.SiteselError):
        raise error
    lang = preferred(request)
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 400)
    faults = [
        {"code": f.code, "path": list(f.path), "line": f.line, "detail": f.text.say(lang)}
        for f in getattr(error, "faults", ())
    ]
    more: dict[str, Any] = {"faults": faults} if faults else {}
    if isinstance(error, errors.RevisionConflict | errors.ProjectConflict):
        more["clashes"] = list(error.clashes)
    answer = problem(status, error.code, error.text, lang, **more)
    if isinstance(error, errors.SignInNeeded | errors.KeyRefused):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    said = Text(
        "请求的参数或内容不合格式", "a parameter or the body of the request is not well-formed"
    )
    lang = preferred(request)
    faults = [
        {
            "code": fault["type"],
            "path": list(fault["loc"]),
            "line": None,
            "detail": invalid(fault).say(lang),
        }
        for fault in error.errors()
    ]
    return problem(422, "invalid-request", said, lang, faults=faults)


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    said = {
        404: Text(f"没有 {request.url.path}；接口见 /docs", f"no {request.url.path}; see /docs"),
        413: Text("提交的内容超过 1 MB；请精简", "what was sent is over 1 MB; shorten it"),
        405: Text("此地址不支持该方法；接口见 /docs", "the address has no such method; see /docs"),
        415: Text(
            "只接受 JSON 或 YAML 需求文件；请设 Content-Type: application/yaml",
            "only JSON or a YAML requirement file; set Content-Type: application/yaml",
        ),
    }.get(error.status_code, _UNREADABLE)
    code = _HTTP.get(error.status_code, "bad-request")
    answer = problem(error.status_code, code, said, preferred(request))
    answer.headers.update(error.headers or {})
    return answer


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    # the template of the address: an address may hold the secret of a link
    route = request.scope.get("route")
    _LOG.error("unforeseen error at %s", getattr(route, "path", "?"), exc_info=error)
    answer = problem(500, "unforeseen", _UNFORESEEN, preferred(request))
    add_headers(request, answer)  # what else adds them is behind the error
    return answer

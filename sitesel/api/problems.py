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
from sitesel.api.language import preferred
from sitesel.language import Text
from sitesel.units import UnitError

STATUS: dict[type[errors.SiteselError], int] = {
    errors.RequirementError: 422,
    UnitError: 422,
    errors.ParcelNotFound: 404,
    errors.SelectionNotFound: 404,
    errors.ReportNotPublic: 404,
    errors.CatalogueError: 503,
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
    404: {"description": "No such thing here.", "content": _CONTENT},
    413: {"description": "More than 1 MB was sent.", "content": _CONTENT},
    422: {"description": "What was sent has faults, all of them told.", "content": _CONTENT},
    503: {"description": "No catalogue is published.", "content": _CONTENT},
}
_LOG = logging.getLogger("sitesel.api")
_UNFORESEEN = Text(
    "服务内部出错，已记入日志；请稍后再试，或联系管理员",
    "something went wrong inside the service and is in its log; try again later or tell its keeper",
)


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:  # noqa: ANN401
    """Return problem details as a response."""
    body = {
        "type": f"urn:sitesel:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
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
    more = {"faults": faults} if faults else {}
    return problem(status, error.code, error.say(lang), **more)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    said = Text(
        "请求的参数或内容不合格式", "a parameter or the body of the request is not well-formed"
    )
    faults = [
        {"code": fault["type"], "path": list(fault["loc"]), "line": None, "detail": fault["msg"]}
        for fault in error.errors()
    ]
    return problem(422, "invalid-request", said.say(preferred(request)), faults=faults)


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    said = {
        404: Text(f"没有 {request.url.path}；接口见 /docs", f"no {request.url.path}; see /docs"),
        413: Text("提交的内容超过 1 MB；请精简", "what was sent is over 1 MB; shorten it"),
        405: Text("此地址不支持该方法；接口见 /docs", "the address has no such method; see /docs"),
    }.get(error.status_code, Text.of(str(error.detail)))
    answer = problem(error.status_code, "http", said.say(preferred(request)))
    answer.headers.update(error.headers or {})
    return answer


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unforeseen error at %s", request.url.path, exc_info=error)
    return problem(500, "unforeseen", _UNFORESEEN.say(preferred(request)))

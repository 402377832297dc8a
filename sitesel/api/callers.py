"""Who asks, and whether they may: what routes are handed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from sitesel.errors import NotAllowed, SignInNeeded
from sitesel.people import NOBODY, Permission, Person
from sitesel.people.roles import ALLOWED, PERMISSION_WORDS, ROLE_WORDS, ROLES


async def identified(request: Request) -> Person:  # noqa: ARG001 - whoever comes is the public
    """Return who asks: the public, unless a session or a key says otherwise."""
    return NOBODY


def caller(request: Request, person: Annotated[Person, Depends(identified)]) -> Person:
    """Return who asks; the answer is kept by nobody who may hand it to somebody else."""
    request.state.caller = person
    return person


Caller = Annotated[Person, Depends(caller)]


def keep_private(request: Request, response: Response) -> None:
    """Say who may keep an answer, where it hangs on who asked."""
    person: Person | None = getattr(request.state, "caller", None)
    if person is None:
        return
    for header in ("Cookie", "Authorization"):
        response.headers.add_vary_header(header)
    if person.id is not None:
        how = "no-cache" if "etag" in response.headers else "no-store"
        response.headers["Cache-Control"] = f"private, {how}"


def may(*permissions: Permission) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return a dependency that gives the caller, and refuses who has none of the permissions.

    Examples
    --------
    ``def edit(parcel: str, caller: Annotated[Person, may("edit")])``, or
    ``@router.get("/record", dependencies=[may("record")])``.
    """

    def allowed(caller: Caller) -> Person:
        if caller.may(*permissions):
            return caller
        if caller.id is None:
            raise SignInNeeded("sign in first, or send an API key", "请先登录，或使用 API 密钥")
        who = [role for role in ROLES if any(role in ALLOWED[each] for each in permissions)]
        what = [PERMISSION_WORDS[each] for each in permissions]
        raise NotAllowed(
            f"you are signed in as {ROLE_WORDS[caller.role].en}, who may not "
            f"{' or '.join(each.en for each in what)}; "
            f"that takes: {', '.join(ROLE_WORDS[role].en for role in who)}",
            f"您以{ROLE_WORDS[caller.role].zh}身份登录，无权{'或'.join(each.zh for each in what)}；"
            f"需要：{'、'.join(ROLE_WORDS[role].zh for role in who)}",
        )

    return Depends(allowed)

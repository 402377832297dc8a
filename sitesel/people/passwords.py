"""Passwords: which are good enough, and how they are kept."""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from sitesel.errors import Fault, PasswordRefused
from sitesel.language import Text

SHORTEST = 12
LONGEST = 200
_LOOKED_AT = 72  # characters; the estimate takes the square of them in time
_GOOD = 3  # of 0 to 4: more than 10⁸ guesses
_TOO_MANY_AT_ONCE = 4  # each takes 64 MiB
_HASHER = PasswordHasher()  # Argon2id with the second recommended option of RFC 9106
# checked where there is none, so that it takes as long; a test holds its costs to the hasher's
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$n0fdBl369dyUwcFk3kjjZw"
    "$tNfkvzKnZKO4LK5XJVr+Y4yKZigqA+GQEnmpU+od9l8"
)
_ROOM = BoundedSemaphore(_TOO_MANY_AT_ONCE)


def kept(password: str) -> str:
    """Return what is kept of a password: a salted hash."""
    with _ROOM:
        return _HASHER.hash(_bytes(password))


def matches(password: str, hashed: str | None) -> bool:
    """Tell whether a password is the one kept; it takes the same time where none is kept."""
    with _ROOM:
        try:
            found = _HASHER.verify(hashed or _NOBODYS, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return found and bool(hashed)


def is_dated(hashed: str) -> bool:
    """Tell whether a hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(hashed)


def check(password: str, *, known: tuple[str, ...] = ()) -> None:
    """Refuse a password that is short, or among the first that somebody would try.

    Parameters
    ----------
    password
        To be set.
    known
        What others know of its owner, such as the name.

    Raises
    ------
    PasswordRefused
        It is not good enough.

    Examples
    --------
    >>> check("wet iron gate under larches")
    >>> try:
    ...     check("password1234")
    ... except PasswordRefused as error:
    ...     print(error.faults[0].code)
    common
    """
    plain = _plain(password)
    fault: tuple[str, Text] | None = None
    if len(plain) < SHORTEST:
        fault = (
            "too-short",
            Text(
                f"口令至少 {SHORTEST} 个字符；几个不相干的词连起来就很好",
                f"take {SHORTEST} characters or more; a few unrelated words are fine",
            ),
        )
    elif len(plain) > LONGEST:
        fault = (
            "too-long",
            Text(f"口令最多 {LONGEST} 个字符", f"take {LONGEST} characters at most"),
        )
    elif _is_common(plain, known):
        fault = (
            "common",
            Text(
                "这个口令很容易被猜到（常见词、键盘顺序、重复、日期或姓名）；请换几个不相干的词",
                "it is among the first that would be tried (common words, keys in a row, "
                "repetition, dates, names); take a few unrelated words instead",
            ),
        )
    if fault is not None:
        faults = [Fault(fault[0], ("password",), None, fault[1])]
        raise PasswordRefused("the password is not good enough:", "口令不够安全：", faults)


def _is_common(plain: str, known: tuple[str, ...]) -> bool:
    words = [word for word in ("sitesel", *known) if word]
    return int(zxcvbn(plain[:_LOOKED_AT], user_inputs=words)["score"]) < _GOOD


def _plain(password: str) -> str:
    # the same letters, however a keyboard composes them (NIST SP 800-63B 3.1.1.2)
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    # JSON can spell half of a letter (\ud800), which is no UTF-8
    return _plain(password).encode("utf-8", "surrogatepass")

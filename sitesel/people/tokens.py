"""Secrets that are handed out once: only their digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string

_LETTERS = string.ascii_lowercase + "234567"


def secret() -> str:
    """Return 256 random bits in letters that addresses and headers carry."""
    return secrets.token_urlsafe(32)


def name() -> str:
    """Return a random name that tells nothing and guards nothing: eight letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def is_name(told: str) -> bool:
    r"""Tell whether text may be such a name, before a database is asked for it.

    >>> is_name("ab23cd45"), is_name("ab23cd4\0")
    (True, False)
    """
    return len(told) == 8 and all(letter in _LETTERS for letter in told)


def digest(told: str) -> str:
    """Return what is kept of a secret; it is random, so that no salt and no slow hash is needed.

    >>> digest("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def is_same(told: str, kept: str) -> bool:
    """Tell whether a secret is the one kept, in a time that tells nothing."""
    return hmac.compare_digest(digest(told), kept)

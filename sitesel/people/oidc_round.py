"""One round to a provider of OpenID Connect and back: what ties the answer to who asked."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sitesel.people import tokens

_PARTS = 3


@dataclass(frozen=True, slots=True)
class Round:
    """What the browser keeps while its user is at the provider; all else follows from the secret.

    Parameters
    ----------
    secret
        256 random bits, known to this browser alone.
    invitation
        Id and secret of the invitation that is to be accepted; empty for none.

    Examples
    --------
    >>> asked = Round("s3cr3t", ("ab23cd45", "k3y"))
    >>> Round.kept(asked.keep()) == asked
    True
    >>> len({asked.state, asked.nonce, asked.verifier, asked.secret})
    4
    """

    secret: str
    invitation: tuple[str, str] | None = None

    @classmethod
    def begun(cls, invitation: tuple[str, str] | None = None) -> Round:
        """Return a new one."""
        return cls(tokens.secret(), invitation)

    @classmethod
    def kept(cls, told: str) -> Round | None:
        """Return what a browser kept; None where it is none."""
        parts = told.split(".")
        if not parts[0] or len(parts) not in (1, _PARTS) or not told.isascii():
            return None
        return cls(parts[0], (parts[1], parts[2]) if len(parts) == _PARTS else None)

    def keep(self) -> str:
        """Return what the browser keeps."""
        return ".".join((self.secret, *(self.invitation or ())))

    @property
    def state(self) -> str:
        """Comes back with the answer: another site's page can't have asked for it."""
        return self._of("state")

    @property
    def nonce(self) -> str:
        """Stands in the provider's word: a word said to another round is worth nothing."""
        return self._of("nonce")

    @property
    def verifier(self) -> str:
        """Shown for the code: who only saw the code can't use it (RFC 7636)."""
        return self._of("verifier")

    def _of(self, what: str) -> str:
        made = hmac.digest(self.secret.encode(), what.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def answers(self, state: str) -> bool:
        """Tell whether an answer is to this round."""
        return hmac.compare_digest(self.state.encode(), state.encode("utf-8", "replace"))

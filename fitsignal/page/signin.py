"""Who may see the page: whoever came by a link that works once, until the process ends."""

import secrets
from collections import deque
from threading import Lock

_OPEN, _SESSIONS = 16, 64
"""Links not used yet, and browsers signed in; the oldest goes first."""


class SignIn:
    """Links and sessions, in memory alone: a restart signs everybody out. Safe to use from any thread."""

    def __init__(self) -> None:
        self._links: deque[str] = deque(maxlen=_OPEN)
        self._sessions: deque[str] = deque(maxlen=_SESSIONS)
        self._lock = Lock()

    def link(self) -> str:
        """A new token, good for one sign-in."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links.append(token)
        return token

    def begin(self, token: str) -> str | None:
        """A new session for a token, which is used up by it; None where the token is none, or was used."""
        with self._lock:
            known = _held(self._links, token)
            if known is None:
                return None
            self._links.remove(known)
            session = secrets.token_urlsafe(32)
            self._sessions.append(session)
            return session

    def knows(self, session: str) -> bool:
        """Whether a session was begun here."""
        with self._lock:
            return _held(self._sessions, session) is not None


def _held(tokens: deque[str], given: str) -> str | None:
    """The token that equals the given one; comparing takes as long wherever they differ."""
    equal = [token for token in tokens if secrets.compare_digest(token.encode(), given.encode())]
    return equal[0] if equal else None

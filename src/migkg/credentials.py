"""Who asks: user and password, or a token, from the environment or a netrc file, and never shown.

In this order: `MIGKG_TOKEN` (bearer), `MIGKG_USER` with `MIGKG_PASSWORD`, the line for the host in the
file that `NETRC` names, or in `~/.netrc`. A URL that holds a user or a password is refused, since
URLs are shown in messages and kept in histories.
"""

from __future__ import annotations

import base64
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import SplitResult, quote, urlsplit

from migkg.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HOW_TO_GIVE", "Credentials", "checked_url", "find_credentials", "origin"]

HOW_TO_GIVE: Final = (
    "Set MIGKG_USER and MIGKG_PASSWORD, or MIGKG_TOKEN, or give the host a line in your netrc file."
)
_TOKEN: Final = re.compile(r"[!-~]+")
_NEVER: Final = re.compile(r"[\x00-\x20\x7f#]")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """A user with a password (`basic`), or a token (`bearer`); `place` says where they were found."""

    kind: Literal["basic", "bearer"]
    place: str
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.kind}, from {self.place})"

    @property
    def header(self) -> str:
        """The value of an Authorization header."""
        return f"Bearer {self.secret}" if self.kind == "bearer" else f"Basic {self._encoded}"

    def hide(self, text: str) -> str:
        """A text of the server, the secrets in it made unreadable."""
        secrets = (self.secret, quote(self.secret, safe=""), self._encoded)
        for secret in sorted(set(secrets), key=len, reverse=True):
            if secret:
                text = text.replace(secret, "…")
        return text

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.user}:{self.secret}".encode()).decode("ascii")


def find_credentials(url: str, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """What is to be shown to the server of a URL; None if nothing is set for it.

    Raises UsageError, without any secret, for settings that cannot be meant.
    """
    settings = os.environ if environment is None else environment
    token, user, password = (settings.get(f"MIGKG_{name}") for name in ("TOKEN", "USER", "PASSWORD"))
    if token:
        if not _TOKEN.fullmatch(token):
            raise UsageError("MIGKG_TOKEN holds a character that no token has. Set it again, on one line.")
        return Credentials("bearer", "MIGKG_TOKEN", "", token)
    if user or password:
        if not user or password is None:
            missing = "MIGKG_PASSWORD" if user else "MIGKG_USER"
            raise UsageError(f"{missing} is not set. Set both MIGKG_USER and MIGKG_PASSWORD, or neither.")
        return _basic("MIGKG_USER and MIGKG_PASSWORD", user, password)
    return _from_netrc(urlsplit(url).hostname or "", settings)


def _basic(place: str, user: str, password: str) -> Credentials:
    if ":" in user:
        raise UsageError(f"The user name in {place} holds a colon, which separates it from the password.")
    try:
        f"{user}:{password}".encode()
    except UnicodeEncodeError:
        raise UsageError(f"What is set in {place} is not UTF-8. Set it again.") from None
    return Credentials("basic", place, user, password)


def _from_netrc(host: str, settings: Mapping[str, str]) -> Credentials | None:
    import netrc

    path = Path(settings["NETRC"]) if settings.get("NETRC") else _home_netrc()
    if path is None or not path.is_file():
        return None
    try:
        hosts = netrc.netrc(path).hosts
    except netrc.NetrcParseError as error:
        # Its text may quote a password: only the place is told.
        raise UsageError(f"{path}:{error.lineno or 1}: this netrc file cannot be read. Correct it.") from None
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path}: this netrc file cannot be read. Check its permissions.") from None
    found = hosts.get(host)
    return _basic(f"{path}", found[0], found[2] or "") if found else None


def _home_netrc() -> Path | None:
    with suppress(RuntimeError):
        return Path.home() / ".netrc"
    return None


# --- addresses ---------------------------------------------------------------------------------


def checked_url(url: str) -> str:
    """The URL, if it is one that may be asked; raises EndpointError, without what it must not show.

    >>> checked_url("http://me:secret@example.org/sparql")
    Traceback (most recent call last):
        ...
    migkg.errors.EndpointError: http://example.org/sparql: user and password do not belong into an address. \
Set MIGKG_USER and MIGKG_PASSWORD, or MIGKG_TOKEN, or give the host a line in your netrc file.
    """
    before, at, after = url.rpartition("@")
    scheme = before.partition("://")[0]
    shown = f"{scheme}://{after}" if at and "://" in before else after
    if _NEVER.search(url):
        raise EndpointError(shown, "not an http or https address")
    parts = _split(url)
    if at and (parts is None or "@" in parts.netloc):
        raise EndpointError(shown, f"user and password do not belong into an address. {HOW_TO_GIVE}")
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        raise EndpointError(shown, "not an http or https address")
    try:
        url.encode("ascii")
    except UnicodeEncodeError:
        raise EndpointError(
            shown, "holds characters that no address has. Write them as %XX, the host as xn--…."
        ) from None
    return url


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL: what credentials are for.

    >>> origin("https://Example.org/a") == origin("https://example.org:443/b")
    True
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts

"""User, password and token: where they are found, and that nothing shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migkg.cli import main
from migkg.credentials import Credentials, checked_url, find_credentials, origin
from migkg.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://data.example.org/sparql"


def test_a_token_goes_before_a_password_and_a_password_before_netrc(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine data.example.org login file password from-file\n")
    settings = {"NETRC": str(netrc)}
    found = find_credentials(URL, settings)
    assert found is not None
    assert (found.kind, found.user, found.secret) == ("basic", "file", "from-file")
    settings |= {"MIGKG_USER": "me", "MIGKG_PASSWORD": "from-environment"}
    found = find_credentials(URL, settings)
    assert found is not None
    assert (found.kind, found.user, found.secret) == ("basic", "me", "from-environment")
    assert found.header == "Basic bWU6ZnJvbS1lbnZpcm9ubWVudA=="
    found = find_credentials(URL, settings | {"MIGKG_TOKEN": "t0ken"})
    assert found is not None
    assert found.header == "Bearer t0ken"


def test_a_line_of_netrc_is_for_its_host_alone(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine other.example.org login a password b\ndefault login c password d\n")
    assert find_credentials(URL, {"NETRC": str(netrc)}) is None


def test_nothing_set_is_nothing_shown(tmp_path: Path) -> None:
    assert find_credentials(URL, {"NETRC": str(tmp_path / "none")}) is None


def test_the_netrc_file_of_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine data.example.org login me password word\n")
    (tmp_path / ".netrc").chmod(0o600)
    found = find_credentials(URL, {})
    assert found is not None
    assert found.user == "me"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"MIGKG_USER": "me"}, "MIGKG_PASSWORD is not set"),
        ({"MIGKG_PASSWORD": "s3cret"}, "MIGKG_USER is not set"),
        ({"MIGKG_USER": "m:e", "MIGKG_PASSWORD": "s3cret"}, "holds a colon"),
        ({"MIGKG_USER": "me", "MIGKG_PASSWORD": "s3cret\udce9"}, "is not UTF-8"),
        ({"MIGKG_TOKEN": "s3cret\r\nHost: evil"}, "MIGKG_TOKEN holds a character"),
        ({"MIGKG_TOKEN": "s3cret é"}, "MIGKG_TOKEN holds a character"),
    ],
)
def test_settings_that_cannot_be_meant(settings: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        find_credentials(URL, settings)
    assert "s3cret" not in str(caught.value)


def test_a_netrc_file_that_cannot_be_read_is_told_without_its_words(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine data.example.org login me\npassword x s3cret s3cret\n")
    with pytest.raises(UsageError, match=r"netrc:\d+: this netrc file cannot be read") as caught:
        find_credentials(URL, {"NETRC": str(netrc)})
    assert "s3cret" not in str(caught.value)


def test_nothing_shows_a_secret() -> None:
    found = Credentials("basic", "MIGKG_USER and MIGKG_PASSWORD", "me", "s3 cret")
    assert "s3" not in f"{found} {found!r} {found.place}"
    told = found.hide(f"wrong: s3 cret, s3%20cret, {found.header}")
    assert told == "wrong: …, …, Basic …"


@pytest.mark.parametrize(
    "url",
    [
        "http://me:s3cret@example.org/sparql",
        "https://s3cret@example.org/sparql",
        "http://me:s3cret/x@example.org/sparql",
        "HTTP://me:s3cret@example.org:1/",
        "ftp://me:s3cret@example.org/",
        "me:s3cret@example.org",
        "http://me:s3cret@example.org:port/",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_shown(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EndpointError) as caught:
        checked_url(url)
    assert "s3cret" not in f"{caught.value} {caught.value.url}"
    for command in (["query", "coverage"], ["load"], ["sparql", "ASK {}"]):
        assert main([*command, "--endpoint", url]) == 2
        told = capsys.readouterr()
        assert "s3cret" not in told.out + told.err
        assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "url", ["http://example.org/a@b", "http://127.0.0.1:7878/query?x=a@b", "HTTPS://e.org"]
)
def test_other_addresses_pass(url: str) -> None:
    assert checked_url(url) == url


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("http://example.org/a") == origin("http://EXAMPLE.org:80/b")
    assert (
        len({origin(f"{start}.org") for start in ("http://a", "https://a", "http://b", "http://a.org:81/x")})
        == 4
    )

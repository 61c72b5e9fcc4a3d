"""Real web servers for tests: Apache and nginx on loopback, each with a site at several places.

Both are looked for on the PATH and in /usr/sbin; `missing` says what is not there.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg.publish.hosting import hosting_files
from servers import HOST, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Place", "Reply", "apache", "ask", "need", "nginx", "open_folder"]

PATIENCE = 15.0
"""How many seconds a server may take until it listens, and until it ends."""
MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    *("mpm_event", "authz_core", "alias", "dir", "mime", "autoindex", "negotiation"),
    *("rewrite", "setenvif", "headers"),
)
"""Those that Debian's Apache has from the beginning, and the two that our docs ask for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server has a site: its port, and what stands in front of each path."""

    port: int
    below: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def need(program: str) -> str:
    """The path of a server's program; skips what needs it where it is not, and fails where it has to be."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if not found:
        assert os.environ.get("MIGKG_HOSTING") != "required", f"{program} is not there"
        pytest.skip(f"{program} is not there")
    return found


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that servers can read whoever they run as; those of pytest are closed to others."""
    with tempfile.TemporaryDirectory(prefix="migkg-hosting-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def apache(folder: Path, site: Path, redirects: Path, port: int) -> Iterator[dict[str, Place]]:
    """Apache with a site at the root of a port, in a folder of one, and by an alias; and with our redirects.

    `redirects` holds the folder of our identifiers, as w3id.org does; `port` is that of the site in a
    folder, which is named as its path.
    """
    program = need("apache2")
    ports = {"root": free_port(), "folder": port, "alias": free_port(), "w3id": free_port()}
    roots = {"root": site, "folder": site.parent, "alias": folder / "none", "w3id": redirects}
    roots["alias"].mkdir()
    lines = [
        f"ServerRoot {folder}",
        f"PidFile {folder}/apache.pid",
        f"ErrorLog {folder}/apache.log",
        "LogLevel warn rewrite:warn",
        "ServerName localhost",
        "TypesConfig /dev/null",
        f"DefaultRuntimeDir {folder}",
        *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED),
        *(["User www-data", "Group www-data"] if os.geteuid() == 0 else []),
        "<Directory />\nRequire all denied\nAllowOverride None\n</Directory>",
        "DirectoryIndex index.html",
    ]
    for name, root in roots.items():
        lines += [
            f"Listen {HOST}:{ports[name]}",
            f"<VirtualHost {HOST}:{ports[name]}>",
            f"DocumentRoot {root}",
        ]
        lines += [f"Alias /a/kg {site}"] if name == "alias" else []
        allowed = "All" if name == "w3id" else "FileInfo Indexes"
        for place in dict.fromkeys((root, site if name != "w3id" else root)):
            lines += [f"<Directory {place}>", "Require all granted", f"AllowOverride {allowed}"]
            lines += ["Options FollowSymLinks Indexes", "</Directory>"]
        lines.append("</VirtualHost>")
    settings = folder / "apache.conf"
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    below = {"root": "", "folder": f"/{site.name}", "alias": "/a/kg", "w3id": "/migkg"}
    with _started([program, "-f", str(settings), "-DFOREGROUND"], folder / "apache.log", [*ports.values()]):
        yield {name: Place(ports[name], below[name]) for name in ports}


@contextmanager
def nginx(folder: Path, site: Path) -> Iterator[dict[str, Place]]:
    """Two servers by nginx: one with a site at its root, one with it below a path."""
    program = need("nginx")
    ports = {"root": free_port(), "folder": free_port()}
    addresses = {"root": "", "folder": "https://data.example.org/deep.er/kg/"}
    for name, address in addresses.items():
        text = hosting_files(address)["nginx.conf"].replace("listen 80;", f"listen {HOST}:{ports[name]};")
        (folder / f"{name}.conf").write_text(text.replace("/var/www/migkg", str(site)), encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    # Two copies of the maps in one server would be one too many: each site is a server of its own.
    places_of = {"root": "", "folder": "/deep.er/kg"}
    started = []
    for name in addresses:
        settings = folder / f"nginx-{name}.conf"
        settings.write_text(
            f"daemon off;\npid {folder}/nginx-{name}.pid;\nerror_log {folder}/nginx-{name}.log;\n"
            f"{'user www-data;' if os.geteuid() == 0 else ''}\nworker_processes 1;\n"
            f"events {{ worker_connections 64; }}\n"
            f"http {{\n{places}\naccess_log off;\ninclude {folder}/{name}.conf;\n}}\n",
            encoding="utf-8",
        )
        command = [program, "-e", f"{folder}/nginx-{name}.log", "-p", str(folder), "-c", str(settings)]
        started.append(_started(command, folder / f"nginx-{name}.log", [ports[name]]))
    with started[0], started[1]:
        yield {name: Place(ports[name], places_of[name]) for name in addresses}


def ask(place: Place, path: str, accept: str, language: str = "", method: str = "GET") -> Reply:
    """What is answered to one request; the path is sent as it is, and no redirect is followed."""
    connection = http.client.HTTPConnection(HOST, place.port, timeout=10)
    given = {"Accept": accept, "Accept-Language": language}
    try:
        connection.request(method, place.below + path, headers={k: v for k, v in given.items() if v})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, headers, answer.read())
    finally:
        connection.close()


@contextmanager
def _started(command: list[str], log: Path, ports: list[int]) -> Iterator[None]:
    with log.open("ab") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
    try:
        for port in ports:
            _await(process, port, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(Place(port), "/", "")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen:\n{log.read_text(errors='replace')[-2000:]}")

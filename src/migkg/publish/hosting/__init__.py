"""How others may give out the site: `.htaccess` for Apache, `nginx.conf`, and the redirects of w3id.org.

All choose among the files of the site as `migkg serve` chooses among the forms of a thing, by `accept`.
What they promise is a table, which tests ask of real servers: tests/hosting/promises.csv.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.publish.hosting.apache import htaccess
from migkg.publish.hosting.nginx import nginx_conf
from migkg.publish.hosting.w3id import w3id_files

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["hosting_files"]


def hosting_files(site_url: str = "") -> Mapping[str, str]:
    """The path of each such file in the site, and its text; those for w3id.org if the address is known."""
    files = {".htaccess": htaccess(), "nginx.conf": nginx_conf(site_url)}
    if site_url:
        files |= {f"w3id/{name}": text for name, text in w3id_files(site_url).items()}
    return files

"""`nginx.conf`: the site as nginx gives it out, by what the client likes best.

nginx has no way to compare numbers. So each q-value is four digits, and one expression finds out which of
two is the larger: behind what both begin with alike, the first has the larger digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from migkg.publish.hosting.accept import NONE, ONE, quality, ranges_of_form, ranges_of_language, unrated
from migkg.publish.hosting.kinds import CACHE, FOREVER, HEADERS, KEPT, SHAPE, TYPES
from migkg.web.exchange import POLICY
from migkg.web.resource import FORMS
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["nginx_conf"]

_HEAD: Final = """\
# The site of migkg on nginx. Written by `migkg publish`; docs/publishing.md tells what it promises.
# To be read inside `http { … }`, as files in /etc/nginx/conf.d are. Name the folder of the site at `root`.
"""
_LARGER: Final = "|".join(
    rf"{digit}(?=\d* \g{{1}}{'0' if digit == 1 else f'[0-{digit - 1}]'})" for digit in range(1, 10)
)
"""What tells that the first of two numbers of four digits is the larger; group 1 is what they share."""
_SERVER: Final = """\
server {
    listen 80;
    server_name HOST;
    root /var/www/migkg;
    server_tokens off;
    charset utf-8;
    charset_types CHARSETS;
    default_type application/octet-stream;
    types {
TYPES
    }
HEADERS
    set $migkg_chosen "";
    set $migkg_location "";
    set $migkg_told "";

    # What is hidden is not there.
    location ~ /\\. { return 404; }

    location ~ ^BELOW(?<migkg_path>/.*)$ {
        # A folder is shown by its own page, if it has one.
        set $migkg_stem $migkg_path;
        if ($migkg_path ~ "/$") { set $migkg_stem "${migkg_path}index"; }

        # What there is: data, a page, both, or neither.
        set $migkg_there "";
        if (-f "${document_root}${migkg_stem}.ttl") { set $migkg_there "data"; }
        if (-f "${document_root}${migkg_stem}.html") { set $migkg_there "${migkg_there}page"; }
        set $migkg_form $migkg_liked;
        if (!-f "${document_root}${migkg_stem}.${migkg_liked}") { set $migkg_form "other"; }

        # A file is given as it is.
        if (-f "${document_root}${migkg_path}") { rewrite ^ $migkg_path break; }

        # A shape is told where its file is.
        set $migkg_case "";
        if ($migkg_path ~ "^/SHAPE") {
            set $migkg_case "shape";
            set $migkg_shape "$1/$2";
            set $migkg_told "/shape/$1";
            set $migkg_suffix "$3";
        }
        if (-f "${document_root}${migkg_told}.ttl") { set $migkg_case "${migkg_case} told"; }
        if ($migkg_case = "shape told") {
            set $migkg_chosen "Accept, Accept-Language";
            return 303 "PREFIX${migkg_told}${migkg_suffix}#${migkg_shape}";
        }

        # The dataset itself: a page for people, its description for programs.
        set $migkg_case "${migkg_path} ${migkg_liked}";
        if ($migkg_case ~ "^/ (ttl|nt|jsonld)$") {
            set $migkg_chosen "Accept, Accept-Language";
            return 303 PREFIX/dumps/catalogue.$1;
        }
        if ($migkg_case = "/ rdf") {
            set $migkg_chosen "Accept, Accept-Language";
            return 303 PREFIX/dumps/catalogue.ttl;
        }

        # The folder beside a thing is the thing; another is nothing.
        set $migkg_case "${migkg_there} ${migkg_path}";
        if (-f "${document_root}${migkg_bare}.html") { set $migkg_case "${migkg_case} thing"; }
        if (-f "${document_root}${migkg_bare}.ttl") { set $migkg_case "${migkg_case} thing"; }
        if ($migkg_case ~ "^ .+/( thing)+$") { return 308 PREFIX$migkg_asked_bare; }
        if ($migkg_there = "") { return 404; }

        # None of the forms is wanted, or the page in another language, or the form that is liked best.
        set $migkg_chosen "Accept, Accept-Language";
        set $migkg_case "${migkg_there} ${migkg_liked}";
        if ($migkg_case = "datapage none") { return 406; }
        set $migkg_case "${migkg_there} ${migkg_form} ${migkg_lang} ${migkg_path}";
        if ($migkg_case ~ "^(?:data)?page (?:html|other) (?<migkg_tongue>LANGUAGES) /(?!(?:LANGUAGES)/)") {
            return 303 PREFIX/$migkg_tongue$migkg_asked_stem.html;
        }
        set $migkg_location "PREFIX$migkg_asked_stem";
        set $migkg_case "${migkg_there} ${migkg_form}";
        if ($migkg_case ~ "page other$") { set $migkg_form "html"; }
        if ($migkg_case = "data other") { set $migkg_form "ttl"; }
        set $migkg_location "${migkg_location}.${migkg_form}";
        rewrite ^ $migkg_stem.$migkg_form break;
    }
ROOT}
"""


def nginx_conf(site_url: str = "") -> str:
    """The text of `nginx.conf` for a site at an address; at the root of any host if it is not known."""
    address = urlsplit(site_url)
    prefix = address.path.rstrip("/")
    others = "|".join(tag for tag in LANGUAGES if tag != next(iter(LANGUAGES)))
    root = f"    location = {prefix} {{ return 308 {prefix}/; }}\n" if prefix else ""
    filled = (
        _SERVER.replace("LANGUAGES", others)
        .replace("SHAPE", SHAPE)
        .replace("PREFIX", prefix)
        .replace("BELOW", _expression(prefix))
        .replace("ROOT", root)
    )
    filled = filled.replace("HOST", address.hostname or "_")
    charsets = dict.fromkeys(kind for kind in TYPES.values() if kind.startswith("text/"))
    filled = filled.replace("CHARSETS", " ".join(kind for kind in charsets if kind != "text/html"))
    filled = filled.replace("TYPES", "\n".join(_types())).replace("HEADERS", "\n".join(_headers()))
    return "\n".join((_HEAD, *_maps(_expression(prefix)), "", filled))


def _maps(prefix: str) -> Iterator[str]:
    yield from _liked("$http_accept", FORMS, ranges_of_form)
    yield from _best("liked", FORMS)
    yield from _liked("$http_accept_language", tuple(LANGUAGES), ranges_of_language)
    yield from _best("lang", tuple(LANGUAGES))
    folder, path = r"(?<migkg_way>/(?:[^?]*/)?)(?:[?]|$)", "(?<migkg_way>/[^?]*)"
    stems = {f'"~^{prefix}{folder}"': '"${migkg_way}index"', f'"~^{prefix}{path}"': "$migkg_way"}
    yield from _map("$request_uri", "$migkg_asked_stem", stems)
    bare = "(?<migkg_way>/[^?]*?)/?(?:[?]|$)"
    yield from _map("$request_uri", "$migkg_asked_bare", {f'"~^{prefix}{bare}"': "$migkg_way"})
    yield from _map("$migkg_path", "$migkg_bare", {'"~^(?<migkg_way>.*?)/?$"': "$migkg_way"})
    yield from _map("$uri", "$migkg_cache", {"default": f'"{CACHE}"', f'"~{KEPT}"': f'"{FOREVER}"'})
    yield from _map("$sent_http_content_type", "$migkg_policy", {'"~^text/html"': f'"{POLICY}"'})


def _expression(prefix: str) -> str:
    return prefix.replace(".", r"\.")


def _map(given: str, name: str, cases: Mapping[str, str]) -> Iterator[str]:
    yield f"map {given} {name} {{"
    yield from (f"    {case} {value};" for case, value in cases.items())
    yield "}"


def _types() -> Iterator[str]:
    for ending, media_type in TYPES.items():
        yield f"        {media_type} {ending};"


def _headers() -> Iterator[str]:
    for name, value in HEADERS.items():
        yield f'    add_header {name} "{value}" always;'
    yield "    add_header Content-Security-Policy $migkg_policy;"
    yield "    add_header Cache-Control $migkg_cache;"
    yield "    add_header Vary $migkg_chosen always;"
    yield "    add_header Content-Location $migkg_location;"


def _liked(header: str, offers: Sequence[str], ranges: Callable[[str], tuple[str, ...]]) -> Iterator[str]:
    """How much each offer is liked: `$migkg_ttl` is four digits."""
    for offer in offers:
        cases = {"default": NONE, '""': ONE}
        for range_ in ranges(offer):
            cases[f'"~*{quality(range_)}"'] = '"$1$2000"'
            cases[f'"~*{unrated(range_)}"'] = ONE
        yield from _map(header, f"$migkg_long_{offer}", cases)
        yield from _map(
            f"$migkg_long_{offer}", f"$migkg_{offer}", {'"~^(?<migkg_digits>.{4})"': "$migkg_digits"}
        )


def _best(what: str, offers: Sequence[str]) -> Iterator[str]:
    """The offer that is liked best: none where none is."""
    first, *others = offers
    best = f"$migkg_{first} {first}"
    for offer in others:
        name = f"$migkg_{what}_{offer}"
        larger = {f'"~^(\\d*)(?:{_LARGER})"': f'"$migkg_{offer} {offer}"'}
        yield from _map(f'"$migkg_{offer} {best}"', name, {"default": f'"{best}"', **larger})
        best = name
    yield from _map(
        best, f"$migkg_{what}", {f'"~^{NONE}"': "none", '"~ (?<migkg_offer>[a-z]+)$"': "$migkg_offer"}
    )

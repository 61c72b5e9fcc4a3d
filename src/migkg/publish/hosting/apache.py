"""`.htaccess`: the site as Apache gives it out, by what the client likes best.

It works in whatever folder it lies, and needs `AllowOverride FileInfo Indexes`, mod_rewrite and
mod_setenvif; with mod_headers it tells caches and scripts of other sites what they may do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.publish.hosting.accept import (
    EMPTY,
    NONE,
    ONE,
    WHOLE,
    quality,
    ranges_of_form,
    ranges_of_language,
    unrated,
)
from migkg.publish.hosting.kinds import CACHE, FOREVER, HEADERS, KEPT, SHAPE, TYPES, charset_endings
from migkg.web.exchange import POLICY
from migkg.web.resource import FORMS
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["best", "choices", "htaccess"]

_HEAD: Final = """\
# The site of migkg on Apache 2.4. Written by `migkg publish`; docs/publishing.md tells what it promises.
# It asks for `AllowOverride FileInfo Indexes`, and for mod_rewrite, mod_setenvif, mod_mime and mod_headers.
"""
_RULES: Final = """\
# Where the site is, for redirects. Its folder without a slash at the end is the front page.
RewriteCond %{REQUEST_URI}#$1 ^(.*)/([^#]*)#\\2$
RewriteRule ^(.*)$ - [E=migkg_site:%1]
RewriteCond %{REQUEST_FILENAME} -d
RewriteRule ^/ %{REQUEST_URI}/ [R=308,L]

# A shape is told where its file is.
RewriteCond %{REQUEST_FILENAME}.ttl -f
RewriteRule ^SHAPE %{ENV:migkg_site}/shape/$1$3#$1/$2 [R=303,NE,L,E=migkg_chosen:1]

# A thing with a slash too many, beside which there is no folder.
RewriteCond %{PATH_INFO} ^/$
RewriteCond %{REQUEST_FILENAME}.html -f [OR]
RewriteCond %{REQUEST_FILENAME}.ttl -f
RewriteRule ^(.+)/$ %{ENV:migkg_site}/$1 [R=308,L]

# What is hidden, and what is below a file, is not there.
RewriteRule (?:^|/)\\. - [R=404,L]
RewriteCond %{PATH_INFO} .
RewriteRule ^ - [R=404,L]

# A file is given as it is.
RewriteCond %{REQUEST_FILENAME} -f
RewriteRule ^ - [L]

# The dataset itself: a page for people, its description for programs.
RewriteCond %{ENV:migkg_form} ^(?:ttl|nt|jsonld)$
RewriteRule ^$ %{ENV:migkg_site}/dumps/catalogue.%{ENV:migkg_form} [R=303,L,E=migkg_chosen:1]
RewriteCond %{ENV:migkg_form} ^rdf$
RewriteRule ^$ %{ENV:migkg_site}/dumps/catalogue.ttl [R=303,L,E=migkg_chosen:1]

# A folder with a page of its own; another is the thing of that name, or nothing.
RewriteCond %{REQUEST_FILENAME}index.html -f
RewriteCond %{ENV:migkg_form}-%{ENV:migkg_lang} ^(?:html|none)-(LANGUAGES)$
RewriteRule ^(|.+/)$ %{ENV:migkg_site}/%1/$1index.html [R=303,L,E=migkg_chosen:1]
RewriteCond %{REQUEST_FILENAME}index.%{ENV:migkg_form} -f
RewriteRule ^(|.+/)$ %{ENV:migkg_site}/$1index.%{ENV:migkg_form} [L]
RewriteCond %{REQUEST_FILENAME}index.html -f
RewriteRule ^(|.+/)$ %{ENV:migkg_site}/$1index.html [L]
RewriteCond %{REQUEST_FILENAME} ^(.+)/$
RewriteCond %1.html -f [OR]
RewriteCond %1.ttl -f
RewriteRule ^(.+)/$ %{ENV:migkg_site}/$1 [R=308,L]

# A thing: none of its forms is wanted, or its page in another language, or the form that is liked best.
RewriteCond %{ENV:migkg_form} ^none$
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteCond %{REQUEST_FILENAME}.ttl -f
RewriteRule ^ - [R=406,L,E=migkg_chosen:1]
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteCond %{REQUEST_FILENAME}.%{ENV:migkg_form} !-f [OR]
RewriteCond %{ENV:migkg_form} ^html$
RewriteCond %{ENV:migkg_lang} ^(LANGUAGES)$
RewriteRule ^(?!(?:LANGUAGES)/)(.+)$ %{ENV:migkg_site}/%1/$1.html [R=303,L,E=migkg_chosen:1]
RewriteCond %{REQUEST_FILENAME}.%{ENV:migkg_form} -f
RewriteRule ^(.+)$ %{ENV:migkg_site}/$1.%{ENV:migkg_form} [L]

# What has only a page, or only data.
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^(.+)$ %{ENV:migkg_site}/$1.html [L]
RewriteCond %{REQUEST_FILENAME}.ttl -f
RewriteRule ^(.+)$ %{ENV:migkg_site}/$1.ttl [L]

# All else is not there; nor is a list of what is in a folder.
RewriteRule ^ - [R=404,L]
"""


def htaccess() -> str:
    """The text of the site's `.htaccess`."""
    others = "|".join(tag for tag in LANGUAGES if tag != next(iter(LANGUAGES)))
    return "\n".join(
        (
            _HEAD,
            "\n".join(_types()),
            "",
            "\n".join(choices()),
            "",
            "DirectorySlash Off",
            "RewriteEngine On",
            "RewriteOptions AllowNoSlash",
            *best("form", FORMS),
            *best("lang", tuple(LANGUAGES)),
            "",
            _RULES.replace("LANGUAGES", others).replace("SHAPE", SHAPE),
            "\n".join(_headers()),
            "",
        )
    )


def choices(*, languages: bool = True) -> Iterator[str]:
    """The lines that find out how much each form and language is liked: `migkg_ttl` is four digits."""
    yield "# How much each form is liked, in four digits."
    yield from _liked("Accept", FORMS, ranges_of_form)
    if languages:
        yield "\n# How much each language is liked."
        yield from _liked("Accept-Language", tuple(LANGUAGES), ranges_of_language)


def _liked(header: str, offers: Sequence[str], ranges: Callable[[str], tuple[str, ...]]) -> Iterator[str]:
    """From the widest range to the most precise, so that a later line counts before one above it."""
    yield f"SetEnvIf {header} ^ {_set(offers, NONE)}"
    yield f'SetEnvIf {header} "{EMPTY}" {_set(offers, ONE)}'
    named: dict[str, list[str]] = {}
    for offer in offers:
        for range_ in ranges(offer):
            named.setdefault(range_, []).append(offer)
    for range_ in sorted(named, key=lambda one: -len(named[one]) if "*" in one else "-[" not in one):
        yield f'SetEnvIfNoCase {header} "{unrated(range_)}" {_set(named[range_], ONE)}'
        yield f'SetEnvIfNoCase {header} "{quality(range_)}" {_set(named[range_], "$1$2000")}'
    for offer in offers:
        yield f'SetEnvIf migkg_{offer} "{WHOLE}" migkg_{offer}=$1'


def _set(offers: Iterable[str], value: str) -> str:
    return " ".join(f"migkg_{offer}={value}" for offer in offers)


def best(what: str, offers: Sequence[str]) -> Iterator[str]:
    """The lines that find the offer that is liked best: `migkg_form` is `none` if none is."""
    first, *others = offers
    yield f"RewriteRule ^ - [E=migkg_{what}:{first},E=migkg_best:%{{ENV:migkg_{first}}}]"
    for offer in others:
        yield f'RewriteCond expr "%{{ENV:migkg_{offer}}} > %{{ENV:migkg_best}}"'
        yield f"RewriteRule ^ - [E=migkg_{what}:{offer},E=migkg_best:%{{ENV:migkg_{offer}}}]"
    yield f"RewriteCond %{{ENV:migkg_best}} ={NONE}"
    yield f"RewriteRule ^ - [E=migkg_{what}:none]"


def _types() -> Iterator[str]:
    for ending, media_type in TYPES.items():
        yield f"AddType {media_type} .{ending}"
    yield f"AddCharset utf-8 {' '.join(f'.{ending}' for ending in charset_endings())}"
    yield "AcceptPathInfo Off"


def _headers() -> Iterator[str]:
    """What every answer says, and what those say that were chosen among several."""
    yield "<IfModule mod_headers.c>"
    for name, value in HEADERS.items():
        yield f'Header always set {name} "{value}"'
    yield f'Header set Content-Security-Policy "{POLICY}" "expr=%{{CONTENT_TYPE}} =~ m#^text/html#"'
    yield f'Header set Cache-Control "{CACHE}"'
    yield f'Header set Cache-Control "{FOREVER}" "expr=%{{REQUEST_URI}} =~ m#{KEPT}#"'
    yield 'Header always merge Vary "Accept, Accept-Language" env=migkg_chosen'
    yield 'Header always merge Vary "Accept, Accept-Language" env=REDIRECT_migkg_form'
    yield 'Header set Content-Location "expr=%{escape:%{REQUEST_URI}}" env=REDIRECT_migkg_form'
    yield "</IfModule>"

"""From a view model to a page: the templates, the languages, and the addresses of links.

Nothing else knows where the site is put: `Links` writes each address relative to the page on which it
stands, so that the site works at any host and below any path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from migkg import terms
from migkg.output import ending
from migkg.web.exchange import POLICY, Answer
from migkg.web.negotiate import best
from migkg.web.pen import Pen
from migkg.web.statics import FOLDER, digest_of
from migkg.web.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.web.exchange import Request

__all__ = ["Links", "environment", "html_answer", "language_of", "links_of", "render"]

MEDIA_TYPE: Final = "text/html"
_SAFE: Final = "/:@!$&'()*+,;=~-._"
_LINKED: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of the site as seen from one page.

    `path` is that page's own, `query` its parameters but for the language; `kept` says that the language was
    asked for in the address, so that it stays in the addresses of all other pages. `ending` is what the
    addresses of pages end with where they are published as files (`.html`); there, each language but the
    first has a folder of its own, and nothing can be asked.

    >>> links = Links("/plan/12/a")
    >>> links.to("/query/gaps"), links.to("/")
    ('../../query/gaps', '../../')
    >>> Links("/plan/12/a", "fr", ending=".html").to("/")
    '../../../fr/index.html'
    >>> links.iri("https://w3id.org/migkg/ontology#Linkage")
    '../../ontology#Linkage'
    """

    path: str
    lang: str = "en"
    kept: bool = False
    query: tuple[tuple[str, str], ...] = ()
    ending: str = ""

    @property
    def root(self) -> str:
        """The way from this page to the front page: `./`, `../`, `../../`, and so on."""
        return "../" * (self.place(self.path, self.lang).count("/") - 1) or "./"

    @property
    def published(self) -> bool:
        """Whether the site is files, without a server that could be asked."""
        return bool(self.ending)

    def place(self, path: str, lang: str) -> str:
        """Where the page of a path is in a language: the path itself, or that of the file that is published.

        >>> Links("/", ending=".html").place("/theme/", "es")
        '/es/theme/index.html'
        """
        if not self.ending:
            return path
        folder = "" if lang == next(iter(LANGUAGES)) else f"/{lang}"
        return f"{folder}{path}{'index' if path.endswith('/') else ''}{self.ending}"

    def data_place(self, path: str, suffix: str) -> str:
        """Where the statements of a thing are, by its path: in a file of its folder, where that is published.

        >>> Links("/", ending=".html").data_place("/theme/", "ttl")
        '/theme/index.ttl'
        """
        return f"{path}{'index' if self.ending and path.endswith('/') else ''}.{suffix}"

    def to(self, path: str, **parameters: str) -> str:
        """The address of a page of the site by its path, which begins with a slash and is not encoded."""
        if self.ending:
            return self._address(self.place(path, self.lang), ())
        pairs = list(parameters.items())
        if self.kept and "lang" not in parameters:
            pairs.append(("lang", self.lang))
        return self._address(path, pairs)

    def file(self, path: str) -> str:
        """The address of something that has no language: data, a download."""
        return self._address(path, ())

    def result(self, name: str, form: str, **parameters: str) -> str:
        """The address of the answer to a canned query as a file; the whole one where nothing can be asked."""
        if self.ending:
            return self.file(f"/query/{name}{ending(form)}")
        return self.to(f"/api/query/{name}", **parameters, format=form)

    def static(self, name: str) -> str:
        """The address of a file that pages are shown with: a stylesheet, a script, a picture.

        It changes with what the file holds, so that a browser may keep it for ever.
        """
        digest = static_digests().get(name)
        return self._address(f"/static/{name}", [("v", digest)] if digest else ())

    def iri(self, iri: str) -> str:
        """The address at which a thing is shown: here if it is ours, else where its IRI leads.

        "" for an IRI that leads nowhere on the web; it is shown, and not linked.
        """
        if iri.startswith(terms.BASE):
            path, _, fragment = iri.removeprefix(terms.BASE[:-1]).partition("#")
            return self.to(path) + (f"#{quote(fragment)}" if fragment else "")
        if iri.startswith(terms.PREFIXES["sdg"]):
            return self.to("/sdg/" + iri.removeprefix(terms.PREFIXES["sdg"]))
        return iri if iri.lower().startswith(_LINKED) else ""

    def thing(self, iri: str) -> str:
        """The address of the page on a thing of which the dataset says something, whoever gave it its IRI.

        Where nothing can be asked, a thing of others has no page, and is shown where its IRI leads.
        """
        if self.ending or iri.startswith((terms.BASE, terms.PREFIXES["sdg"])):
            return self.iri(iri)
        return self.to("/resource", iri=iri)

    def data(self, iri: str, suffix: str) -> str:
        """The address of a thing's statements as a file: `suffix` is ttl, jsonld, nt or rdf."""
        if iri.startswith(terms.BASE):
            return self.file(self.data_place(f"/{terms.local_path(iri).partition('#')[0]}", suffix))
        if iri.startswith(terms.PREFIXES["sdg"]):
            return self.file(self.data_place(f"/sdg/{iri.removeprefix(terms.PREFIXES['sdg'])}", suffix))
        return self._address(f"/resource.{suffix}", (("iri", iri),))

    def language(self, tag: str) -> str:
        """The address of this page in another language."""
        if self.ending:
            return self._address(self.place(self.path, tag), ())
        return self._address(self.path, (*self.query, ("lang", tag)))

    def _address(self, path: str, pairs: Sequence[tuple[str, str]]) -> str:
        query = f"?{urlencode(pairs)}" if pairs else ""
        rest = quote(path.lstrip("/"), safe=_SAFE)
        return f"{self.root}{rest}{query}"


def links_of(request: Request) -> Links:
    """The addresses as seen from the page that is asked for."""
    pairs = tuple(request.pairs())
    others = tuple((name, value) for name, value in pairs if name != "lang")
    asked = any(_asked(pair) for pair in pairs)
    return Links(request.path, language_of(request), asked, others, request.ending)


def language_of(request: Request) -> str:
    """The language that a request asks for: by `?lang=`, else by Accept-Language, else English."""
    for name, value in request.pairs():
        if _asked((name, value)):
            return value.lower()
    return best(request.header("accept-language"), tuple(LANGUAGES)) or next(iter(LANGUAGES))


def _asked(pair: tuple[str, str]) -> bool:
    return pair[0] == "lang" and pair[1].lower() in LANGUAGES


@cache
def environment() -> Environment:
    """The templates, which escape all that they are given and refuse what they are not given."""
    made = Environment(
        loader=PackageLoader("migkg.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(LANGUAGES=LANGUAGES, shorten=terms.shorten)
    return made


@cache
def words_in(lang: str) -> Words:
    """The site's words in a language, made once."""
    return Words(lang)


def render(template: str, links: Links, **model: object) -> str:
    """The page that a template makes of a view model.

    Beside the model, a template has `links`, `pen`, `t` (the words in the page's language) and `lang`.
    """
    return (
        environment()
        .get_template(template)
        .render(links=links, pen=Pen(links), t=words_in(links.lang), lang=links.lang, **model)
    )


def html_answer(text: str, links: Links, *, status: int = HTTPStatus.OK) -> Answer:
    """A page as an answer, with its language and the policy that it is shown under."""
    headers = (("Content-Language", links.lang), ("Content-Security-Policy", POLICY))
    vary = () if links.kept else ("Accept-Language",)
    return Answer(text.encode("utf-8", "replace"), f"{MEDIA_TYPE}; charset=utf-8", int(status), vary, headers)


@cache
def static_digests() -> dict[str, str]:
    """The digest of each file that pages are shown with, by its name below `/static/`."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): digest_of(path.read_bytes()) for path in files}


def compile_templates() -> None:
    """Read and compile every template, so that no file is needed afterwards."""
    static_digests()
    made = environment()
    for name in made.list_templates(extensions=("html", "svg", "xml", "txt")):
        made.get_template(name)

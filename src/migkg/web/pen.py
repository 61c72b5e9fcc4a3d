"""How names and things are written in HTML: in their language, and with a link if there is one.

Pages hold thousands of these; as macros of templates they took most of a page's time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.web.pages.index import Name, Ref
    from migkg.web.pages.reader import Piece
    from migkg.web.render import Links

__all__ = ["Pen"]


class Pen:
    """Writes names, things and parts of claims for one page."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._lang = links.lang
        self._things: dict[str, Markup] = {}
        self._addresses: dict[str, str] = {}

    def say(self, name: Name) -> Markup:
        """A text, marked with its language if that is not the page's."""
        if name.lang and name.lang != self._lang:
            return Markup('<span lang="{}">{}</span>').format(name.lang, name.text)
        return escape(name.text)

    def thing(self, ref: Ref) -> Markup:
        """A thing by its notation and its name; a passage by the place where it stands."""
        if ref.place:
            return self.short(ref)
        written = self._things.get(ref.iri)
        if written is None:
            sign = Markup("")
            if ref.notation and ref.notation != ref.name.text:
                sign = Markup('<span class="sign">{}</span>').format(ref.notation)
            written = self._things[ref.iri] = self._linked(ref, sign + self.say(ref.name))
        return written

    def short(self, ref: Ref) -> Markup:
        """A thing by its shortest name; the long one shows where a mouse rests."""
        text, name = ref.short, ref.name
        if text != name.text:
            return self._linked(ref, escape(text), Markup(' title="{}"').format(name.text))
        if name.lang and name.lang != self._lang:
            return self._linked(ref, escape(text), Markup(' lang="{}"').format(name.lang))
        return self._linked(ref, escape(text))

    def name(self, ref: Ref) -> Markup:
        """A thing by its name alone, where its notation stands beside it."""
        return self._linked(ref, self.say(ref.name))

    def piece(self, piece: Piece) -> Markup:
        """One part of what is told."""
        if piece.word:
            return Markup('<span class="kind">{}</span>').format(self.say(piece.name))
        return self.thing(piece.ref) if piece.ref else self.say(piece.name)

    def pieces(self, pieces: Iterable[Piece]) -> Markup:
        """Parts of what is told, with what stands between them."""
        first = True
        written = []
        for piece in pieces:
            written.append(self.piece(piece) if first else escape(piece.glue) + self.piece(piece))
            first = False
        return Markup("").join(written)

    def address(self, iri: str) -> str:
        """The address at which a thing is shown, "" if nowhere; found once, as tables name it often."""
        if iri not in self._addresses:
            self._addresses[iri] = self._links.iri(iri)
        return self._addresses[iri]

    def _linked(self, ref: Ref, text: Markup, attributes: str = "") -> Markup:
        to = self._links.thing(ref.iri) if ref.kind else self._links.iri(ref.iri)
        return Markup('<a href="{}"{}>{}</a>').format(to, attributes, text) if to else text

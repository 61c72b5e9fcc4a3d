"""Set phrases of the genre, in the three languages in which papers are printed: each once."""

from __future__ import annotations

import re

__all__ = [
    "ABBREVIATIONS",
    "AGENDA",
    "APPENDIX",
    "ARTICLE",
    "BACK",
    "BOX",
    "CONTENTS",
    "COVER_LABEL",
    "CREDIT",
    "DECISION",
    "FIRST_SECTION",
    "IMPRINT",
    "LONE_SYMBOL",
    "MASTHEAD",
    "NOTICE",
    "POINTED",
    "PROPOSES",
    "QUESTIONS",
    "REFERRED",
    "SIGNED",
    "SYMBOL",
    "TABLE",
    "TEXT",
    "TOP",
    "UNIT",
    "URL",
]


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{pattern})\W*$", re.IGNORECASE)


def _start(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{pattern})", re.IGNORECASE)


MASTHEAD = _whole(
    r"international\s+labour\s+(?:office|organi[sz]ation)(?:[\s,–-]+geneva)?|ilo"
    r"|bureau\s+international\s+du\s+travail(?:[\s,–-]+genève)?"
    r"|organisation\s+internationale\s+du\s+travail|oficina\s+internacional\s+del\s+trabajo"
    r"|organización\s+internacional\s+del\s+trabajo|united\s+nations|nations\s+unies|naciones\s+unidas"
)
"""The name of the Office or an organization, alone on its line."""
NOTICE = _start(
    r"(?:this|these)\s+gb\s+(?:document|paper)s?\b.{0,60}(?:printed|available)"
    r"|(?:this|the\s+present)\s+document\s+is\s+printed\s+in\s+limited"
    r"|to\s+minimi[sz]e\s+the\s+environmental\s+impact"
    r"|(?:le|ce)\s+(?:présent\s+)?document.{0,40}tirage\s+(?:limité|restreint)"
    r"|(?:este|el\s+presente)\s+documento.{0,60}(?:tirada|número)\s+(?:limitad|reducid)"
)
CREDIT = _start(r"(?:photo(?:graph)?s?|crédit\s+photo|foto(?:grafía)?)\s*(?::|©|by\b)|©\s*(?:photo|ilo\s*/)")
URL = re.compile(r"\W*(?:https?://|www\.)\S+\W*$", re.IGNORECASE)
SYMBOL = re.compile(
    r"""\b(?:
        GB\.?\s?\d{2,3}(?:bis)?/(?:[A-Z]{2,5}/)*[A-Z\d]+(?![a-z])(?:[./][A-Z\d]+(?![a-z]))*(?:/Draft|/Appendix(?:\s[IVX]+)?)?
      | (?:ILC|CIT)\.?\s?\d{2,3}(?:bis)?/(?:Record\s+No\.?\s*\d+[A-Z]?|[A-Z\d]+)(?:[-./][A-Z\d]+)*
      | [A-Z]{3,8}/(?:[A-Z]{1,4}/)?(?:19|20)\d{2}(?:/[A-Z\d]+)*
      | [A-Z]{1,4}/(?:[A-Z\d]+/)+[A-Z\d]+
    )(?:\s?\((?:&\s?)?(?:Rev|Add|Corr|Prov|[A-Z\d]{1,3})\.?\s?\d?\))*""",
    re.VERBOSE,
)
"""A document's symbol: GB.341/INS/3(Rev.), ILC.110/Record No. 5A, TMXYZ/2015."""
LONE_SYMBOL = re.compile(
    r"[▶\s]*(?P<symbol>[A-Z][A-Za-z]{1,9}\.?\d{0,3}/[A-Z\d][\w./-]*(?:\([\w.& ]+\))*)\W*$"
)
"""A line that is a symbol of any kind, such as that of a regional meeting."""
SIGNED = re.compile(
    r"\W*(?:geneva|genève|ginebra),\s+(?P<date>(?:le\s+)?\d{1,2}\S*\s+(?:de\s+)?\w+\s+(?:de\s+)?\d{4})\W*$",
    re.IGNORECASE,
)
"""The place and day with which older papers end."""
POINTED = re.compile(
    r"\W*(?:points?\s+for\s+decision|points?\s+appelant\s+une\s+décision|puntos?\s+que\s+requieren?\s+decisión)"
    r"\s*:\s*(?:paragraphs?|paragraphes?|párrafos?)\s+(?P<number>\d{1,4})\b",
    re.IGNORECASE,
)
"""The line with which older papers tell their paragraph for decision."""
REFERRED = re.compile(
    r"(?:draft\s+(?:decisions?|outcome)|points?\s+for\s+decision)\s+in\s+paragraphs?\s+(?P<en>\d{1,4})"
    r"|\(see\s+paragraph\s+(?P<see>\d{1,4})\)\.?$|decision\s+required\s*:?\s*paragraphs?\s+(?P<old>\d{1,4})"
    r"|projet\s+de\s+décision.{0,30}au\s+paragraphe\s+(?P<fr>\d{1,4})"
    r"|proyecto\s+de\s+decisión.{0,30}en\s+el\s+párrafo\s+(?P<es>\d{1,4})",
    re.IGNORECASE,
)
"""The words with which a cover tells where the draft decision is."""
PROPOSES = re.compile(
    r"\W*the\s+(?:governing\s+body|[\w\s,]{0,60}committee|working\s+party)\s+"
    r"(?:may\s+(?:therefore\s+)?(?:wish|(?:consider|deem|think)\s+it\s+appropriate)"
    r"|is\s+(?:therefore\s+)?(?:invited|requested))\s+to\s+(?:approve|recommend|adopt|decide|authori[sz]e|endorse|request"
    r"|propose|invite|instruct|appoint|take\s+note)\b",
    re.IGNORECASE,
)
UNIT = re.compile(r"[\w\s,’'&()-]{3,90}\b(?:Department|Branch|Bureau|Service|Unit)(?:\s*\([A-Z/&-]+\))?\W*$")
CONTENTS = _whole(r"(?:table\s+of\s+)?contents|table\s+des\s+matières|sommaire|índice(?:\s+general)?")
ABBREVIATIONS = _whole(
    r"(?:list\s+of\s+)?(?:abbreviations|acronyms)(?:\s+and\s+(?:acronyms|abbreviations))?"
    r"|(?:liste\s+des\s+)?(?:abréviations|sigles|acronymes)(?:\s+et\s+\w+)?"
    r"|(?:lista\s+de\s+)?(?:abreviaturas|siglas|acrónimos)(?:\s+y\s+\w+)?"
)
IMPRINT = _start(
    r"copyright|©|ISBN\b|ISSN\b|first\s+(?:edition|published)|première\s+édition|primera\s+edición"
)
BACK = _start(r"twitter|facebook|x\s*:\s*@|e-?mail\s*:|tel\.?\s*:|ISBN\b|copyright|©|\S+@\S+$")
APPENDIX = re.compile(
    r"\W*(?:appendix|annex(?:e|o)?|apéndice|appendices|annexes)"
    r"(?:\s+(?P<label>(?a:[IVXLC]{1,5}|\d{1,2}|[A-Z])))?\s*(?:$|[.:–—-]\s*(?P<title>.+)$)",
    re.IGNORECASE,
)
DECISION = _whole(
    r"(?:revised\s+|proposed\s+|amended\s+)?draft\s+decisions?|points?\s+for\s+decision"
    r"|projets?\s+de\s+décision(?:\s+révisé)?|points?\s+appelant\s+une\s+décision"
    r"|proyectos?\s+de\s+decisión(?:\s+revisado)?|puntos?\s+que\s+requieren?\s+decisión"
)
ARTICLE = _start(r"(?:article|rule|regulation|section|règle|artículo|regla)\s+\d+\b")
QUESTIONS = re.compile(
    r".*\b(?:points?\s+(?:for|suggested\s+for)\s+discussion|discussion\s+(?:points|questions)"
    r"|questions?\s+for\s+discussion|points?\s+pour\s+la\s+discussion|points?\s+à\s+(?:examiner|débattre)"
    r"|puntos?\s+para\s+(?:la\s+)?discusión)\b",
    re.IGNORECASE,
)
BOX = re.compile(
    r"\W*(?:box|encadré|recuadro)\s+(?P<label>(?a:\d{1,2}(?:\.\d{1,2})?|[A-Z]))\b\s*[.:–—-]?\s*(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
TABLE = re.compile(
    r"\W*(?P<word>table(?:au)?|cuadro|figure|figura|gráfico|graph(?:ique)?)\s+"
    r"(?P<label>(?a:[A-Z]?\.?\d{1,2}(?:\.\d{1,2})?|[IVX]{1,5}))\b\s*[.:–—-]?\s*(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
TEXT = re.compile(
    r"\W*(?:(?:proposed|draft)\s+)?(?P<kind>resolution|conclusions|plan\s+of\s+action|declaration|résolution"
    r"|plan\s+d['’]action|déclaration|resolución|conclusiones|plan\s+de\s+acción|declaración)"
    r"(?:\s+[IVXLC]+)?(?:\s*$|\s*:|\s+(?:concerning|regarding|relating|on|for|of|to|adopted|concernant"
    r"|relative|sur|pour|relativa|sobre|para)\b)",
    re.IGNORECASE,
)
"""The heading of an adopted text, in the singular: one file may hold several of them."""
TOP = _whole(
    r"introduction|introducción|foreword|preface|préface|prefacio|conclusions?|conclusión|conclusiones"
    r"|bibliography|references|bibliographie|bibliografía|executive\s+summary|résumé|resumen(?:\s+ejecutivo)?"
)
AGENDA = re.compile(
    r"\b(?:(?:first|second|third|\w+t[hy](?:[- ]\w+)?|\d{1,2}(?:st|nd|rd|th))\s+(?:supplementary\s+)?"
    r"items?\s+on\s+the\s+agenda"
    r"|(?:\w+(?:ère|ème|ière|ième)|seconde)\s+question\s+à\s+l['’]ordre\s+du\s+jour"
    r"|\w+\s+punto\s+del\s+orden\s+del\s+día)\b",
    re.IGNORECASE,
)
"""Which item of the agenda, wherever it stands."""
FIRST_SECTION = re.compile(
    r"\s(?:Introduction|Preface|Foreword|Contents|Avant-propos|Préface|Introducción|Prefacio|Índice)\s*$"
)
"""The first heading behind a cover, where a rendering has run it into the last line."""
COVER_LABEL = _start(
    r"purpose\s+of\s+the\s+document|summary\s*$|policy\s+implications?\s*:|legal\s+implications?\s*:"
    r"|financial\s+implications?\s*:|follow-up\s+action(?:\s+required|\s*:)|decision\s+required\s*:|author\s+unit\s*:"
    r"|related\s+documents?\s*:|references?\s+to\s+other|relevant\s+strategic\s+objectives?\b"
    r"|main\s+relevant\s+outcome|relevant\s+outcome|main\s+cross-cutting|submission\s+by|action\s+required"
    r"|objet\s+du\s+document|objectif\s+stratégique|principal\s+résultat|incidences\s+(?:sur|juridiques|fin)"
    r"|suivi\s+nécessaire|unité\s+auteur|documents\s+connexes|finalidad\s+del\s+documento"
    r"|objetivo\s+estratégico|principal\s+resultado|repercusiones\s+|seguimiento\s+requerido"
    r"|unidad\s+autora|documentos\s+conexos|original\s*:|date\s*:|fecha\s*:"
)

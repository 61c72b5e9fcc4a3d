"""`w3id/`: what w3id.org needs to lead from each IRI to where the site is.

w3id.org sees no files of ours. So which form is given is told from the path alone, and an address that names
nothing is led to a 404 of the site's own server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.publish.hosting.apache import best, choices
from migkg.publish.hosting.kinds import SHAPE, TYPES
from migkg.terms import BASE
from migkg.web.resource import FORMS
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["w3id_files"]

_NAME: Final = BASE.rstrip("/").rpartition("/")[2]
_ENDINGS: Final = "|".join(sorted(TYPES))
_HTACCESS: Final = """\
# https://w3id.org/NAME/ – a knowledge graph of labour-migration governance.
# Contact: see README.md. Written by `migkg publish --site-url`; change the address there, not here.

Options -MultiViews
RewriteEngine On

CHOICES

BEST
# The dataset: a page for people, its description for programs.
RewriteCond %{ENV:migkg_form} ^(?:ttl|nt|jsonld)$
RewriteRule ^$ SITEdumps/catalogue.%{ENV:migkg_form} [R=303,L]
RewriteCond %{ENV:migkg_form} ^rdf$
RewriteRule ^$ SITEdumps/catalogue.ttl [R=303,L]

# A shape is told where its file is, here in the form that its suffix names.
RewriteRule ^SHAPE_IN_A_FORM SITEshape/$1$3#$1/$2 [R=303,NE,L]

# Files: what bears an ending that we use, or SHA256SUMS.
RewriteRule ^(.+\\.(?:ENDINGS)|.+/SHA256SUMS)$ SITE$1 [R=303,L]

# What has only data: catalogues, the vocabulary of a release.
RewriteCond %{ENV:migkg_form} ^(ttl|nt|jsonld)$
RewriteRule ^((?:release/[^/]+/)?dumps/catalogue|release/[^/]+/ontology|dcat)$ SITE$1.%1 [R=303,L]
RewriteCond %{ENV:migkg_form} ^rdf$
RewriteRule ^(release/[^/]+/ontology|dcat)$ SITE$1.rdf [R=303,L]
RewriteRule ^((?:release/[^/]+/)?dumps/catalogue|release/[^/]+/ontology|dcat)$ SITE$1.ttl [R=303,L]

# What has only pages: lists, questions, the list of releases.
RewriteCond %{ENV:migkg_lang} ^(LANGUAGES)$
RewriteRule ^$ SITE%1/index.html [R=303,L]
RewriteRule ^$ SITE [R=303,L]
RewriteCond %{ENV:migkg_lang} ^(LANGUAGES)$
RewriteRule ^(browse(?:/.+)?|query/[^/]+|graph(?:/bodies)?|promises|search|release)$ SITE%1/$1.html [R=303,L]
RewriteRule ^(browse(?:/.+)?|query/[^/]+|graph(?:/bodies)?|promises|search|release)$ SITE$1.html [R=303,L]

# A thing whose IRI ends with a slash, such as theme/, is a file index.… in its folder.
RewriteRule ^(.+)/$ - [E=migkg_stem:$1/index]
RewriteRule ^(.*[^/])$ - [E=migkg_stem:$1]

# A thing: a page for people, data for programs.
RewriteCond %{ENV:migkg_form} ^none$
RewriteRule ^ - [R=406,L]
RewriteCond %{ENV:migkg_form}-%{ENV:migkg_lang} ^html-(LANGUAGES)$
RewriteRule ^SHAPE SITE%1/shape/$1.html#$1/$2 [R=303,NE,L]
RewriteRule ^SHAPE SITEshape/$1.%{ENV:migkg_form}#$1/$2 [R=303,NE,L]
RewriteCond %{ENV:migkg_form}-%{ENV:migkg_lang} ^html-(LANGUAGES)$
RewriteRule ^ SITE%1/%{ENV:migkg_stem}.html [R=303,L]
RewriteRule ^ SITE%{ENV:migkg_stem}.%{ENV:migkg_form} [R=303,L]
"""
_README: Final = """\
# NAME

Permanent identifiers of **migkg**, a knowledge graph of labour-migration governance:
instruments, objectives, plans, promises, bodies and documents, each claim with the passage that bears it.

## Contact

Before the pull request, put here the GitHub name and the address of whoever answers for these identifiers:

- the migkg contributors (GitHub: …)

## What leads where

The site is at <SITE>.

| identifier | leads to |
|---|---|
| <BASE> | the front page; for programs, a description of the dataset (DCAT) |
| <BASEontology> | the vocabulary |
| <BASEinstrument/C97>, any other thing | a page (en, fr, es) or data, by `Accept` |
| <BASEinstrument/C97.ttl> | the same data, whatever is accepted |
| <BASEdumps/SHA256SUMS> | the data as files |
| <BASErelease> | the releases, each of which stays where it is |

Try it: `curl -sIH 'Accept: text/turtle' BASEinstrument/C97`
"""


def w3id_files(site_url: str) -> Mapping[str, str]:
    """The files for the folder of our identifiers at w3id.org, by name."""
    site = f"{site_url.rstrip('/')}/"
    others = "|".join(tag for tag in LANGUAGES if tag != next(iter(LANGUAGES)))
    rules = _HTACCESS.replace("CHOICES", "\n".join(choices())).replace("NAME", _NAME)
    chain = "\n".join((*best("form", FORMS), *best("lang", tuple(LANGUAGES)), ""))
    rules = rules.replace("BEST", chain).replace("ENDINGS", _ENDINGS).replace("LANGUAGES", others)
    in_a_form = SHAPE.removesuffix("?$") + "$"
    rules = rules.replace("SHAPE_IN_A_FORM", in_a_form).replace("SHAPE", SHAPE)
    readme = _README.replace("NAME", _NAME).replace("BASE", BASE)
    return {".htaccess": rules.replace("SITE", site), "README.md": readme.replace("SITE", site)}

"""The words of the pages on releases: key → English, French, Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RELEASES"]

RELEASES: Final[Mapping[str, tuple[str, str, str]]] = {
    "releases.title": ("Releases", "Versions publiées", "Versiones publicadas"),
    "releases.lead": (
        "Each release stays where it is, with its data, its vocabulary and its notes. Cite the one that you used.",
        "Chaque version reste où elle est, avec ses données, son vocabulaire et ses notes. Citez celle que vous avez utilisée.",
        "Cada versión permanece donde está, con sus datos, su vocabulario y sus notas. Cite la que haya utilizado.",
    ),
    "releases.none": (
        "Nothing has been released yet; these pages show the data as they are being worked at.",
        "Rien n’a encore été publié ; ces pages montrent les données en cours d’élaboration.",
        "Aún no se ha publicado ninguna versión; estas páginas muestran los datos en curso de elaboración.",
    ),
    "releases.one": ("Release {version}", "Version {version}", "Versión {version}"),
    "releases.version": ("Data", "Données", "Datos"),
    "releases.issued": ("Date", "Date", "Fecha"),
    "releases.ontology": ("Vocabulary", "Vocabulaire", "Vocabulario"),
    "releases.tool": ("Tool", "Outil", "Herramienta"),
    "releases.changes": ("What has changed", "Ce qui a changé", "Qué ha cambiado"),
    "releases.previous": ("The release before", "La version précédente", "La versión anterior"),
    "releases.files": ("Files", "Fichiers", "Archivos"),
    "releases.workbook": (
        "All answers in a workbook",
        "Toutes les réponses dans un classeur",
        "Todas las respuestas en un libro de cálculo",
    ),
    "releases.data": ("All data", "Toutes les données", "Todos los datos"),
    "releases.notes": ("These notes as a file", "Ces notes en fichier", "Estas notas en un archivo"),
    "releases.catalogue": ("What each file is", "Ce qu’est chaque fichier", "Qué es cada archivo"),
    "releases.sums": ("Sums of all files", "Sommes de tous les fichiers", "Sumas de todos los archivos"),
    "releases.reasons": (
        "Vocabulary: why this change has the level {level}",
        "Vocabulaire : pourquoi ce changement est de niveau {level}",
        "Vocabulario: por qué este cambio es de nivel {level}",
    ),
}

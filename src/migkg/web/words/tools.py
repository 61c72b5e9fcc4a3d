"""Words of the forms, the SPARQL editor, the promise tracker and the graphs: key → English, French, Spanish.

A bar parts the singular from the plural of what is counted; words in braces are put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TOOLS"]

TOOLS: Final[Mapping[str, tuple[str, str, str]]] = {
    # --- canned queries
    "queries.title": ("Questions", "Questions", "Preguntas"),
    "queries.lead": (
        "Questions that the data answers, each with the passage that says so.",
        "Des questions auxquelles les données répondent, avec le passage qui le dit.",
        "Preguntas que los datos responden, cada una con el pasaje que lo dice.",
    ),
    "queries.narrow": ("Narrow the list", "Filtrer la liste", "Filtrar la lista"),
    "query.any": ("any", "tous", "todos"),
    "query.ask": ("Ask", "Demander", "Preguntar"),
    "query.all": ("Ask without limits", "Demander sans limites", "Preguntar sin límites"),
    "query.answer": ("Answer", "Réponse", "Respuesta"),
    "query.rows": ("row|rows", "ligne|lignes", "fila|filas"),
    "query.none": ("Nothing fits.", "Rien ne correspond.", "Nada coincide."),
    "query.cut": (
        "The page shows the first {shown} rows; the downloads hold all.",
        "La page montre les {shown} premières lignes ; les téléchargements les contiennent toutes.",
        "La página muestra las primeras {shown} filas; las descargas las contienen todas.",
    ),
    "query.downloads": ("Download", "Télécharger", "Descargar"),
    "query.editor": ("Open in the SPARQL editor", "Ouvrir dans l’éditeur SPARQL", "Abrir en el editor SPARQL"),
    "query.text": ("The query as SPARQL", "La requête en SPARQL", "La consulta en SPARQL"),
    "query.wrong": (
        "A value cannot be used. The field says why.",
        "Une valeur ne peut pas être utilisée. Le champ dit pourquoi.",
        "Un valor no se puede utilizar. El campo dice por qué.",
    ),
    "format.csv": ("CSV", "CSV", "CSV"),
    "format.tsv": ("TSV", "TSV", "TSV"),
    "format.json": ("JSON", "JSON", "JSON"),
    "format.markdown": ("Markdown", "Markdown", "Markdown"),
    "format.html": ("HTML", "HTML", "HTML"),
    "format.xlsx": ("Excel", "Excel", "Excel"),
    # --- SPARQL editor
    "editor.title": ("SPARQL editor", "Éditeur SPARQL", "Editor SPARQL"),
    "editor.lead": (
        "Ask in SPARQL 1.1; the default graph is the union of all files.",
        "Interrogez en SPARQL 1.1 ; le graphe par défaut réunit tous les fichiers.",
        "Pregunte en SPARQL 1.1; el grafo por defecto une todos los archivos.",
    ),
    "editor.endpoint": ("Address for programs", "Adresse pour les programmes", "Dirección para programas"),
    "editor.label": ("Query", "Requête", "Consulta"),
    "editor.add": ("New query", "Nouvelle requête", "Nueva consulta"),
    "editor.run": ("Run", "Exécuter", "Ejecutar"),
    "editor.plain": (
        "This installation was built without npm, so the editor is a plain field.",
        "Cette installation a été construite sans npm : l’éditeur est un simple champ.",
        "Esta instalación se construyó sin npm: el editor es un simple campo.",
    ),
    "editor.examples": ("Worked examples", "Exemples commentés", "Ejemplos comentados"),
    "editor.canned": ("Questions to begin from", "Questions pour commencer", "Preguntas para empezar"),
}

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
    "query.editor": (
        "Open in the SPARQL editor",
        "Ouvrir dans l’éditeur SPARQL",
        "Abrir en el editor SPARQL",
    ),
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
    # --- promise tracker
    "promises.title": (
        "What was promised, and what became of it",
        "Ce qui a été promis, et ce qui en est advenu",
        "Lo que se prometió y qué fue de ello",
    ),
    "promises.lead": (
        "Every deliverable of the plan of action, when it was due, and what later documents report of it.",
        "Chaque engagement du plan d’action, son échéance, et ce que les documents ultérieurs en rapportent.",
        "Cada compromiso del plan de acción, su plazo y lo que informan de él los documentos posteriores.",
    ),
    "promises.point": ("Point of the plan", "Point du plan", "Punto del plan"),
    "promises.due": ("Due", "Échéance", "Plazo"),
    "promises.progress": ("Progress", "Avancement", "Avance"),
    "promises.body": ("With", "Avec", "Con"),
    "promises.theme": ("Theme", "Thème", "Tema"),
    "promises.show": ("Show", "Afficher", "Mostrar"),
    "promises.all": ("Show all", "Tout afficher", "Mostrar todo"),
    "promises.unknown": (
        "There is nothing called “{value}” here.",
        "Rien ici ne s’appelle « {value} ».",
        "Aquí no hay nada llamado «{value}».",
    ),
    "promises.count": ("promise|promises", "engagement|engagements", "compromiso|compromisos"),
    "promises.how": (
        "The last report is of {date}. What was due before and had not been delivered is marked as overdue then; silence is not failure.",
        "Le dernier rapport date du {date}. Ce qui était dû auparavant et n’était pas livré est marqué en retard à cette date ; le silence n’est pas un échec.",
        "El último informe es del {date}. Lo que vencía antes y no se había entregado se marca como vencido entonces; el silencio no es un fracaso.",
    ),
    "promises.partly": (
        "The downloads are narrowed by point, year and progress only.",
        "Les téléchargements ne sont filtrés que par point, année et avancement.",
        "Las descargas se filtran solo por punto, año y avance.",
    ),
    "promises.promise": ("Promise", "Engagement", "Compromiso"),
    "promises.time": ("On the timeline", "Sur la frise", "En la línea de tiempo"),
    "promises.whole": (
        "On the point as a whole",
        "Sur le point dans son ensemble",
        "Sobre el punto en su conjunto",
    ),
    "promises.due_by": ("due {date}", "échéance : {date}", "plazo: {date}"),
    "promises.undated": ("no date given", "sans date", "sin fecha"),
    "promises.as_of": ("as of {date}", "au {date}", "a {date}"),
    "promises.with": ("with", "avec", "con"),
    "promises.late": ("overdue then", "en retard à cette date", "vencido entonces"),
    "promises.query": ("As a question", "Comme question", "Como pregunta"),
    "promises.overdue": ("What was overdue", "Ce qui était en retard", "Lo que estaba vencido"),
}

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
    "editor.place": (
        "line {line}, column {column}",
        "ligne {line}, colonne {column}",
        "línea {line}, columna {column}",
    ),
    "editor.yes": ("Yes", "Oui", "Sí"),
    "editor.no": ("No", "Non", "No"),
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
    "promises.cut": (
        "Only the first of them are shown. Narrow the list, or download it whole.",
        "Seuls les premiers sont affichés. Filtrez la liste, ou téléchargez-la en entier.",
        "Solo se muestran los primeros. Filtre la lista o descárguela entera.",
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
    # --- graphs
    "graph.plan.title": (
        "From conclusions to the plan to objectives",
        "Des conclusions au plan et aux objectifs",
        "De las conclusiones al plan y a los objetivos",
    ),
    "graph.plan.lead": (
        "What the Conference concluded in 2017, the priorities and points of the plan that took it up, and the objectives of the Compact that these serve.",
        "Ce que la Conférence a conclu en 2017, les priorités et points du plan qui l’ont repris, et les objectifs du Pacte qu’ils servent.",
        "Lo que la Conferencia concluyó en 2017, las prioridades y puntos del plan que lo retomaron, y los objetivos del Pacto a los que sirven.",
    ),
    "graph.bodies.title": ("Bodies and programmes", "Organes et programmes", "Órganos y programas"),
    "graph.bodies.lead": (
        "Who belongs to, leads, supports or carries out what, as the documents say.",
        "Qui fait partie de quoi, le dirige, le soutient ou le met en œuvre, selon les documents.",
        "Quién pertenece a qué, lo dirige, lo apoya o lo ejecuta, según los documentos.",
    ),
    "graph.views": ("Drawings", "Dessins", "Dibujos"),
    "graph.layer.Conclusion": ("Conclusions of 2017", "Conclusions de 2017", "Conclusiones de 2017"),
    "graph.layer.Priority": ("Priorities", "Priorités", "Prioridades"),
    "graph.layer.PlanPoint": ("Points of the plan", "Points du plan", "Puntos del plan"),
    "graph.layer.Objective": ("Objectives of the Compact", "Objectifs du Pacte", "Objetivos del Pacto"),
    "graph.kind.conclusion": ("conclusion", "conclusion", "conclusión"),
    "graph.kind.priority": ("priority", "priorité", "prioridad"),
    "graph.kind.point": ("point of the plan", "point du plan", "punto del plan"),
    "graph.kind.objective": ("objective", "objectif", "objetivo"),
    "graph.kind.network": ("network", "réseau", "red"),
    "graph.kind.programme": ("programme", "programme", "programa"),
    "graph.kind.tool": ("tool or course", "outil ou cours", "herramienta o curso"),
    "graph.kind.body": ("body", "organe", "órgano"),
    "graph.stated": ("stated", "énoncé", "enunciado"),
    "graph.inferred": ("inferred", "déduit", "deducido"),
    "graph.left_out": (
        "{count} more have no room in the drawing; the table has them.",
        "{count} autres n’ont pas de place dans le dessin ; le tableau les contient.",
        "{count} más no caben en el dibujo; la tabla los contiene.",
    ),
    "graph.more": (
        "{count} more are in the lists of this page.",
        "{count} autres sont dans les listes de cette page.",
        "{count} más están en las listas de esta página.",
    ),
    "graph.table": ("The same as a table", "La même chose en tableau", "Lo mismo en una tabla"),
    "graph.from": ("From", "De", "De"),
    "graph.what": ("Relation", "Relation", "Relación"),
    "graph.to": ("To", "Vers", "A"),
    "graph.where": ("Where it is said", "Où cela est dit", "Dónde se dice"),
    "graph.find": ("Find", "Trouver", "Buscar"),
    "graph.fit": ("Show all", "Tout afficher", "Mostrar todo"),
    "graph.arrange": ("Rearrange", "Réorganiser", "Reorganizar"),
    "graph.picture": ("Plain picture", "Image simple", "Imagen simple"),
    "graph.explore": ("Explore", "Explorer", "Explorar"),
    "graph.hint": (
        "Choose a thing to see what it is joined to.",
        "Choisissez un élément pour voir à quoi il est lié.",
        "Elija un elemento para ver con qué está unido.",
    ),
    "graph.around": ("Around it", "Autour", "Alrededor"),
    "graph.joined": ("joined to", "lié à", "unido a"),
}

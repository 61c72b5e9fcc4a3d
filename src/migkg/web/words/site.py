"""Headings, buttons and explanations of the pages: key → English, French, Spanish.

A bar parts the singular from the plural of what is counted; words in braces are put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SITE"]

SITE: Final[Mapping[str, tuple[str, str, str]]] = {
    # --- every page
    "site.name": (
        "Labour migration governance",
        "Gouvernance des migrations de main-d’œuvre",
        "Gobernanza de la migración laboral",
    ),
    "site.line": (
        "Labour migration governance, claim by claim",
        "La gouvernance des migrations de main-d’œuvre, affirmation par affirmation",
        "La gobernanza de la migración laboral, afirmación por afirmación",
    ),
    "skip": ("Skip to the content", "Aller au contenu", "Ir al contenido"),
    "close": ("Close", "Fermer", "Cerrar"),
    "search": ("Search", "Rechercher", "Buscar"),
    "search.label": (
        "Search names and texts",
        "Chercher dans les noms et les textes",
        "Buscar en nombres y textos",
    ),
    "search.placeholder": (
        "C97, objective 18, recruitment …",
        "C97, objectif 18, recrutement …",
        "C97, objetivo 18, contratación …",
    ),
    "nav.label": ("Main", "Principale", "Principal"),
    "nav.home": ("Home", "Accueil", "Inicio"),
    "nav.documents": ("Documents", "Documents", "Documentos"),
    "nav.browse": ("Browse", "Parcourir", "Explorar"),
    "nav.promises": ("Promises", "Engagements", "Compromisos"),
    "nav.questions": ("Questions", "Questions", "Preguntas"),
    "nav.graph": ("Graph", "Graphe", "Grafo"),
    "nav.editor": ("SPARQL", "SPARQL", "SPARQL"),
    "nav.ontology": ("Vocabulary", "Vocabulaire", "Vocabulario"),
    "language.label": ("Language", "Langue", "Idioma"),
    "crumbs": ("Where you are", "Où vous êtes", "Dónde está"),
    "foot.what": (
        "Facts and claims are told in our own words, with the passage that says so. The documents themselves are not reproduced here.",
        "Les faits et les affirmations sont dits avec nos propres mots, avec le passage qui les porte. Les documents eux-mêmes ne sont pas reproduits ici.",
        "Los hechos y las afirmaciones se cuentan con nuestras palabras, junto con el pasaje que los sostiene. Los documentos no se reproducen aquí.",
    ),
    "foot.dumps": ("All downloads", "Tous les téléchargements", "Todas las descargas"),
    "foot.description": ("About the dataset", "À propos des données", "Acerca de los datos"),
    "foot.licence": ("Data: CC BY 4.0", "Données : CC BY 4.0", "Datos: CC BY 4.0"),
    "months": (
        "January February March April May June July August September October November December",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "date.day": ("{day} {month} {year}", "{day} {month} {year}", "{day} de {month} de {year}"),
    "date.month": ("{month} {year}", "{month} {year}", "{month} de {year}"),
    # --- counted things
    "claims": ("claim|claims", "affirmation|affirmations", "afirmación|afirmaciones"),
    "passages": ("passage|passages", "passage|passages", "pasaje|pasajes"),
    "documents": ("document|documents", "document|documents", "documento|documentos"),
    "evidence": (
        "passage says so|passages say so",
        "passage le dit|passages le disent",
        "pasaje lo dice|pasajes lo dicen",
    ),
    "things": ("entry|entries", "entrée|entrées", "entrada|entradas"),
    # --- front page
    "home.title": (
        "What the texts say about labour migration, and where they say it",
        "Ce que les textes disent des migrations de main-d’œuvre, et où ils le disent",
        "Qué dicen los textos sobre la migración laboral, y dónde lo dicen",
    ),
    "home.lead": (
        "A knowledge graph of labour migration governance. It follows the ILO’s plan of action, the Global Compact for Migration and the conclusions behind them, paragraph by paragraph.",
        "Un graphe de connaissances sur la gouvernance des migrations de main-d’œuvre. Il suit le plan d’action de l’OIT, le Pacte mondial sur les migrations et les conclusions dont ils procèdent, paragraphe par paragraphe.",
        "Un grafo de conocimiento sobre la gobernanza de la migración laboral. Sigue el plan de acción de la OIT, el Pacto Mundial para la Migración y las conclusiones que los sustentan, párrafo por párrafo.",
    ),
    "home.how": (
        "It holds {claims} from {passages} of {documents}. Each leads to the passage that says so, and tells whether it is stated there or inferred by a reader.",
        "Il contient {claims}, tirées de {passages} de {documents}. Chacune mène au passage qui la porte et dit si elle y est énoncée ou déduite par un lecteur.",
        "Contiene {claims}, tomadas de {passages} de {documents}. Cada una lleva al pasaje que la sostiene y dice si está enunciada allí o si la deduce un lector.",
    ),
    "home.documents": ("Read the documents", "Lire les documents", "Leer los documentos"),
    "home.ways": ("Browse by kind", "Parcourir par type", "Explorar por tipo"),
    # --- heat map
    "heat.title": (
        "Which points of the plan serve which objectives?",
        "Quels points du plan servent quels objectifs ?",
        "¿Qué puntos del plan sirven a qué objetivos?",
    ),
    "heat.lead": (
        "Rows are the objectives of the Global Compact, columns the points of the ILO’s plan of action. Choose a mark to see who says so.",
        "Les lignes sont les objectifs du Pacte mondial, les colonnes les points du plan d’action de l’OIT. Choisissez un signe pour voir qui le dit.",
        "Las filas son los objetivos del Pacto Mundial, las columnas los puntos del plan de acción de la OIT. Elija una marca para ver quién lo dice.",
    ),
    "heat.caption": (
        "{rows} objectives by {columns} points: {cells} links; no source ties {without} objectives to any point.",
        "{rows} objectifs par {columns} points : {cells} liens ; aucune source ne rattache {without} objectifs à un point.",
        "{rows} objetivos por {columns} puntos: {cells} vínculos; ninguna fuente vincula {without} objetivos a un punto.",
    ),
    "heat.objective": ("Objective", "Objectif", "Objetivo"),
    "heat.other": ("Review", "Examen", "Examen"),
    "heat.sum": ("How GB.335 classes it", "Comment le GB.335 le classe", "Cómo lo clasifica el GB.335"),
    "heat.appendix": ("Appendix", "Annexe", "Anexo"),
    "heat.body": ("Body", "Texte", "Texto"),
    "heat.disagreement": (
        "two passages do not fit",
        "deux passages ne concordent pas",
        "dos pasajes no concuerdan",
    ),
    "heat.blank": (
        "blank: no source says anything",
        "vide : aucune source ne dit rien",
        "vacío: ninguna fuente dice nada",
    ),
    "heat.evidence": (
        "The evidence, objective by objective",
        "Les preuves, objectif par objectif",
        "La evidencia, objetivo por objetivo",
    ),
    "heat.proof": ("Evidence", "Preuve", "Evidencia"),
    "heat.evidence.lead": (
        "Everything that the map rests on.",
        "Tout ce sur quoi repose la carte.",
        "Todo aquello en que se apoya el mapa.",
    ),
    "heat.rest": (
        "For each point one claim is shown, the best founded. The others are here:",
        "Pour chaque point, une seule affirmation est montrée, la mieux fondée. Les autres sont ici :",
        "De cada punto se muestra una sola afirmación, la mejor fundada. Las demás están aquí:",
    ),
    "sign.stated": ("S", "É", "E"),
    "sign.inferred": ("I", "D", "D"),
    "grade.stated": ("stated", "énoncé", "enunciado"),
    "grade.strong": ("inferred, strong", "déduit, solide", "deducido, sólido"),
    "grade.medium": ("inferred, medium", "déduit, moyen", "deducido, medio"),
    "grade.weak": ("inferred, weak", "déduit, faible", "deducido, débil"),
    # --- pages of things
    "entity.others": ("Other names", "Autres noms", "Otros nombres"),
    "entity.facts": ("Facts", "Faits", "Datos"),
    "entity.claims": ("What is claimed about it", "Ce qui en est affirmé", "Qué se afirma al respecto"),
    "entity.linked": ("Linked to it", "En lien", "Vinculado"),
    "entity.mentions": ("Where it is mentioned", "Où il en est question", "Dónde se menciona"),
    "entity.evidence": (
        "What these facts rest on",
        "Sur quoi reposent ces faits",
        "En qué se apoyan estos datos",
    ),
    "entity.outside": ("Elsewhere", "Ailleurs", "En otros lugares"),
    "entity.more": (
        "{number} more have no room here. All are in the data:",
        "{number} autres ne tiennent pas ici. Tous sont dans les données :",
        "Otros {number} no caben aquí. Todos están en los datos:",
    ),
    "browse.page": ("Page {number} of {whole}", "Page {number} sur {whole}", "Página {number} de {whole}"),
    "browse.before": ("Previous", "Précédente", "Anterior"),
    "browse.after": ("Next", "Suivante", "Siguiente"),
    "data.title": ("As data", "En données", "Como datos"),
    "cite.title": ("Cite this", "Citer cette page", "Citar esta página"),
    "statements": ("statement|statements", "énoncé|énoncés", "enunciado|enunciados"),
    # --- passages and documents
    "passage.context": ("Read in its context", "Lire dans son contexte", "Leer en su contexto"),
    "passage.claims": ("What it says", "Ce qu’il affirme", "Qué afirma"),
    "passage.mentions": ("What it mentions", "Ce qu’il mentionne", "Qué menciona"),
    "passage.parts": ("Its parts", "Ses parties", "Sus partes"),
    "document.ours": (
        "{passages}, each told in our own words; the document itself is not reproduced here.",
        "{passages}, chacun dit avec nos propres mots ; le document lui-même n’est pas reproduit ici.",
        "{passages}, cada uno contado con nuestras palabras; el documento no se reproduce aquí.",
    ),
    "document.disagreements": (
        "disagreement is marked where it occurs.|disagreements are marked where they occur.",
        "désaccord est signalé à l’endroit où il apparaît.|désaccords sont signalés aux endroits où ils apparaissent.",
        "desacuerdo está señalado donde aparece.|desacuerdos están señalados donde aparecen.",
    ),
    "document.about": ("About this document", "À propos de ce document", "Acerca de este documento"),
    "document.outline": ("Outline", "Plan", "Esquema"),
    "document.own": ("Your own copy", "Votre exemplaire", "Su ejemplar"),
    "document.compare": ("Compare with", "À comparer avec", "Compárese con"),
    "document.mentions": ("mention|mentions", "mention|mentions", "mención|menciones"),
    "document.claims": ("claim|claims", "affirmation|affirmations", "afirmación|afirmaciones"),
    # --- lists and search
    "browse.filter": ("Narrow the list", "Filtrer la liste", "Filtrar la lista"),
    "browse.notation": ("Notation", "Cote", "Notación"),
    "browse.name": ("Name", "Nom", "Nombre"),
    "browse.kind": ("Kind", "Type", "Tipo"),
    "browse.about": ("In short", "En bref", "En breve"),
    "browse.mentions": ("Passages", "Passages", "Pasajes"),
    "questions.lead": (
        "Questions with an answer ready: choose one, set its parameters, and take the table with you.",
        "Des questions dont la réponse est prête : choisissez-en une, fixez ses paramètres, emportez le tableau.",
        "Preguntas con la respuesta lista: elija una, fije sus parámetros y llévese la tabla.",
    ),
    "search.for": ("Search: {asked}", "Recherche : {asked}", "Búsqueda: {asked}"),
    "search.hint": (
        "Search for a name, a notation such as C97 or 12(a), an acronym, or words of a passage.",
        "Cherchez un nom, une cote comme C97 ou 12(a), un sigle, ou les mots d’un passage.",
        "Busque un nombre, una notación como C97 o 12(a), una sigla o palabras de un pasaje.",
    ),
    "search.scripts": (
        "Without a server, a search needs scripts. The lists under “Browse” need none.",
        "Sans serveur, la recherche a besoin de scripts. Les listes sous « Parcourir » s’en passent.",
        "Sin servidor, la búsqueda necesita scripts. Las listas de «Explorar» no los necesitan.",
    ),
    "search.nothing": ("Nothing was found.", "Rien n’a été trouvé.", "No se encontró nada."),
    "search.meant": ("Did you mean", "Vouliez-vous dire", "¿Quiso decir"),
    "search.all": ("Show all {number}", "Les afficher tous ({number})", "Mostrar los {number}"),
    "search.narrower": (
        "There are more. Add a word to narrow the search.",
        "Il y en a d’autres. Ajoutez un mot pour affiner la recherche.",
        "Hay más. Añada una palabra para afinar la búsqueda.",
    ),
    "search.everywhere": ("Search everywhere", "Chercher partout", "Buscar en todo"),
    "hits": ("hit|hits", "résultat|résultats", "resultado|resultados"),
    "list.passages": ("Passages", "Passages", "Pasajes"),
    "list.claims": ("Claims", "Affirmations", "Afirmaciones"),
    "list.others": ("Everything else", "Tout le reste", "Todo lo demás"),
    # --- the vocabulary
    "ontology.lead": (
        "The terms in which all this is said: each with what it means and how often it is used.",
        "Les termes dans lesquels tout cela est dit : chacun avec son sens et la fréquence de son emploi.",
        "Los términos en que se dice todo esto: cada uno con su sentido y la frecuencia de su uso.",
    ),
    "ontology.classes": ("Classes", "Classes", "Clases"),
    "ontology.properties": ("Properties", "Propriétés", "Propiedades"),
    "ontology.lists": ("Closed lists", "Listes fermées", "Listas cerradas"),
    "ontology.concepts": ("Words of the lists", "Mots des listes", "Palabras de las listas"),
    "ontology.example": ("Example", "Exemple", "Ejemplo"),
    "uses": ("use|uses", "emploi|emplois", "uso|usos"),
    # --- problems
    "problem.404": ("There is nothing here", "Il n’y a rien ici", "Aquí no hay nada"),
    "problem.4xx": (
        "This cannot be answered as asked",
        "Impossible de répondre à cette demande",
        "No se puede responder a esta solicitud",
    ),
    "problem.5xx": (
        "The answer could not be made",
        "La réponse n’a pas pu être produite",
        "No se pudo elaborar la respuesta",
    ),
    "problem.near": ("Did you mean", "Vouliez-vous dire", "¿Quiso decir"),
    "problem.next": ("Go on from here", "Continuer d’ici", "Seguir desde aquí"),
    # --- claims
    "claim.page": ("Page of this claim", "Page de cette affirmation", "Página de esta afirmación"),
    "claim.phrase": ("Words of the text", "Termes du texte", "Palabras del texto"),
    # --- lists
    "list.documents": ("Documents", "Documents", "Documentos"),
    "list.objectives": ("Objectives of the Compact", "Objectifs du Pacte", "Objetivos del Pacto"),
    "list.points": ("Points of the plan", "Points du plan", "Puntos del plan"),
    "list.promises": ("Promises", "Engagements", "Compromisos"),
    "list.conclusions": ("Conclusions of 2017", "Conclusions de 2017", "Conclusiones de 2017"),
    "list.priorities": ("Priorities", "Priorités", "Prioridades"),
    "list.instruments": ("Instruments", "Instruments", "Instrumentos"),
    "list.provisions": ("Provisions", "Dispositions", "Disposiciones"),
    "list.bodies": ("Bodies and networks", "Organes et réseaux", "Órganos y redes"),
    "list.posts": ("Posts", "Fonctions", "Cargos"),
    "list.programmes": ("Programmes", "Programmes", "Programas"),
    "list.tools": ("Tools", "Outils", "Herramientas"),
    "list.courses": ("Courses", "Cours", "Cursos"),
    "list.events": ("Events", "Événements", "Eventos"),
    "list.publications": ("Publications", "Publications", "Publicaciones"),
    "list.themes": ("Themes", "Thèmes", "Temas"),
    "list.places": ("Places", "Lieux", "Lugares"),
    "list.sdg": (
        "Sustainable Development Goals",
        "Objectifs de développement durable",
        "Objetivos de Desarrollo Sostenible",
    ),
    "list.agreements": ("Agreements", "Accords", "Acuerdos"),
    "list.proposals": ("Proposals", "Propositions", "Propuestas"),
    "list.figures": ("Figures", "Chiffres", "Cifras"),
    "list.disagreements": ("Disagreements", "Désaccords", "Desacuerdos"),
}

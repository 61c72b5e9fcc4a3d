"""Words of the pages on the vocabulary and on the shapes: key → English, French, Spanish.

`shape.NAME` is what a constraint or a target of SHACL demands or looks at, to be followed by its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SHAPES"]

SHAPES: Final[Mapping[str, tuple[str, str, str]]] = {
    # --- the vocabulary
    "ontology.tree": ("Tree of classes", "Arborescence des classes", "Árbol de clases"),
    "ontology.tree.lead": (
        "Classes of other vocabularies stand at the top, with ours below them; the number says how many things are of a class itself.",
        "Les classes d’autres vocabulaires sont en haut, les nôtres au-dessous ; le nombre dit combien de choses relèvent de la classe elle-même.",
        "Las clases de otros vocabularios están arriba y las nuestras debajo; el número dice cuántas cosas son de la propia clase.",
    ),
    "ontology.drawing": ("The classes drawn", "Les classes en dessin", "Las clases en dibujo"),
    "ontology.modules": ("Modules", "Modules", "Módulos"),
    "ontology.module": ("Module", "Module", "Módulo"),
    "ontology.module.drawing": (
        "The properties of the module {name}: at the left what has them, at the right their values",
        "Les propriétés du module {name} : à gauche ce qui les porte, à droite leurs valeurs",
        "Las propiedades del módulo {name}: a la izquierda lo que las tiene, a la derecha sus valores",
    ),
    "ontology.module.lines": (
        "A whole line is said by the vocabulary itself, a broken one only by a shape.",
        "Un trait plein est affirmé par le vocabulaire lui-même, un trait interrompu seulement par une forme.",
        "Una línea entera la afirma el propio vocabulario; una interrumpida, solo una forma.",
    ),
    "ontology.column.0": ("What has it", "Ce qui la porte", "Lo que la tiene"),
    "ontology.column.1": ("Property", "Propriété", "Propiedad"),
    "ontology.column.2": ("Its values", "Ses valeurs", "Sus valores"),
    "ontology.terms": ("term|terms", "terme|termes", "término|términos"),
    "ontology.table": ("Table of properties", "Tableau des propriétés", "Tabla de propiedades"),
    "ontology.property": ("Property", "Propriété", "Propiedad"),
    "ontology.meaning": ("Meaning", "Sens", "Significado"),
    "ontology.count": ("Uses", "Emplois", "Usos"),
    "ontology.narrower": ("Narrower", "Plus étroit", "Más específico"),
    "ontology.samples": ("In the data", "Dans les données", "En los datos"),
    "ontology.shapes": ("Shapes that bear on it", "Formes qui le concernent", "Formas que lo conciernen"),
    "ontology.queries": ("Questions that use it", "Questions qui l’emploient", "Preguntas que lo usan"),
    "ontology.foreign": (
        "Terms of other vocabularies",
        "Termes d’autres vocabulaires",
        "Términos de otros vocabularios",
    ),
    "ontology.foreign.lead": (
        "They are used as they are wherever they already say what is meant, or stand above narrower terms of ours.",
        "Ils sont employés tels quels partout où ils disent déjà ce qu’il faut, ou se trouvent au-dessus de termes plus étroits qui sont les nôtres.",
        "Se usan tal cual donde ya dicen lo que se quiere decir, o están por encima de términos más específicos que son nuestros.",
    ),
    "ontology.kind": ("Kind", "Nature", "Clase"),
    "ontology.ours": (
        "Ours below it, and what we say of it",
        "Les nôtres au-dessous, et ce que nous en disons",
        "Los nuestros debajo, y lo que decimos de él",
    ),
    "ontology.Functional": ("one value at most", "une valeur au plus", "un valor como máximo"),
    "ontology.InverseFunctional": (
        "names one thing only",
        "ne désigne qu’une chose",
        "designa una sola cosa",
    ),
    "ontology.Transitive": ("transitive", "transitive", "transitiva"),
    "ontology.Symmetric": ("symmetric", "symétrique", "simétrica"),
    "ontology.Asymmetric": ("asymmetric", "asymétrique", "asimétrica"),
    "ontology.Irreflexive": ("irreflexive", "irréflexive", "irreflexiva"),
    # --- the shapes
    "shapes.title": ("Shapes", "Formes", "Formas"),
    "shapes.lead": (
        "What the data are held to: each shape looks at some things, makes one demand of them, and says what to do where it is not met.",
        "Ce à quoi les données sont tenues : chaque forme examine certaines choses, leur pose une exigence, et dit que faire quand elle n’est pas remplie.",
        "A qué se atienen los datos: cada forma examina ciertas cosas, les plantea una exigencia y dice qué hacer si no se cumple.",
    ),
    "shapes.file": ("File", "Fichier", "Archivo"),
    "shapes.count": ("Shapes", "Formes", "Formas"),
    "shapes.looks": ("Looks at", "Examine", "Examina"),
    "shapes.on": ("On", "Sur", "Sobre"),
    "shapes.demand": ("Demand", "Exigence", "Exigencia"),
    "shapes.value": ("Value", "Valeur", "Valor"),
    "shapes.message": ("What to do", "Que faire", "Qué hacer"),
    "shapes.source": ("Asked for by", "Demandé par", "Lo pide"),
    "shapes.query": ("The query that finds it", "La requête qui le trouve", "La consulta que lo encuentra"),
    "shapes.Violation": ("wrong", "faux", "incorrecto"),
    "shapes.Warning": ("will be wrong", "sera faux", "será incorrecto"),
    "shapes.Info": ("advice", "conseil", "consejo"),
    "shape.targetClass": ("Members of", "Membres de", "Miembros de"),
    "shape.targetNode": ("The thing", "La chose", "La cosa"),
    "shape.targetSubjectsOf": ("What has", "Ce qui a", "Lo que tiene"),
    "shape.targetObjectsOf": ("The values of", "Les valeurs de", "Los valores de"),
    "shape.minCount": ("at least so many values", "au moins tant de valeurs", "al menos tantos valores"),
    "shape.maxCount": ("at most so many values", "au plus tant de valeurs", "como máximo tantos valores"),
    "shape.class": (
        "each value is of the class",
        "chaque valeur relève de la classe",
        "cada valor es de la clase",
    ),
    "shape.datatype": ("each value has the datatype", "chaque valeur a le type", "cada valor tiene el tipo"),
    "shape.nodeKind": ("each value is", "chaque valeur est", "cada valor es"),
    "shape.in": ("one of", "une de", "uno de"),
    "shape.hasValue": ("one value is", "une valeur est", "un valor es"),
    "shape.pattern": ("written like", "s’écrit comme", "se escribe como"),
    "shape.flags": ("flags of the pattern", "options du motif", "opciones del patrón"),
    "shape.minLength": (
        "at least so many characters",
        "au moins tant de caractères",
        "al menos tantos caracteres",
    ),
    "shape.maxLength": (
        "at most so many characters",
        "au plus tant de caractères",
        "como máximo tantos caracteres",
    ),
    "shape.languageIn": ("in one of the languages", "dans une des langues", "en una de las lenguas"),
    "shape.uniqueLang": ("one value a language", "une valeur par langue", "un valor por lengua"),
    "shape.minInclusive": ("not less than", "pas moins que", "no menos que"),
    "shape.minExclusive": ("more than", "plus que", "más que"),
    "shape.maxInclusive": ("not more than", "pas plus que", "no más que"),
    "shape.maxExclusive": ("less than", "moins que", "menos que"),
    "shape.lessThan": ("before the value of", "avant la valeur de", "antes del valor de"),
    "shape.lessThanOrEquals": ("not after the value of", "pas après la valeur de", "no después del valor de"),
    "shape.equals": ("the same values as", "les mêmes valeurs que", "los mismos valores que"),
    "shape.disjoint": ("no value in common with", "aucune valeur commune avec", "ningún valor en común con"),
    "shape.closed": ("nothing else is said", "rien d’autre n’est dit", "no se dice nada más"),
    "shape.ignoredProperties": ("besides", "en dehors de", "aparte de"),
    "shape.qualifiedMinCount": (
        "at least so many of those",
        "au moins tant de celles-là",
        "al menos tantos de esos",
    ),
    "shape.qualifiedMaxCount": (
        "at most so many of those",
        "au plus tant de celles-là",
        "como máximo tantos de esos",
    ),
    "shape.node": ("each value meets", "chaque valeur satisfait", "cada valor cumple"),
    "shape.not": ("does not meet", "ne satisfait pas", "no cumple"),
    "shape.qualifiedValueShape": ("values that meet", "des valeurs qui satisfont", "valores que cumplen"),
    "shape.and": ("all of", "toutes", "todas"),
    "shape.or": ("one at least of", "une au moins de", "una al menos de"),
    "shape.xone": ("exactly one of", "exactement une de", "exactamente una de"),
    "shape.true": ("yes", "oui", "sí"),
    "shape.false": ("no", "non", "no"),
}

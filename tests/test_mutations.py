"""The self-test: each kind of damage to the data is found, and the machinery does not flatter itself."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.mutations import (
    Attempt,
    Catalogue,
    Kind,
    Score,
    Trial,
    as_table,
    kinds,
    run,
    self_test,
    self_test_report,
    summary,
)
from migkg.mutations.allowed import Allowed
from migkg.mutations.scene import Scene, date, iri, words
from migkg.mutations.trial import Judge, caught_of, damage, tasks_of
from migkg.mutations.world import ClashError, NowhereError, World
from migkg.project import Project
from migkg.shapes import ShapeIndex

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 6
SHAPE = "https://w3id.org/migkg/shape/"


# --- the dataset that comes with migkg ------------------------------------------------------------


@pytest.fixture(scope="module")
def trial(project: Project) -> Trial:
    return run(project, seed=0, rounds=ROUNDS)


@pytest.mark.slow
def test_each_kind_of_damage_is_caught_each_time(trial: Trial) -> None:
    assert [(score.kind.name, score.missed) for score in trial.scores if score.caught < score.tried] == []


@pytest.mark.slow
def test_each_kind_is_tried_in_each_round(trial: Trial) -> None:
    """Where there is room: what few things have is soon wrong everywhere."""
    seldom = {score.kind.name: score.tried for score in trial.scores if score.tried < ROUNDS}
    assert len(seldom) <= 10, seldom
    assert min(score.tried for score in trial.scores) >= 2, seldom


@pytest.mark.slow
def test_there_are_many_kinds_and_much_damage(trial: Trial) -> None:
    assert len(trial.scores) >= 125
    assert sum(score.tried for score in trial.scores) >= 1500


@pytest.mark.slow
def test_each_rule_that_a_kind_names_is_there(trial: Trial) -> None:
    named = {f"https://w3id.org/migkg/{rule}" for score in trial.scores for rule in score.kind.rules}
    assert len(named) >= 100
    assert named - trial.known == set()


@pytest.mark.slow
def test_hardly_a_shape_sleeps_through_all_the_damage(trial: Trial) -> None:
    """A new shape that no damage wakes needs a kind of damage of its own.

    Suggestions are none of the data, so none can be damaged there: tests/shapes has their invalid files.
    """
    demanding = {rule for rule in trial.demanding if "/shape/suggestion" not in rule}
    assert len(demanding) >= 340
    assert len(trial.woken & demanding) >= 0.98 * len(demanding), trial.asleep


@pytest.mark.slow
def test_what_is_found_is_found_where_the_damage_was_done(project: Project) -> None:
    """Of damage that fits into one world half is done again: that half is found, and nothing of the other."""
    judge = Judge(project)
    scene = Scene(judge.sources)
    before = judge.find(judge.sources)
    tasks = [task for kind in kinds() for task in tasks_of(kind, scene, judge.rules)]
    done, _ = damage(World(scene, random.Random(7)), tasks)
    mixed = random.Random(7).sample(done, len(done))
    half, rest, world = [], mixed[len(done) // 2 :], World(scene, random.Random(0))
    for each in mixed[: len(done) // 2]:
        try:
            world.repeat(each.change)
            half.append(each)
        except ClashError:
            rest.append(each)
    new = judge.find(world.sources()) - before
    assert len(half) > 150
    assert len(rest) > 150
    assert set(half) - caught_of(half, new, judge.known) == set()
    assert [str(each.change) for each in caught_of(rest, new, judge.known)] == []


@pytest.mark.slow
def test_damage_counts_as_missed_without_the_rule_that_is_meant_for_it(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "data", tmp_path / "data")
    shutil.copytree(root / "ontology", tmp_path / "ontology")
    (tmp_path / "queries").mkdir()
    shapes = tmp_path / "shapes" / "claim.ttl"
    shapes.parent.mkdir()
    text, path = (root / "shapes/claim.ttl").read_text(encoding="utf-8"), "    sh:path mig:evidencePhrase ;\n"
    shutil.copy(root / "shapes" / "prefixes.ttl", shapes.parent)  # it lists the prefixes
    assert text.count(path) == 1
    shapes.write_text(text.replace(path, f"    sh:deactivated true ;\n{path}"), encoding="utf-8")
    some = [kind for kind in kinds() if kind.name in ("phrase-too-long", "strength-dropped")]
    scores = {score.kind.name: score for score in run(Project.open(tmp_path), among=some).scores}
    assert scores["strength-dropped"].is_caught
    missed = scores["phrase-too-long"]
    assert (missed.tried, missed.caught, len(missed.missed)) == (1, 0, 1)
    assert "lost mig:evidencePhrase" in missed.missed[0]


# --- another dataset, with words and shapes of its own --------------------------------------------

HEAD = """@prefix ex: <https://example.org/words#> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/> .
"""
MANIFEST = """
<graph/farm> a mig:DataFile ; mig:path "data/farm.ttl" ; mig:fileRole mig:entityFile .
<graph/words> a mig:DataFile ; mig:path "words.ttl" ; mig:fileRole mig:ontologyFile .
<graph/shapes> a mig:DataFile ; mig:path "shapes" ; mig:fileRole mig:shapeFile .
"""
WORDS = """
ex:Cow a owl:Class . ex:Stable a owl:Class .
ex:in a owl:ObjectProperty . ex:born a owl:DatatypeProperty . ex:colour a owl:DatatypeProperty .
"""
SHAPES = """
<shape/cow> a sh:NodeShape ; sh:targetClass ex:Cow ;
    sh:property <shape/cow/in> , <shape/cow/stable> , <shape/cow/born> , <shape/cow/colour> .
<shape/cow/in> a sh:PropertyShape ; sh:path ex:in ; sh:minCount 1 ; sh:maxCount 1 .
<shape/cow/stable> a sh:PropertyShape ; sh:path ex:in ; sh:class ex:Stable .
<shape/cow/born> a sh:PropertyShape ; sh:path ex:born ; sh:datatype xsd:date .
<shape/cow/colour> a sh:PropertyShape ; sh:path ex:colour ; sh:in ( "brown" "black" ) .
<shape/stable> a sh:NodeShape ; sh:targetClass ex:Stable ; sh:property <shape/stable/label> .
<shape/stable/label> a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ; sh:uniqueLang true .
"""


def farm(folder: Path, shapes: str = SHAPES) -> Project:
    cows = "".join(
        f'<cow/{n}> a ex:Cow ; ex:in <stable/{n % 4}> ; ex:born "2019-0{n % 9 + 1}-11"^^xsd:date ;'
        f' ex:colour "{("brown", "black")[n % 2]}" .\n'
        for n in range(40)
    )
    stables = "".join(f'<stable/{n}> a ex:Stable ; rdfs:label "Stable {n}"@en .\n' for n in range(4))
    for name, text in {
        "data/manifest.ttl": MANIFEST,
        "data/farm.ttl": cows + stables,
        "words.ttl": WORDS,
        "shapes/farm.ttl": shapes,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(HEAD + text, encoding="utf-8")
    return Project.open(folder)


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return farm(tmp_path_factory.mktemp("farm"))


@pytest.fixture(scope="module")
def scene(animals: Project) -> Scene:
    return Scene(Judge(animals).sources)


def by_name(scores: tuple[Score, ...]) -> dict[str, Score]:
    return {score.kind.name: score for score in scores}


def test_kinds_that_follow_the_shapes_suit_any_dataset(animals: Project) -> None:
    scores = by_name(self_test(animals))
    for name, tried in {
        "value-missing": 2,
        "value-too-many": 1,
        "value-of-another-class": 1,
        "value-of-another-datatype": 1,
        "value-not-in-the-list": 1,
        "two-texts-in-a-language": 1,
        "literal-ill-written": 1,
    }.items():
        assert (scores[name].tried, scores[name].caught) == (tried, tried), name


def test_a_kind_with_nothing_to_damage_is_no_failure(animals: Project) -> None:
    scores = by_name(self_test(animals))
    for name in ("evidence-dropped", "linkage-turned-round", "objective-lost", "code-without-its-zero"):
        assert scores[name].tried == 0
        assert not scores[name].is_applicable
        assert not scores[name].is_caught
    some = [kind for kind in kinds() if kind.name in ("objective-lost", "value-missing")]
    assert "1 of 1 kinds caught (100 %), seed 0" in summary(run(animals, among=some))


def test_damage_that_no_rule_finds_counts_as_missed(tmp_path: Path) -> None:
    """A cow may stand in a stable that nothing describes, once no shape asks for its class."""
    careless = farm(tmp_path, SHAPES.replace("sh:class ex:Stable", "sh:nodeKind sh:IRI"))
    some = [kind for kind in kinds() if kind.name in ("value-dangling", "value-missing")]
    trial = run(careless, among=some, rounds=2)
    scores = by_name(trial.scores)
    assert scores["value-missing"].is_caught
    dangling = scores["value-dangling"]
    assert (dangling.tried, dangling.caught) == (2, 0)
    assert all(
        re.fullmatch(r"https://example.org/cow/\d+: lost .*; got .*x", each) for each in dangling.missed
    )
    assert "1 of 2 kinds caught (50 %), seed 0" in summary(trial)
    assert summary(trial).startswith("not caught: value-dangling: https://example.org/cow/")


def test_what_was_wrong_before_is_not_put_down_to_the_damage(tmp_path: Path) -> None:
    """Every cow lacks a name, with and without a slip in what it says of its stable."""
    gloomy = farm(
        tmp_path,
        """<shape/cow> a sh:NodeShape ; sh:targetClass ex:Cow ; sh:property <shape/cow/name> .
        <shape/cow/name> a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .""",
    )
    some = [kind for kind in kinds() if kind.name == "value-dangling"]
    (score,) = run(gloomy, among=some, rounds=3).scores
    assert (score.tried, score.caught) == (3, 0)


def test_a_kind_that_names_rules_at_hand_needs_one_of_them(animals: Project) -> None:
    """That some rule says something is not enough."""
    base = "https://w3id.org/migkg/"
    judge = Judge(animals)
    judge.find(judge.sources)

    def drop_birthday(world: World) -> ox.NamedNode:
        cow = world.pick("https://example.org/words#Cow")
        world.drop(cow, "https://example.org/words#in")
        return cow

    def scored(*rules: str) -> Score:
        kind = Kind("unhoused", "A cow is nowhere.", lambda _scene, _rules: (Attempt(rules, drop_birthday),))
        return run(animals, among=[kind]).scores[0]

    known = next(rule.removeprefix(base) for rule in judge.known if rule.startswith(base))
    assert scored().is_caught
    assert scored("shape/of/another/dataset").is_caught
    assert (scored(known).tried, scored(known).caught) == (1, 0)


def told(trial: Trial) -> list[tuple[str, int, int, tuple[str, ...]]]:
    return [(score.kind.name, score.tried, score.caught, score.missed) for score in trial.scores]


def changes(project: Project, seed: int) -> list[str]:
    judge = Judge(project)
    scene = Scene(judge.sources)
    tasks = [task for kind in kinds() for task in tasks_of(kind, scene, judge.rules)]
    return [str(each.change) for each in damage(World(scene, random.Random(seed)), tasks)[0]]


def test_the_same_seed_does_the_same_damage_and_another_does_not(animals: Project) -> None:
    assert changes(animals, 3) == changes(animals, 3)
    assert changes(animals, 3) != changes(animals, 4)
    first, again = run(animals, seed=5, rounds=2), run(animals, seed=5, rounds=2)
    assert told(first) == told(again)
    assert first.woken == again.woken


def test_the_same_seed_does_the_same_damage_to_a_large_dataset(project: Project) -> None:
    assert changes(project, 1) == changes(project, 1)


def test_the_files_stay_as_they_are(animals: Project) -> None:
    before = {file.path: file.path.read_bytes() for file in animals.files}
    self_test(animals)
    assert {path: path.read_bytes() for path in before} == before


def test_progress_is_told(animals: Project) -> None:
    seen: list[tuple[str, int, int]] = []
    self_test(animals, rounds=3, progress=lambda *step: seen.append(step))
    assert seen[-1] == ("damaging", 3, 3)


# --- damage keeps apart ---------------------------------------------------------------------------

COW = "https://example.org/words#Cow"
IN = "https://example.org/words#in"
BORN = "https://example.org/words#born"


def cow(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/cow/{number}")


def stable(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/stable/{number}")


@pytest.fixture
def world(scene: Scene) -> World:
    return World(scene, random.Random(0))


def lines(world: World) -> set[str]:
    return {str(quad) for source in world.sources() for quad in source.quads}


def test_a_world_without_damage_is_the_scene(world: World) -> None:
    assert world.sources() == list(world.scene.sources)


def test_a_draft_that_is_not_kept_leaves_no_trace(world: World) -> None:
    world.drop(cow(1), IN)
    world.discard()
    assert world.sources() == list(world.scene.sources)


def test_a_change_is_what_it_says(world: World) -> None:
    before = lines(world)
    world.put(cow(1), IN, stable(3))
    change = world.keep([cow(1)])
    after = lines(world)
    assert len(before - after) == len(after - before) == 1
    assert str(change) == (
        f"https://example.org/cow/1: lost {IN} https://example.org/stable/1; got {IN} https://example.org/stable/3"
    )


def test_no_thing_is_damaged_twice(world: World) -> None:
    world.drop(cow(1), IN)
    world.keep([cow(1)])
    world.drop(cow(1), BORN)
    with pytest.raises(ClashError):
        world.keep([cow(1)])
    picked = {world.pick(COW) for _ in range(39)}
    assert cow(1) not in picked
    assert len(picked) == 39
    with pytest.raises(NowhereError):
        world.pick(COW)


def test_what_points_at_a_lost_thing_is_left_alone(world: World) -> None:
    world.lose(stable(1))
    world.keep([stable(1)])
    assert {world.pick(COW) for _ in range(30)} == {cow(n) for n in range(40) if n % 4 != 1}
    with pytest.raises(NowhereError):
        world.thing("https://example.org/stable/1")


@pytest.mark.parametrize("is_loss_first", [True, False])
def test_nothing_is_lost_that_other_damage_leans_on(world: World, *, is_loss_first: bool) -> None:
    def lose() -> None:
        world.lose(stable(2))
        world.keep([stable(2)])

    def lean() -> None:
        world.put(cow(1), IN, stable(2))
        world.keep([cow(1)])

    first, second = (lose, lean) if is_loss_first else (lean, lose)
    first()
    with pytest.raises(ClashError):
        second()


def test_a_thing_is_not_lost_once_a_thing_that_points_at_it_is_damaged(world: World) -> None:
    world.drop(cow(1), BORN)
    world.keep([cow(1)])
    world.lose(stable(1))
    with pytest.raises(ClashError):
        world.keep([stable(1)])


def test_two_properties_of_a_thing_may_be_damaged_and_one_may_not_twice(world: World) -> None:
    for predicate in (IN, BORN):
        world.spot(cow(1), predicate)
        world.drop(cow(1), predicate)
        world.keep([cow(1)])
    world.spot(cow(1), IN)
    world.put(cow(1), IN, stable(3))
    with pytest.raises(ClashError):
        world.keep([cow(1)])


def test_a_damage_that_changes_nothing_is_none(world: World) -> None:
    with pytest.raises(ClashError):
        world.keep([cow(1)])


def test_damage_can_be_repeated_in_another_world(world: World, scene: Scene) -> None:
    moved = world.rename(stable(0), "https://example.org/stable/zero")
    change = world.keep([moved])
    other = World(scene, random.Random(9))
    other.repeat(change)
    assert lines(other) == lines(world)
    with pytest.raises(ClashError):
        other.repeat(change)


def test_a_twin_says_the_same_in_the_same_file(world: World) -> None:
    twin = world.twin(cow(1))
    world.keep([twin])
    (source,) = [s for s in world.sources() if any(quad.subject == twin for quad in s.quads)]
    said = [{(q.predicate, q.object) for q in source.quads if q.subject == node} for node in (cow(1), twin)]
    assert source.name == "data/farm.ttl"
    assert said[0] == said[1] != set()


# --- what a shape allows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "right", "wrong"),
    [
        ("sh:class ex:Stable", stable(1), cow(1)),
        ("sh:datatype xsd:gYear", date("2019"), date("2019-05")),
        ("sh:in ( 7 8 )", ox.Literal(7), ox.Literal(9)),
        ('sh:pattern "^a+$"', ox.Literal("aa"), ox.Literal("ab")),
        ('sh:languageIn ( "en" "fr" )', words("x", "fr"), words("x", "de")),
        ("sh:nodeKind sh:BlankNodeOrIRI", cow(1), ox.Literal("x")),
        ("sh:minInclusive 1", ox.Literal(1), ox.Literal(0)),
        ("sh:maxInclusive 1", ox.Literal(1), ox.Literal(2)),
        ("sh:minLength 2", ox.Literal("ab"), ox.Literal("a")),
        ("sh:maxLength 2", ox.Literal("ab"), ox.Literal("abc")),
        ("sh:not [ sh:class ex:Cow ]", stable(1), cow(1)),
        ("sh:or ( [ sh:class ex:Cow ] [ sh:nodeKind sh:Literal ] )", ox.Literal("x"), stable(1)),
        ("sh:and ( [ sh:minLength 2 ] [ sh:maxLength 3 ] )", ox.Literal("abc"), ox.Literal("abcd")),
    ],
)
def test_what_a_shape_allows(scene: Scene, constraint: str, right: ox.NamedNode, wrong: ox.NamedNode) -> None:
    text = f"{HEAD}<s> a sh:PropertyShape ; sh:path ex:in ; {constraint} ."
    allowed = Allowed(ShapeIndex(ox.parse(text, ox.RdfFormat.TURTLE)), scene)
    assert allowed.allows("https://example.org/s", right)
    assert not allowed.allows("https://example.org/s", wrong)
    assert allowed.leaves("https://example.org/s")


# --- what is shown --------------------------------------------------------------------------------


def kind(name: str) -> Kind:
    return Kind(name, f"The {name} is wrong.", lambda _scene, _rules: ())


SCORES = (
    Score(kind("name"), 4, 4),
    Score(kind("number"), 4, 3, ("cow/1: lost ex:number 7",)),
    Score(kind("page"), 0, 0),
)


def test_scores_as_a_table() -> None:
    table = as_table(SCORES)
    assert table.to_csv().splitlines() == [
        "kind,damage,tried,caught",
        "name,The name is wrong.,4,4",
        "number,The number is wrong.,4,3",
        "page,The page is wrong.,0,0",
    ]
    assert table.numeric() == (False, False, True, True)
    assert "Which kinds of damage do the rules catch?" in table.to_html()


def test_the_summary_ends_with_the_score() -> None:
    shapes = [f"{SHAPE}cow/{name}" for name in ("in", "born", "colour")]
    trial = Trial(SCORES, frozenset(shapes), frozenset(shapes), frozenset(shapes[:2]), seed=12)
    assert summary(trial).splitlines() == [
        "not caught: number: cow/1: lost ex:number 7",
        "nothing to damage here: page",
        "rules that some damage wakes: 2 of 3",
        "rules that none woke: shape/cow/colour",
        "1 of 2 kinds caught (50 %), seed 12",
    ]


def test_a_report_passes_only_if_all_damage_was_found(animals: Project, tmp_path: Path) -> None:
    report = self_test_report(farm(tmp_path, "<shape/none> a sh:NodeShape ; sh:targetClass ex:Cow ."), seed=2)
    assert not report.passed
    assert report.summary.splitlines()[-1].endswith(", seed 2")
    assert report.table.columns == ("kind", "damage", "tried", "caught")
    assert len(report.table) == len(kinds())
    assert self_test_report(animals).table.columns == report.table.columns


def test_kinds_have_plain_names_and_sentences() -> None:
    names = [each.name for each in kinds()]
    assert len(set(names)) == len(names)
    for each in kinds():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.name)
        assert re.fullmatch(r"[A-Z].*\.", each.description), each.name


def test_a_catalogue_names_its_kinds_by_their_functions() -> None:
    catalogue = Catalogue()

    @catalogue.kind("A cow is lost.", "cow/there", "check/cows")
    def cow_lost(world: World) -> ox.NamedNode:
        raise NotImplementedError(world)

    (only,) = catalogue
    assert (only.name, only.rules) == ("cow-lost", ("shape/cow/there", "check/cows"))


def test_terms_by_the_names_for_people() -> None:
    assert iri("mig:Linkage").value == "https://w3id.org/migkg/ontology#Linkage"
    assert iri("body/ilo").value == "https://w3id.org/migkg/body/ilo"

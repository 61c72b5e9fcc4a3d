"""The benchmark of sizes: what it measures, how it judges, and that the page shows what was measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks"
RESULTS = FOLDER / "results" / "scale.json"


@pytest.fixture(scope="module")
def report() -> Iterator[Any]:
    sys.path.insert(0, str(FOLDER))
    import report

    yield report
    sys.path.remove(str(FOLDER))


def figure(**changed: Any) -> Any:
    from measure import Figure

    usual = {
        "part": "query",
        "item": "coverage",
        "triples": 1_000_000,
        "peer": "raw pyoxigraph",
        "ours": 0.1,
        "theirs": 0.1,
        "ratio": 1.0,
        "rows": 23,
    }
    return Figure(**{**usual, **changed})


def verdicts(report: Any, *figures: Any) -> list[str]:
    return [bar.verdict for bar in report.bars(figures) if bar.judged]


@pytest.mark.parametrize(("ratio", "verdict"), [(1.19, "holds"), (1.21, "fails"), (None, "fails")])
def test_a_query_is_held_against_the_engine_alone(report: Any, ratio: float | None, verdict: str) -> None:
    assert verdicts(report, figure(ratio=ratio)) == [verdict]


@pytest.mark.parametrize(("ratio", "verdict"), [(0.12, "holds"), (0.13, "fails")])
def test_a_query_is_held_against_rdflib(report: Any, ratio: float, verdict: str) -> None:
    assert verdicts(report, figure(peer="rdflib", ratio=ratio)) == [verdict]


@pytest.mark.parametrize(
    ("ours", "rows", "verdict"),
    [(1.0, 23, "holds"), (2.0, 23, "fails"), (2.0, 460, "holds"), (None, 23, "fails")],
)
def test_a_query_must_not_grow_faster_than_data_and_answer(
    report: Any, ours: float | None, rows: int, verdict: str
) -> None:
    small, large = figure(), figure(triples=10_000_000, ours=ours, rows=rows)
    assert verdicts(report, small, large)[-1] == verdict


def test_results_are_kept_beside_those_of_earlier_runs(report: Any, tmp_path: Path) -> None:
    path = tmp_path / "results" / "scale.json"
    report.keep(path, {"date": "then"}, [figure(), figure(item="gaps")])
    report.keep(path, {"date": "now"}, [figure(ours=0.2)])
    about, figures = report.read(path)
    assert about == {"date": "now"}
    assert {(one.item, one.ours) for one in figures} == {("coverage", 0.2), ("gaps", 0.1)}


def test_the_plot_has_a_line_for_each_query(report: Any, tmp_path: Path) -> None:
    figures = [figure(triples=size, item=item) for size in (10**5, 10**6) for item in ("coverage", "gaps")]
    report.write({"date": "now"}, figures, tmp_path)
    drawing = ET.parse(tmp_path / "scale.svg").getroot()  # noqa: S314 -- written a line above
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"coverage", "gaps", "100 k", "1 M"} <= set(texts)
    assert "| coverage | 100 k |" in (tmp_path / "scale.md").read_text(encoding="utf-8")


def test_the_pages_show_what_was_measured(report: Any) -> None:
    about, figures = report.read(RESULTS)
    assert len({one.item for one in figures if one.part == "query"}) > 30
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    assert report.with_overview(page, report.overview(about, figures)) == page
    assert (RESULTS.parent / "scale.md").read_text(encoding="utf-8") == report.markdown(about, figures)
    assert (RESULTS.parent / "scale.svg").read_text(encoding="utf-8") == report.svg(report.charts(figures))


@pytest.mark.slow
def test_a_small_run_measures_what_it_says(tmp_path: Path) -> None:
    results = tmp_path / "scale.json"
    command = [sys.executable, str(FOLDER / "scale.py"), "--sizes", "2k", "--parts", "load,query,rdflib"]
    command += ["--queries", "gaps", "--runs", "1", "--results", str(results)]
    # No bound that a crowded machine could meet: what is not done in time has no figure.
    command += ["--bound", "1200", "--rdflib-bound", "1200"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    figures = json.loads(results.read_text(encoding="utf-8"))["figures"]
    measured = {(one["part"], one["item"], one["peer"]) for one in figures}
    assert ("query", "gaps", "raw pyoxigraph") in measured
    assert ("query", "gaps", "rdflib") in measured
    assert ("load", "onto disk", "raw parse") in measured
    asked = [one for one in figures if one["part"] == "query" or one["item"] == "into memory"]
    assert [one for one in asked if one["ours"] is None or one["theirs"] is None] == [], done.stderr
    assert {one["rows"] for one in figures if one["peer"] == "raw pyoxigraph" and one["part"] == "query"} == {
        16
    }


def test_work_that_takes_too_long_or_dies_is_ended(report: Any) -> None:  # noqa: ARG001 -- for its path
    import os
    import time
    from functools import partial

    from measure import FailedError, TookTooLongError, apart

    assert apart(lambda: 2, 10) == 2
    start = time.monotonic()
    with pytest.raises(TookTooLongError):
        apart(lambda: time.sleep(60), 0.2)
    with pytest.raises(TookTooLongError):
        apart(lambda: sum(iter(int, 1)), 0.2)
    assert time.monotonic() - start < 30
    with pytest.raises(FailedError, match="the process died"):
        apart(partial(os._exit, 3), 10)
    with pytest.raises(FailedError, match="ZeroDivisionError"):
        apart(lambda: 1 // 0, 10)

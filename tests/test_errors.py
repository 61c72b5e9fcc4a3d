"""The tree of errors: what its docstring draws is what there is."""

from __future__ import annotations

import inspect
import re

import pytest

from migkg import errors

CLASSES = [
    value for _, value in inspect.getmembers(errors, inspect.isclass) if value.__module__ == errors.__name__
]


def test_docstring_draws_every_class_under_its_parent() -> None:
    drawn: dict[str, tuple[str, int]] = {}
    branch: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.fullmatch(r"    ([│ ]*(?:[├└]── )?)(\w+) +exit (\d) .*", line)
        if found:
            depth = len(found[1]) // 4
            branch = [*branch[:depth], found[2]]
            drawn[found[2]] = (branch[depth - 1] if depth else "Exception", int(found[3]))
    actual = {cls.__name__: (cls.__bases__[0].__name__, cls.exit_code) for cls in CLASSES}
    assert len(actual) >= 12
    assert drawn == actual


def test_all_names_every_class() -> None:
    assert sorted(errors.__all__) == sorted(cls.__name__ for cls in CLASSES)


def test_only_wrong_data_exits_with_1() -> None:
    assert {cls.__name__ for cls in CLASSES if cls.exit_code == 1} == {"DataError"}


@pytest.mark.parametrize(
    ("suggestions", "message"),
    [
        ((), "No 'x'."),
        (("a",), "No 'x'. Did you mean a?"),
        (("a", "b", "c"), "No 'x'. Did you mean a, b or c?"),
    ],
)
def test_suggestions_are_part_of_the_message(suggestions: tuple[str, ...], message: str) -> None:
    assert str(errors.UsageError("No 'x'.", suggestions=suggestions)) == message


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (3, 7, "a.ttl:3:7: it is broken. Mend it."),
        (3, None, "a.ttl:3: it is broken. Mend it."),
        (None, None, "a.ttl: it is broken. Mend it."),
    ],
)
def test_parse_error_tells_as_much_of_the_place_as_is_known(
    line: int | None, column: int | None, message: str
) -> None:
    assert str(errors.ParseError("a.ttl", line, column, "it is broken", "Mend it.")) == message

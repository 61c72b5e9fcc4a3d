"""Signs of RDF 1.2 in a text, and whether its bytes can go to the engine as they are."""

from __future__ import annotations

import pytest

from migkg.syntax.newer import is_plain, may_be_newer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<< <a> <b> <c> >> <d> <e> .", True),
        ("<a> <b> <c> {| <d> <e> |} .", True),
        ("<a> <b> 'x'@en--ltr .", True),
        ("VERSION '1.2'", True),
        ('@version\t"1.2" .', True),
        ("<a> <b> <c>~<d> .", True),
        ("<a> <b> <c> ~ .", True),
        ("~", False),
        ("<a> <b> <c~d> .", False),
        ("<a> <b> 'the version of 2019' .", False),
        ("<a> <b> 'a | b -- c' .", False),
    ],
)
def test_signs_of_newer_rdf_are_seen(text: str, found: bool) -> None:
    assert may_be_newer(text.encode()) is found
    assert is_plain(text.encode()) is not found


def test_bytes_that_are_no_utf8_are_not_plain() -> None:
    assert not is_plain(b"# caf\xe9\n<a> <b> <c> .")
    assert is_plain("# café\n<a> <b> <c> .".encode())

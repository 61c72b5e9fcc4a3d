"""Signs of RDF 1.2 in a text, and whether its bytes can go to the engine as they are."""

from __future__ import annotations

import io

import pytest

from migkg.syntax.newer import is_plain, is_plain_file, may_be_newer


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


@pytest.mark.parametrize("start", range(2**18 - 12, 2**18 + 2))
@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<< <a> <b> <c> >> <d> <e> .", False),
        ("@version\n'1.2' .", False),
        ("<a> <b> <c>\n~ .", False),
        ("# café\xff", False),
        ("# caf\xe9\n<a> <b> 'the version of\n2019' .", True),
    ],
)
def test_a_sign_is_seen_wherever_a_large_file_has_it(text: str, plain: bool, start: int) -> None:
    before = b"<a> <b> <c> .\n" * (start // 14) + b" " * (start % 14)
    encoded = text.encode("utf-8" if plain else "latin-1")
    assert is_plain_file(io.BytesIO(before + encoded + b"\n" + before)) is plain

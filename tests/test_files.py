"""A file is written wholly or not at all."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from migkg.errors import OutputError
from migkg.files import write_file

if TYPE_CHECKING:
    from pathlib import Path


def test_writing_keeps_permissions_and_links(tmp_path: Path) -> None:
    target = tmp_path / "a.ttl"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.ttl"
    link.symlink_to(target)
    write_file(link, "é\n".encode())
    assert link.is_symlink()
    assert target.read_bytes() == "é\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ttl", "link.ttl"]


def test_a_new_file_has_ordinary_permissions(tmp_path: Path) -> None:
    write_file(tmp_path / "a.ttl", b"")
    (tmp_path / "b.ttl").write_text("")
    assert (tmp_path / "a.ttl").stat().st_mode == (tmp_path / "b.ttl").stat().st_mode


def test_a_failed_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.ttl"
    target.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        write_file(target, b"new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]


def test_writing_into_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / "none" / "a.ttl", b"")

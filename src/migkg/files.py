"""Writing a file wholly or not at all; one file at two places."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from migkg.errors import OutputError

__all__ = ["link", "write_file"]


def write_file(path: Path, content: bytes) -> None:
    """Write a file wholly or not at all: a reader sees the old content or the new one, never a part.

    A link is followed, the mode of a file that is there is kept, and a device (such as /dev/stdout) is
    written to as it is. Raises OutputError with the reason if it cannot be done; what was there stays then.
    """
    target = Path(os.path.realpath(path))
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
        else:
            _replace(target, content)
    except FileNotFoundError as error:
        raise OutputError(
            f"{path}: cannot be written: there is no folder {target.parent}. Make it first."
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}. Choose another place.") from error


def _replace(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    scratch = target.with_name(f".{target.name[:100]}.{os.urandom(6).hex()}.tmp")
    try:
        with scratch.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            scratch.chmod(target.stat().st_mode & 0o7777)
        scratch.replace(target)
    except BaseException:
        with suppress(OSError):
            scratch.unlink()
        raise


def link(old: Path | str, new: Path | str) -> None:
    """The same file at another place, which takes no room; a copy where that cannot be.

    Only for files that nobody writes to. Raises OSError if neither can be done.
    """
    try:
        os.link(old, new)
    except OSError:  # another file system, or one without links
        import shutil

        shutil.copyfile(old, new)
        shutil.copystat(old, new)

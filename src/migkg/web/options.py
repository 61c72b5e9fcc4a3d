"""The limits of a server as options of `migkg serve`: each by its name, its unit, and what it is for."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from migkg.web.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_limits", "limits_of"]

_FACTORS: Final = {"N": 1, "SECONDS": 1, "KIB": 2**10, "MIB": 2**20}


@dataclass(frozen=True, slots=True)
class _Option:
    flag: str
    field: str
    unit: str
    text: str
    may_be_zero: bool = False


_OPTIONS: Final = (
    _Option("--workers", "workers", "N", "how many requests are computed at once"),
    _Option("--max-seconds", "seconds", "SECONDS", "how long one answer may be computed"),
    _Option("--max-memory", "memory", "MIB", "memory of a worker beyond the dataset, in MiB"),
    _Option("--max-answer", "answer", "MIB", "how large one answer may be, in MiB"),
    _Option("--max-body", "body", "KIB", "how large the body of a request may be, in KiB"),
    _Option("--max-url", "url", "KIB", "how long path and query of a request may be, in KiB"),
    _Option("--max-head", "head", "KIB", "how large request line and headers may be together, in KiB"),
    _Option("--max-headers", "fields", "N", "how many headers a request may have"),
    _Option("--max-waiting", "waiting", "N", "how many requests may wait for a worker"),
    _Option("--max-wait", "wait_seconds", "SECONDS", "how long a request may wait for a worker"),
    _Option("--patience", "patience", "SECONDS", "how long an answer is computed while others wait"),
    _Option("--head-timeout", "head_seconds", "SECONDS", "how long a request's head may take to arrive"),
    _Option("--body-timeout", "body_seconds", "SECONDS", "how long a request's body may take to arrive"),
    _Option("--idle-timeout", "idle_seconds", "SECONDS", "how long a connection stays open unused"),
    _Option("--send-timeout", "send_seconds", "SECONDS", "how long a client may take to receive 256 KiB"),
    _Option("--max-sending", "sending", "MIB", "how much of answers may wait to be received, in MiB"),
    _Option("--max-connections", "connections", "N", "how many connections each process has open"),
    _Option("--client-connections", "client_connections", "N", "how many of them one client may have"),
    _Option("--client-requests", "client_requests", "N", "how many requests of one client are under way"),
    _Option("--client-rate", "client_rate", "N", "requests a second that one client may make, 0: any", True),
    _Option("--cache", "cache", "MIB", "how much each process remembers of its answers, in MiB", True),
    _Option("--stop-timeout", "stop_seconds", "SECONDS", "how long running requests may take after SIGTERM"),
)


def add_limits(command: argparse.ArgumentParser) -> None:
    """Add an option for each limit."""
    group = command.add_argument_group("limits")
    usual = Limits()
    for option in _OPTIONS:
        default = getattr(usual, option.field) / _FACTORS[option.unit]
        group.add_argument(
            option.flag,
            dest=f"limit_{option.field}",
            type=_reader(option),
            metavar=option.unit,
            help=f"{option.text} (default: {default:g})",
        )


def limits_of(args: argparse.Namespace) -> Limits:
    """The limits with those that were given on the command line."""
    given: dict[str, Any] = {
        option.field: value
        for option in _OPTIONS
        if (value := getattr(args, f"limit_{option.field}")) is not None
    }
    return replace(Limits(), **given)


def _reader(option: _Option) -> Callable[[str], float]:
    is_time = option.unit == "SECONDS"

    def read(text: str) -> float:
        try:
            number = float(text) if is_time or option.field == "client_rate" else int(text)
        except ValueError:
            number = -1
        least = 0 if option.may_be_zero else 1e-3
        if not least <= number < float("inf"):
            kind = "seconds" if is_time else "whole number"
            raise argparse.ArgumentTypeError(f"{text!r} is no {kind} above 0. Write 20, say.")
        return number if is_time else number * _FACTORS[option.unit]

    return read

"""A site for the tests of the server: it does whatever a request asks for, good or bad."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pyoxigraph as ox

from migkg.web.exchange import Answer, ProblemError, problem_answer

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Request

HOARD: list[bytearray] = []


def warm(dataset: Dataset) -> None:
    """Read what is needed."""
    assert dataset.queries


def respond(dataset: Dataset, request: Request) -> Answer:
    """Do what is asked for."""
    name = request.path.strip("/").split("/")[0]
    act = globals().get(f"do_{name}")
    if act is None:
        return problem_answer(ProblemError(404, f"There is nothing at {request.path}."))
    given = {key: values[0] for key, values in parse_qs(request.query).items()}
    if request.body:
        given["body"] = request.body.decode("latin-1")
    answer: Answer = act(dataset, request, given)
    return answer


def text(said: object, *, status: int = 200) -> Answer:
    return Answer(f"{said}\n".encode(), "text/plain; charset=utf-8", status)


def do_sparql(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:
    """Evaluate a query as the engine does, guarded by nothing but the process."""
    if request.header("content-type").startswith("application/x-www-form-urlencoded"):
        query = parse_qs(given.get("body", ""))["query"][0]
    else:
        query = given.get("body") or given["query"]
    try:
        found = dataset.store.query(query, use_default_graph_as_union=True)
        if isinstance(found, ox.QueryTriples):
            return Answer(found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples")
        body = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        return problem_answer(ProblemError(400, str(error)))
    return Answer(body, "application/sparql-results+json", vary=("Accept",))


def do_echo(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Tell the request."""
    head = "".join(f"{name}: {value}\n" for name, value in sorted(request.headers.items()))
    said = f"{request.method} {request.path}?{request.query}\n{head}\n".encode()
    return Answer(said + request.body, "text/plain; charset=utf-8", vary=("Accept", "Accept-Language"))


def do_size(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """An answer of so many bytes, the same ones or such as cannot be compressed."""
    size = int(given["bytes"])
    if "noise" in given:
        return Answer(os.urandom(size), "application/octet-stream", headers=(("Cache-Control", "no-store"),))
    return Answer(b"x" * size, "text/plain; charset=utf-8")


def do_sleep(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Wait, doing nothing."""
    time.sleep(float(given["seconds"]))
    return text(f"{os.getpid()}")


def do_spin(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Compute for ever."""
    while True:
        pass


def do_eat(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Take memory until there is none."""
    while True:
        HOARD.append(bytearray(1 << 20))


def do_crash(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """End this process as a fault in native code would."""
    return text(ctypes.string_at(0))


def do_panic(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Fail as the engine fails that has a defect: by what is no Exception."""
    raise GeneratorExit("the order is no order")


def do_defect(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Fail as a program fails that has a defect."""
    raise AssertionError("this is a defect")


def do_pid(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """Which process answers, and that it does not matter to anybody else."""
    return Answer(f"{os.getpid()}".encode(), "text/plain", headers=(("Cache-Control", "no-store"),))


def do_rights(dataset: Dataset, request: Request, given: dict[str, str]) -> Answer:  # noqa: ARG001
    """What this process may still do."""
    tries = {
        "read": lambda: open("/etc/hostname"),  # noqa: PTH123, SIM115
        "write": lambda: open("/tmp/migkg-probe", "w"),  # noqa: PTH123, SIM115, S108
        "socket": socket.socket,
        "pair": socket.socketpair,
        "pipe": os.pipe,
        "duplicate": lambda: os.dup(3),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "list": lambda: os.listdir("/"),  # noqa: PTH208
        "fork": os.fork,
        "kill": lambda: os.kill(os.getppid(), 0),
        "delete": lambda: os.unlink("/tmp/migkg-probe"),  # noqa: S108, PTH108
        "raise files": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    }
    said = []
    for name, attempt in tries.items():
        try:
            attempt()
        except (OSError, ValueError) as error:
            said.append(f"{name}: refused ({error})")
        else:
            said.append(f"{name}: done")
    held = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        held.append(number)
    limits = {
        name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
        for name in ("NOFILE", "CORE", "FSIZE", "NPROC", "AS")
    }
    return text("\n".join([*said, f"open: {held}", f"limits: {limits}"]))

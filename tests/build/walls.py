#!/usr/bin/env python3
"""Holds the libraries' includes against what their CMakeLists.txt declare, and the house against its drawing.

CMake hands include directories on: what a library of ours declares, whoever links it can include as well. So the compiler
finds an include of what nobody linked, and this finds one of what somebody else declared. Then the forbidden ways: no chain
of declarations may lead from a room to what it may not know, and docs/architecture.md names every room.

usage: walls.py SOURCE BUILD; exit 1 with one line for each finding. `walls.py --self-test` shows that it can fail.
"""
import pathlib
import re
import sys
import tempfile

# What each must not reach, directly or through others. "ledger" stands for all that knows the ledger.
LEDGER = ["journal", "book", "sequencer", "reports", "keys"]
OUTERMOST = ["api", "cli", "app"]  # Whoever reaches the first of them knows a route.
FORBIDDEN = {
    "base": ["world", "json", "qr", "merchants", *LEDGER, "http"],
    "json": ["world", *LEDGER, "http"],
    "qr": ["world", "merchants", *LEDGER, "http"],
    "merchants": ["world", *LEDGER, "http", "connectors"],
    "workbook": ["world", *LEDGER, "http", "connectors"],
    "book": ["world", "journal", "sequencer", "reports", "http", "connectors"],
    "journal": ["book", "merchants", "qr", "json", "sequencer", "reports", "http"],
    "sequencer": ["reports", "http", "connectors", "json"],
    "following": ["reports", "keys", "sequencer", "http", "json"],
    "reports": ["http", "connectors", "sequencer"],
    "live": ["reports", "sequencer", "access", "connectors", *OUTERMOST],
    "access": ["reports", "sequencer", "keys", "connectors", *OUTERMOST],
    "intake": ["live", "access", "keys", *OUTERMOST],
    "work": ["connectors", "access", "live", *OUTERMOST],
    "problem": ["journal", "sequencer", "reports", "keys", "connectors", *OUTERMOST],
    "printing": ["http", "connectors", "sequencer", "keys", *OUTERMOST],
    "data_folder": ["connectors", "live", "config", *OUTERMOST],
    "config": ["book", "sequencer", "reports", "keys", *OUTERMOST],
    "api": ["cli", "app", "config", "data_folder", "http_client"],
    "cli": ["api", "app", "live"],
    "training": ["world", "qr", "merchants", *LEDGER, "http", "http_client", *OUTERMOST],
    "connectors": [*LEDGER, "http"],
    "simulator": [*LEDGER, "http"],
    "sandbox": ["qr", "merchants", *LEDGER, "http"],
    "authority": ["http", "json", "merchants", "connectors", *LEDGER, *OUTERMOST],
    "http": ["merchants", *LEDGER, "json", *OUTERMOST],
    "telemetry": ["http", *LEDGER, *OUTERMOST],
}


class Library:
    def __init__(self, name, text):
        folder, public, private = text.split("\n")[:3]
        ours = lambda words: [w.removeprefix("choqr::") for w in words.split(";") if w.startswith("choqr::")]
        self.name, self.folder, self.public, self.private = name, folder, ours(public), ours(private)


def libraries_of(build):
    return {p.name: Library(p.name, p.read_text()) for p in sorted((build / "walls").iterdir())}


def home_of(path, libraries):
    """The library whose folder is the nearest above `path`."""
    above = [l for l in libraries.values() if path.startswith(l.folder + "/")]
    return max(above, key=lambda l: len(l.folder), default=None)


def undeclared(source, libraries):
    for library in libraries.values():
        for path in sorted((source / library.folder).rglob("*.[ch]pp")):
            name = path.relative_to(source).as_posix()
            if home_of(name, libraries) is not library:
                continue
            seen = {library.name, *library.public}
            if path.suffix == ".cpp":
                seen |= set(library.private)
            for used in re.findall(r'^#include "(\w+)/', path.read_text(), re.M):
                if used in libraries and used not in seen:
                    yield f"{name}: includes {used}/, which choqr_library({library.name}) does not declare"


def reached_from(name, libraries):
    reached, waiting = set(), [name]
    while waiting:
        library = libraries.get(waiting.pop())
        for other in (library.public + library.private) if library else []:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def forbidden_ways(libraries, forbidden):
    for name, never in forbidden.items():
        if name not in libraries:
            yield f"{name}: the drawing has a library that the house has not"
        for other in sorted(reached_from(name, libraries) & set(never)):
            yield f"{name}: reaches {other}, which it may not know"


def undrawn(source, libraries):
    """Libraries whose folder docs/architecture.md does not name."""
    page = source / "docs/architecture.md"
    drawing = page.read_text() if page.exists() else ""
    for library in libraries.values():
        if not library.folder.startswith("tests/") and f"`{library.folder}/`" not in drawing:
            yield f"docs/architecture.md: does not name {library.folder}/"


def findings(source, build, forbidden):
    libraries = libraries_of(build)
    return [*undeclared(source, libraries), *forbidden_ways(libraries, forbidden), *undrawn(source, libraries)]


def self_test():
    with tempfile.TemporaryDirectory() as place:
        source, build = pathlib.Path(place) / "source", pathlib.Path(place) / "build"
        for folder, text in {"a": "", "b": '#include "a/x.hpp"\n', "c": '#include "a/x.hpp"\n#include "b/x.hpp"\n'}.items():
            (source / folder).mkdir(parents=True)
            (source / folder / "x.hpp").write_text(text)
        (source / "docs").mkdir()
        (source / "docs/architecture.md").write_text("`a/` and `b/`")
        (build / "walls").mkdir(parents=True)
        for name, declared in {"a": "a\n\n\n", "b": "b\nchoqr::a\n\n", "c": "c\nchoqr::b\n\n"}.items():
            (build / "walls" / name).write_text(declared)
        found = findings(source, build, {"c": ["a"], "b": []})
    expected = ["c/x.hpp: includes a/, which choqr_library(c) does not declare", "c: reaches a, which it may not know",
                "docs/architecture.md: does not name c/"]
    if found != expected:
        raise SystemExit(f"expected {expected}, found {found}")
    print("an include of what another library declared is found, a forbidden way, and a library that is not drawn")


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        self_test()
    else:
        found = findings(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), FORBIDDEN)
        print("\n".join(found) or "every include is declared, and no way leads where none may")
        sys.exit(1 if found else 0)

#!/usr/bin/env python3
"""A provider is a folder and a row: nobody else knows it by name (docs/how-to/new-provider.md).

For each folder of connectors/, no source outside of it includes its header or holds its name as a text, but the registry
and those who play providers. usage: providers.py SOURCE
"""
import pathlib
import re
import sys

# The wallet of the demonstration speaks simwallet: its signer, its route, and what may not stand beside real feeds.
EXCEPT = {"simwallet": {"gateway/intake/feed.cpp", "gateway/api/routes/demo.cpp", "gateway/config/config.cpp"}}
PLAYERS = ("simulator/", "tests/", "bench/")
ROOMS = ["base", "json", "world", "qr", "merchants", "ledger", "statistics", "documents", "connectors", "gateway", "web"]

source = pathlib.Path(sys.argv[1])
names = sorted(p.name for p in (source / "connectors").iterdir() if p.is_dir())
registry = (source / "connectors/registry.cpp").read_text()
found = []
for name in names:
    if f"{name}_provider()" not in registry:
        found.append(f"connectors/registry.cpp: has no row for {name}")
    for path in (p for room in ROOMS for p in sorted((source / room).rglob("*")) if p.suffix in (".cpp", ".hpp", ".ts")):
        where = path.relative_to(source).as_posix()
        if where.startswith((f"connectors/{name}/", "connectors/registry.cpp")) or where in EXCEPT.get(name, ()):
            continue
        if re.search(rf'"{name}"|connectors/{name}/', re.sub(r"//.*", "", path.read_text())):
            found.append(f"{where}: knows the provider {name}")
if len(names) < 2:
    found.append("no providers were looked at")
print("\n".join(found) or f"{', '.join(names)}: a folder and a row each")
sys.exit(1 if found else 0)

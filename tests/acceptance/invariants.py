"""What must be true of a gateway whatever happened to it, held against what the world outside was told (outside.py).

  0 lost: what was acknowledged stands in the ledger, with that amount, at that sequence, and a stall with its vendor's name
  0 double: no provider reference twice
  nothing invented: no transfer that nobody sent, none with another amount
  contiguous: sequences 0, 1, 2, … without a gap
  one history: the tree continues every checkpoint that was ever served (RFC 6962 proofs, checked here, not by choqr's code)
  sums agree: the reports count what the list of transfers says
  reports: deleted and rebuilt from the ledger they are the same, byte for byte as `.dump` writes them
  files: `choqr ledger verify` with the newest checkpoint served says OK, and so does the auditor in Go, where Go is installed
"""
import base64
import collections
import functools
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

from house import House


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def continues(first, first_root, second, second_root, proof):
    """RFC 9162 2.1.4.2: whether the tree of `second` records with `second_root` begins with the one of `first` records."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(step, fr), node(step, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


def head_of(note):
    size, root = note.decode().split("\n")[1:3]
    return int(size), base64.b64decode(root, validate=True)


def transfers_are_those_acknowledged(house, outside):
    found = {}
    for transfer in house.items("/v1/transfers"):
        reference = transfer["provider_reference"]
        assert reference not in found, f"double: {transfer}"
        assert outside.sent.get(reference) == transfer["amount"], f"invented: {transfer}"
        found[reference] = transfer["amount"], transfer["sequence"]
    lost = {reference: known for reference, known in outside.acknowledged.items() if found.get(reference) != known}
    assert not lost, f"{len(lost)} of {len(outside.acknowledged)} lost: {list(lost.items())[:3]}"
    return len(found)


def stalls_have_their_vendors(house, outside):
    for stall, name in outside.stalls.items():
        status, content, _ = house.call("GET", f"/v1/stalls/{stall}")
        assert status == 200 and content["vendor"] and content["vendor"]["name"] == name, f"lost: stall {stall} of {name}: {content}"


def one_history(house, outside):
    latest = house.call("GET", "/v1/ledger/checkpoint", token=None)[1]
    outside.see(latest)
    size, root = head_of(latest)
    assert size >= max(outside.checkpoints), f"the ledger shows {size} records and has shown {max(outside.checkpoints)}"
    for note in outside.checkpoints.values():
        first, first_root = head_of(note)
        if first == 0:
            continue
        proof = house.ok("GET", f"/v1/ledger/consistency?from={first}&to={size}", token=None)
        steps = [base64.b64decode(step) for step in proof["proof"]]
        assert continues(first, first_root, size, root, steps), f"the tree of {size} does not continue the checkpoint of {first}"
    return latest


def sums_agree(house):
    counted = collections.Counter()
    for transfer in house.items("/v1/transfers"):
        if transfer["status"] == "matched" and transfer["market_id"]:
            # A market whose day begins at midnight in Vietnam: the booking's day is its date at UTC+7.
            day = sqlite3.connect(":memory:").execute("SELECT date(?, '+7 hours')", (transfer["booked_at"],)).fetchone()[0]
            counted[transfer["market_id"], day, "transactions"] += 1
            counted[transfer["market_id"], day, "amount"] += transfer["amount"]
    for (market, day, what), value in counted.items():
        said = house.ok("GET", f"/v1/reports/daily?market_id={market}&date={day}")[what]
        assert said == value, f"{what} of {market} on {day}: the report says {said}, the transfers {value}"


def dump(data):
    """The reports as `.dump` writes them, without the book's snapshot: that is no projection, and says when it was made."""
    lines = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="choqr-dump-") as folder:
        for file in data.glob("reports.sqlite*"):
            shutil.copy(file, folder)
        reports = sqlite3.connect(pathlib.Path(folder) / "reports.sqlite")
        assert reports.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for line in reports.iterdump():
            if not line.startswith('INSERT INTO "book_snapshot"'):
                lines.update(line.encode() + b"\n")
        reports.close()
    return lines.hexdigest()


def reports_rebuild_to_the_byte(house):
    """The gateway is stopped before and after."""
    live = dump(house.data)
    for file in house.data.glob("reports.sqlite*"):
        file.unlink()
    house.start(limit_s=600)
    assert house.stop() == 0
    assert dump(house.data) == live, "rebuilt reports differ from the live ones"


def sequences_are_contiguous(house):
    lines = house.run("ledger", "export", "--data", house.data).stdout.splitlines()
    sequences = [json.loads(line)["sequence"] for line in lines]
    assert sequences == list(range(len(sequences))), "sequences have a gap"
    return len(sequences)


@functools.lru_cache(maxsize=1)
def auditor():
    """The program of auditor/main.go, built once per process with Debian's Go; None where that is not installed."""
    if os.environ.get("CHOQR_AUDITOR"):
        return os.environ["CHOQR_AUDITOR"]
    if not shutil.which("go") or not os.path.isdir("/usr/share/gocode/src/golang.org/x/mod/sumdb"):
        return None
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))) / "choqr-auditor"
    folder.mkdir(parents=True, exist_ok=True)
    source = pathlib.Path(__file__).parent / "auditor" / "main.go"
    program = folder / hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    if not program.exists():
        subprocess.run(["go", "build", "-o", f"{program}.{os.getpid()}", source], check=True,
                       env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"})
        os.rename(f"{program}.{os.getpid()}", program)
    return str(program)


def audit(house, notes=(), *options, check=True):
    """The running gateway through the auditor's eyes, against every older checkpoint in `notes`. None without Go."""
    if not auditor():
        return None
    with tempfile.TemporaryDirectory(prefix="choqr-audit-") as folder:
        for number, note in enumerate(notes):
            (pathlib.Path(folder) / str(number)).write_bytes(note)
        key = (house.data / "log.vkey").read_text().strip()
        done = subprocess.run([auditor(), "-log", house.url + "/v1/ledger", "-vkey", key, "-token", house.token, "-olds", folder, *options],
                              capture_output=True, text=True, timeout=300)
    assert not check or done.returncode == 0, f"the auditor: {done.stdout}{done.stderr}"
    return done


def hold(house, outside, whole=True):
    """Everything above of a gateway that is running, nobody at work on it. Afterwards it is running again. Without `whole` only what
    can be asked over HTTP, which is quick. What it saw, in words."""
    assert not outside.broken, outside.broken[:5]
    transfers = transfers_are_those_acknowledged(house, outside)
    stalls_have_their_vendors(house, outside)
    latest = one_history(house, outside)
    said = f"{transfers} transfers, {len(outside.acknowledged)} acknowledged, {len(outside.checkpoints)} checkpoints: 0 lost, 0 double"
    if not whole:
        return said
    sums_agree(house)
    audited = audit(house, outside.checkpoints.values())
    assert house.stop() == 0
    sequences_are_contiguous(house)
    newest = house.work / "newest-checkpoint-served"
    newest.write_bytes(latest)
    house.run("ledger", "verify", "--data", house.data, "--checkpoint", newest)
    reports_rebuild_to_the_byte(house)
    house.start()
    return said + ", one history, reports rebuilt to the byte, verified" + (", audited" if audited else "")


def furnished(house: House, stalls=20):
    """A market with stalls to pay to: (market, codes)."""
    market = house.market()
    return market, [house.stall(market, f"A-{n}", f"00110123456{n:02d}")["stall_code"] for n in range(stalls)]

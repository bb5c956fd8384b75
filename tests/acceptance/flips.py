"""A bit flipped in every region of every file of a ledger: it is found by `choqr ledger verify` or by the start, or the file is made
again from the ledger; never is anything else shown than what was recorded.

usage: flips.py [BITS [segments]]      so many random bits in each region, default 1; with `segments` also whole segments of 64 MiB
                                       in each other's place, which takes a minute
The regions are computed here from docs/journal-format.md.
"""
import base64
import collections
import hashlib
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import threading
import time

from house import CHOQR, House, run, sepay_notice, wallet_notice
from invariants import audit, auditor, furnished
from outside import Load, Outside
from witness import key_of, witness

BITS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
SEGMENT = "00000000000000000000.log"


def fields(at, *parts):
    """(name, first, end) for parts given as name, length."""
    for name, length in parts:
        yield name, at, at + length
        at += length


def regions_of_segment(data):
    slot = struct.unpack_from(">I", data, 12)[0]
    edges = struct.unpack_from(">I", data, 80)[0]
    yield from fields(0, ("header: magic", 8), ("header: version", 4), ("header: slot size", 4), ("header: ledger id", 16), ("header: first", 8),
                      ("header: previous first", 8), ("header: root", 32), ("header: edge count", 4))
    yield "header: zero", 84 + 32 * edges, 4092
    yield "header: checksum", 4092, 4096
    for number in range(2):
        start = 4096 + number * slot
        copied = struct.unpack_from(">I", data, start + 40)[0]
        yield from fields(start, (f"mark {number}: magic", 4), (f"mark {number}: checksum", 4), (f"mark {number}: first", 8), (f"mark {number}: next", 8),
                          (f"mark {number}: offset", 8), (f"mark {number}: bytes", 8), (f"mark {number}: copy bytes", 4), (f"mark {number}: slot", 4),
                          (f"mark {number}: root", 32), (f"mark {number}: zero", 16), (f"mark {number}: copy", copied))
        yield f"mark {number}: space", start + 96 + copied, start + slot
    at, batches = 4096 + 2 * slot, []
    while data[at:at + 4] == b"CHQB":
        count, length = struct.unpack_from(">II", data, at + 16)
        batches.append((at, count, length))
        at += 24 + length
    for name, (start, count, length) in {"first": batches[0], "middle": batches[len(batches) // 2], "last": batches[-1]}.items():
        yield from fields(start, (f"{name} batch: magic", 4), (f"{name} batch: checksum", 4), (f"{name} batch: first", 8), (f"{name} batch: count", 4),
                          (f"{name} batch: length", 4))
        payload = struct.unpack_from(">I", data, start + 24)[0]
        yield from fields(start + 24, (f"{name} record: length", 4), (f"{name} record: checksum", 4), (f"{name} record: sequence", 8),
                          (f"{name} record: type", 2), (f"{name} record: salt", 16), (f"{name} record: payload", payload))
    yield "space just behind", at, at + 4096
    yield "space", at + 4096, len(data)


def regions(house):
    for file in sorted(house.data.iterdir()):
        if file.name == SEGMENT:
            yield from ((file, *region) for region in regions_of_segment(file.read_bytes()))
        elif file.name == "reports.sqlite":
            size = file.stat().st_size
            yield file, "file heading", 0, 100
            yield file, "first page", 100, 4096
            yield from ((file, f"{part + 1} of 8", size * part // 8 // 4096 * 4096 or 4096, size * (part + 1) // 8 // 4096 * 4096) for part in range(8))
        elif file.name == "keys.choqr":
            yield from ((file, *region) for region in fields(0, ("heading", 64), ("slot: kind", 4), ("slot: owner", 12), ("slot: key", 32), ("slot: rest", 16)))
            yield file, "last slot", file.stat().st_size - 64, file.stat().st_size
        elif file.name == "gateway.status":
            continue  # Says nothing that a start or an answer depends on.
        elif file.name in ("accounts.choqr", "checkpoint", "checkpoint.cosigned", "log.key", "log.vkey", "operator.token", "next.log.tmp") or re.fullmatch("tree-[0-7]", file.name):
            if file.stat().st_size:
                yield file, "all", 0, file.stat().st_size
        else:
            assert file.name == "lock" and file.stat().st_size == 0, f"{file.name}: a file in which this check flips no bit"
    yield house.config, "all", 0, house.config.stat().st_size


def flip(file, place, bit):
    with open(file, "r+b") as opened:
        opened.seek(place)
        byte = opened.read(1)[0]
        opened.seek(place)
        opened.write(bytes([byte ^ 1 << bit]))


def copied(source, target):
    """64 MiB of which most are zero."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-r", "--sparse=auto" if source.name == "pristine" else "--sparse=always", source, target], check=True)


def picture(house):
    """All that a gateway shows."""
    market = house.market_id
    day = time.strftime("%Y-%m-%d", time.gmtime(house.when + 7 * 3600))
    return [list(house.items("/v1/transfers")), list(house.items("/v1/events")), list(house.items(f"/v1/markets/{market}/stalls")),
            house.ok("GET", f"/v1/reports/daily?market_id={market}&date={day}")]


class Noticed(Exception):
    """It serves, and answers with an error where it cannot read."""


def started(house):
    """Its picture, or the sentence with which it does not start."""
    try:
        house.start()
    except AssertionError:
        return house.log.read_text().strip().splitlines()[-1]
    try:
        return picture(house)
    except AssertionError as error:
        assert " 500 " in str(error) or " 503 " in str(error), error
        raise Noticed from error


def judge_config(house, wanted, here):
    """A configuration has no checksum: a changed letter is refused by the file's name, or is another value, with which the ledger is the
    same; a provider with another secret is refused, never believed."""
    house.log.unlink()
    try:
        seen = started(house)
    except UnicodeError as error:
        raise AssertionError(f"{here}: the sentence is no text") from error
    if isinstance(seen, str):
        assert house.process.returncode in (1, 2) and house.config.name in seen, f"{here}: {house.process.returncode}: {seen}"
        return "refused at start"
    assert seen == wanted, f"{here}: something else is shown than what was recorded"
    known = house.wallet(house.known)
    assert known[0] == 200 and known[1]["outcome"] == "exists" or known[0] in (401, 404), f"{here}: {known[:2]}"
    house.kill()
    return "another value" if known[0] != 200 else "another value or another spelling"


def judge_token(house, wanted, here):
    """A token is a secret, and its file is for people: another one opens nothing."""
    told = (house.data / "operator.token").read_bytes().decode("latin-1").strip()
    house.log.unlink()
    assert started(house) == wanted, f"{here}: something else is shown than what was recorded"
    try:
        status = house.call("GET", "/v1/transfers", token=told)[0]
    except ValueError:
        status = 401  # Not even a header.
    house.kill()
    assert status in (400, 401) or told == house.token, f"{here}: {status} for another token"
    return "opens nothing" if told != house.token else "white space"


def judge(house, pristine, wanted, file, what, place, bit):
    """detected, restored or unused; AssertionError if something else is shown than what was recorded."""
    here = f"{file.name}, {what}, byte {place}, bit {bit}"
    flip(file, place, bit)
    if file in (house.config, house.data / "operator.token"):
        verdict = (judge_config if file == house.config else judge_token)(house, wanted, here)
        flip(file, place, bit)
        copied(pristine, house.data)
        return verdict
    arguments = ["--reports"] if file.name == "reports.sqlite" else []
    verified = house.run("ledger", "verify", "--data", house.data, *arguments, check=False)
    found = verified.stderr.strip() if verified.returncode == 1 else "note: " in verified.stdout
    if verified.returncode not in (0, 1):
        raise AssertionError(f"{here}: verify ended with {verified.returncode}: {verified.stderr}")
    if found and judge.starts % 10 and BITS > 3:  # A start takes longer: of many bits in a region each tenth.
        judge.starts += 1
        flip(file, place, bit)
        return "found by verify"
    judge.starts += 1
    house.log.unlink()
    try:
        seen = started(house)
    except Noticed:
        assert file.name == "reports.sqlite", f"{here}: it serves what it cannot read"
        house.kill()
        copied(pristine, house.data)
        return "found when read" + (" and by verify --reports" if found else "")
    if isinstance(seen, list):
        assert found or file.name != SEGMENT, f"{here}: neither verify nor the start found it"
        right = seen == wanted
        house.kill()
        again = house.run("ledger", "verify", "--data", house.data, *arguments, check=False)
        assert right or found, f"{here}: SILENT: something else is shown, and verify says nothing"
        assert right or file.name == "reports.sqlite", f"{here}: something else is shown than what was recorded"
        assert again.returncode == 0 or file.name in ("reports.sqlite", "checkpoint.cosigned"), f"{here}: it was served and is not whole: {again.stderr}"
        verdict = "made again or restored" if right and again.returncode == 0 else "shown as recorded, found by verify" if right else "found by verify --reports only"
    else:
        assert house.process.returncode not in (-6, -11), f"{here}: the start crashed: {seen}"
        name = file.name if file.name != "checkpoint" else ""
        assert name in seen or "rolled back" in seen, f"{here}: the sentence does not name the file: {seen}"
        verdict = "refused at start" + (", found by verify" if found else "")
    copied(pristine, house.data)
    return verdict


judge.starts = 0


def every_flipped_bit_is_found():
    """a bit flipped in any region of any file is found or mended, and nothing else is shown than what was recorded"""
    with House(**({"witnesses": [key_of(0)]} if auditor() else {})) as house:
        market, codes = furnished(house, stalls=5)
        house.market_id, house.when, house.known = market["id"], time.time(), wallet_notice("known", f"{codes[0]} rau")
        assert house.wallet(house.known)[0] == 200
        outside = Outside()
        with Load(house, outside, codes, market, senders=3):
            time.sleep(0.8)
        time.sleep(1.1)
        house.ok("GET", "/v1/ledger/checkpoint", token=None)
        if auditor():
            note = audit(house, (), *witness(0)).stdout
            assert house.call("POST", "/v1/ledger/cosignatures", note.encode(), headers={"Content-Type": "text/plain"})[0] == 200
        assert house.stop() == 0
        house.start()
        wanted = picture(house)
        assert house.stop() == 0
        (house.data / "next.log.tmp").write_bytes(random.Random(20).randbytes(100_000))  # What a crash leaves of a segment being made.
        pristine = house.work / "pristine"
        copied(house.data, pristine)
        chance = random.Random(19)
        verdicts = collections.defaultdict(collections.Counter)
        total = count = 0
        for file, what, first, end in regions(house):
            count += 1
            for _ in range(BITS if end > first else 0):
                verdicts[file.name][judge(house, pristine, wanted, file, what, chance.randrange(first, end), chance.randrange(8))] += 1
                total += 1
        for name, counted in verdicts.items():
            print(f"      {name}: " + ", ".join(f"{number} {verdict}" for verdict, number in counted.items()))
        print(f"      {total} bits in {count} regions, 0 silent")


def a_backup_with_a_flipped_bit_is_refused():
    """a bit flipped anywhere in a backup is refused by a restore, or stands where the archive has only padding"""
    with House() as house:
        furnished(house, stalls=5)
        archive, restored = house.work / "backup.tar", house.work / "restored"
        house.run("backup", "--data", house.data, "-o", archive)
        said = house.run("restore", archive, "--data", restored).stdout
        genuine = {file.name: file.read_bytes() for file in restored.iterdir()}
        with tarfile.open(archive) as opened:
            places = [(member.name, part, first, end) for member in opened.getmembers() for part, first, end in (
                ("heading", member.offset, member.offset_data), ("contents", member.offset_data, member.offset_data + member.size))]
        chance, verdicts = random.Random(21), collections.Counter()
        for name, part, first, end in places:
            for _ in range(BITS if end > first else 0):
                place, bit = chance.randrange(first, end), chance.randrange(8)
                shutil.rmtree(restored)
                flip(archive, place, bit)
                done = house.run("restore", archive, "--data", restored, check=False)
                flip(archive, place, bit)
                here = f"{name}, {part}, byte {place}, bit {bit}"
                assert done.returncode in (0, 1), f"{here}: {done.returncode} {done.stderr}"
                if done.returncode == 0:
                    assert {file.name: file.read_bytes() for file in restored.iterdir()} == genuine, f"{here}: SILENT: something else was restored"
                    assert done.stdout == said, f"{here}: SILENT: {done.stdout}"
                else:
                    assert not restored.exists(), f"{here}: refused and yet there"
                    restored.mkdir()
                verdicts["refused" if done.returncode else f"{name}: no part of it that counts" if part == "contents" else "no part of the heading that counts"] += 1
        assert verdicts["refused"], verdicts
        print(f"      {sum(verdicts.values())} bits in {len(places)} parts: {dict(verdicts)}")


def filled(house, segments):
    """Notices with much noise, so that a segment of 64 MiB is soon full."""
    code = furnished(house, stalls=1)[1][0]
    count = 0
    number = threading.Lock()

    def send():
        nonlocal count
        while len(list(house.data.glob("*.log"))) < segments:
            with number:
                count += 1
                mine = count
            status = house.sepay(sepay_notice(mine, f"{code} rau", note=base64.b64encode(os.urandom(10_000)).decode()))[0]
            assert status in (200, 201, 503), status

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(1.1)
    house.ok("GET", "/v1/ledger/checkpoint", token=None)
    assert house.stop() == 0
    return sorted(file.name for file in house.data.glob("*.log"))


def segments_in_the_wrong_place_are_refused():
    """a segment that is missing, doubled, swapped, older, or another ledger's is refused by its name"""
    with House() as house, House() as other:
        older = house.work / "older.log"
        names = filled(house, 2)
        shutil.copy(house.data / names[-1], older)
        house.start()
        names = filled_more(house, 4)
        foreign = filled(other, 3)
        cases = {
            "missing in the middle": lambda data: (data / names[1]).unlink(),
            "missing at the beginning": lambda data: (data / names[0]).unlink(),
            "missing at the end": lambda data: (data / names[-1]).unlink(),
            "swapped": lambda data: swap(data / names[1], data / names[2]),
            "doubled over the next": lambda data: shutil.copy(data / names[1], data / names[2]),
            "an older copy": lambda data: shutil.copy(older, data / names[1]),
            "an older copy of the last": lambda data: [(data / name).unlink() for name in names[2:]] and shutil.copy(older, data / names[1]),
            "another ledger's, in the middle": lambda data: shutil.copy(other.data / foreign[1], data / names[1]),
            "another ledger's, at the end": lambda data: shutil.copy(other.data / foreign[-1], data / names[-1]),
            "another ledger's, beside ours": lambda data: shutil.copy(other.data / foreign[-1], data / "00000000000009999999.log"),
        }
        pristine = house.work / "pristine"
        house.data.rename(pristine)
        for what, damage in cases.items():
            copied(pristine, house.data)
            damage(house.data)
            verified = house.run("ledger", "verify", "--data", house.data, check=False)
            assert verified.returncode == 1, f"{what}: verify says nothing"
            done = subprocess.run([CHOQR, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}"], capture_output=True, text=True, timeout=60)
            assert done.returncode == 1 and (".log" in done.stderr or "rolled back" in done.stderr), f"{what}: {done.returncode} {done.stderr}"
            print(f"      {what}: {verified.stderr.strip().splitlines()[0][len('NOT WHOLE: '):][:150]}")


def filled_more(house, segments):
    code = next(house.items(f"/v1/markets/{house.ok('GET', '/v1/markets')['items'][0]['id']}/stalls"))["stall_code"]
    number = 1_000_000
    while len(list(house.data.glob("*.log"))) < segments:
        number += 1
        house.sepay(sepay_notice(number, f"{code} rau", note=base64.b64encode(os.urandom(10_000)).decode()))
    time.sleep(1.1)
    house.ok("GET", "/v1/ledger/checkpoint", token=None)
    assert house.stop() == 0
    return sorted(file.name for file in house.data.glob("*.log"))


def everything_asked(house):
    """Every route of /openapi.json with every method and a few bodies, then an erasure: whatever the API lets anybody do."""
    chance, count = random.Random(8), 0
    stall = next(house.items(f"/v1/markets/{house.ok('GET', '/v1/markets')['items'][0]['id']}/stalls"))
    transfer = house.ok("GET", "/v1/transfers?limit=1")["items"][0]
    ids = {"market": "mk2", "stall": stall["id"], "transfer": transfer["id"], "vendor": stall["vendor"]["id"]}
    for path, methods in house.ok("GET", "/openapi.json", token=None)["paths"].items():
        if "live" in path:
            continue
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            for body in (None, {}, {"status": "closed"}, {"stall_id": stall["id"], "reason": "x", "amount": chance.randint(1, 9999)}, b"\xff" * 40):
                address = path.replace("{id}", next((ids[kind] for kind in ids if f"/{kind}" in path), "1"))
                for name in ("feed", "date", "level", "a", "b", "c", "d"):
                    address = address.replace("{" + name + "}", {"feed": "simwallet", "date": "2026-01-01", "level": "0"}.get(name, "000"))
                status = house.call(method, address, None if method == "GET" else body)[0]
                assert status < 500 or status == 503, (method, address, body, status)
                count += 1
    house.run("erase", "vendor", ids["vendor"], "--url", house.url, "--token", house.token, "--yes")
    return count


def sha256_of(house, names):
    return [hashlib.sha256((house.data / name).read_bytes()).hexdigest() for name in names]


def sealed_segments_never_change():
    """no call of the API, no erasure, no crash and no restart changes a byte of a segment that is closed"""
    with House() as house:
        names = filled(house, 2)
        closed = names[:-1]
        before = sha256_of(house, closed)
        house.start()
        calls = everything_asked(house)
        house.kill()
        house.start()
        filled_more(house, 3)
        assert sha256_of(house, closed) == before, "a closed segment has changed"
        house.start()
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)
        assert sha256_of(house, closed) == before, "a closed segment has changed"
        print(f"      {len(closed)} closed segment of 64 MiB, {calls} calls, an erasure, a SIGKILL, 4 starts: the same bytes")


def swap(one, other):
    between = one.with_suffix(".between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


if __name__ == "__main__":
    run([every_flipped_bit_is_found, a_backup_with_a_flipped_bit_is_refused] * (BITS > 0) + [segments_in_the_wrong_place_are_refused] * ("segments" in sys.argv)
        + [sealed_segments_never_change] * ("segments" in sys.argv))

#!/usr/bin/env python3
"""Checks a published log with nothing but the RFC in mind: a second implementation of hashing, roots and proofs.

usage: second_implementation.py WORKER [RECORDS]      makes a ledger with journal_worker and reads what it publishes
       second_implementation.py --log DIR             reads a static log: checkpoint, tile/…, *.tlog-proof

Signatures are not looked at here (the standard library has no Ed25519): that is for the vectors and other auditors.
"""
import base64
import glob
import hashlib
import os
import subprocess
import sys
import tempfile


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(hashes):
    """RFC 6962 2.1, by its definition rather than by an edge."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(root(hashes[:split]), root(hashes[split:]))


def root_by_proof(index, size, hash, proof):
    """Climbs from the leaf, splitting as the definition does."""
    if size == 1:
        return hash if not proof else None
    if not proof:
        return None
    split = 1
    while split * 2 < size:
        split *= 2
    if index < split:
        below = root_by_proof(index, split, hash, proof[:-1])
        return below and node(below, proof[-1])
    below = root_by_proof(index - split, size - split, hash, proof[:-1])
    return below and node(proof[-1], below)


def tile_name(kind, index, width):
    digits = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        digits.insert(0, f"x{index % 1000:03}")
    return f"tile/{kind}/{'/'.join(digits)}" + (f".p/{width}" if width < 256 else "")


def read(log, name):
    with open(os.path.join(log, name), "rb") as file:
        return file.read()


def entries(log, size):
    for begin in range(0, size, 256):
        width = min(256, size - begin)
        bundle = read(log, tile_name("entries", begin // 256, width))
        for _ in range(width):
            length = int.from_bytes(bundle[:2], "big")
            assert len(bundle) >= 2 + length, "an entry bundle is short"
            yield bundle[2:2 + length]
            bundle = bundle[2 + length:]
        assert not bundle, "an entry bundle has bytes left over"


def parse_checkpoint(text):
    lines = text.split("\n")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)


def check_tiles(log, hashes):
    level = tiles = 0
    while hashes:
        for begin in range(0, len(hashes), 256):
            row = hashes[begin:begin + 256]
            assert read(log, tile_name(level, begin // 256, len(row))) == b"".join(row), f"a tile of level {level} differs"
            tiles += 1
        hashes = [root(hashes[i:i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)]
        level += 1
    return tiles


def check_receipt(path):
    text = open(path, encoding="utf-8").read()
    assert len(text.encode()) <= 2048, f"{path} is longer than 2 KB"
    head, checkpoint = text.split("\n\n", 1)
    lines = head.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index ")
    entry, index = base64.b64decode(lines[1][6:], validate=True), int(lines[2][6:])
    proof = [base64.b64decode(line, validate=True) for line in lines[3:]]
    size, expected = parse_checkpoint(checkpoint)
    assert root_by_proof(index, size, leaf(entry), proof) == expected, f"{path} does not prove its record"
    changed = entry[:-1] + bytes([entry[-1] ^ 1])
    assert root_by_proof(index, size, leaf(changed), proof) != expected, f"{path} proves another record too"


def check_log(log):
    size, expected = parse_checkpoint(read(log, "checkpoint").decode())
    hashes = [leaf(entry) for entry in entries(log, size)]
    assert root(hashes) == expected, "the root of the entries is not that of the checkpoint"
    tiles = check_tiles(log, hashes)
    receipts = glob.glob(os.path.join(log, "*.tlog-proof"))
    for path in receipts:
        check_receipt(path)
    print(f"{size} entries, {tiles} tiles, {len(receipts)} receipts agree")


def main():
    sys.setrecursionlimit(10_000)
    if sys.argv[1] == "--log":
        return check_log(sys.argv[2])
    worker, records = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "3001"
    with tempfile.TemporaryDirectory(prefix="choqr-log-") as folder:
        ledger, log = os.path.join(folder, "ledger"), os.path.join(folder, "log")
        subprocess.run([worker, "make", ledger], check=True)
        subprocess.run([worker, "fill", ledger, records, "100", "200"], check=True)
        subprocess.run([worker, "publish", ledger, log, "200"], check=True, stdout=subprocess.DEVNULL)
        check_log(log)


main()

"""A third party's auditor reads a gateway that is serving and recording: auditor/main.go, which has Go's implementation of the log's
formats and none of choqr's, and for inclusion proofs Sigstore's, where npm has fetched it.

usage: live_audit.py [RECORDS [CHECKPOINTS [RECEIPTS]]]      default 800, 3 and 50; needs Go with golang.org/x/mod as Debian packages it
SIGSTORE_MODULES names a node_modules that holds @sigstore/verify.
"""
import base64
import http.server
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import time

from disks import SKIPPED
from house import House, run, wallet_notice
from invariants import audit, auditor, furnished, hold
from outside import Load, Outside

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 800
CHECKPOINTS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
RECEIPTS = int(sys.argv[3]) if len(sys.argv) > 3 else 50


class Forwarder(http.server.BaseHTTPRequestHandler):
    house = None
    bend = None  # What a dishonest server would do with an answer.

    def do_GET(self):
        status, body, _ = self.house.call("GET", self.path)
        body = self.bend(self.path, body) if self.bend else body
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def flip(part):
    def bend(path, body):
        if part not in path or not body:
            return body
        return body[:len(body) // 2] + bytes([body[len(body) // 2] ^ 1]) + body[len(body) // 2 + 1:]
    return bend


def bent_answers_are_refused(house):
    Forwarder.house = house
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forwarder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    key = (house.data / "log.vkey").read_text().strip()
    for part in ("/tile/0/", "/tile/entries/", "/checkpoint"):
        Forwarder.bend = staticmethod(flip(part))
        done = subprocess.run([auditor(), "-log", f"http://127.0.0.1:{server.server_port}/v1/ledger", "-vkey", key], capture_output=True, text=True, timeout=300)
        assert done.returncode != 0, f"a flipped byte in {part} went unnoticed"
    server.shutdown()


def judged_by_go(house, folder):
    key = (house.data / "log.vkey").read_text().strip()
    return subprocess.run([auditor(), "-vkey", key, "-receipts", folder], capture_output=True, text=True, timeout=300)


def judged_by_sigstore(folder):
    modules = os.environ.get("SIGSTORE_MODULES")
    if not modules:
        return None
    script = pathlib.Path(__file__).parent / "auditor" / "receipts.cjs"
    return subprocess.run(["node", script, modules, folder], capture_output=True, text=True, check=True, timeout=300).stdout.strip()


def receipts_hold_elsewhere(house, outside):
    """Receipts of random payments, then the same with another amount in the record."""
    genuine, changed = house.work / "genuine", house.work / "changed"
    genuine.mkdir()
    changed.mkdir()
    chosen = random.Random(10).sample(sorted(outside.acknowledged.items()), RECEIPTS)
    for reference, (_, sequence) in chosen:
        status, text, _ = house.call("GET", f"/v1/ledger/proof?sequence={sequence}")
        assert status == 200, (reference, status, text)
        (genuine / f"{sequence}.tlog-proof").write_bytes(text)
        lines = text.split(b"\n")
        entry = bytearray(base64.b64decode(lines[1][len(b"extra "):]))
        entry[18 + sequence % (len(entry) - 18)] ^= 1 << sequence % 8  # The payload holds the amount; any bit of it will do.
        lines[1] = b"extra " + base64.b64encode(bytes(entry))
        (changed / f"{sequence}.tlog-proof").write_bytes(b"\n".join(lines))
    done = judged_by_go(house, genuine)
    assert done.returncode == 0 and f"{RECEIPTS} receipts, 0 refused" in done.stdout, done.stdout
    done = judged_by_go(house, changed)
    assert f"{RECEIPTS} receipts, {RECEIPTS} refused" in done.stdout, done.stdout
    said = f"{RECEIPTS} receipts accepted by Go, as many changed ones refused"
    if judged_by_sigstore(genuine):
        assert judged_by_sigstore(genuine) == f"{RECEIPTS} accepted, 0 refused", judged_by_sigstore(genuine)
        assert judged_by_sigstore(changed) == f"0 accepted, {RECEIPTS} refused", judged_by_sigstore(changed)
        said += ", by Sigstore's verifier too"
    return said


def an_auditor_accepts_the_truth_and_nothing_else():
    """a third party accepts checkpoints, tiles, entries and receipts of a gateway under load, and refuses bent ones"""
    with House() as house:
        market, codes = furnished(house)
        outside, audits = Outside(), 0
        with Load(house, outside, codes, market):
            while len(outside.acknowledged) < RECORDS or len(outside.checkpoints) < CHECKPOINTS:
                audit(house, list(outside.checkpoints.values()))
                audits += 1
                time.sleep(0.2)
        time.sleep(1.1)
        bent_answers_are_refused(house)
        done = audit(house, outside.checkpoints.values())
        assert audit(house).returncode == 0
        assert house.call("GET", "/v1/ledger/tile/entries/000", token=None)[0] == 401
        said = receipts_hold_elsewhere(house, outside)
        print(f"      {audits} audits under load; at the end {done.stdout.strip()}; three bent answers refused\n      {said}")
        hold(house, outside)
        assert house.stop() == 0


def a_rewritten_history_is_found():
    """whoever has disk and key and writes the history anew is found out by anybody with an older checkpoint"""
    with House() as house:
        code = furnished(house, stalls=1)[1][0]
        outside = Outside()
        for number in range(40):
            assert outside.deliver(house, wallet_notice(number, f"{code} rau", amount=1000 + number)) == 200
        time.sleep(1.2)
        older = house.call("GET", "/v1/ledger/checkpoint", token=None)[1]
        assert int(older.decode().split("\n")[1]) >= 42
        assert house.stop() == 0
        lines = [json.loads(line) for line in house.run("ledger", "export", "--data", house.data, "--entries").stdout.splitlines()]
        lines[20]["entry"], lines[21]["entry"] = lines[21]["entry"], lines[20]["entry"]  # Two payments change places.
        rewritten, genuine = house.work / "rewritten.jsonl", house.data
        rewritten.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        house.data = house.work / "fork"
        origin = (genuine / "log.vkey").read_text().split("+")[0]
        house.run("ledger", "import", rewritten, "--data", house.data, "--origin", origin, "--keys", genuine / "keys.choqr")
        for name in ("log.key", "log.vkey"):
            shutil.copy(genuine / name, house.data / name)
        (house.data / "checkpoint").unlink(missing_ok=True)
        for file in house.data.glob("tree-*"):
            file.unlink()
        house.start()
        time.sleep(1.2)
        assert audit(house).returncode == 0, "by itself a whole fork looks like a ledger"
        done = audit(house, [older], check=False)
        assert done.returncode == 1 and "a fork" in done.stdout, done.stdout
        assert house.stop() == 0
        kept = house.work / "older"
        kept.write_bytes(older)
        refused = house.run("ledger", "verify", "--data", house.data, "--checkpoint", kept, check=False)
        assert refused.returncode == 1, refused.stdout
        (house.data / "checkpoint").write_bytes(older)
        try:
            house.start()
            raise RuntimeError("it serves a history that its own checkpoint denies")
        except AssertionError as error:
            assert "rolled back" in str(error), error
        print(f"      {done.stdout.strip()}")


if __name__ == "__main__":
    if not auditor():
        print("skipped: Go with golang.org/x/mod is not installed (Debian's golang-go and golang-golang-x-mod-dev)")
        sys.exit(SKIPPED)
    run([an_auditor_accepts_the_truth_and_nothing_else, a_rewritten_history_is_found])

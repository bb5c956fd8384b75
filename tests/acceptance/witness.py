"""Somebody else's signature on our checkpoints: a witness in Go reads the log, signs what continues what it saw before, and the gateway
keeps the signature and hands it out with checkpoints and receipts.

usage: witness.py      needs Go with golang.org/x/mod as Debian packages it
"""
import pathlib
import subprocess
import sys
import time

from disks import SKIPPED
from house import House, run, wallet_notice
from invariants import audit, auditor, furnished

SEEDS = ["01" * 32, "02" * 32]
NAMES = ["witness.example/w1", "witness.example/w2"]


def witness(number):
    return ["-witness", f"{NAMES[number]}+{SEEDS[number]}"]


def key_of(number):
    return subprocess.run([auditor(), *witness(number)], capture_output=True, text=True, check=True).stdout.strip()


def a_witness_signs_and_it_is_kept():
    """a witness's cosignature is taken when it is true, kept over restarts, and stands in checkpoints and receipts"""
    with House(witnesses=[key_of(0)]) as house:
        code = furnished(house, stalls=1)[1][0]
        sequence = house.wallet(wallet_notice(1, f"{code} rau"))[1]["sequence"]
        time.sleep(1.2)
        house.call("GET", "/v1/ledger/checkpoint", token=None)
        assert house.call("GET", "/v1/ledger/checkpoint/cosigned", token=None)[0] == 404
        cosigned = audit(house, (), *witness(0)).stdout
        assert f"\u2014 {NAMES[0]} " in cosigned, cosigned

        def hand_in(note, token="operator"):
            return house.call("POST", "/v1/ledger/cosignatures", note.encode(), token=token, headers={"Content-Type": "text/plain"})

        plain, line = cosigned.split("\n\n")[0] + "\n\n", cosigned.splitlines(keepends=True)[-1]
        assert hand_in(cosigned, token=None)[0] == 401
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": "st3", "label": "Lan"})["token"]
        assert hand_in(cosigned, token=vendor)[0] == 403
        for wrong in ("", line, plain + line, cosigned.replace(line, ""), cosigned.replace(line, line.replace(line[-40], "A" if line[-40] != "A" else "B")),
                      audit(house, (), *witness(1)).stdout):
            status, content, _ = hand_in(wrong)
            assert (status, content["code"]) == (422, "not_cosigned"), (status, content, wrong)
        for number in range(2, 30):  # The ledger goes on while the witness thinks.
            house.wallet(wallet_notice(number, f"{code} rau"))
        time.sleep(1.2)
        assert house.call("GET", "/v1/ledger/checkpoint", token=None)[1].decode() != cosigned
        status, kept, _ = hand_in(cosigned)
        assert (status, kept.decode()) == (200, cosigned), (status, kept)
        for _ in range(2):
            assert house.call("GET", "/v1/ledger/checkpoint/cosigned", token=None)[1].decode() == cosigned
            receipt = house.call("GET", f"/v1/ledger/proof?sequence={sequence}")[1].decode()
            assert receipt.endswith(cosigned), "the receipt is not under the cosigned checkpoint"
            house.kill()
            house.start()
        file = pathlib.Path(house.work / "receipt.tlog-proof")
        file.write_text(receipt)
        assert "genuine" in house.run("ledger", "check", file, "--public-key", house.data / "log.vkey").stdout
        late = house.call("GET", f"/v1/ledger/proof?sequence={sequence + 25}")[1].decode()
        assert NAMES[0] not in late, "a record that no witness has seen"
        newer = audit(house, [cosigned.encode()], *witness(0)).stdout
        assert hand_in(newer)[0] == 200 and hand_in(cosigned)[1].decode() == newer, "an older one took the place of a newer"
        assert house.call("GET", "/v1/ledger/checkpoint", token=None)[1].decode() == newer, "the newest checkpoint lacks its cosignature"
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)
        copy = house.work / "restored"
        house.run("backup", "--data", house.data, "-o", house.work / "b.tar")
        house.run("restore", house.work / "b.tar", "--data", copy)
        assert (copy / "checkpoint.cosigned").read_bytes() == newer.encode(), "what the witness knows is in no backup"


if __name__ == "__main__":
    if not auditor():
        print("skipped: Go with golang.org/x/mod is not installed (Debian's golang-go and golang-golang-x-mod-dev)")
        sys.exit(SKIPPED)
    run([a_witness_signs_and_it_is_kept])

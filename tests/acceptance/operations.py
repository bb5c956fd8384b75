"""What an operator does with a ledger: close, back up, restore, erase, prove, export; with the program and the files alone."""
import datetime
import hashlib
import http.client
import json
import os
import re
import shutil
import stat
import subprocess
import tarfile
import time

from house import CHOQR, House, Stalls, run, wallet_notice


def days_ago(count):
    """A business day and a moment in it (Vietnam is UTC+7), both as text."""
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=count)
    local = moment + datetime.timedelta(hours=7)
    return local.strftime("%Y-%m-%d"), moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def wait_for_checkpoint(house, size):
    for _ in range(100):
        note = house.call("GET", "/v1/ledger/checkpoint", token=None)[1].decode()
        if int(note.split("\n")[1]) >= size:
            return note
        time.sleep(0.1)
    raise AssertionError("no checkpoint of that size within ten seconds")


def pay(house, number, code, amount=45000, **fields):
    status, answer, _ = house.wallet(wallet_notice(number, f"{code} tien rau", amount=amount, **fields))
    assert status == 200, answer
    return answer["sequence"]


def a_closed_day_keeps_its_numbers():
    """a closed day keeps its numbers; late money, an assignment and a reversal stand beside them as adjustments"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        house.stall(market, "B-13", "0011012345679")
        day, moment = days_ago(1)
        for number in range(3):
            pay(house, number, stall["stall_code"], 10_000, booked_at=moment)
        lost = house.wallet(wallet_notice(90, "khong ro", "999999", 7_000, booked_at=moment))[1]["sequence"]
        close = f"/v1/days/{day}/close?market_id={market['id']}"
        before = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}")
        assert (before["closed"], before["transactions"], before["unmatched"]) == (False, 3, 1), before
        sealed = house.ok("POST", close)["closed"]
        assert sealed["totals"]["transactions"] == 3 and sealed["totals"]["amount"] == 30_000, sealed
        assert sealed["tree_size"] == sealed["sequence"]
        assert house.call("POST", close)[1]["code"] == "day_already_closed"
        assert house.call("POST", f"/v1/days/{days_ago(0)[0]}/close?market_id={market['id']}")[1]["code"] == "day_not_over"

        pay(house, 10, stall["stall_code"], 100_000, booked_at=moment)
        pay(house, 11, stall["stall_code"], 45_000, booked_at=moment)
        house.ok("POST", f"/v1/transfers/tx{lost}/assign", {"stall_id": stall["id"], "reason": "bà ấy nhận ra"})
        house.wallet(wallet_notice("r1", "hoan", amount=10_000, direction="out", reversal_of="w-0"))
        after = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}")
        for name in ("transactions", "amount", "active", "unmatched", "median_amount", "by_hour", "by_stall"):
            assert after[name] == before[name], (name, before[name], after[name])
        assert after["closed"]["root_hash"] == sealed["root_hash"]
        assert after["adjustment_transactions"] == 2 and after["adjustment_amount"] == 142_000, after
        assert after["adjustment_text"] == "điều chỉnh sau khi chốt: +2 giao dịch, +142.000 đ", after["adjustment_text"]
        assert [a["amount"] for a in after["adjustments"]] == [100_000, 45_000, 7_000, -10_000]

        # The root in the event is the root of the tree before it, as anybody computes it from the checkpoint's tree.
        wait_for_checkpoint(house, sealed["tree_size"])
        proof = house.ok("GET", f"/v1/ledger/consistency?from={sealed['tree_size']}", token=None)
        assert proof["from_root_hash"] == sealed["root_hash"]
        house.kill()
        house.start()
        assert house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}") == after


def an_erased_vendor_is_gone():
    """an erased vendor is gone from answers, files and rebuilt reports; money and the tree stay"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678", vendor={"name": "Cô Ngọc Ánh", "phone": "0909123456", "kind": "person"})
        other = house.stall(market, "B-13", "0011012345679", vendor={"name": "Chú Tư", "phone": "0909000111", "kind": "person"})
        payer = {"bin": "970422", "account_number": "190333555777", "name": "TRAN THI BICH"}
        sequence = pay(house, 1, stall["stall_code"], payer=payer)
        kept = pay(house, 2, other["stall_code"])
        day = days_ago(0)[0]
        before = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}")
        vendor = stall["vendor"]["id"]
        token = ["--url", house.url, "--token", house.token]
        assert "would erase" in house.run("erase", "vendor", vendor, *token).stdout
        assert house.ok("GET", f"/v1/stalls/{stall['id']}")["vendor"]["name"] == "Cô Ngọc Ánh"
        house.run("erase", "vendor", vendor, *token, "--yes")

        def looks_erased():
            assert house.ok("GET", f"/v1/stalls/{stall['id']}")["vendor"] is None
            assert house.ok("GET", f"/v1/stalls/{stall['id']}")["accounts"][0]["account_name"] == ""
            assert house.ok("GET", f"/v1/transfers/tx{sequence}")["content"] == ""
            assert house.ok("GET", f"/v1/transfers/tx{kept}")["content"] != ""
            assert house.ok("GET", f"/v1/stalls/{other['id']}")["vendor"]["name"] == "Chú Tư"
            after = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}")
            assert (after["transactions"], after["amount"]) == (before["transactions"], before["amount"])

        looks_erased()
        events = json.dumps(house.ok("GET", "/v1/events?limit=1000"), ensure_ascii=False)
        assert "Ngọc Ánh" not in events and "TRAN THI BICH" not in events and "Chú Tư" in events
        for file in house.data.iterdir():
            content = file.read_bytes()
            assert "Ngọc Ánh".encode() not in content and b"TRAN THI BICH" not in content and b"0909123456" not in content, file.name
        again = house.wallet(wallet_notice(1, f"{stall['stall_code']} tien rau", payer=payer))[1]
        assert (again["outcome"], again["sequence"]) == ("exists", sequence)
        conflicts = lambda: [e for e in house.ok("GET", "/v1/events?limit=1000")["items"] if e["type"] == "notice_conflicted"]
        for _ in range(2):  # The amount was never the vendor's secret: another one is still told to people, once.
            status, answer = house.wallet(wallet_notice(1, f"{stall['stall_code']} tien rau", payer=payer, amount=1))[:2]
            assert status == 409 and len(conflicts()) == 1, (status, answer)
        assert house.stop() == 0
        for file in house.data.iterdir():
            if file.name.startswith("reports.sqlite"):
                file.unlink()
        house.start()
        looks_erased()
        assert house.stop() == 0
        exported = house.run("ledger", "export", "--data", house.data).stdout
        assert "Ngọc Ánh" not in exported and "Chú Tư" in exported
        for file in house.data.iterdir():
            content = file.read_bytes()
            assert "Ngọc Ánh".encode() not in content and b"TRAN THI BICH" not in content, file.name
        house.run("ledger", "verify", "--data", house.data)


def a_backup_taken_while_serving_restores():
    """a backup taken under load restores, verifies, and says up to which moment; an incremental one needs its base"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        moment = days_ago(0)[1]
        for number in range(20):
            pay(house, number, stall["stall_code"], booked_at=moment)
        first, second = house.work / "first.tar", house.work / "second.tar"
        loader = subprocess.Popen([os.sys.executable, "-c", f"""
import sys; sys.path.insert(0, {str(os.path.dirname(os.path.abspath(__file__)))!r})
import http.client, itertools, json
from house import wallet_headers, wallet_notice
for number in itertools.count(1000):
    body = json.dumps(wallet_notice(number, "{stall['stall_code']} rau")).encode()
    c = http.client.HTTPConnection("127.0.0.1", {house.port}); c.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body)); c.getresponse().read(); c.close()
"""])
        try:
            wait_for_checkpoint(house, 24)  # A market, a stall, 20 payments, and more.
            said = house.run("backup", "--data", house.data, "-o", first).stdout
            records = int(said.split(": ")[1].split()[0])
            wait_for_checkpoint(house, records + 1)
            house.run("backup", "--data", house.data, "-o", second, "--incremental-from", first)
        finally:
            loader.kill()
            loader.wait()
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
        with tarfile.open(first) as archive:
            assert archive.getnames()[-1] == "manifest" and "keys.choqr" in archive.getnames()
        assert house.run("backup", "--data", house.data, "-o", first, check=False).returncode == 1, "never overwrites"

        restored = house.work / "restored"
        said = house.run("restore", first, "--data", restored).stdout
        assert f"{records} records, all verified" in said and "Vietnam time" in said, said
        assert house.run("restore", first, "--data", restored, check=False).returncode == 1, "never touches what is there"
        house.run("restore", second, first, "--data", house.work / "restored2")

        # The copy serves, with the same stalls, texts and token.
        live, house.data = house.data, restored
        house.stop()
        house.start()
        assert house.ok("GET", f"/v1/stalls/{stall['id']}")["vendor"]["name"] == "Cô Lan"
        assert pay(house, 5, stall["stall_code"], booked_at=moment) < records, "a notice from before the backup is known"
        house.stop()

        # It went on elsewhere: with the newer checkpoint at hand, the old copy is not taken for the ledger.
        refused = house.run("restore", first, "--data", house.work / "restored3", "--checkpoint", live / "checkpoint", check=False)
        assert refused.returncode == 1 and "this ledger has been rolled back" in refused.stderr, refused.stderr
        assert not (house.work / "restored3").exists()
        accepted = house.run("restore", first, "--data", house.work / "restored3", "--checkpoint", live / "checkpoint", "--accept-rollback")
        assert "rolled back" in accepted.stdout

        # And segments of an older copy beside the newer checkpoint do not start.
        shutil.copy(live / "checkpoint", house.work / "restored2" / "checkpoint")
        for name in ("00000000000000000000.log", "keys.choqr"):
            shutil.copy(house.work / "restored3" / name, house.work / "restored2" / name)
        before = {file.name: file.read_bytes() for file in (house.work / "restored2").iterdir()}
        with Stalls() as stalls:
            started = subprocess.run([CHOQR, "serve", "--data", house.work / "restored2", "--listen", "127.0.0.1:1"], capture_output=True, text=True)
        assert started.returncode == 1 and "rolled back" in started.stderr, started.stderr
        assert stalls.took - stalls.seconds <= 1, f"refused after {stalls.took:.2f} s, of which the machine stood still for {stalls.seconds:.2f} s"
        after = {file.name: file.read_bytes() for file in (house.work / "restored2").iterdir()}
        assert {name for name in after if after[name] != before.get(name)} <= {"lock"}, "a ledger that was rolled back was signed or changed"

        # Accepted, it goes on and signs what it has.
        house.data = house.work / "restored3"
        house.start()
        pay(house, 100_000, stall["stall_code"])
        wait_for_checkpoint(house, records + 1)
        assert house.stop() == 0
        print(f"      an older copy beside a newer checkpoint was refused after {stalls.took:.2f} s, and nothing in it was touched")


def a_damaged_backup_is_refused():
    """a backup that is cut off or has a flipped bit is refused, and nothing is left behind"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        for number in range(5):
            pay(house, number, stall["stall_code"])
        whole = house.work / "whole.tar"
        house.run("backup", "--data", house.data, "-o", whole)
        content = whole.read_bytes()
        for cut in (0, 700, len(content) // 2, len(content) - 1100):
            bad = house.work / "cut.tar"
            bad.write_bytes(content[:cut])
            done = house.run("restore", bad, "--data", house.work / "never", check=False)
            assert done.returncode == 1 and "no whole backup" in done.stderr, (cut, done.stderr)
        step = max(1, len(content) // 60)
        refused = 0
        for place in range(0, len(content), step):
            bad = house.work / "flipped.tar"
            flipped = bytearray(content)
            flipped[place] ^= 0x10
            bad.write_bytes(flipped)
            done = house.run("restore", bad, "--data", house.work / "never", check=False)
            if done.returncode == 0:  # Padding of the archive, which belongs to nothing.
                assert flipped[place] in (0x10,), place
                shutil.rmtree(house.work / "never")
            refused += done.returncode == 1
        assert refused > 30, refused
        assert not list(house.work.glob("never*"))


def a_receipt_proves_one_payment():
    """a receipt of one payment is at most 2 KB, is accepted without the ledger, and a changed one is not"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        sequences = [pay(house, number, stall["stall_code"], 1000 + number) for number in range(30)]
        wait_for_checkpoint(house, sequences[-1] + 1)
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "Cô Lan"})["token"]
        wait_for_checkpoint(house, sequences[-1] + 2)
        chosen = sequences[7]
        over_http = house.call("GET", f"/v1/ledger/proof?sequence={chosen}", token=vendor)[1]
        assert len(over_http) <= 2048, len(over_http)
        assert house.call("GET", "/v1/ledger/proof?sequence=0", token=vendor)[0] == 404
        assert house.call("GET", f"/v1/ledger/proof?sequence={chosen}", token=None)[0] == 401
        file, key = house.work / "receipt.tlog-proof", house.data / "log.vkey"
        house.run("ledger", "prove", "--data", house.data, "--sequence", chosen, "-o", file)
        for receipt in (over_http, file.read_bytes()):
            file.write_bytes(receipt)
            said = house.run("ledger", "check", file, "--public-key", key).stdout
            assert f"genuine: record {chosen}" in said and '"amount":1007' in said, said
            assert '"sealed":true' in said and "erased" not in said, said
            said = house.run("ledger", "check", file, "--public-key", key.read_text().strip()).stdout
            assert "genuine" in said
        lines = over_http.split(b"\n")
        for number, line in enumerate(lines):
            if not line:
                continue
            changed = bytearray(line)
            place = len(changed) // 2
            changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
            file.write_bytes(b"\n".join(lines[:number] + [bytes(changed)] + lines[number + 1:]))
            done = house.run("ledger", "check", file, "--public-key", key, check=False)
            assert done.returncode == 1 and "NOT GENUINE" in done.stderr, (number, done.stdout, done.stderr)


def an_export_is_complete_and_imports():
    """an export says everything while the gateway serves; imported into a new ledger it gives the same tree"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        for number in range(10):
            pay(house, number, stall["stall_code"])
        over_http = list(house.items("/v1/events"))
        lines = [json.loads(line) for line in house.run("ledger", "export", "--data", house.data).stdout.splitlines()]
        assert lines == over_http, "one function writes both"
        assert [line["sequence"] for line in lines] == list(range(len(lines)))
        part = house.run("ledger", "export", "--data", house.data, "--from", 3, "--to", 5).stdout.splitlines()
        assert [json.loads(line)["sequence"] for line in part] == [3, 4, 5]
        assert house.run("ledger", "export", "--data", house.data, "--from", "x", check=False).returncode == 2

        whole, copy = house.work / "all.jsonl", house.work / "copy"
        whole.write_text(house.run("ledger", "export", "--data", house.data, "--entries").stdout)
        house.stop()
        house.run("ledger", "import", whole, "--data", copy, "--keys", house.data / "keys.choqr")
        root = [line for line in house.run("ledger", "verify", "--data", copy).stdout.splitlines() if line.startswith("root")]
        assert root == [line for line in house.run("ledger", "verify", "--data", house.data).stdout.splitlines() if line.startswith("root")]
        days = re.search(r"^days +(\S+) to (\S+), (.*)$", house.run("ledger", "verify", "--data", house.data).stdout, re.M)
        assert days and days[1] <= days[2] and days[3] == "none closed", days
        assert house.run("ledger", "export", "--data", copy, "--entries").stdout == whole.read_text()
        assert house.run("ledger", "import", whole, "--data", copy, check=False).returncode == 1
        lines = whole.read_text().splitlines()
        whole.write_text("\n".join(lines[:4] + lines[5:]))
        gap = house.run("ledger", "import", whole, "--data", house.work / "gap", check=False)
        assert gap.returncode == 1 and "record 4 is missing" in gap.stderr, gap.stderr


def a_lost_operators_token_is_replaced():
    """whoever has the folder makes another operator's token, while nobody serves; the lost one is valid until it is revoked"""
    with House() as house:
        lost = (house.data / "operator.token").read_text()
        beside = house.run("operator-token", "--data", house.data, check=False)
        assert beside.returncode == 1 and "another" in beside.stderr, beside.stderr
        assert house.stop() == 0
        (house.data / "operator.token").unlink()
        house.run("operator-token", "--data", house.data)
        file = house.data / "operator.token"
        assert file.stat().st_mode & 0o777 == 0o600 and file.read_text() != lost
        house.start()
        for token in (lost, file.read_text()):
            assert house.call("GET", "/v1/tokens", token=token.strip())[0] == 200


def the_doctor_finds_what_is_wrong():
    """the doctor has one sentence for each thing, and names what is wrong"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678")
        pay(house, 1, stall["stall_code"])
        wait_for_checkpoint(house, 3)
        sick = house.run("doctor", "--data", house.data, check=False)
        assert sick.returncode == 1 and "There is no backup" in sick.stdout, sick.stdout
        house.run("backup", "--data", house.data, "-o", house.work / "b.tar")
        well = house.run("doctor", "--data", house.data, check=False)
        assert well.returncode == 0 or "MiB free; make room" in well.stdout, well.stdout
        assert "Feed simwallet" in well.stdout and "is running" in well.stdout
        (house.data / "log.key").chmod(0o644)
        assert "(. is the folder): log.key;" in house.run("doctor", "--data", house.data, check=False).stdout
        (house.data / "log.key").chmod(0o600)
        (house.data / "last-backup").write_text("2020-01-01T00:00:00Z 1 x\n")
        assert "too old" in house.run("doctor", "--data", house.data, check=False).stdout
        keys = house.data / "keys.choqr"
        keys.rename(house.work / "away")
        assert "Key files are missing" in house.run("doctor", "--data", house.data, check=False).stdout
        (house.work / "away").rename(keys)
        assert house.run("doctor", "--data", house.work / "nowhere", check=False).returncode == 1


if __name__ == "__main__":
    run([a_closed_day_keeps_its_numbers, an_erased_vendor_is_gone, a_backup_taken_while_serving_restores, a_damaged_backup_is_refused,
         a_receipt_proves_one_payment, an_export_is_complete_and_imports, a_lost_operators_token_is_replaced,
         the_doctor_finds_what_is_wrong])

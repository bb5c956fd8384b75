"""The demonstration wallet pays without a token: where it may stand, whom it answers, and that what it pays is never money."""
import pathlib
import socket
import subprocess
import sys
import time
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import CHOQR, SEPAY_SECRET, WALLET_SECRET, House, run, wallet_notice

WALLET = {"simwallet": {"connector": "simwallet", "secret": "whsec_" + WALLET_SECRET}}
REAL = {**WALLET, "sepay-main": {"connector": "sepay", "auth": "hmac", "secret": SEPAY_SECRET}}
FLAG = {"demo_wallet_beside_real_feeds": True}
PAGES = ("/", "/stall/st2", "/board/mk1", "/wallet")


class Demo(House):
    """The same with a trial ledger."""

    def run(self, *arguments, **options):
        return super().run(*arguments, *(["--demo"] if arguments[0] == "init" else []), **options)


def pay(house, stall, amount=30000, headers=None):
    return house.call("POST", "/demo/pay", {"qr_payload": stall["qr_payload"], "amount": amount}, token=None, headers=headers)


def words_of(house, pdf):
    file = house.work / "paper.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    return unicodedata.normalize("NFKC", " ".join(text.split()))


def today():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))


def where_it_may_stand():
    """Beside real feeds, or off loopback over real money, the gateway does not start unless somebody asked for the wallet there"""
    for kind, feeds, listen, extra, starts in [(House, WALLET, "127.0.0.1", {}, True), (House, REAL, "127.0.0.1", {}, False), (House, REAL, "127.0.0.1", FLAG, True),
                                               (House, {**WALLET, "other": WALLET["simwallet"]}, "127.0.0.1", {}, False), (House, WALLET, "0.0.0.0", {}, False),
                                               (House, WALLET, "0.0.0.0", FLAG, True), (Demo, WALLET, "0.0.0.0", {}, True), (Demo, REAL, "127.0.0.1", {}, False),
                                               (Demo, WALLET, "[::1]", {}, True)]:
        house = kind(demo_wallet=True, feeds=feeds, insecure_lan=True, **extra)
        process = subprocess.Popen([CHOQR, "serve", "--data", house.data, "--listen", f"{listen}:{house.port}", "--config", house.config],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            if starts:
                wait_for_port(house.port, listen, process)
            else:
                _, said = process.communicate(timeout=30)
                assert process.returncode == 1 and "demo_wallet_beside_real_feeds" in said, said
        finally:
            process.kill()
            process.wait()
            house.__exit__(None, None, None)


def wait_for_port(port, listen, process):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read()
        try:
            socket.create_connection(("::1" if listen == "[::1]" else "127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("it does not listen")


def only_callers_on_this_machine():
    """A request that a proxy passed on is nobody's on this machine, unless the wallet was asked for or the ledger is a trial"""
    fields = [{"Forwarded": "for=127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}, {"x-forwarded-for": ""}]
    for kind, extra, answered in [(House, {}, False), (House, FLAG, True), (Demo, {}, True)]:
        with kind(demo_wallet=True, feeds=WALLET, **extra) as house:
            stall = house.stall(house.market(), "A-1", "0011012345678")
            assert pay(house, stall)[0] == 200
            for field in fields:
                status, body, _ = pay(house, stall, headers={"Content-Type": "application/json", **field})
                assert (status == 200) == answered, (field, status, body)
                assert answered or (status == 403 and body["code"] == "demo_wallet_is_local" and body["detail_vi"]), body


def never_money():
    """In a ledger of real money what the wallet pays stands at its stall as a trial: in no count, sum, request, closing or adjustment"""
    with House(demo_wallet=True, feeds=REAL, **FLAG) as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        request = house.ok("POST", "/v1/payment-requests", {"stall_id": stall["id"], "amount": 30000})
        assert house.wallet(wallet_notice(1, stall["stall_code"], amount=45000))[1]["status"] == "matched"
        assert pay(house, stall)[1]["outcome"] == "recorded"
        assert pay(house, request)[0] == 200
        made = house.run("qr", "encode", "--bin", "970436", "--account", "5550005550", "--amount", "70000").stdout.strip()
        assert house.call("POST", "/demo/pay", {"qr_payload": made}, token=None)[0] == 200
        listed = house.ok("GET", "/v1/transfers?order=newest")["items"]
        assert [item["trial"] for item in listed] == [True, True, True, False], listed
        assert [item["status"] for item in listed] == ["unmatched", "matched", "matched", "matched"], listed
        assert listed[1]["payment_request_id"] is None and listed[1]["announce"] is True
        assert house.ok("GET", f"/v1/payment-requests/{request['id']}")["status"] == "open"

        def numbers():
            found = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={today()}")
            return [found[name] for name in ("trial", "transactions", "amount", "median_amount", "unmatched", "unmatched_amount", "active", "by_hour", "by_provider")]

        before = numbers()
        assert before[:6] == [False, 1, 45000, 45000, 0, 0], before
        assigned = house.ok("POST", f"/v1/transfers/{listed[0]['id']}/assign", {"stall_id": stall["id"], "reason": "thử"})
        assert assigned["status"] == "assigned" and assigned["trial"] is True, assigned
        assert numbers() == before
        events = {event["data"]["transfer_id"]: event["data"] for event in house.items("/v1/events") if event["type"] == "transfer_received"}
        assert events[listed[1]["id"]]["trial"] is True and events[listed[3]["id"]]["trial"] is False
        assert '"trial":true' in house.run("ledger", "export", "--data", house.data).stdout
        house.restart()
        assert numbers() == before
        house.stop()
        house.run("ledger", "verify", "--data", house.data, "--reports")


def real_ledgers_say_nothing_of_trials():
    """Pages and papers of a ledger of real money carry no mark, and no later command can set one"""
    with House() as house:
        market = house.market()
        house.stall(market, "A-1", "0011012345678")
        for page in PAGES:
            assert b"trial-ledger" not in house.ok("GET", page, token=None).split(b"<head>")[0], page
        assert "THỬ" not in words_of(house, house.ok("GET", f"/v1/markets/{market['id']}/stands.pdf"))
        assert house.ok("GET", "/v1/me")["trial"] is False
        assert "TH" not in house.run("ledger", "verify", "--data", house.data).stdout
        done = house.run("init", "--data", house.data, "--demo", check=False)
        assert done.returncode == 1 and "already" in done.stderr, done


def a_trial_ledger_says_so_everywhere():
    """A trial ledger is marked on every page, stand, report, in doctor, verify, export and /v1/me; within it payments count"""
    with Demo(demo_wallet=True, feeds=WALLET) as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        request = house.ok("POST", "/v1/payment-requests", {"stall_id": stall["id"], "amount": 30000})
        assert pay(house, request)[1]["status"] == "matched"
        assert house.ok("GET", f"/v1/payment-requests/{request['id']}")["status"] == "settled"
        assert house.ok("GET", "/v1/transfers")["items"][0]["trial"] is False
        path = f"/v1/reports/daily?market_id={market['id']}&date={today()}"
        assert (house.ok("GET", path)["trial"], house.ok("GET", path)["transactions"]) == (True, 1)

        for page in PAGES:
            status, body, fields = house.call("GET", page, token=None)
            assert status == 200 and b'<html lang="vi" class="trial-ledger"' in body and "THỬ: không phải tiền thật".encode() in body, page
            assert house.call("GET", page, token=None, headers={"If-None-Match": fields["ETag"]})[0] == 304, page
        for layout in ("a6", "a5", "a4", "sheet8", "sheet24"):
            for paper in (f"/v1/markets/{market['id']}/stands.pdf?layout={layout}", f"/v1/stalls/{stall['id']}/qr.pdf?layout={layout}"):
                text = words_of(house, house.ok("GET", paper))
                assert "THỬ · QUẦY A-1" in text and "không phải tiền thật" in text, (paper, text)
        for form, mark in (("text", "THỬ"), ("csv", "trial,true"), ("json", '"trial":true')):
            assert mark in house.run("report", "daily", "--url", house.url, "--token", house.token, "--market", market["id"], "--date", today(), "--format", form).stdout
        assert house.ok("GET", "/v1/me")["trial"] is True
        assert next(iter(house.items("/v1/events")))["type"] == "ledger_marked_trial"
        assert "THỬ" in house.run("doctor", "--data", house.data, check=False).stdout
        house.restart()
        assert house.ok("GET", "/v1/me")["trial"] is True
        house.stop()
        assert "THỬ" in house.run("ledger", "verify", "--data", house.data).stdout
        house.run("stands", "--data", house.data, "-o", house.work / "s.pdf")
        assert "THỬ" in words_of(house, (house.work / "s.pdf").read_bytes())


if __name__ == "__main__":
    run([where_it_may_stand, only_callers_on_this_machine, never_money, real_ledgers_say_nothing_of_trials, a_trial_ledger_says_so_everywhere])

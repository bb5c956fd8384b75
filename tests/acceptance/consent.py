"""What vendors have said of themselves, as the ledger keeps it: through kills, through the clock, and out of the lists when its time is over."""
import json
import os

from house import FAKETIME, House, SinceYesterday, run, wallet_notice
from pairing import Phone

HOUR = 3600


def owner(house, stall):
    phone = Phone(house)
    code = house.ok("POST", f"/v1/stalls/{stall['id']}/pairing", {"role": "owner"})["code"]
    assert phone.pair(code)[0] == 201
    return phone


def board_of(house, market):
    return house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"]


def at(seconds):
    """The environment of a program whose clock is so far ahead."""
    return {**os.environ, "LD_PRELOAD": FAKETIME[0], "FAKETIME": f"+{seconds}", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


def a_no_outlasts_a_kill():
    """a vendor who has taken the consent back is not seen by the board after a kill and after the reports are made anew"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        board, phone = board_of(house, market), owner(house, stall)
        assert house.ok("GET", f"/v1/stalls/{stall['id']}", token=board)["vendor"]["name"] == "Cô Lan"
        assert phone.call("POST", f"/v1/stalls/{stall['id']}/consent", {"version": 1, "how": "tap"})[0] == 201
        assert phone.call("POST", f"/v1/stalls/{stall['id']}/consent/withdraw", {})[0] == 201

        def unseen():
            seen = house.ok("GET", f"/v1/stalls/{stall['id']}", token=board)
            assert seen["vendor"] is None and seen["accounts"][0]["account_number"] is None, seen
            assert seen["accounts"][0]["last_four"] == "5678" and seen["consent"]["status"] == "withdrawn", seen
            assert house.ok("GET", f"/v1/stalls/{stall['id']}")["vendor"]["name"] == "Cô Lan"

        unseen()
        house.kill()
        house.start()
        unseen()
        house.stop()
        for file in house.data.glob("reports.sqlite*"):
            file.unlink()
        house.start()
        unseen()
        house.stop()
        assert "reports" in house.run("ledger", "verify", "--data", house.data, "--reports").stdout


def whoever_waits_to_be_erased_is_told_of():
    """doctor says how many wait to be erased, and warns of more than a day; the command erases"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        phone = owner(house, stall)
        assert phone.call("POST", f"/v1/stalls/{stall['id']}/erasure-requests", {})[0] == 201

        def told(**options):
            lines = house.run("doctor", "--data", house.data, check=False, **options).stdout.splitlines()
            return [line for line in lines if "asked to be erased" in line]

        assert len(told()) == 1 and told()[0].startswith("[ ok ]") and "1 vendors" in told()[0], told()
        if FAKETIME:
            late = told(env=at(25 * HOUR))
            assert late[0].startswith("[ xem ]") and "over a day" in late[0], late
        vendor = house.ok("GET", "/v1/erasure-requests")["items"][0]["vendor_id"]
        house.run("erase", "vendor", vendor, "--url", house.url, "--token-file", house.data / "operator.token", "--yes")
        assert house.ok("GET", "/v1/erasure-requests")["items"] == [] and told() == []
        assert "Cô Lan" not in json.dumps(house.ok("GET", f"/v1/stalls/{stall['id']}"), ensure_ascii=False)


def texts_leave_the_lists():
    """texts and payers older than the retention are in no list and in no row of the reports; amounts, and the ledger, stay as they were"""
    if not FAKETIME:
        print("      skipped: libfaketime is not installed")
        return
    with SinceYesterday() as house:
        stall = house.stall(house.registered, "A-1", "0011012345678")
        house.wallet(wallet_notice(1, f"ba ky ca {stall['stall_code']}"))
        row = next(house.items("/v1/transfers"))
        assert "ba ky ca" in row["content"], row
        house.stop()
        configured = json.loads(house.config.read_text())
        house.config.write_text(json.dumps({**configured, "retention": {"texts_days": 1}}))
        os.environ.update(at(3 * 24 * HOUR))
        try:
            house.start()
            house.stall(house.registered, "A-2", None)  # The first event of the new day.
            assert house.ok("GET", "/v1/privacy", token=None)["retention"]["texts_days"] == 1
            row = next(house.items("/v1/transfers"))
            assert row["amount"] == 45000 and not row["content"] and not row["debtor_account_tail"], row
            house.stop()
        finally:
            for name in ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC", "DONT_FAKE_MONOTONIC"):
                os.environ.pop(name, None)
        assert b"ba ky ca" not in b"".join(file.read_bytes() for file in house.data.glob("reports.sqlite*"))
        assert "reports" in house.run("ledger", "verify", "--data", house.data, "--reports").stdout
        assert "ba ky ca" in house.run("ledger", "export", "--data", house.data).stdout


if __name__ == "__main__":
    run([a_no_outlasts_a_kill, whoever_waits_to_be_erased_is_told_of, texts_leave_the_lists])

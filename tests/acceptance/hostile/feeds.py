"""What whoever holds a feed's secret can make a market believe: nothing of other accounts or markets, and nothing of other days."""
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import SEPAY_KEY, SEPAY_SECRET, WALLET_SECRET, House, SinceYesterday, run, sepay_notice, wallet_notice

WALLET = {"connector": "simwallet", "secret": "whsec_" + WALLET_SECRET}
SEPAY = {"connector": "sepay", "auth": "hmac", "secret": SEPAY_SECRET}
DAY, MINUTE = 86_400, 60


def utc(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def local_day(at):
    return time.strftime("%Y-%m-%d", time.gmtime(at + 7 * 3600))


def told(house, notice, send="wallet"):
    """The transfer that a notice came to."""
    status, answer, _ = getattr(house, send)(notice)
    assert status == 200, (status, answer)
    return newest(house)


def newest(house):
    return house.ok("GET", "/v1/transfers?order=newest&limit=1")["items"][0]


def report(house, market, at=None):
    return house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={local_day(at or time.time())}")


def a_feed_speaks_for_its_own_accounts():
    """A feed's secret credits the accounts that the feed names, and nobody else by account, sub-account, code or payment request"""
    with House(feeds={"simwallet": {**WALLET, "accounts": ["970436:0011012345678"]}, "sepay-main": {**SEPAY, "accounts": ["970436:0123499999"]}}) as house:
        market = house.market()
        own, other = house.stall(market, "A-1", "0011012345678"), house.stall(market, "A-2", "0099887766")
        through_sepay = house.stall(market, "A-3", "0123499999")
        request = house.ok("POST", "/v1/payment-requests", {"stall_id": other["id"], "amount": 45000})

        transfer = told(house, wallet_notice(1, own["stall_code"]))
        assert (transfer["status"], transfer["stall_id"]) == ("matched", own["id"]), transfer
        for number, (content, account) in enumerate([("", "0099887766"), (other["stall_code"], "0099887766"), (own["stall_code"], "0099887766"),
                                                     (request["reference_code"], "0099887766"), (own["stall_code"], "555")]):
            transfer = told(house, wallet_notice(f"o{number}", content, account=account))
            assert (transfer["status"], transfer["match_basis"], transfer["stall_id"]) == ("unmatched", "none_outside_feed", None), transfer
            assert transfer["announce"] is False, transfer
        assert told(house, wallet_notice("bin", own["stall_code"], bin="970422"))["match_basis"] == "none_outside_feed"
        assert told(house, wallet_notice("code", other["stall_code"]))["match_basis"] == "none_contradiction"
        assert house.ok("GET", f"/v1/payment-requests/{request['id']}")["received"] == 0

        assert told(house, sepay_notice(1, ""), "sepay")["stall_id"] == through_sepay["id"]
        assert told(house, sepay_notice(2, "", gateway="Nobody knows this bank"), "sepay")["stall_id"] == through_sepay["id"]
        assert told(house, sepay_notice(3, "", subAccount="0099887766"), "sepay")["match_basis"] == "none_outside_feed"
        assert told(house, sepay_notice(4, "", accountNumber=""), "sepay")["match_basis"] == "none_outside_feed"

        # A person may still say whose it is; and it was recorded once.
        outside = told(house, wallet_notice("o9", "", account="0099887766"))
        assert house.ok("POST", f"/v1/transfers/{outside['id']}/assign", {"stall_id": other["id"], "reason": "hỏi"})["status"] == "assigned"
        assert house.wallet(wallet_notice("o9", "", account="0099887766"))[1]["outcome"] == "exists"


def a_feed_speaks_for_its_own_market():
    """A feed that names a market credits no stall of another, and a feed that names nothing is warned of at start and by doctor"""
    feeds = {"simwallet": {**WALLET, "markets": ["thu"]}, "sepay-main": {**SEPAY, "secret": "short"},
             "sepay-key": {"connector": "sepay", "auth": "apikey", "api_key": SEPAY_KEY, "markets": ["xa"]}}
    with House(feeds=feeds) as house:
        here, there = house.market(), house.market(code="xa", name="Chợ Xa")
        near, far = house.stall(here, "A-1", "0011012345678"), house.stall(there, "A-1", "0099887766")
        assert told(house, wallet_notice(1, ""))["stall_id"] == near["id"]
        for number, notice in enumerate([wallet_notice("f1", "", account="0099887766"), wallet_notice("f2", far["stall_code"], account="555")]):
            transfer = told(house, notice)
            assert (transfer["match_basis"], transfer["stall_id"]) == ("none_outside_feed", None), (number, transfer)
        assert report(house, there)["transactions"] == 0
        log = house.log.read_text()
        assert "feed_without_bounds" in log and "short_secret" in log and '"short"' not in log, log
        assert log.count("feed_without_bounds") == 1, log
        done = house.run("doctor", "--data", house.data, "--config", house.config, check=False).stdout
        assert "sepay-main được báo tiền cho mọi tài khoản" in done and "fewer than 16 bytes" in done, done
        assert "Feed simwallet may speak for every" not in done, done
        assert "every account" not in house.run("doctor", "--data", house.data, check=False).stdout


def wrong_bounds_are_named():
    """A feed's bounds that are no accounts or no list are named at start, and an empty list is not taken for everything"""
    with House() as house:
        house.stop()
        for key, value, part in (("accounts", ["0123499999"], "BIN:NUMBER"), ("accounts", ["970422:"], "BIN:NUMBER"), ("accounts", "970422:1", "list"),
                                 ("accounts", [], "empty"), ("markets", [], "empty"), ("markets", [7], "list"), ("account", ["970422:1"], "account")):
            house.config.write_text(json.dumps({"feeds": {"simwallet": {**WALLET, key: value}}}))
            done = house.run("serve", "--data", house.data, "--config", house.config, check=False)
            assert done.returncode == 1 and "feeds.simwallet" in done.stderr and part in done.stderr, (key, value, done.stderr)
            assert WALLET_SECRET not in done.stderr
            said = house.run("doctor", "--data", house.data, "--config", house.config, check=False)
            assert said.returncode == 1 and part in said.stdout, said.stdout


def booking_times_are_believed_within_reason():
    """44 days back and 9 minutes ahead are money of that day; 46 days, 11 minutes, the years 1 and 9999 wait for a person and are not spoken"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        now = time.time()
        for number, at in (("44d", now - 44 * DAY), ("9m", now + 9 * MINUTE)):
            transfer = told(house, wallet_notice(number, stall["stall_code"], booked_at=utc(at)))
            assert (transfer["status"], transfer["announce"]) == ("matched", True), transfer
        assert report(house, market, now - 44 * DAY)["transactions"] == 1
        before = report(house, market)
        odd = {"none_booked_long_ago": ["0001-01-01T00:00:00Z", utc(now - 46 * DAY), "1969-12-31T23:59:59Z"],
               "none_booked_ahead": ["9999-12-31T23:59:59Z", utc(now + 11 * MINUTE + 5)]}
        transfers = []
        for basis, times in odd.items():
            for at in times:
                transfer = told(house, wallet_notice(f"{basis}{at}", stall["stall_code"], booked_at=at))
                assert (transfer["status"], transfer["match_basis"], transfer["announce"]) == ("unmatched", basis, False), transfer
                transfers.append(transfer)
        after = report(house, market)
        assert after["transactions"] == before["transactions"] and after["unmatched"] == before["unmatched"] + 5, after

        # Known is known, whatever its date: the copy of an old one, and its change, too.
        same = wallet_notice(f"none_booked_long_ago{odd['none_booked_long_ago'][0]}", stall["stall_code"], booked_at=odd["none_booked_long_ago"][0])
        assert house.wallet(same)[1]["outcome"] == "exists"
        assert house.wallet({**same, "amount": 1})[0] == 409

        # A person assigns it: it counts on the day on which it was recorded, and is not announced.
        for transfer in transfers:
            assigned = house.ok("POST", f"/v1/transfers/{transfer['id']}/assign", {"stall_id": stall["id"], "reason": "ngân hàng xác nhận"})
            assert (assigned["status"], assigned["announce"]) == ("assigned", False), assigned
        final = report(house, market)
        assert final["transactions"] == before["transactions"] + 5 and final["unmatched"] == before["unmatched"], final
        far = house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date=9999-12-31")
        assert far["transactions"] == 0 and far["unmatched"] == 0


def absurd_days_do_not_keep_others_open():
    """Forty notices of forty years do not keep yesterday from being closed, and a reversal booked in the year 9999 takes back and harms no day"""
    with SinceYesterday() as house:
        market = house.registered
        stall = house.stall(market, "A-1", "0011012345678")
        now = time.time()
        yesterday = local_day(now - DAY)
        told(house, wallet_notice("y", stall["stall_code"], booked_at=utc(now - DAY)))
        for year in range(9940, 9980):
            told(house, wallet_notice(f"y{year}", stall["stall_code"], booked_at=f"{year}-06-01T00:00:00Z"))
        assert house.call("POST", f"/v1/days/{yesterday}/close?market_id={market['id']}")[0] == 201
        told(house, wallet_notice("x", stall["stall_code"]))
        before = report(house, market)["transactions"]
        back = told(house, {**wallet_notice("r", "hoan", booked_at="9999-01-01T00:00:00Z"), "direction": "out", "reversal_of": "w-x"})
        assert back["status"] == "outgoing", back
        assert report(house, market)["transactions"] == before - 1
        assert house.ok("GET", f"/v1/transfers?day=9999-01-01")["items"] == []
        house.restart()
        assert report(house, market)["transactions"] == before - 1
        house.stop()
        house.run("ledger", "verify", "--data", house.data, "--reports")


if __name__ == "__main__":
    run([a_feed_speaks_for_its_own_accounts, a_feed_speaks_for_its_own_market, wrong_bounds_are_named, booking_times_are_believed_within_reason,
         absurd_days_do_not_keep_others_open])

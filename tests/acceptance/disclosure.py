"""What a board's token tells of money over a month: days, ranges, zones and adjustments, through HTTP alone.

usage: disclosure.py      needs libfaketime (Debian's faketime): days and months have to pass
"""
import datetime
import os
import sys
import time

from house import FAKETIME, House, run, wallet_notice

SKIPPED = 77


class Calendar(House):
    """A gateway to which somebody else says what day it is."""

    def start(self, limit_s=60):
        self.clock = self.work / "clock"
        if not self.clock.exists():
            self.clock.write_text("+0")
        kept = os.environ.copy()
        os.environ.update(LD_PRELOAD=FAKETIME[0], FAKETIME_TIMESTAMP_FILE=str(self.clock), FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1",
                          DONT_FAKE_MONOTONIC="1")
        try:
            super().start(limit_s)
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def turn_to(self, date, hour):
        """`hour` o'clock of that day in Vietnam."""
        moment = datetime.datetime.fromisoformat(date).replace(hour=hour, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
        self.clock.write_text(f"{moment.timestamp() - time.time():+.0f}")
        self.offset = moment.timestamp() - time.time()
        time.sleep(0.1)

    def now(self):
        return time.time() + self.offset


class Market:
    """Twelve stalls in two zones, and what a board and the operator are told of them."""

    def __init__(self, house):
        self.house, self.number = house, 0
        self.market = house.market()
        self.stalls = [house.stall(self.market, f"A-{i}", f"00110123456{i:02}", zone="Rau" if i < 6 else "Thịt") for i in range(12)]
        self.board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": self.market["id"]})["token"]

    def pay(self, stalls, amount, day=None):
        for stall in stalls:
            self.number += 1
            booked = self.house.now() if day is None else datetime.datetime.fromisoformat(day + "T03:00:00+00:00").timestamp()
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(booked))
            notice = wallet_notice(self.number, self.stalls[stall]["stall_code"] + " rau", amount=amount, booked_at=moment)
            status, answer, _ = self.house.wallet(notice, at=self.house.now())
            assert status == 200 and answer["status"] == "matched", answer

    def report(self, start, end=None, token=None):
        days = f"date={start}" if end is None else f"from={start}&to={end}"
        kind = "daily" if end is None else "range"
        return self.house.ok("GET", f"/v1/reports/{kind}?market_id={self.market['id']}&{days}", token=token or self.board)

    def close(self, date, token=None):
        return self.house.ok("POST", f"/v1/days/{date}/close?market_id={self.market['id']}", token=token or self.board)["closed"]


def told(report):
    return report["amount"], report["amount_withheld"]


def a_month_of_a_market():
    """a board is told a closed day of five stalls to the dong, fewer or one of four fifths not; a month with its small days; zones by the month"""
    if not FAKETIME:
        print("      libfaketime is not installed (Debian's faketime)")
        sys.exit(SKIPPED)
    many, four, one_rich = "2027-02-24", "2027-02-25", "2027-02-26"
    with Calendar() as house:
        house.turn_to(many, 8)
        market = Market(house)
        market.pay(range(5), 10_001)
        assert told(market.report(many)) == (None, "not_closed"), "one step is not told before the next is complete"
        market.pay(range(5, 12), 20_001)
        open_day = market.report(many)
        assert (open_day["amount"], open_day["amount_waiting_transactions"], open_day["closed"]) == (5 * 10_001, 7, False), open_day["amount"]
        assert open_day["median_amount"] is None and open_day["median_amount_withheld"] == "not_closed"

        house.turn_to(four, 8)
        sealed = market.close(many)
        assert sealed["totals"]["amount"] == 5 * 10_001 + 7 * 20_001 and sealed["totals"]["unmatched_amount"] is None, sealed
        day = market.report(many)
        assert told(day) == (5 * 10_001 + 7 * 20_001, None) and day["median_amount"] == 20_000, day
        assert {zone["amount_withheld"] for zone in day["by_zone"]} == {"by_month_only"}, day["by_zone"]

        market.pay([0, 1, 2, 6], 300_003)
        house.turn_to(one_rich, 8)
        assert told(market.report(four)) == (None, "fewer_than_five")
        assert market.close(four)["totals"]["amount"] is None
        market.pay([3, 4, 7, 8], 10_001)
        market.pay([9], 5 * 40_004)
        house.turn_to("2027-02-27", 8)
        market.close(one_rich)
        assert told(market.report(one_rich)) == (None, "one_stall_dominates")

        # Two ranges that differ by a day give that day; so one of them is not told.
        assert told(market.report("2027-02-01", many))[0] == 5 * 10_001 + 7 * 20_001
        assert told(market.report("2027-02-01", four)) == (None, "fewer_than_five")
        assert told(market.report("2027-02-01", "2027-02-28"))[0] is None

        house.turn_to("2027-03-01", 8)
        market.pay(range(6), 10_000)
        house.turn_to("2027-03-02", 8)
        market.close("2027-03-01")  # The first closing after February's end seals it.
        month, all_of_it = market.report("2027-02-01", "2027-02-28"), market.report("2027-02-01", "2027-02-28", house.token)
        assert told(month) == (all_of_it["amount"], None), told(month)
        zones = {zone["zone"]: (zone["amount"], zone["amount_withheld"]) for zone in month["by_zone"]}
        assert zones == {zone["zone"]: (zone["amount"], None) for zone in all_of_it["by_zone"]}, zones
        assert told(market.report("2027-02-01", "2027-02-27"))[0] is None, "the small days are told with the month alone"

        # A stall that moves takes nothing of a sealed month along.
        house.ok("PATCH", f"/v1/stalls/{market.stalls[0]['id']}", {"zone": "Thịt"}, token=market.board)
        after = market.report("2027-02-01", "2027-02-28")
        assert {zone["zone"]: (zone["amount"], zone["amount_withheld"]) for zone in after["by_zone"]} == zones

        # Late money waits for five stalls, and no row of it has an amount.
        market.pay([0, 1, 2, 3], 7_007, day=many)
        late = market.report(many)
        assert told(late) == told(day) and late["adjustment_amount"] is None and late["adjustment_amount_waiting_transactions"] == 4, late
        assert not any("amount" in row or "stall_id" in row for row in late["adjustments"]), late["adjustments"]
        market.pay([4], 7_007, day=many)
        late = market.report(many)
        assert late["adjustment_amount"] == 5 * 7_007 and late["adjustment_text"] == "điều chỉnh sau khi chốt: +5 giao dịch, +35.035 đ"

        rows = house.ok("GET", "/v1/transfers?limit=1000", token=market.board)["items"]
        assert len(rows) == market.number and all(row["amount"] is None for row in rows), "a row has an amount"
        assert house.stop() == 0


run([a_month_of_a_market])

"""Clocks that lie: the wall clock steps back an hour, forward a day, stops, and passes 2038, while notices come in; the time zone is any.

usage: clock.py      needs libfaketime (Debian's faketime)
"""
import glob
import json
import os
import subprocess
import sys
import time

from disks import SKIPPED
from house import House, run, wallet_notice
from invariants import furnished, hold
from outside import Outside

LIBRARY = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
STEPS = {"an hour back": "-3600", "a day on": "+86400", "right again": "+0", "beyond 2038": "@2038-01-19 03:14:00", "to 2050": "@2050-06-01 00:00:00",
         "before 1970 ended": "@1970-01-02 00:00:00", "right at last": "+0"}


class Timed(House):
    """A gateway whose wall clock is what a file says; its monotonic clock is true."""

    zone = "UTC"

    def start(self, limit_s=60):
        self.clock = self.work / "clock"
        if not self.clock.exists():
            self.clock.write_text("+0")
        kept = os.environ.copy()
        os.environ.update(LD_PRELOAD=LIBRARY[0], FAKETIME_TIMESTAMP_FILE=str(self.clock), FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1",
                          DONT_FAKE_MONOTONIC="1", TZ=self.zone)
        try:
            super().start(limit_s)
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def now(self):
        """What the gateway takes for the time, from its own answer's Date or a fresh record's moment."""
        offset = self.clock.read_text()
        if offset.startswith("@"):
            moment = subprocess.run(["date", "-u", "-d", offset[1:], "+%s"], capture_output=True, text=True, check=True).stdout
            return int(moment) + (time.time() - self.stepped_at)
        return time.time() + float(offset)

    def step(self, to):
        self.clock.write_text(to)
        self.stepped_at = time.time()


def deliver(house, outside, number, code, at):
    notice = wallet_notice(number, f"{code} rau", booked_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(max(0, at))))
    outside.sent[notice["transaction_id"]] = notice["amount"]
    status, content, _ = house.wallet(notice, at=at)
    if status == 200:
        outside.acknowledge(notice, content["sequence"])
    return status


def whatever_the_clock_says():
    """the clock steps back, forward, beyond 2038 and to 1970: sequences and recorded time never run back, and nothing is lost"""
    with Timed() as house:
        code = furnished(house, stalls=1)[1][0]
        outside, number = Outside(), 0
        for step, to in STEPS.items():
            house.step(to)
            time.sleep(0.1)
            for _ in range(5):
                number += 1
                status = deliver(house, outside, number, code, house.now())
                assert status == 200, f"{step}: a notice signed at the gateway's own time: {status}"
            if abs(house.now() - time.time()) > 400:
                number += 1
                assert deliver(house, outside, number, code, time.time()) == 401, f"{step}: a notice of another time passed"
            number += 1
            assert deliver(house, outside, number, code, house.now() - 400) == 401, f"{step}: an old notice passed"
            time.sleep(1.1)
            assert house.call("GET", "/v1/ledger/checkpoint", token=None)[0] == 200
            house.kill()  # A start under that clock too.
            house.start()
        moments = [json.loads(line)["recorded_at"] for line in house.run("ledger", "export", "--data", house.data).stdout.splitlines()]
        moments = [moment if "." in moment else moment[:-1] + ".000Z" for moment in moments]
        assert moments == sorted(moments), f"recorded time runs back: {moments}"
        print(f"      {len(STEPS)} steps with a SIGKILL after each; {hold(house, outside)}")
        assert house.stop() == 0


def wherever_the_clock_stands():
    """a machine's time zone changes no report: days are the market's, wherever the process believes to be"""
    said = []
    with Timed() as house:
        market, codes = furnished(house, stalls=2)
        outside = Outside()
        for number in range(20):
            assert deliver(house, outside, number, codes[number % 2], time.time() - number * 3600) in (200, 401)
            outside.deliver(house, wallet_notice(100 + number, f"{codes[0]} rau", booked_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - number * 3600))))
        for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/St_Johns", "Pacific/Kiritimati", ":/nonexistent"):
            assert house.stop() == 0
            house.zone = zone
            for file in house.data.glob("reports.sqlite*"):
                file.unlink()
            house.start()
            days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * 86400 + 7 * 3600)) for back in range(3)]
            said.append([house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}") for day in days])
        assert all(one == said[0] for one in said), "the reports depend on the time zone"
        house.zone = "UTC"
        hold(house, outside)
        assert house.stop() == 0


if __name__ == "__main__":
    if not LIBRARY:
        print("skipped: libfaketime is not installed (Debian's faketime)")
        sys.exit(SKIPPED)
    run([whatever_the_clock_says, wherever_the_clock_stands])

"""The reports are only a view: deleted, killed while they are rebuilt, again and again, they come out the same to the byte; and after
a burst they catch up.

usage: reports_rebuild.py [SECONDS [KILLS [RATE]]]      default 1.5 seconds of load, 4 kills, and whatever rate comes; a RATE must be reached
"""
import random
import re
import shutil
import subprocess
import sys
import time

from house import CHOQR, House, run
from invariants import dump, furnished, hold
from outside import Load, Outside, burst

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 4
RATE = int(sys.argv[3]) if len(sys.argv) > 3 else 0


def gauge(house, name):
    return int(float(re.search(rf"^{name} (\S+)$", house.call("GET", "/metrics", token=None)[1].decode(), re.M).group(1)))


def killed_rebuilds_come_out_the_same():
    """reports deleted, and killed again and again while they are rebuilt, are the same to the byte"""
    with House() as house:
        market, codes = furnished(house)
        outside = Outside()
        with Load(house, outside, codes, market):
            began, busiest = time.monotonic(), 0
            while time.monotonic() - began < SECONDS:
                busiest = max(busiest, gauge(house, "choqr_reports_lag_records"))
                time.sleep(0.02)
            records = gauge(house, "choqr_journal_sequence")
            rate = records / SECONDS
        began = time.monotonic()
        while gauge(house, "choqr_reports_lag_records") > 0:
            assert time.monotonic() - began < 2, "two seconds after the burst the reports are still behind"
        lag = time.monotonic() - began
        assert house.stop() == 0
        live = dump(house.data)
        chance, killed = random.Random(9), 0
        for file in house.data.glob("reports.sqlite*"):
            file.unlink()
        for _ in range(KILLS):
            process = subprocess.Popen([CHOQR, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}", "--config", house.config],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.005, 0.15))
            killed += process.poll() is None
            process.kill()
            process.wait()
        house.start(limit_s=600)
        assert house.stop() == 0
        assert dump(house.data) == live, "rebuilt reports differ from the live ones"
        house.start()
        print(f"      {records} records at {rate:.0f}/s, at most {busiest} behind under load, {lag:.2f} s after it; {killed} kills while rebuilding; {hold(house, outside)}")
        assert house.stop() == 0


def after_a_burst_they_catch_up():
    """after a burst of ten thousand records a second the reports are up to date within two seconds"""
    if not shutil.which("wrk"):
        print("      skipped: wrk is not installed")
        return
    seconds = max(1, min(int(SECONDS), 10))
    with House() as house:
        _, codes = furnished(house, stalls=50)
        before = gauge(house, "choqr_journal_sequence")
        sending = burst(house, house.work / "requests", 40_000 * seconds, codes, seconds=seconds)
        began, behind, seen = time.monotonic(), [], []
        while sending.poll() is None:
            behind.append(gauge(house, "choqr_reports_lag_records"))
            seen.append((time.monotonic(), gauge(house, "choqr_journal_sequence")))
            time.sleep(0.05)
        ended = time.monotonic()
        said = sending.stdout.read()
        assert "Non-2xx" not in said and "Socket errors" not in said, said
        while gauge(house, "choqr_reports_lag_records") > 0:
            assert time.monotonic() - ended < 2, "two seconds after the burst the reports are still behind"
        lag = time.monotonic() - ended
        records = gauge(house, "choqr_journal_sequence") - before
        rate = records / (ended - began)
        busiest = max(((n - m) / (at - since) for since, m in seen for at, n in seen if at - since >= 1), default=rate)
        assert records > 100 and busiest >= RATE, f"at most {busiest:.0f} a second: that was no burst"
        print(f"      {records} records at {rate:.0f}/s, {busiest:.0f} in the busiest second, at most {max(behind)} behind ({max(behind) / rate:.2f} s), none {lag:.2f} s after the burst")
        assert house.stop() == 0


if __name__ == "__main__":
    run([killed_rebuilds_come_out_the_same, after_a_burst_they_catch_up])

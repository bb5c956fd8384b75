"""The reports are only a view: deleted, killed while they are rebuilt, again and again, they come out the same to the byte; and after
a burst they catch up.

usage: reports_rebuild.py [SECONDS [KILLS]]      default 3 seconds of load and 5 kills
"""
import random
import re
import subprocess
import sys
import time

from house import CHOQR, House, run
from invariants import dump, furnished, hold
from outside import Load, Outside

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 3
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 5


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


if __name__ == "__main__":
    run([killed_rebuilds_come_out_the_same])

"""SIGKILL under load: no acknowledged transfer is missing afterwards, none is there twice.

usage: kill_loop.py [KILLS [MEGABYTES]]      default 12 kills, and a ledger that is 2 MB ahead of its snapshot; script/check kill-loop: more
"""
import random
import shutil
import subprocess
import sys
import time

from house import CHOQR, SOURCE, House, Stalls, run
from invariants import furnished, hold
from outside import Load, Outside, burst

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 12
MEGABYTES = int(sys.argv[2]) if len(sys.argv) > 2 else 2
# The simulator's providers give up after a while, as real ones do; killed for a quarter of an hour they are right to.
SIMULATED_KILLS = min(KILLS, 150)
KILLS_OF_A_LEDGER = 50  # Then a new one: to look at every transfer takes ever longer.


def killed_under_load(kills, seed):
    """So many kills of one new ledger: the slowest start and how many were acknowledged."""
    slowest = 0
    with House() as house:
        market, codes = furnished(house)
        outside, chance = Outside(), random.Random(seed)
        with Load(house, outside, codes, market, seed=seed):
            for _ in range(kills):
                time.sleep(chance.uniform(0.02, 0.4))
                house.kill()
                began = time.monotonic()
                house.start()
                slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.3)
        hold(house, outside)
        assert house.stop() == 0
    return slowest, len(outside.acknowledged), len(outside.checkpoints)


def nothing_is_lost():
    """after every kill the ledger holds each acknowledged transfer exactly once, continues every checkpoint, and verifies"""
    done = slowest = acknowledged = checkpoints = 0
    while done < KILLS:
        kills = min(KILLS_OF_A_LEDGER, KILLS - done)
        start, more, seen = killed_under_load(kills, seed=done)
        slowest, acknowledged, checkpoints, done = max(slowest, start), acknowledged + more, checkpoints + seen, done + kills
        if KILLS > KILLS_OF_A_LEDGER:
            print(f"      {done} kills, {acknowledged} acknowledged, 0 lost, 0 double", flush=True)
    assert acknowledged > KILLS, f"only {acknowledged} acknowledged: that was no load"
    print(f"      {KILLS} kills, slowest start {slowest:.2f} s, {acknowledged} acknowledged, {checkpoints} checkpoints served: 0 lost, 0 double, one history")


def the_simulator_finds_nothing_amiss():
    """while the simulator plays a market with all faults, the gateway is killed again and again; its comparison holds"""
    with House() as house:
        market = house.market()
        house.run("import", "--url", house.url, "--token", house.token, "--market", market["id"], "stalls", SOURCE / "config/demo/stalls.csv", "--yes")
        simulator = subprocess.Popen([CHOQR, "simulate", "--url", house.url, "--data", house.data, "--config", house.config, "--market",
                                      market["id"], "--seed", "7", "--payments", str(60 * SIMULATED_KILLS), "--rate", "80", "--faults", "default"],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        chance = random.Random(8)
        kills = 0
        while kills < SIMULATED_KILLS and simulator.poll() is None:
            time.sleep(chance.uniform(0.1, 0.6))
            house.kill()
            house.start()
            kills += 1
        try:
            output, _ = simulator.communicate(timeout=180)
        finally:
            simulator.kill()
        assert kills == SIMULATED_KILLS, f"the simulator ended after {kills} kills:\n{output}"
        assert simulator.returncode == 0, output
        print("      " + "\n      ".join(output.strip().splitlines()[-14:]))
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)


def journal_bytes(house):
    return sum(len(file.read_bytes().rstrip(b"\0")) for file in house.data.glob("[0-9]*.log"))


def timed_start(house):
    with Stalls() as stalls:
        house.start(limit_s=120)
    return stalls.took, stalls.took - stalls.seconds


def a_long_tail_is_soon_read():
    """killed far ahead of its last snapshot it serves again within a second, and with reports from before all that it comes out the same"""
    if not shutil.which("wrk"):
        print("      skipped: wrk is not installed")
        return
    with House() as house:
        _, codes = furnished(house, stalls=50)
        assert house.stop() == 0
        older = {file.name: file.read_bytes() for file in house.data.glob("reports.sqlite*")}
        house.start()
        before, first = journal_bytes(house), 1_000_000_000
        while journal_bytes(house) - before < MEGABYTES << 20:
            seconds = 1 if MEGABYTES < 10 else 2
            said = burst(house, house.work / "requests", 60_000 * seconds, codes, first, seconds=seconds).communicate()[0]
            assert "Non-2xx" not in said and "Socket errors" not in said, said
            first += 1_000_000
        house.kill()
        tail = journal_bytes(house) - before
        took, working = timed_start(house)
        note = [line for line in house.log.read_text().splitlines() if '"start":' in line][-1].split('"start":')[1].strip("}")
        totals = house.ok("GET", "/v1/transfers?limit=1")
        house.kill()
        for file in house.data.glob("reports.sqlite*"):
            file.unlink()
        for name, content in older.items():
            (house.data / name).write_bytes(content)
        behind, _ = timed_start(house)
        assert house.ok("GET", "/v1/transfers?limit=1") == totals
        assert house.stop() == 0
        assert working <= 1, f"it served {took:.2f} s after a SIGKILL, {working:.2f} s of them not stood still"
        print(f"      {tail / (1 << 20):.0f} MB of ledger since the snapshot ({note}): serving {took:.2f} s after a SIGKILL, "
              f"{behind:.2f} s with reports from before all of it")


if __name__ == "__main__":
    run([nothing_is_lost, the_simulator_finds_nothing_amiss, a_long_tail_is_soon_read])

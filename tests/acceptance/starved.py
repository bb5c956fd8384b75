"""Calls that do less than they were asked: short reads and writes, reads that fail, memory that is not there. libfiu sits between the
gateway and the C library and takes part of them away at random.

usage: starved.py [ROUNDS]      default 1; needs fiu-run (Debian's fiu-utils)
"""
import collections
import http.client
import os
import random
import shutil
import subprocess
import sys
import time

from disks import SKIPPED
from house import CHOQR, run
from invariants import furnished, hold
from outside import Load, Outside
from traced import Traced

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 1


class Starved(Traced):
    """The gateway with libfiu in it; its points of failure are switched from outside while it runs."""

    def start_starved(self, *enabled, wait=True):
        command = ["fiu-run", "-x", "-f", self.work / "fiu"]
        for point in enabled:
            command += ["-c", point]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*command, CHOQR, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--config", self.config],
                                            stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 20
        while wait and self.process.poll() is None and time.monotonic() < deadline:
            try:
                if self.call("GET", "/healthz", token=None)[0] == 200:
                    return True
            except Exception:  # noqa: BLE001 - half an answer is none
                pass
            time.sleep(0.02)
        return self.process.poll() is None and not wait

    def switch(self, command):
        """To the running gateway: fiu-run has become it."""
        done = subprocess.run(["fiu-ctrl", "-f", self.work / "fiu", "-c", command, str(self.process.pid)], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0 or self.process.poll() is not None, done.stderr


def short_reads_and_writes_are_continued():
    """reads and writes that do only a part of what was asked are continued: everything is acknowledged and there"""
    with Starved() as house:
        house.start()
        market, codes = furnished(house, stalls=5)
        outside = Outside()
        for number in range(ROUNDS):
            assert house.stop() == 0
            assert house.start_starved(*(f"enable_random name=posix/io/rw/{call}/reduce,probability=0.4" for call in ("pwrite", "pread")))
            with Load(house, outside, codes, market, senders=4, seed=number):
                time.sleep(1.2)
            assert house.process.poll() is None, "short reads and writes ended the gateway"
            said = hold(house, outside, whole=False)
            assert house.stop() == 0
            house.start()
        print(f"      {ROUNDS} starts with four in ten short; {hold(house, outside)}")
        assert house.stop() == 0


def reads_that_fail_are_errors_not_ends():
    """a read that fails with EIO ends a start with a sentence or an answer with 500, and cuts nothing off"""
    with Starved() as house:
        house.start()
        market, codes = furnished(house, stalls=5)
        outside = Outside()
        with Load(house, outside, codes, market, senders=4):
            time.sleep(1)
        assert house.stop() == 0
        starts, answers = collections.Counter(), collections.Counter()
        chance = random.Random(15)
        for number in range(ROUNDS * 4):
            failing = f"enable_random name=posix/io/rw/pread,probability={chance.choice([0.3, 0.05, 0.01])},failinfo=5"
            running = house.start_starved(*([failing] if number % 2 else []))
            starts[("served" if running else "refused") if number % 2 else "well"] += 1
            if running:
                house.switch(failing)
                for sequence in range(0, 60, 3):
                    for path in (f"/v1/ledger/proof?sequence={sequence}", "/v1/ledger/tile/entries/000", f"/v1/events?after={sequence}"):
                        try:
                            answers[house.call("GET", path)[0]] += 1
                        except OSError:
                            answers["no answer"] += 1
            else:
                assert house.process.wait() not in (-6, -11), f"a crash: {house.log.read_text()[-500:]}"
                assert "choqr: " in house.log.read_text().strip().splitlines()[-1]
            house.kill_traced()
        house.start()
        said = hold(house, outside)
        assert house.stop() == 0
        assert answers[200] and answers.keys() <= {200, 500, 503}, answers
        print(f"      starts {dict(starts)}; answers {dict(answers)}; {said}")


def ended(house):
    """How, in words; AssertionError for anything but going on and the exit code of lack of memory. What went on is killed."""
    code = house.process.poll()
    house.kill_traced()
    last = (house.log.read_text().strip().splitlines() or [""])[-1]
    assert code is None or code == 3 and "there is not enough memory" in last, f"it ended with {code}: {last}"
    return "goes on" if code is None else "says so and ends"


def all_kinds_of_answers(house, stall, market):
    """What asks OpenSSL, SQLite, Pango and cairo for memory, once each."""
    for path in (f"/v1/stalls/{stall}/qr.pdf", f"/v1/stalls/{stall}/qr.png", f"/v1/markets/{market}/stands.pdf", "/v1/transfers?limit=50",
                 "/img?acc=0011012345678&bank=970436&amount=5000", "/v1/ledger/proof?sequence=2", "/v1/ledger/checkpoint", "/v1/events?after=0"):
        try:
            status = house.call("GET", path)[0]
        except (OSError, http.client.HTTPException, ValueError):
            return
        assert status in (200, 404), (path, status)


def memory_that_is_not_there():
    """allocations that fail at random moments under load: it goes on or says so and ends, and loses nothing that was acknowledged"""
    with Starved() as house:
        house.start()
        market, codes = furnished(house, stalls=5)
        outside, ends = Outside(), collections.Counter()
        assert house.stop() == 0
        for number in range(ROUNDS * 3):
            assert house.start_starved()
            with Load(house, outside, codes, market, senders=4, seed=number):
                time.sleep(0.2)
                house.switch(f"enable_random name=libc/mm/malloc,probability={[0.001, 0.0001, 0.00001][number % 3]}")
                until = time.monotonic() + 0.7
                while time.monotonic() < until and house.process.poll() is None:
                    all_kinds_of_answers(house, "st1", market["id"])
                ends[ended(house)] += 1
            house.start()
            hold(house, outside, whole=False)
            assert house.stop() == 0
        house.start()
        said = hold(house, outside)
        assert house.stop() == 0
        print(f"      {dict(ends)}; {said}")


def memory_that_is_not_there_at_a_start():
    """killed under load and started without enough memory, again and again: each start serves or says why not, and nothing is lost"""
    with Starved() as house:
        house.start()
        market, codes = furnished(house, stalls=5)
        outside, ends = Outside(), collections.Counter()
        for number in range(ROUNDS):
            with Load(house, outside, codes, market, senders=4, seed=number):
                time.sleep(0.3)
                house.kill()
                for probability in (0.01, 0.001, 0.0003, 0.0001):
                    house.start_starved(f"enable_random name=libc/mm/malloc,probability={probability}")
                    time.sleep(0.1)
                    ends[ended(house)] += 1
            house.start()
            hold(house, outside, whole=False)
        said = hold(house, outside)
        assert house.stop() == 0
        print(f"      {dict(ends)}; {said}")


if __name__ == "__main__":
    if not shutil.which("fiu-run"):
        print("skipped: fiu-run is not installed (Debian's fiu-utils)")
        sys.exit(SKIPPED)
    run([short_reads_and_writes_are_continued, reads_that_fail_are_errors_not_ends, memory_that_is_not_there,
         memory_that_is_not_there_at_a_start])

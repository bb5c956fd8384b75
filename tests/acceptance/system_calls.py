"""Each file system call of a small run of `choqr serve` fails in turn, or the process is killed at it; then a restart, a verify,
and everything that was acknowledged must be there, once.

usage: system_calls.py [EVERY]      every EVERYth call; default 9 (a minute), script/check strace-faults takes each one
"""
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

from house import CHOQR, House, run, wallet_headers, wallet_notice

EVERY = int(sys.argv[1]) if len(sys.argv) > 1 else 9
NOTICES = 4
CALLS = ["pwrite64", "fdatasync", "fsync", "openat", "renameat", "unlinkat", "ftruncate", "fallocate", "pread64"]
FAULTS = ["error=EIO", "error=ENOSPC", "signal=KILL"]
# A full disk does not show at a read or a sync of what has its room.
SENSELESS = {("pread64", "error=ENOSPC"), ("openat", "error=ENOSPC"), ("unlinkat", "error=ENOSPC")}


class Traced(House):
    """The gateway under strace; started when told."""

    def __enter__(self):
        return self

    def start_traced(self, *options):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["strace", "-f", "--seccomp-bpf", "-qq", *options, CHOQR, "serve", "--data", self.data, "--listen",
                                             f"127.0.0.1:{self.port}", "--config", self.config], stdout=log, stderr=log, start_new_session=True)
        for _ in range(400):
            if self.process.poll() is not None:
                return False
            try:
                if self.call("GET", "/healthz", token=None)[0] == 200:
                    return True
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)
        return True

    def end_traced(self):
        """SIGTERM to the gateway (strace passes on its own death, not its signals), then to the group."""
        if self.process.poll() is None:
            children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
            for child in children:
                os.kill(int(child), signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def send(house, first):
    """What was acknowledged: reference -> sequence."""
    acknowledged = {}
    for number in range(first, first + NOTICES):
        notice = wallet_notice(number, f"{house.code} rau", amount=1000 + number)
        body = json.dumps(notice).encode()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=3)
            connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
            answer = connection.getresponse()
            content = json.loads(answer.read())
            connection.close()
        except (OSError, http.client.HTTPException, ValueError):
            continue
        if answer.status == 200:
            acknowledged[notice["transaction_id"]] = content["sequence"]
    return acknowledged


def prepared():
    house = Traced()
    house.start()
    house.code = house.stall(house.market(), "A-1", "0011012345678")["stall_code"]
    house.stop()
    return house


def how_often(house):
    """How often each call comes in the thread that makes it most often: strace counts per thread."""
    with tempfile.NamedTemporaryFile() as log:
        assert house.start_traced("-o", log.name, "-e", "trace=" + ",".join(CALLS))
        assert len(send(house, 1)) == NOTICES
        time.sleep(1.2)  # A checkpoint.
        house.end_traced()
        counts = {}
        for line in open(log.name, errors="replace"):
            found = re.match(r"(\d+) +(\w+)\(", line)
            if found:
                counts[found.groups()] = counts.get(found.groups(), 0) + 1
    return {call: max((n for (_, name), n in counts.items() if name == call), default=0) for call in CALLS}


def every_call_fails_in_turn():
    """whichever file system call fails, or the process is killed at: nothing acknowledged is lost or double, and it starts again"""
    with prepared() as house:
        counts = how_often(house)
        total = acknowledged_total = ended = 0
        known, number = {}, 100
        for call in CALLS:
            for fault in FAULTS:
                if (call, fault) in SENSELESS:
                    continue
                for n in range(1, counts[call] + 1):
                    total += 1
                    if total % EVERY:
                        continue
                    here = f"{call}:{fault}:when={n}"
                    house.start_traced("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={here}")
                    acknowledged = send(house, number) if house.process.poll() is None else {}
                    number += NOTICES
                    ended += house.process.poll() is not None
                    house.end_traced()
                    known.update(acknowledged)
                    acknowledged_total += len(acknowledged)
                    try:
                        house.start()
                        found = {}
                        for transfer in house.items("/v1/transfers"):
                            assert transfer["provider_reference"] not in found, f"twice: {transfer}"
                            found[transfer["provider_reference"]] = transfer["sequence"]
                        lost = {r: s for r, s in known.items() if found.get(r) != s}
                        assert not lost, f"lost: {lost}"
                        assert house.stop() == 0
                        house.run("ledger", "verify", "--data", house.data)
                    except AssertionError as error:
                        raise AssertionError(f"after {here}: {error}") from error
        print(f"      {counts}: {total // EVERY} faults, {ended} ended the process, {acknowledged_total} acknowledged under them, 0 lost, 0 double")


if __name__ == "__main__":
    run([every_call_fails_in_turn])

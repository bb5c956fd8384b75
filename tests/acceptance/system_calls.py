"""Each file system call of a small run of `choqr serve` fails in turn, or the process is killed at it; then a restart, a verify,
and everything that was acknowledged must be there, once.

usage: system_calls.py [EVERY]      every EVERYth call; default 40 (half a minute), script/check strace-faults takes each one
"""
import os
import pathlib
import re
import select
import socket
import subprocess
import sys
import threading
import time

from house import Stalls, run, wallet_notice
from invariants import furnished, hold
from outside import Outside
from traced import Traced

EVERY = int(sys.argv[1]) if len(sys.argv) > 1 else 40
NOTICES = 4
CALLS = ["pwrite64", "fdatasync", "fsync", "openat", "renameat", "unlinkat", "ftruncate", "fallocate", "pread64"]
FAULTS = ["error=EIO", "error=ENOSPC", "error=EAGAIN", "signal=KILL"]
# A full disk does not show at a read or a sync of what has its room; a file of a disk never says "try again".
SENSELESS = {("pread64", "error=ENOSPC"), ("unlinkat", "error=ENOSPC"), ("fdatasync", "error=EAGAIN"), ("fsync", "error=EAGAIN"),
             ("renameat", "error=EAGAIN"), ("unlinkat", "error=EAGAIN"), ("ftruncate", "error=EAGAIN"), ("fallocate", "error=EAGAIN"),
             ("openat", "error=EAGAIN")}
REPEATED = ["pwrite64", "pread64", "openat", "ftruncate", "fallocate", "fdatasync", "fsync"]


def send(house, outside, first):
    for number in range(first, first + NOTICES):
        outside.deliver(house, wallet_notice(number, f"{house.code} rau", amount=1000 + number))


def prepared():
    house = Traced()
    house.start()
    house.code = furnished(house, stalls=1)[1][0]
    house.stop()
    return house


def restarted(house, outside, here, whole=False):
    try:
        house.start()
        hold(house, outside, whole)
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)
    except AssertionError as error:
        raise AssertionError(f"after {here}: {error}") from error


def every_call_fails_in_turn():
    """whichever file system call fails, or the process is killed at: nothing acknowledged is lost or double, and it starts again"""
    with prepared() as house:
        outside = Outside()

        def work():
            send(house, outside, 1)
            time.sleep(1.2)  # A checkpoint.

        counts = house.how_often(CALLS, work)
        assert len(outside.acknowledged) == NOTICES
        total = taken = ended = 0
        number = 100
        for call in CALLS:
            for fault in FAULTS:
                for n in range(1, counts[call] + 1):
                    total += (call, fault) not in SENSELESS
                    if (call, fault) in SENSELESS or total % EVERY:
                        continue
                    here = f"{call}:{fault}:when={n}"
                    house.start_traced("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={here}")
                    if house.process.poll() is None:
                        send(house, outside, number)
                    number += NOTICES
                    ended += house.process.poll() is not None
                    house.end_traced()
                    taken += 1
                    restarted(house, outside, here, whole=taken % 50 == 0)
        restarted(house, outside, "the last fault", whole=True)
        print(f"      {counts}: {taken} of {total} faults, {ended} ended the process, {len(outside.acknowledged)} acknowledged under them, 0 lost, 0 double")


def every_write_fails_from_one_on():
    """from some write or sync on every one fails: nothing acknowledged is lost, and it starts again once the disk is well"""
    with prepared() as house:
        outside = Outside()
        counts = house.how_often(["pwrite64", "fdatasync"], lambda: send(house, outside, 1))
        number = taken = 0
        for call in ("pwrite64", "fdatasync"):
            for fault in ("error=EIO", "error=ENOSPC"):
                for n in range(1, counts[call] + 1, max(1, EVERY // 3)):
                    number += NOTICES
                    here = f"{call}:{fault}:when={n}+"
                    house.start_traced("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={here}")
                    if house.process.poll() is None:
                        send(house, outside, 1000 + number)
                    house.end_traced()
                    taken += 1
                    restarted(house, outside, here)
        restarted(house, outside, "the last fault", whole=True)
        print(f"      {taken} times, 0 lost, 0 double")


def traced_by(pid):
    return int(re.search(r"TracerPid:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1))


def a_used_up_quota_is_a_full_disk():
    """writes to the ledger that a quota refuses for a while are notices that come again: nothing ends, and it goes on by itself"""
    with prepared() as house:
        outside, refusals = Outside(), []
        for n, error in enumerate(("EDQUOT", "ENOSPC", "EFBIG")):
            house.start()
            quota = subprocess.Popen(["strace", "-f", "-qq", "-p", str(house.process.pid), "-o", "/dev/null", "-P", house.data / "00000000000000000000.log",
                                      "-e", "trace=pwrite64", "-e", f"inject=pwrite64:error={error}:when=1..40"], stderr=subprocess.DEVNULL)
            while any(not traced_by(f"{house.process.pid}/task/{task.name}") for task in pathlib.Path(f"/proc/{house.process.pid}/task").iterdir()):
                assert quota.poll() is None, "strace could not attach"
                time.sleep(0.01)
            notice, refused, deadline = wallet_notice(1000 + n, f"{house.code} rau"), 0, time.monotonic() + 20
            while (status := outside.deliver(house, notice)) != 200:
                assert status == 503 and time.monotonic() < deadline, f"{error}: {status}, exit {house.process.poll()}"
                refused += 1
            assert refused >= 10, f"{error}: only {refused} were refused"
            refusals.append(refused)
            assert house.stop() == 0  # strace stays until then: a call that it lets go of half way fails in another way.
            quota.wait()
            restarted(house, outside, f"{error} for a while")
        house.start()
        hold(house, outside)
        assert house.stop() == 0
        print(f"      EDQUOT, ENOSPC, EFBIG: {refusals} refused until there was room; 0 lost, 0 double")


def interrupted_calls_are_repeated():
    """calls that a signal interrupts again and again are made again: everything is acknowledged, nothing ends"""
    with prepared() as house:
        outside = Outside()
        for position, calls in enumerate(REPEATED if EVERY == 1 else [",".join(REPEATED)]):
            house.start_traced("-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:error=EINTR:when=3+5")
            before = len(outside.acknowledged)
            send(house, outside, 1000 * (position + 1))
            time.sleep(1.1)
            assert house.process.poll() is None, f"{calls}: EINTR ended the gateway"
            assert len(outside.acknowledged) == before + NOTICES, f"{calls}: EINTR lost a notice"
            house.end_traced()
            restarted(house, outside, f"{calls} with EINTR")


def gateway_ends(house):
    """An event that is set when the traced gateway has gone, with the moment in .at."""
    gone = threading.Event()
    descriptor = os.pidfd_open(house.gateway_pids()[0])

    def watch():
        select.select([descriptor], [], [])
        gone.at = time.time()
        gone.set()
        os.close(descriptor)

    threading.Thread(target=watch, daemon=True).start()
    return gone


def a_failed_sync_ends_it_at_once():
    """when the ledger's sync fails the batch is refused, no sync is tried again, and the process ends non-zero within a second"""
    with prepared() as house:
        outside = Outside()
        segment = house.data / "00000000000000000000.log"
        slowest = 0
        moments = [(n, plus) for n in range(3, 9, 1 if EVERY == 1 else 3) for plus in ("", "+")]
        for n, from_then_on in moments:
            trace = house.work / "trace"
            house.start_traced("-o", trace, "-ttt", "-P", segment, "-e", "trace=fdatasync,fsync,pwrite64", "-e",
                               f"inject=fdatasync:error=EIO:when={n}{from_then_on}")
            number = n * 1000 + 500 * bool(from_then_on)
            with Stalls() as stalls, socket.create_connection(("127.0.0.1", house.port)) as undecided:
                undecided.sendall(b"POST /v1/markets HTTP/1.1\r\nContent-Length: 10\r\n")  # Nothing may wait for the rest of this.
                gone = gateway_ends(house)
                while not gone.is_set() and number % 500 < 50:
                    send(house, outside, number)
                    number += NOTICES
                assert gone.wait(10), "ten seconds after a failed sync it is still there"
            assert house.process.wait(10) == 1, "it ended as if all were well"
            house.kill_traced()
            lines = [line for line in trace.read_text().splitlines() if "(" in line]
            failed = next(index for index, line in enumerate(lines) if "EIO" in line)
            after = [line for line in lines[failed + 1:] if "sync(" in line or "pwrite64(" in line]
            assert not after, f"the ledger was touched after its sync had failed: {after}"
            took = gone.at - float(re.search(r"\d{9,}\.\d+", lines[failed]).group())
            assert took - stalls.seconds <= 1, f"it took {took:.2f} s to end, and the machine stood still for {stalls.seconds:.2f} s of them"
            slowest = max(slowest, took)
            restarted(house, outside, f"fdatasync {n}{from_then_on}")
        print(f"      {len(moments)} failed syncs, the process was gone after at most {slowest:.2f} s; 0 lost, 0 double")


def a_log_that_cannot_be_written_is_no_reason_to_end():
    """a full disk under the gateway's own log costs lines of the log, nothing else"""
    with prepared() as house:
        outside = Outside()
        house.start_traced("-o", "/dev/null", "-P", house.log, "-e", "trace=write,writev", "-e", "inject=write,writev:error=ENOSPC:when=1+")
        send(house, outside, 1)
        assert len(outside.acknowledged) == NOTICES and house.process.poll() is None
        house.end_traced()
        restarted(house, outside, "a full log")


if __name__ == "__main__":
    subprocess.run(["strace", "-V"], check=True, capture_output=True)
    run([every_call_fails_in_turn, every_write_fails_from_one_on, a_used_up_quota_is_a_full_disk, interrupted_calls_are_repeated, a_failed_sync_ends_it_at_once,
         a_log_that_cannot_be_written_is_no_reason_to_end])

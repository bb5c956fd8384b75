#!/usr/bin/env python3
"""Lets each file system call of a short run of the journal fail in turn, or kills the process there; then checks.

usage: syscall_faults.py WORKER [STRIDE]     WORKER is journal_worker; every STRIDE-th call is tried (default 1); needs strace

After each: what the process had acknowledged is there, nothing else, and the files verify. A call that was interrupted or told to
come back (EINTR, EAGAIN) is repeated, a hint that fails is forgotten, and neither ends the process; after anything else it has ended or
never met the fault.
"""
import os
import shutil
import subprocess
import sys
import tempfile

CALLS = ["pwrite64", "fdatasync", "fsync", "renameat", "openat", "fallocate", "ftruncate", "unlinkat", "pread64", "sync_file_range"]
FAULTS = ["error=EIO", "error=ENOSPC", "error=EINTR", "error=EAGAIN", "signal=KILL"]
REPEATED = {"pwrite64", "fdatasync", "fsync", "fallocate", "ftruncate", "renameat"}  # Not pread64, which the loader calls first.
BATCHES = "40"


def traced(worker, ledger, call, what, log):
    command = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", what, worker, "write", ledger, BATCHES]
    return subprocess.run(command, capture_output=True, text=True)


def calls_of(worker, master, call, folder):
    ledger, log = os.path.join(folder, "count"), os.path.join(folder, "strace.log")
    shutil.copytree(master, ledger)
    subprocess.run(["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", worker, "write", ledger, BATCHES],
                   check=True, capture_output=True)
    shutil.rmtree(ledger)
    with open(log, encoding="utf-8") as file:
        return sum(1 for line in file if f"{call}(" in line)


def goes_on(call, fault):
    """Whether the process must not even notice."""
    if call == "sync_file_range":
        return fault != "signal=KILL"
    return call in REPEATED and fault in ("error=EINTR", "error=EAGAIN")


def one_run(worker, master, call, what, before, folder):
    """Whether the process ended at the fault; ends this one if anything is lost, or if it should have gone on."""
    ledger, log = os.path.join(folder, "ledger"), os.path.join(folder, "strace.log")
    shutil.copytree(master, ledger)
    run = traced(worker, ledger, call, f"inject={call}:{what}", log)
    said = run.stdout.split("\n")[:-1]
    acknowledged = int(said[-1]) if said else before
    check = subprocess.run([worker, "check", ledger, str(acknowledged)], capture_output=True, text=True)
    if check.returncode != 0:
        sys.exit(f"FAILED: {call} with {what}: {check.stderr.strip()}")
    if run.returncode != 0 and goes_on(call, what.split(":")[0]):
        sys.exit(f"FAILED: {call} with {what} ended the process: {run.stderr.strip()}")
    shutil.rmtree(ledger)
    return run.returncode != 0


def main():
    worker, stride = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    runs = stopped = 0
    with tempfile.TemporaryDirectory(prefix="choqr-faults-") as folder:
        master = os.path.join(folder, "master")
        subprocess.run([worker, "make", master], check=True)
        subprocess.run([worker, "write", master, "20"], check=True, stdout=subprocess.DEVNULL)
        before = int(subprocess.run([worker, "check", master, "0"], check=True, capture_output=True, text=True).stdout)
        for call in CALLS:
            for fault in ("error=EINTR", "error=EAGAIN"):  # Every fifth call from the third on.
                if goes_on(call, fault):
                    runs += 1
                    one_run(worker, master, call, f"{fault}:when=3+5", before, folder)
            count = calls_of(worker, master, call, folder)
            for fault in FAULTS:
                for number in range(1 + runs % stride, count + 1, stride):
                    runs += 1
                    stopped += one_run(worker, master, call, f"{fault}:when={number}", before, folder)
    print(f"{runs} faults, {stopped} of them ended the process, nothing lost, nothing invented")


main()

#!/usr/bin/env python3
"""Lets each file system call of a short run of the journal fail in turn, or kills the process there; then checks.

usage: syscall_faults.py WORKER [STRIDE]     WORKER is journal_worker; every STRIDE-th call is tried (default 1); needs strace

After each: what the process had acknowledged is there, nothing else, and the files verify. The process itself must have ended at the
fault or never have met it.
"""
import os
import shutil
import subprocess
import sys
import tempfile

CALLS = ["pwrite64", "fdatasync", "fsync", "renameat", "openat", "fallocate", "ftruncate", "unlinkat", "pread64"]
FAULTS = ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL"]
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


def main():
    worker, stride = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    runs = stopped = 0
    with tempfile.TemporaryDirectory(prefix="choqr-faults-") as folder:
        master, log = os.path.join(folder, "master"), os.path.join(folder, "strace.log")
        subprocess.run([worker, "make", master], check=True)
        subprocess.run([worker, "write", master, "20"], check=True, stdout=subprocess.DEVNULL)
        before = int(subprocess.run([worker, "check", master, "0"], check=True, capture_output=True, text=True).stdout)
        for call in CALLS:
            count = calls_of(worker, master, call, folder)
            for fault in FAULTS:
                for number in range(1 + runs % stride, count + 1, stride):
                    ledger = os.path.join(folder, "ledger")
                    shutil.copytree(master, ledger)
                    run = traced(worker, ledger, call, f"inject={call}:{fault}:when={number}", log)
                    said = run.stdout.split("\n")[:-1]
                    acknowledged = int(said[-1]) if said else before
                    check = subprocess.run([worker, "check", ledger, str(acknowledged)], capture_output=True, text=True)
                    if check.returncode != 0:
                        sys.exit(f"FAILED: {call} number {number} with {fault}: {check.stderr.strip()}")
                    runs += 1
                    stopped += run.returncode != 0
                    shutil.rmtree(ledger)
    print(f"{runs} faults, {stopped} of them ended the process, nothing lost, nothing invented")


main()

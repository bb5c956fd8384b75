#!/usr/bin/env python3
"""Kills a process that writes a ledger, again and again, and checks after each kill that nothing acknowledged is gone.

usage: kill_loop.py WORKER [KILLS] [SEED]      WORKER is journal_worker; the ledger lives in a temporary directory
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time


def main():
    worker, kills = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 25
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
    chance = random.Random(seed)
    acknowledged = checked = 0
    with tempfile.TemporaryDirectory(prefix="choqr-kill-") as folder:
        ledger = os.path.join(folder, "ledger")
        subprocess.run([worker, "make", ledger], check=True)
        for kill in range(kills):
            writer = subprocess.Popen([worker, "write", ledger], stdout=subprocess.PIPE)
            time.sleep(chance.uniform(0, 0.3))
            writer.send_signal(signal.SIGKILL)
            said = writer.communicate()[0].split(b"\n")[:-1]  # A line without its end was not said.
            acknowledged = int(said[-1]) if said else max(acknowledged, checked)
            check = subprocess.run([worker, "check", ledger, str(acknowledged)], capture_output=True, text=True)
            if check.returncode != 0:
                sys.exit(f"FAILED after kill {kill + 1} (seed {seed}): {check.stderr.strip()}")
            checked = int(check.stdout)
    print(f"{kills} kills, {checked} records, nothing lost (seed {seed})")


main()

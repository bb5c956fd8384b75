"""Power loss under load: a file system in a loop device stops as if its plug had been pulled, and everything that had not been synced
is gone. Then it is mounted again, the gateway starts, and what it had acknowledged is there.

usage: power_loss.py [ROUNDS [WAY [FILE SYSTEM [OPTIONS]]]]      default: each way twice on ext4; needs root
  plug      the plug is pulled at a random moment under load
  kill      SIGKILL, a restart that answers repetitions, and the plug within 50 ms: what was in the page cache only must not be trusted
  sync      a sync fails with EIO, the process ends, a restart answers repetitions, and then the plug
  recovery  the plug, and then a file system call fails, or the process is killed at it, while the gateway recovers
"""
import random
import sys
import time

from disks import Disk, needs_disks
from house import run
from invariants import furnished, hold
from outside import Load, Outside
from traced import Traced

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
WAYS = [sys.argv[2]] if len(sys.argv) > 2 and sys.argv[2] != "all" else ["plug", "kill", "sync", "recovery"]
KIND = sys.argv[3] if len(sys.argv) > 3 else "ext4"
OPTIONS = sys.argv[4] if len(sys.argv) > 4 else ""
ROUNDS_OF_A_LEDGER = 25  # Then a new one: to look at every transfer after every round must not take for ever.
IN_RECOVERY = [(call, fault) for call in ("pwrite64", "fdatasync", "fsync", "pread64", "openat", "renameat")
               for fault in ("error=EIO", "error=ENOSPC", "signal=KILL")]


class Plugged(Traced):
    """A gateway whose folder is on a disk of its own."""

    def __init__(self, disk):
        super().__init__()
        self.disk = disk
        self.data = disk.folder / "data"
        self.run("init", "--data", self.data)
        self.token = (self.data / "operator.token").read_text().strip()

    def lose_power(self):
        self.disk.lose_power()
        time.sleep(0.01)  # Whoever still acknowledges now is found out.
        self.kill_traced() if self.traced else self.kill()
        self.traced = False
        self.disk.unmount()
        self.disk.mount()

    traced = False


def plug(house, chance):
    time.sleep(chance.uniform(0, 0.4))
    house.lose_power()


def kill(house, chance):
    time.sleep(chance.uniform(0.05, 0.3))
    house.kill()
    house.start()
    time.sleep(chance.uniform(0, 0.05))
    house.lose_power()


def sync(house, chance):
    assert house.stop() == 0
    house.traced = True
    house.start_traced("-o", "/dev/null", "-e", "trace=fdatasync", "-e", f"inject=fdatasync:error=EIO:when={chance.randint(1, 40)}")
    deadline = time.monotonic() + 5
    while house.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    house.kill_traced()  # The page cache stays: no power was lost yet.
    house.traced = False
    house.start()
    time.sleep(chance.uniform(0, 0.05))
    house.lose_power()


def recovery(house, chance):
    plug(house, chance)
    call, fault = chance.choice(IN_RECOVERY)
    house.start_traced("-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={chance.randint(1, 12)}+")
    time.sleep(chance.uniform(0, 0.1))
    house.kill_traced()


def nothing_acknowledged_needs_power(way, rounds):
    chance = random.Random(way.__name__)
    done = acknowledged = checkpoints = 0
    with Disk(KIND, OPTIONS) as disk:
        while done < rounds:
            with Plugged(disk) as house:
                house.start()
                market, codes = furnished(house, stalls=5)
                outside = Outside()
                for number in range(min(ROUNDS_OF_A_LEDGER, rounds - done)):
                    with Load(house, outside, codes, market, senders=6, seed=number):
                        way(house, chance)
                    done += 1
                    try:
                        house.start()
                        hold(house, outside, whole=False)
                    except AssertionError as error:
                        raise AssertionError(f"round {done}: {error}") from error
                hold(house, outside)
                assert house.stop() == 0
                acknowledged += len(outside.acknowledged)
                checkpoints += len(outside.checkpoints)
            for file in house.data.iterdir():
                file.unlink()
            house.data.rmdir()
    assert acknowledged > 10 * rounds, f"only {acknowledged} acknowledged: that was no load"
    print(f"      {rounds} times on {KIND}{' ' + OPTIONS if OPTIONS else ''}: {acknowledged} acknowledged, {checkpoints} checkpoints served, "
          "0 lost, 0 double, one history")


def test(way, sentence):
    def named():
        nothing_acknowledged_needs_power(way, ROUNDS)
    named.__doc__ = sentence
    return named


SENTENCES = {
    "plug": "power lost at a random moment under load: nothing acknowledged is gone",
    "kill": "killed, restarted, repetitions answered, then power lost: what was answered is there",
    "sync": "a failed sync, a restart that answers repetitions, then power lost: what was answered is there",
    "recovery": "power lost, and a fault while the gateway recovers from it: nothing acknowledged is gone",
}

if __name__ == "__main__":
    needs_disks(KIND)
    run([test(globals()[way], SENTENCES[way]) for way in WAYS])

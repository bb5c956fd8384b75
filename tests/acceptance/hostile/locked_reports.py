"""Another program holds reports.sqlite: what was recorded meanwhile is heard as soon as it lets go, and every screen says so before (T2)."""
import sqlite3
import time

from siege import LONG, Listener
from house import House, run, wallet_notice

HELD_S = 30 if LONG else 7


def a_lock_is_waited_out():
    """seven seconds of a write lock: notices are recorded, streams and /readyz say "behind" within five, all is heard afterwards"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        token = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]})["token"]
        listener = Listener(house, stall, token)
        holder = sqlite3.connect(house.data / "reports.sqlite", timeout=5, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        notice = {**wallet_notice(1, stall["stall_code"]), "transaction_id": "while-locked"}
        assert house.wallet(notice)[0] == 200, "what needs only the journal goes on"
        told = unready = None
        while time.monotonic() - begun < HELD_S:
            if told is None and '"behind":true' in listener.text:
                told = time.monotonic() - begun
            if unready is None and house.call("GET", "/readyz", token=None)[0] == 503:
                unready = time.monotonic() - begun
            time.sleep(0.05)
        doctor = house.run("doctor", "--data", house.data, check=False)
        holder.execute("ROLLBACK")
        assert told is not None and told < 5, f"the screen was told after {told} s"
        assert unready is not None and unready < 5, f"/readyz said no after {unready} s"
        assert doctor.returncode == 1 and "have been behind the ledger" in doctor.stdout, doctor.stdout
        assert listener.heard("while-locked", 8) is not None, "the payment is heard when the lock is gone"
        for _ in range(100):
            if listener.text.rstrip().endswith('"behind":false}'):
                break
            time.sleep(0.05)
        assert '"behind":false' in listener.text, "the screen is told that it is no longer behind"
        assert house.call("GET", "/readyz", token=None)[0] == 200
        assert house.wallet({**notice, "transaction_id": "afterwards"})[0] == 200
        assert listener.heard("afterwards", 3) is not None
        print(f"      screen told after {told:.1f} s, /readyz after {unready:.1f} s")


def a_broken_file_ends_loudly():
    """reports that cannot be written any more end the process with a line and an exit code, and the next start makes them anew"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        breaker = sqlite3.connect(house.data / "reports.sqlite", timeout=5)
        breaker.execute("DROP TABLE transfer")
        breaker.commit()
        breaker.close()
        house.wallet({**wallet_notice(1, stall["stall_code"]), "transaction_id": "into-nothing"})
        assert house.process.wait(10) == 1, "it ends by itself"
        assert '"event":"reports_stopped"' in house.log.read_text()
        house.start()
        assert [row["provider_reference"] for row in house.items("/v1/transfers")] == ["into-nothing"]


if __name__ == "__main__":
    run([a_lock_is_waited_out, a_broken_file_ends_loudly])

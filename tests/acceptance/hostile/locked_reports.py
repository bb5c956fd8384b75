"""reports.sqlite is locked, gone, replaced, broken: no stall's screen notices, and whatever lists and counts says that it is behind (T2)."""
import os
import sqlite3
import time

from siege import LONG, Listener
from house import House, run, wallet_notice

HELD_S = 30 if LONG else 7
AT_ONCE_S = 1


def says(listener, text, limit_s):
    deadline = time.monotonic() + limit_s
    while text not in listener.text and time.monotonic() < deadline:
        time.sleep(0.005)
    return text in listener.text


class Scene:
    """A stall with an open screen, and what is expected of it while something is wrong with reports.sqlite."""

    def __init__(self, house):
        self.house = house
        self.stall = house.stall(house.market(), "A-1", "0011012345678")
        self.token = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": self.stall["id"]})["token"]
        self.listener = Listener(house, self.stall, self.token)
        assert says(self.listener, "event: hello", 3)
        self.reports = house.data / "reports.sqlite"

    def pay(self, name):
        notice = {**wallet_notice(1, self.stall["stall_code"]), "transaction_id": name}
        status, content, _ = self.house.wallet(notice)
        assert status == 200, content
        return content["sequence"]

    def screens_notice_nothing(self, name):
        """Each payment within a second, on the open screen, on a new one and on one that comes back."""
        before = self.pay(name + "-1")
        assert self.listener.heard(name + "-1", AT_ONCE_S) is not None, "the open screen heard nothing"
        began = time.monotonic()
        fresh = Listener(self.house, self.stall, self.token)
        assert says(fresh, "event: hello", 3), "a new screen did not open"
        assert time.monotonic() - began < 2, "a new screen waited"
        self.pay(name + "-2")
        for listener in (self.listener, fresh):
            assert listener.heard(name + "-2", AT_ONCE_S) is not None
        back = Listener(self.house, self.stall, self.token, last_id=before)
        assert back.heard(name + "-2", 3) is not None, "one that comes back was not told what it missed"
        assert name + "-1" not in back.text
        for listener in (fresh, back):
            listener.close()
        assert '"behind":true' not in self.listener.text, "the screen itself is not behind"

    def lists_say_it(self):
        """Within five seconds of the payment: /readyz with the name and the reason, a header on what is answered, /metrics, doctor."""
        began, unready, told = time.monotonic(), None, None
        while time.monotonic() - began < 5 and not (unready and told):
            status, content, _ = self.house.call("GET", "/readyz", token=None)
            if status == 503 and not unready:
                unready = time.monotonic() - began
                late = [one["name"] for one in content["followers"] if one["behind"]]
                assert late == ["reports"], content
            if not told and self.house.ok("GET", "/v1/freshness", token=None)["behind_s"] > 0:
                told = time.monotonic() - began
            time.sleep(0.05)
        assert unready and told, f"/readyz said no after {unready} s, /v1/freshness after {told} s"
        status, _, headers = self.house.call("GET", f"/v1/transfers?stall_id={self.stall['id']}", token=self.token)
        assert int(headers["Choqr-Behind"]) >= 3, (status, dict(headers))
        metrics = self.house.call("GET", "/metrics", token=None)[1].decode()
        assert 'choqr_follower_lag_seconds{follower="live"} 0\n' in metrics, metrics
        assert 'choqr_follower_lag_seconds{follower="reports"} 0\n' not in metrics, metrics
        time.sleep(5.5)  # The status file is written so often.
        doctor = self.house.run("doctor", "--data", self.house.data, check=False)
        assert doctor.returncode == 1 and "Reports and lists have been behind the ledger" in doctor.stdout, doctor.stdout
        assert '"event":"behind","follower":"reports"' in self.house.log.read_text()

    def all_is_well(self):
        for _ in range(100):
            if self.house.call("GET", "/readyz", token=None)[0] == 200:
                break
            time.sleep(0.1)
        status, _, headers = self.house.call("GET", "/v1/transfers")
        assert status == 200 and "Choqr-Behind" not in headers, (status, dict(headers))


def a_lock_is_waited_out():
    """seconds of a write lock: screens hear at once, lists and /readyz say that they are behind, all is there afterwards"""
    with House() as house:
        scene = Scene(house)
        holder = sqlite3.connect(scene.reports, timeout=5, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        scene.screens_notice_nothing("locked")
        scene.lists_say_it()
        time.sleep(HELD_S - 5)
        holder.execute("ROLLBACK")
        scene.all_is_well()
        assert len(list(house.items("/v1/transfers"))) == 2


def a_file_that_is_gone():
    """reports.sqlite deleted, or a folder in its place: screens hear at once, the rest says so, and the next start makes it anew"""
    for replace in (False, True):
        with House() as house:
            scene = Scene(house)
            os.unlink(scene.reports)
            if replace:
                os.mkdir(scene.reports)
            scene.screens_notice_nothing("gone")
            scene.lists_say_it()
            scene.screens_notice_nothing("still-gone")
            if replace:
                os.rmdir(scene.reports)
            house.restart()
            scene.all_is_well()
            assert len(list(house.items("/v1/transfers"))) == 4


def a_broken_file_ends_loudly():
    """reports that cannot be written any more end the process with a line and an exit code, and the next start makes them anew"""
    with House() as house:
        scene = Scene(house)
        breaker = sqlite3.connect(scene.reports, timeout=5)
        breaker.execute("DROP TABLE transfer")
        breaker.commit()
        breaker.close()
        scene.pay("into-nothing")
        assert house.process.wait(10) == 1, "it ends by itself"
        assert '"event":"follower_stopped","follower":"reports"' in house.log.read_text()
        house.start()
        assert [row["provider_reference"] for row in house.items("/v1/transfers")] == ["into-nothing"]


if __name__ == "__main__":
    run([a_lock_is_waited_out, a_file_that_is_gone, a_broken_file_ends_loudly])

"""What a siege is measured by: signed notices at a steady rate, a vendor's list and a vendor's stream, while something hostile goes on.

Not a test by itself; the files beside it use it. Rates are kept by the clock, so a gateway that falls behind is measured from the
moment at which a notice was due, not from when there was time to send it.
"""
import http.client
import json
import multiprocessing
import os
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import wallet_headers, wallet_notice  # noqa: E402

LONG = "--long" in sys.argv
FORK = multiprocessing.get_context("fork")


class Attackers:
    """with Attackers(act, act): each does its act again and again, in a process of its own: what it costs here must not slow down
    whoever measures. The kernel prefers the others, as if the attackers sat elsewhere. `done` counts what the acts return."""

    def __init__(self, *acts):
        self.ended, self.done = FORK.Event(), FORK.Value("q", 0)
        self.processes = [FORK.Process(target=self.go, args=(act,), daemon=True) for act in acts]

    def go(self, act):
        os.nice(10)
        while not self.ended.is_set():
            try:
                counted = act()
            except (OSError, http.client.HTTPException):
                continue
            if isinstance(counted, int):
                with self.done.get_lock():
                    self.done.value += counted

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for process in self.processes:
            process.join(60)


class Listener:
    """A stall's screen: its events, and when it last heard anything."""

    def __init__(self, house, stall, token, last_id=None):
        self.events, self.ended, self.text = [], threading.Event(), ""
        self.connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
        headers = {"Authorization": "Bearer " + token, **({"Last-Event-ID": str(last_id)} if last_id is not None else {})}
        self.connection.request("GET", f"/v1/stalls/{stall['id']}/live", headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        self.socket = self.connection.sock
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        try:
            while line := self.answer.readline():
                self.text += line.decode()
                if line.startswith(b"data: "):
                    self.events.append((time.monotonic(), json.loads(line[6:])))
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self.ended.set()

    def heard(self, reference, limit_s=5):
        """Seconds since the epoch of this process's clock at which the transfer came, or None."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            for at, data in list(self.events):
                if data.get("provider_reference") == reference:
                    return at
            time.sleep(0.005)
        return None

    def close(self):
        try:
            self.connection.close()
        except OSError:
            pass


class Siege:
    """with Siege(house, stall) as siege: …hostile things…; then siege.report(name)."""

    def __init__(self, house, stall, rate=200, threads=8):
        self.house, self.stall, self.rate, self.threads = house, stall, rate, threads
        self.vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]})["token"]
        self.latencies, self.refused, self.lists, self.streams = [], [], [], []
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.sent = 0

    def __enter__(self):
        self.began = time.monotonic()
        self.workers = [threading.Thread(target=self.send, args=(i,), daemon=True) for i in range(self.threads)]
        self.workers += [threading.Thread(target=self.look, daemon=True), threading.Thread(target=self.listen, daemon=True)]
        for worker in self.workers:
            worker.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for worker in self.workers:
            worker.join(40)
        self.took = time.monotonic() - self.began

    def send(self, place):
        connection, turn = None, place
        while not self.ended.is_set():
            due = self.began + turn / self.rate
            if (pause := due - time.monotonic()) > 0:
                time.sleep(pause)
            number = f"siege-{id(self)}-{turn}"
            # Another stall's than the one that listens: its screen is told apart.
            body = json.dumps(wallet_notice(number, "siege", account="0099999999")).encode()
            status = 0
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
                connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException) as error:
                status = str(error) or type(error).__name__
                connection = None
            with self.lock:
                self.latencies.append(time.monotonic() - due)
                if status != 200:
                    self.refused.append(status)
            turn += self.threads

    def look(self):
        while not self.ended.wait(0.1):
            begun = time.monotonic()
            try:
                status = self.house.call("GET", f"/v1/transfers?stall_id={self.stall['id']}&limit=20&order=newest", token=self.vendor)[0]
            except (OSError, http.client.HTTPException):
                status = 0
            self.lists.append((time.monotonic() - begun, status))

    def listen(self):
        number = 0
        while not self.ended.wait(0.5):
            number += 1
            begun = time.monotonic()
            try:
                listener = Listener(self.house, self.stall, self.vendor)
                opened = time.monotonic() - begun
                reference = f"heard-{id(self)}-{number}"
                notice = wallet_notice(reference, self.stall["stall_code"], account=self.stall["accounts"][0]["account_number"])
                sent = time.monotonic()
                self.house.wallet({**notice, "transaction_id": reference})
                heard = listener.heard(reference)
                self.streams.append((opened, heard - sent if heard else 60.0, listener.status))
                listener.close()
            except (OSError, http.client.HTTPException):
                self.streams.append((60.0, 60.0, 0))

    def p99(self):
        ordered = sorted(self.latencies)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    def report(self, name, calm=None):
        """One line, and what every siege must hold: nothing refused, a list and a stream within a second."""
        slowest_list = max((took for took, _ in self.lists), default=0)
        slowest_stream = max((max(opened, heard) for opened, heard, _ in self.streams), default=0)
        beside = f" ({self.p99() / calm.p99():.1f} x calm)" if calm and calm.p99() else ""
        print(f"      {name}: {len(self.latencies)} notices in {self.took:.0f} s, p99 {1000 * self.p99():.0f} ms{beside}, "
              f"{len(self.refused)} refused; list at most {1000 * slowest_list:.0f} ms of {len(self.lists)}, "
              f"stream at most {1000 * slowest_stream:.0f} ms of {len(self.streams)}")
        assert self.latencies and self.lists and self.streams, f"{name}: nothing was measured"
        assert not self.refused, f"{name}: {len(self.refused)} notices were refused: {self.refused[:3]}"
        assert all(status == 200 for _, status in self.lists), f"{name}: a list was refused"
        assert all(status == 200 for *_, status in self.streams), f"{name}: a stream was refused"
        assert slowest_list < 1.0, f"{name}: a vendor's list took {slowest_list:.2f} s"
        assert slowest_stream < 1.0, f"{name}: a vendor's stream took {slowest_stream:.2f} s"


def calm(house, stall, seconds=3):
    """The same measure with nothing hostile: what the siege is compared with."""
    with Siege(house, stall) as siege:
        time.sleep(seconds)
    siege.report("calm")
    return siege

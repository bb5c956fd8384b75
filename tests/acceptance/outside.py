"""The world outside a gateway: providers that send until they are told, an operator who registers stalls, somebody who keeps every
checkpoint. What they were told is what the gateway is held to afterwards (invariants.py).
"""
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time

from house import SEPAY_SECRET, SOURCE, wallet_headers, wallet_notice

sys.path.insert(0, str(SOURCE / "bench"))
import signed_notices  # noqa: E402


class Outside:
    """Everything that was sent and everything that was answered. Any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sent = {}  # reference -> amount
        self.acknowledged = {}  # reference -> (amount, sequence)
        self.stalls = {}  # stall id -> vendor's name
        self.checkpoints = {}  # size -> note, as served
        self.broken = []  # Answers that no gateway may give.

    def acknowledge(self, notice, sequence):
        with self.lock:
            known = self.acknowledged.setdefault(notice["transaction_id"], (notice["amount"], sequence))
            if known != (notice["amount"], sequence):
                self.broken.append(("another answer for the same notice", known, sequence))

    def see(self, note):
        size, root = note.decode().split("\n")[1:3]
        with self.lock:
            known = self.checkpoints.setdefault(int(size), note)
            if known.decode().split("\n")[2] != root:
                self.broken.append(("two roots for one size", known, note))

    def deliver(self, house, notice, connection=None):
        """One attempt: the status, or None without an answer."""
        body = json.dumps(notice).encode()
        with self.lock:
            self.sent[notice["transaction_id"]] = notice["amount"]
        own = connection or http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
        try:
            own.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
            answer = own.getresponse()
            content = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            own.close()
            return None
        finally:
            if connection is None:
                own.close()
        if answer.status == 200:
            self.acknowledge(notice, content["sequence"])
        elif answer.status not in (429, 503):
            with self.lock:
                self.broken.append((answer.status, content))
        return answer.status


def burst(house, file, count, codes, first=1_000_000_000, seconds=0, connections=64):
    """`count` signed notices of SePay from wrk, as fast as they are answered, or as many as fit into `seconds`: the running process.
    Its output says what was not answered with 2xx."""
    path = "/v1/providers/sepay-main/notices"
    length = signed_notices.write(file, count, codes, SEPAY_SECRET, path, first)
    return subprocess.Popen(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", SOURCE / "bench/send_file.lua", house.url + path],
                            env={**os.environ, "REQUESTS": str(file), "LENGTH": str(length), "START": "0"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Load:
    """with Load(house, outside, codes): providers, an operator and a keeper of checkpoints at work, through every crash."""

    def __init__(self, house, outside, codes, market=None, senders=8, seed=0):
        self.house, self.outside, self.codes, self.market = house, outside, codes, market
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.send, args=(f"{seed}-{n}",), daemon=True) for n in range(senders)]
        self.threads.append(threading.Thread(target=self.keep_checkpoints, daemon=True))
        if market:
            self.threads.append(threading.Thread(target=self.register, args=(seed,), daemon=True))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive(), "somebody outside still waits for an answer"

    def send(self, name):
        """One notice after another, each until it is acknowledged; every fifth a second time."""
        chance = random.Random(name)
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        count = 0
        while not self.ended.is_set():
            count += 1
            notice = wallet_notice(f"{name}-{count}", f"{chance.choice(self.codes)} tien rau", amount=1000 * chance.randint(1, 500))
            for _ in range(2 if chance.random() < 0.2 else 1):
                while not self.ended.is_set() and self.outside.deliver(self.house, notice, connection) != 200:
                    time.sleep(0.01)
        connection.close()

    def register(self, seed):
        """Now and then a new stall, so that new keys of personal data are among what a crash may hit."""
        count = 0
        while not self.ended.wait(0.15):
            count += 1
            name = f"Cô Số {seed}-{count}"
            body = {"code": f"R{seed}-{count}", "goods": "cá", "zone": "R", "accounts": [],
                    "vendor": {"name": name, "phone": "0900000000", "kind": "person"}}
            while not self.ended.is_set():
                try:
                    status, content, _ = self.house.call("POST", f"/v1/markets/{self.market['id']}/stalls", body,
                                                         headers={"Idempotency-Key": f"stall-{seed}-{count}"})
                except (OSError, http.client.HTTPException, ValueError):
                    status = None
                if status in (200, 201):
                    with self.outside.lock:
                        self.outside.stalls[content["id"]] = name
                    break
                time.sleep(0.02)

    def keep_checkpoints(self):
        while not self.ended.wait(0.05):
            try:
                status, note, _ = self.house.call("GET", "/v1/ledger/checkpoint", token=None)
                if status == 200:
                    self.outside.see(note)
            except (OSError, http.client.HTTPException, ValueError):
                pass

"""SIGKILL under load: no acknowledged transfer is missing afterwards, none is there twice.

usage: kill_loop.py [KILLS]      default 20; script/check kill-loop runs hundreds
"""
import http.client
import json
import random
import subprocess
import sys
import threading
import time

from house import CHOQR, SOURCE, House, run, wallet_headers, wallet_notice

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
SENDERS = 8


class Sender(threading.Thread):
    """Sends notices one after another, each until it is acknowledged, as a provider does; some of them twice."""

    def __init__(self, house, number, codes, ended):
        super().__init__(daemon=True)
        self.house, self.number, self.codes, self.ended = house, number, codes, ended
        self.acknowledged = {}  # transaction id -> (amount, sequence)
        self.wrong = []

    def run(self):
        chance = random.Random(self.number)
        count = 0
        while not self.ended.is_set():
            count += 1
            notice = wallet_notice(f"{self.number}-{count}", f"{chance.choice(self.codes)} tien rau", amount=1000 * chance.randint(1, 500))
            for _ in range(2 if chance.random() < 0.2 else 1):
                self.deliver(notice)

    def deliver(self, notice):
        body = json.dumps(notice).encode()
        while not self.ended.is_set():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
                connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
                answer = connection.getresponse()
                content = json.loads(answer.read())
                connection.close()
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.01)
                continue
            if answer.status == 503:
                continue
            if answer.status != 200:
                self.wrong.append((answer.status, content))
                return
            known = self.acknowledged.setdefault(notice["transaction_id"], (notice["amount"], content["sequence"]))
            if known[1] != content["sequence"]:
                self.wrong.append(("another sequence for the same notice", known, content))
            return


def nothing_is_lost():
    """after every kill the ledger holds each acknowledged transfer exactly once, and verifies"""
    with House() as house:
        market = house.market()
        codes = [house.stall(market, f"A-{n}", f"00110123456{n:02d}")["stall_code"] for n in range(20)]
        ended = threading.Event()
        senders = [Sender(house, n, codes, ended) for n in range(SENDERS)]
        for sender in senders:
            sender.start()
        chance = random.Random(7)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.4))
            house.kill()
            house.start()
        time.sleep(0.3)
        ended.set()
        for sender in senders:
            sender.join(30)
        acknowledged = {reference: known for sender in senders for reference, known in sender.acknowledged.items()}
        wrong = [w for sender in senders for w in sender.wrong]
        assert not wrong, wrong[:5]
        assert len(acknowledged) > KILLS, f"only {len(acknowledged)} acknowledged: that was no load"

        found = {}
        for transfer in house.items("/v1/transfers"):
            assert transfer["provider_reference"] not in found, f"twice: {transfer}"
            found[transfer["provider_reference"]] = (transfer["amount"], transfer["sequence"])
        lost = {r: known for r, known in acknowledged.items() if found.get(r) != known}
        assert not lost, f"{len(lost)} of {len(acknowledged)} lost: {list(lost.items())[:3]}"
        print(f"      {KILLS} kills, {len(acknowledged)} acknowledged, {len(found)} in the ledger, 0 lost, 0 double")
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)


def the_simulator_finds_nothing_amiss():
    """while the simulator plays a market with all faults, the gateway is killed again and again; its comparison holds"""
    with House() as house:
        market = house.market()
        house.run("import", "--url", house.url, "--token", house.token, "--market", market["id"], "stalls", SOURCE / "config/demo/stalls.csv", "--yes")
        simulator = subprocess.Popen([CHOQR, "simulate", "--url", house.url, "--data", house.data, "--config", house.config, "--market",
                                      market["id"], "--seed", "7", "--payments", str(60 * KILLS), "--rate", "80", "--faults", "default"],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        chance = random.Random(8)
        kills = 0
        while kills < KILLS and simulator.poll() is None:
            time.sleep(chance.uniform(0.1, 0.6))
            house.kill()
            house.start()
            kills += 1
        try:
            output, _ = simulator.communicate(timeout=180)
        finally:
            simulator.kill()
        assert kills == KILLS, f"the simulator ended after {kills} kills:\n{output}"
        assert simulator.returncode == 0, output
        print("      " + "\n      ".join(output.strip().splitlines()[-14:]))
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)


if __name__ == "__main__":
    run([nothing_is_lost, the_simulator_finds_nothing_amiss])

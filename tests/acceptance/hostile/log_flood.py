"""Unsigned notices and wrong tokens as fast as they come: the log grows by lines a second, and doctor says who is refused (K6)."""
import http.client
import json
import time

from siege import LONG, Attackers, Siege, calm
from house import House, run, wallet_notice

SECONDS = 30 if LONG else 4


class Flood:
    """Unsigned notices and calls with a wrong token, on one connection."""

    def __init__(self, house):
        self.house, self.connection = house, None
        self.body = json.dumps(wallet_notice(1, "nothing")).encode()

    def __call__(self):
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=10)
        headers = {"Content-Type": "application/json", "webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
        self.connection.request("POST", "/v1/providers/simwallet/notices", self.body, headers)
        self.connection.getresponse().read()
        self.connection.request("GET", "/v1/me", headers={"Authorization": "Bearer choqr_nobody"})
        self.connection.getresponse().read()
        return 2


def refusals_are_counted_and_sampled():
    """a flood of refusals is one line a second with its count, a counter by reason, and a sentence of doctor"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        before = calm(house, stall)
        size = house.log.stat().st_size
        with Attackers(*[Flood(house) for _ in range(4)]) as attackers, Siege(house, stall) as siege:
            time.sleep(SECONDS)
        counted = attackers.done.value
        siege.report("log flood", before)
        time.sleep(1.5)
        grown = house.log.stat().st_size - size
        lines = [json.loads(line) for line in house.log.read_bytes()[size:].decode().splitlines()]
        refused = [line for line in lines if line["event"] == "refused"]
        print(f"      {counted} refusals in {SECONDS} s: {len(refused)} lines, {grown} bytes of log")
        assert len(refused) <= SECONDS + 4 and grown < 1_000 * (SECONDS + 4), (len(refused), grown)
        assert sum(line["times"] for line in refused) == counted, "each refusal is in some line's count"
        metrics = house.call("GET", "/metrics", token=None)[1].decode()
        for reason in ("unauthenticated", "invalid_token"):
            line = next(line for line in metrics.splitlines() if line.startswith(f'choqr_refusals_total{{reason="{reason}"}}'))
            assert int(line.split()[-1]) == counted // 2, line
        for _ in range(100):
            told = house.run("doctor", "--data", house.data, check=False).stdout
            if "feed:simwallet" in told and "address:127.0.0.1" in told:
                break
            time.sleep(0.1)
        assert "Bị từ chối: feed:simwallet" in told and "unauthenticated" in told, told
        assert "address:127.0.0.1" in told and "invalid_token" in told, told


if __name__ == "__main__":
    run([refusals_are_counted_and_sampled])

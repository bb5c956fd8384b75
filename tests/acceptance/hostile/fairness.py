"""Boards that print, a screen that comes back again and again, an import: others' lists and streams do not wait for them (K11, K16)."""
import http.client
import json
import signal
import socket
import threading
import time

from siege import LONG, Attackers, Listener, Siege, calm
from house import House, run, wallet_headers, wallet_notice

SECONDS = 30 if LONG else 5
STALLS = 10_000 if LONG else 2_000


def a_market_of(house, count, code="lon"):
    market = house.market(code=code)
    lines = ["mã quầy,khu,tên,ngân hàng,số tài khoản,tên tài khoản"]
    lines += [f"B-{i},Khu {i % 9},Cô Ba,970436,00220{i:08d},NGUYEN THI BA" for i in range(count)]
    status, answer, _ = house.call("POST", f"/v1/markets/{market['id']}/stalls:import", "\n".join(lines), headers={"Content-Type": "text/csv"}, timeout=240)
    assert status == 200 and answer["created"] == count, (status, answer)
    return market


def until(ended, act):
    def go():
        while not ended.is_set():
            try:
                act()
            except (OSError, http.client.HTTPException):
                pass
    return threading.Thread(target=go, daemon=True)


def besieged(house, stall, before, name, acts):
    with Attackers(*acts), Siege(house, stall) as siege:
        time.sleep(SECONDS)
    siege.report(name, before)


def come_back(house, stall, token):
    """A screen that was told everything from the beginning, and goes."""
    listener = Listener(house, stall, token, last_id=0)
    while "hello" not in listener.text and not listener.ended.is_set():
        time.sleep(0.001)
    listener.close()


def heavy_work():
    """four boards that print, replays from the beginning, and long reports, each beside 200 notices a second"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        market = a_market_of(house, STALLS)
        boards = [house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"] for _ in range(4)]
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]})["token"]
        before = calm(house, stall)
        besieged(house, stall, before, "four boards print", [
            lambda token=token: house.call("GET", f"/v1/markets/{market['id']}/stands.pdf?layout=a6", token=token) for token in boards])
        besieged(house, stall, before, "replays", [lambda: come_back(house, stall, vendor) for _ in range(4)])
        besieged(house, stall, before, "long reports", [
            lambda token=token: house.call("GET", f"/v1/reports/range?market_id={market['id']}&from=2026-01-01&to=2026-12-31", token=token)
            for token in boards])
        assert house.call("GET", "/readyz", token=None)[0] == 200


def an_import_beside_notices():
    """a list longer than the queue is recorded whole while notices come, and none of them is refused"""
    with House(limits={"queue_max": 16_384 if LONG else 500}) as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        before = calm(house, stall)
        with Siege(house, stall) as siege:
            a_market_of(house, 19_999 if LONG else 3_000, code="province")
            time.sleep(1)  # On a fast machine the list is in before anybody has looked.
        siege.report("an import", before)


def a_burst_waits_for_room():
    """2,000 notices at once by 64 connections into a queue of four: each waits for room, and none is refused"""
    with House(limits={"queue_max": 4}) as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        refused, lock = [], threading.Lock()

        def send(place):
            connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
            for number in range(2_048 // 64):
                body = json.dumps(wallet_notice(f"{place}-{number}", stall["stall_code"])).encode()
                connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    with lock:
                        refused.append(answer.status)

        threads = [threading.Thread(target=send, args=(place,)) for place in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not refused, (len(refused), refused[:3])
        assert sum(1 for _ in house.items("/v1/transfers")) == 2_048


def clients_that_left():
    """what a client asked for and no longer waits for is not printed: the next one's turn comes soon"""
    with House() as house:
        market = a_market_of(house, STALLS)
        tokens = [house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"] for _ in range(6)]
        head = "GET /v1/markets/%s/stands.pdf HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
        begun = time.monotonic()
        assert house.call("GET", f"/v1/markets/{market['id']}/stands.pdf", token=tokens[0])[0] == 200
        alone = time.monotonic() - begun
        for _ in range(3):
            for token in tokens[1:]:
                with socket.create_connection(("127.0.0.1", house.port)) as connection:
                    connection.sendall((head % (market["id"], token)).encode())
        time.sleep(0.6)  # Two looks.
        begun = time.monotonic()
        assert house.call("GET", f"/v1/markets/{market['id']}/stands.pdf", token=tokens[0])[0] == 200
        took = time.monotonic() - begun
        print(f"      alone {alone:.1f} s, behind fifteen that left {took:.1f} s")
        assert took < 3 * alone + 2, (alone, took)


def a_stop_does_not_wait():
    """SIGTERM beside printing, replays and an import ends the process within ten seconds, with exit code 0"""
    with House() as house:
        market = a_market_of(house, STALLS)
        tokens = [house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"] for _ in range(8)]
        ended = threading.Event()
        threads = [until(ended, lambda token=token: house.call("GET", f"/v1/markets/{market['id']}/stands.pdf?layout=a4", token=token)) for token in tokens]
        for thread in threads:
            thread.start()
        time.sleep(1)
        begun = time.monotonic()
        house.process.send_signal(signal.SIGTERM)
        code = house.process.wait(20)
        took = time.monotonic() - begun
        ended.set()
        print(f"      ended after {took:.1f} s")
        assert took < 10 and code == 0, (took, code)


if __name__ == "__main__":
    run([heavy_work, an_import_beside_notices, a_burst_waits_for_room, clients_that_left, a_stop_does_not_wait])

"""Strangers who announce much, send much at once, or hold what they sent: memory follows what has come, never what is promised, and it
has an end. --long: more of them.
"""
import contextlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from strangers import LONG, Crowd, Vendor, answer_of, connect, house_of, many_descriptors, rss_kb, status_of, while_served  # noqa: E402

from house import run  # noqa: E402

ROOM = many_descriptors() - 300


def source(number):
    return f"127.0.{2 + number // 200}.{1 + number % 200}"


def promises():
    """1,500 heads that promise two megabytes cost less than 20 MB together, and nobody else notices"""
    with house_of() as house, Crowd() as crowd:
        vendor = Vendor(house)
        vendor.seconds_of_list()
        count, before = min(1500, ROOM), rss_kb(house)
        head = b"POST /v1/qr/decode HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 2097152\r\n\r\n"
        crowd.open(house, count, head, source)
        time.sleep(0.5)
        cost = rss_kb(house) - before
        said = while_served(house, vendor, lambda: None, 1)
        print(f"      {count} promises cost {cost} KB; {said}")
        assert cost < 20_000, f"{cost} KB"


def who_may_send():
    """a large body is asked for its token before it is read, and nobody is told to continue who may not"""
    with house_of() as house:
        market = house.market()["id"]
        for fields, right in ((b"", 401), (b"Authorization: Bearer wrong\r\n", 401),
                              (b"Authorization: Bearer " + vendor_token(house, market) + b"\r\n", 403)):
            for expects in (b"", b"Expect: 100-continue\r\n"):
                client = connect(house)
                client.sendall(b"POST /v1/markets/%s/stalls:import HTTP/1.1\r\nHost: x\r\n" % market.encode() + fields + expects +
                               b"Content-Length: 1000000\r\n\r\n")
                answer = answer_of(client)
                assert status_of(answer) == right, (fields, expects, answer[:200])
                assert b"Connection: close" in answer
                client.close()
        client = connect(house)
        client.sendall(b"POST /v1/markets/%s/stalls:import?dry_run=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nExpect: 100-continue\r\n"
                       b"Content-Length: 1000000\r\n\r\n" % (market.encode(), house.token.encode()))
        assert answer_of(client).startswith(b"HTTP/1.1 100 Continue")
        client.close()


def vendor_token(house, market):
    stall = house.stall({"id": market}, "B-1", "0011012345679")
    return house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "thử"})["token"].encode()


def pictures_from_one_address():
    """one address gets only a few pictures on their way in, however many connections it has: the rest are told to wait"""
    with house_of() as house, Crowd() as crowd:
        head = b"POST /v1/qr/decode HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 2000000\r\n\r\n"
        before = rss_kb(house)
        crowd.open(house, 200, head + b"x" * 4000)
        deadline = time.monotonic() + 3
        refused = 0
        while refused < 100 and time.monotonic() < deadline:
            time.sleep(0.1)
            refused = crowd.closed()
        for client in crowd.clients:
            with contextlib.suppress(OSError):
                client.send(b"x" * 200_000)
        print(f"      {refused} of 200 refused, {rss_kb(house) - before} KB held")
        assert refused >= 100, refused
        assert status_of(answer_of_healthz(house)) == 200


def answer_of_healthz(house):
    client = connect(house)
    client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = answer_of(client)
    client.close()
    return answer


def a_full_budget():
    """when large bodies hold what there is, the next gets 503 with Retry-After; small requests, lists and notices pass"""
    with house_of(request_bytes_max=8 << 20) as house, Crowd() as crowd:
        vendor = Vendor(house)
        market = house.ok("GET", "/v1/markets")["items"][0]["id"]
        head = b"POST /v1/markets/%s/stalls:import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 2000000\r\n\r\n" % (
            market.encode(), house.token.encode())
        crowd.open(house, 12, head)
        for client in crowd.clients:
            client.settimeout(3)
            with contextlib.suppress(OSError):
                client.sendall(b"x" * 1_500_000)
        answers = [answer_of(client, wait=0.3) for client in crowd.clients]
        busy = [answer for answer in answers if status_of(answer) == 503]
        assert len(busy) >= 6 and all(b"Retry-After" in answer and b"Connection: close" in answer for answer in busy), answers
        said = while_served(house, vendor, lambda: None, 1)
        print(f"      {len(busy)} of 12 large bodies were asked to come again; {said}")


def dripping_holders():
    """strangers who hold the whole budget with unfinished heads and bodies give way, oldest first, and no notice is refused"""
    with house_of(request_bytes_max=8 << 20) as house, Crowd() as crowd:
        vendor = Vendor(house)
        count = min(3000 if LONG else 900, ROOM)
        before = rss_kb(house)
        head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 7900
        body = b"POST /v1/qr/decode HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16000\r\n\r\n" + b"a" * 15000

        def hold():
            crowd.open(house, count // 2, head, source)
            crowd.open(house, count // 2, body, source)

        said = while_served(house, vendor, lambda: None, 1, first=hold)
        print(f"      {crowd.closed()} of {len(crowd.clients)} gave way, {rss_kb(house) - before} KB more; {said}")
        assert rss_kb(house) - before < 60_000


def answers_nobody_reads():
    """requests by the hundred from clients that read nothing hold little, and the connection of each ends or stays its own problem"""
    with house_of() as house, Crowd() as crowd:
        vendor = Vendor(house)
        before = rss_kb(house)
        count = min(1000 if LONG else 200, ROOM)
        crowd.open(house, count, b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 30, source)
        said = while_served(house, vendor, lambda: None, 1)
        cost = rss_kb(house) - before
        print(f"      {count} clients that do not read cost {cost} KB; {said}")
        assert cost < 20_000 + 320 * count


if __name__ == "__main__":
    run([promises, who_may_send, pictures_from_one_address, a_full_budget, dripping_holders, answers_nobody_reads])

"""Hoarders: one address, many addresses, whoever keeps connections or streams for themselves. Providers' notices come through, and so
does everybody who wants something. Behind a trusted proxy the client counts, and nobody else can say who they are. --long: more.
"""
import contextlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from strangers import LONG, Crowd, Notices, Vendor, answer_of, connect, house_of, many_descriptors, status_of, while_served  # noqa: E402

from house import House, run  # noqa: E402

ROOM = many_descriptors() - 300
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def source(number):
    return f"127.0.{2 + number // 200}.{1 + number % 200}"


def get(house, path=b"/healthz", fields=b"", source="127.0.0.1"):
    client = connect(house, source)
    client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + b"\r\n")
    answer = answer_of(client)
    client.close()
    return status_of(answer)


def one_address():
    """one address that opens all it can gets its share; others, a vendor's stream and every notice get through"""
    places = 3000 if LONG else 800
    with house_of(connections_max=places, connections_per_address_max=places // 4, notice_connections_reserved=50) as house, Crowd() as crowd:
        vendor = Vendor(house)

        def hoard():
            crowd.open(house, min(places, ROOM), HEALTH, lambda _: "127.0.0.9")

        said = while_served(house, vendor, lambda: crowd.open(house, 20, HEALTH, lambda _: "127.0.0.9"), 1, first=hoard)
        held = len(crowd.clients) - crowd.closed()
        print(f"      of {len(crowd.clients)} connections of one address {held} are kept; {said}")
        assert held <= places // 4


def many_addresses():
    """hundreds of addresses that take every place and ask for nothing more give way to whoever does; no notice is refused"""
    places = 3000 if LONG else 600
    with house_of(connections_max=places, connections_per_address_max=places, notice_connections_reserved=50) as house, Crowd() as crowd:
        vendor = Vendor(house)

        def hoard():
            crowd.open(house, min(places + 100, ROOM), HEALTH, source)
            time.sleep(1.2)

        said = while_served(house, vendor, lambda: crowd.open(house, 20, b"GET /he", source), 1, first=hoard)
        print(f"      {crowd.closed()} of {len(crowd.clients)} hoarders gave way; {said}")


def the_reserve():
    """when streams of known clients hold every ordinary place, notices use the reserve, others get 503, and hoarders cannot fill it"""
    with house_of(connections_max=80, connections_per_address_max=80, notice_connections_reserved=20) as house, Crowd() as streams, Crowd() as hoarders:
        vendor = Vendor(house)
        stream = f"GET /v1/stalls/{vendor.stall}/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {vendor.token}\r\n\r\n".encode()
        streams.open(house, 70, stream)
        time.sleep(1.5)
        statuses = [get(house, source=source(number)) for number in range(5)]
        assert statuses == [503] * 5, statuses
        with Notices(house, vendor.code, 1, per_second=50, source="127.0.0.77") as notices:
            for _ in range(15):
                hoarders.open(house, 10, b"", source)
                hoarders.open(house, 10, b"POST /v1/providers/simwallet/notices HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", lambda n: source(n + 300))
                time.sleep(0.2)
        assert not notices.refused, (len(notices.refused), notices.refused[:3])
        print(f"      {len(notices.times)} notices beside {streams.closed()} lost streams, p99 {notices.p99_ms():.1f} ms; {hoarders.closed()} of "
              f"{len(hoarders.clients)} hoarders are gone")
        assert streams.closed() <= 10  # Those that found no place.


def behind_a_proxy():
    """behind a trusted proxy the client counts by its own address, /64 and all; from anybody else the field means nothing"""
    limits = {"connections_max": 400, "connections_per_address_max": 10, "notice_connections_reserved": 20}
    with House(limits=limits, trusted_proxies=["127.0.0.50", "10.0.0.0/8"]) as house, Crowd() as crowd:
        vendor = Vendor(house)

        def stream(client):
            return (f"GET /v1/stalls/{vendor.stall}/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {vendor.token}\r\n"
                    f"X-Forwarded-For: {client}\r\n\r\n").encode()

        def status(request, source):
            client = connect(house, source)
            client.sendall(request)
            crowd.clients.append(client)
            return status_of(answer_of(client))

        proxy = "127.0.0.50"
        for number in range(10):
            assert status(stream("203.0.113.7, 10.0.0.1"), proxy) == 200
        assert status(stream("203.0.113.7"), proxy) == 429
        assert status(stream("198.51.100.1, 203.0.113.7"), proxy) == 429, "a claim in front of the client's address changed it"
        assert status(stream("203.0.113.8"), proxy) == 200
        for number in range(10):
            assert status(stream(f"2001:db8:1:2::{number + 1}"), proxy) == 200
        assert status(stream("2001:db8:1:2:ffff::1"), proxy) == 429
        assert status(stream("2001:db8:1:3::1"), proxy) == 200
        for number in range(10):
            assert status(stream(f"203.0.113.{number}"), "127.0.0.60") == 200
        assert status(stream("203.0.113.200"), "127.0.0.60") == 503, "whoever is no proxy named another client"
        for client in crowd.clients:
            client.close()
        crowd.clients.clear()
        time.sleep(0.6)
        assert status(stream("203.0.113.7"), proxy) == 200


def spoofed_rates():
    """another X-Forwarded-For with each request gets nobody past a rate limit"""
    with house_of() as house:
        picture = b"\x89PNG\r\n\x1a\nnot a picture"
        statuses = []
        for number in range(60):
            client = connect(house)
            client.sendall(b"POST /v1/qr/decode HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nX-Forwarded-For: 203.0.113.%d\r\n"
                           b"Forwarded: for=203.0.113.%d\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (number, number, len(picture)) + picture)
            statuses.append(status_of(answer_of(client)))
            client.close()
        print(f"      {statuses.count(429)} of 60 pictures at once were told to wait")
        assert 429 in statuses


if __name__ == "__main__":
    run([one_address, many_addresses, the_reserve, behind_a_proxy, spoofed_rates])

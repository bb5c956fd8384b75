"""Clients that are slow on purpose, by the hundred (--long: by the thousand): each ends at its own deadline, and nobody else notices."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from strangers import LONG, Crowd, Vendor, connect, house_of, many_descriptors, rss_kb, while_served  # noqa: E402

from house import run  # noqa: E402

COUNT = min(6000 if LONG else 400, many_descriptors() - 200)


def source(number):
    return f"127.0.{2 + number // 250}.{1 + number % 250}"


def slow(first, deadline, drip):
    with house_of() as house, Crowd() as crowd:
        vendor = Vendor(house)
        before = rss_kb(house)
        crowd.open(house, COUNT, first, source)
        opened, held = time.monotonic(), rss_kb(house) - before
        said = while_served(house, vendor, (lambda: crowd.drip()) if drip else lambda: None, 1, seconds=2 if not LONG else 6)
        while crowd.closed() < len(crowd.clients):
            crowd.drip()
            assert time.monotonic() - opened < deadline + 4, f"{crowd.closed()} of {len(crowd.clients)} are ended after {deadline + 4} s"
            time.sleep(0.25)
        print(f"      {len(crowd.clients)} clients, {held} KB while they are here, all ended {time.monotonic() - opened:.1f} s after the last came; {said}")
        assert held < 200 + 12 * COUNT, f"{held} KB"


def heads():
    """hundreds that send a head byte by byte are ended after ten seconds, whatever they drip"""
    slow(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", 10, True)


def bodies():
    """hundreds that send a body byte by byte are ended after thirty seconds"""
    slow(b"POST /v1/qr/decode HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{", 30, True)


if __name__ == "__main__":
    run([heads, bodies])

"""Readers of long answers: an honest slow one gets everything however long it takes, one that takes a byte a second is cut, and hundreds
of them cost nobody else anything. --long: 14.4 MB at 100 KB/s.
"""
import pathlib
import re
import select
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from strangers import LONG, Vendor, house_of, while_served  # noqa: E402

from house import run  # noqa: E402

REQUEST = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"


def reader(house, requests, source="127.0.0.1"):
    client = socket.socket()
    client.bind((source, 0))  # Each its own: what one address may ask for has a limit, and is not what is looked at here.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
    client.settimeout(20)
    client.connect(("127.0.0.1", house.port))
    client.sendall(REQUEST * requests)
    return client


def readers():
    """at a hundred KB a second a reader gets everything, at a byte a second it is cut within a minute, and nobody else notices"""
    with house_of() as house:
        vendor = Vendor(house)
        size = answer_size(house)
        megabytes, rate = (14.4, 100_000) if LONG else (6.0, 150_000)
        count = int(megabytes * 1e6 / size) + 1
        stubborn = [reader(house, 400, f"127.0.1.{i}") for i in range(1, 51)]
        cut, began = [], time.monotonic()

        def drip(client):
            ended = select.poll()  # What has come stays readable after a reset, so reading on would not tell.
            ended.register(client, 0)
            while not ended.poll(1000) and client.recv(1):
                pass
            cut.append(time.monotonic() - began)

        threads = [threading.Thread(target=drip, args=(client,), daemon=True) for client in stubborn]
        for thread in threads:
            thread.start()
        honest, got = reader(house, count), 0
        said = while_served(house, vendor, lambda: None, 1, seconds=2)
        while got < count * size:
            piece = honest.recv(rate // 10)
            assert piece, f"cut after {got} of {count * size} bytes"
            got += len(piece)
            time.sleep(max(0, began + got / rate - time.monotonic()))
        took = time.monotonic() - began
        for thread in threads:
            thread.join(65)
        assert len(cut) == len(stubborn) and max(cut) < 65, (len(cut), max(cut, default=0))
        print(f"      {got} bytes in {took:.0f} s; {len(cut)} stubborn readers cut after {min(cut):.0f} to {max(cut):.0f} s; {said}")


def answer_size(house):
    """Of one answer with its head."""
    with reader(house, 1) as client:
        text = b""
        while b"\r\n\r\n" not in text:
            text += client.recv(4096)
        head = text.partition(b"\r\n\r\n")[0]
        return len(head) + 4 + int(re.search(rb"Content-Length: (\d+)", head).group(1))


if __name__ == "__main__":
    run([readers])

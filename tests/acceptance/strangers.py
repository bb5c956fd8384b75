"""Strangers by the thousand, and what everybody else notices of them: providers that send a signed notice every five milliseconds,
a vendor's list and stream. The files of hostile/ import this one.
"""
import contextlib
import json
import pathlib
import re
import resource
import socket
import sys
import threading
import time

from house import House, wallet_headers, wallet_notice

LONG = "--long" in sys.argv
LOOK_EVERY = 0.005
NOTICE_PATH = "/v1/providers/simwallet/notices"


def many_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def rss_kb(house):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{house.process.pid}/status").read_text()).group(1))


def connect(house, source="127.0.0.1", wait=5.0):
    """A connection from any address of this machine's own network 127.0.0.0/8."""
    client = socket.socket()
    client.settimeout(wait)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if source != "127.0.0.1":
        client.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT: a source address does not use up ports.
        client.bind((source, 0))
    client.connect(("127.0.0.1", house.port))
    return client


def answer_of(client, until=b"\r\n\r\n", wait=5.0):
    client.settimeout(wait)
    text = b""
    with contextlib.suppress(OSError):
        while until not in text and (piece := client.recv(65536)):
            text += piece
    return text


def status_of(answer):
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else None


class Crowd:
    """Connections that are only held; with Crowd() as crowd: crowd.open(house, 500, b"GET /"). A fast machine opens more of them than
    this process may hold: then the oldest makes room."""

    def __init__(self):
        self.clients = []
        self.held_max = resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in self.clients:
            client.close()

    def open(self, house, count, first=b"", source=lambda number: "127.0.0.1"):
        for number in range(count):
            try:
                client = connect(house, source(number))
            except OSError:
                continue
            with contextlib.suppress(OSError):
                if first:
                    client.sendall(first)
            client.setblocking(False)
            if len(self.clients) >= self.held_max:
                self.clients.pop(0).close()
            self.clients.append(client)

    def drip(self, byte=b"a"):
        for client in self.clients:
            with contextlib.suppress(OSError):
                client.send(byte)

    def closed(self):
        """How many the other side has ended."""
        count = 0
        for client in self.clients:
            try:
                while client.recv(65536):
                    pass
                count += 1
            except BlockingIOError:
                pass
            except OSError:
                count += 1
        return count


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


class Notices:
    """with Notices(house, code) as notices: `per_second` signed notices on kept connections and, each second, one on a new one; what
    was answered and how long it took from the moment each was due."""

    def __init__(self, house, code, first, per_second=200, source="127.0.0.1"):
        self.house, self.code, self.number, self.every, self.source = house, code, first, 1 / per_second, source
        self.times, self.refused, self.ended = [], [], threading.Event()
        self.lock = threading.Lock()

    def __enter__(self):
        self.due = time.monotonic()
        self.threads = [threading.Thread(target=self.send, args=(fresh,), daemon=True) for fresh in (False, False, False, True)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def next_due(self, fresh):
        with self.lock:
            self.number += 1
            if fresh:
                return self.number, time.monotonic() + 0.1
            self.due += self.every
            return self.number, self.due

    def send(self, fresh):
        client = None
        while not self.ended.is_set():
            number, due = self.next_due(fresh)
            time.sleep(max(0, due - time.monotonic()))
            body = json.dumps(wallet_notice(number, f"{self.code} rau", amount=1000 + number % 1000)).encode()
            head = "".join(f"{name}: {value}\r\n" for name, value in wallet_headers(body).items())
            try:
                if client is None or fresh:
                    client = connect(self.house, self.source)
                client.sendall(f"POST {NOTICE_PATH} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                answer = answer_of(client, b"}")
            except OSError as error:
                answer = str(error).encode()
            if status_of(answer) != 200:
                self.refused.append(answer[:200])
                client = None
            self.times.append(time.monotonic() - due)

    def p99_ms(self):
        return percentile(self.times, 0.99) * 1000


class Vendor:
    """A vendor of a market: a token, a list to look at, a stream to hear."""

    def __init__(self, house):
        self.house = house
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        self.code, self.stall = stall["stall_code"], stall["id"]
        self.token = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "thử"})["token"]

    def seconds_of_list(self):
        began = time.monotonic()
        status, content, _ = self.house.call("GET", "/v1/transfers?limit=20", token=self.token)
        assert status == 200, (status, content)
        return time.monotonic() - began

    def seconds_of_stream(self):
        """Until a stream says hello."""
        began = time.monotonic()
        client = connect(self.house)
        client.sendall(f"GET /v1/stalls/{self.stall}/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.token}\r\n\r\n".encode())
        answer = answer_of(client, b"event: hello")
        assert status_of(answer) == 200 and b"event: hello" in answer, answer[:300]
        client.close()
        return time.monotonic() - began


def while_served(house, vendor, what, notices_from, seconds=3.0, first=None):
    """Runs `what` while notices come and a vendor looks: nobody is refused, and a list and a stream answer within a second. Returns
    what is to be printed."""
    with Notices(house, vendor.code, notices_from) as before:
        time.sleep(2)
    with Notices(house, vendor.code, notices_from + 100_000) as notices:
        if first:
            first()
        ending = time.monotonic() + seconds
        lists, streams = [], []
        while (began := time.monotonic()) < ending:
            what()
            lists.append(vendor.seconds_of_list())
            streams.append(vendor.seconds_of_stream())
            # A token has its pace, and a fast machine would meet it in a tight loop.
            time.sleep(max(0, began + LOOK_EVERY - time.monotonic()))
    assert not before.refused, before.refused[:3]
    assert not notices.refused, (len(notices.refused), notices.refused[:3])
    assert len(notices.times) > 50
    assert max(lists) < 1 and max(streams) < 1, (max(lists), max(streams))
    return (f"{len(notices.times)} notices p99 {notices.p99_ms():.1f} ms (before {before.p99_ms():.1f}), list {max(lists) * 1000:.0f} ms, "
            f"stream {max(streams) * 1000:.0f} ms")


def house_of(**limits):
    return House(limits=limits) if limits else House()

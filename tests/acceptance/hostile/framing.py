"""Bytes on whose meaning servers and proxies disagree: each is refused, or means what RFC 9112 says, and whatever is hidden behind it
never runs as a request of its own. The rows say which statuses are right and how often the hidden request may run.
"""
import pathlib
import re
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run  # noqa: E402

HOST = b"Host: x\r\n"
HIDDEN = b"GET /v2/banks HTTP/1.1\r\nHost: x\r\n\r\n"  # Counted by its route; nothing else here asks for it.
BODY = b'{"payload":"x"}'
POST = b"POST /v1/qr/decode HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
REFUSED = (400,)
READ = (200, 422)  # Understood: what the body says is another matter.


def post(fields, body=b""):
    return POST + fields + b"\r\n" + body


def chunked(body):
    return post(b"Transfer-Encoding: chunked\r\n", body)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def rows():
    """(what, bytes, right statuses of the first answer; None: closed without one, how often the hidden request may run)."""
    last = b"0\r\n\r\n"
    yield from (
        # What must pass.
        ("a plain request", GET + HOST + b"\r\n", (200,), 0),
        ("a hidden request in the open", GET + HOST + b"\r\n" + HIDDEN, (200,), 1),
        ("a body of its length and a request behind it", post(b"Content-Length: %d\r\n" % len(BODY), BODY) + HIDDEN, READ, 1),
        ("a chunked body and a request behind it", chunked(chunk(BODY) + last) + HIDDEN, READ, 1),
        ("a chunked body byte by byte", chunked(b"".join(chunk(BODY[i:i + 1]) for i in range(len(BODY))) + last) + HIDDEN, READ, 1),
        ("a request as a body", post(b"Content-Length: %d\r\n" % len(HIDDEN), HIDDEN), (200, 400, 422), 0),
        ("a request as a chunk", chunked(chunk(HIDDEN) + last), (200, 400, 422), 0),
        ("a length of nothing and a request behind it", post(b"Content-Length: 0\r\n") + HIDDEN, (200, 400, 422), 1),
        ("a length with zeros in front", post(b"Content-Length: 000%d\r\n" % len(BODY), BODY) + HIDDEN, READ, 1),
        ("chunk sizes in capitals", chunked(b"F\r\n" + BODY + b"\r\n" + last) + HIDDEN, READ, 1),
        ("chunk sizes with zeros in front", chunked(b"000f\r\n" + BODY + b"\r\n" + last) + HIDDEN, READ, 1),
        ("transfer coding in capitals", post(b"Transfer-Encoding: CHUNKED\r\n", chunk(BODY) + last) + HIDDEN, READ, 1),

        # Lengths.
        ("two lengths", post(b"Content-Length: 4\r\nContent-Length: 5\r\n", b"abcde") + HIDDEN, REFUSED, 0),
        ("the same length twice", post(b"Content-Length: 4\r\nContent-Length: 4\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("a list of lengths", post(b"Content-Length: 4, 4\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("a list of two lengths", post(b"Content-Length: 0, 40\r\n") + HIDDEN, REFUSED, 0),
        ("a length with a plus", post(b"Content-Length: +5\r\n", b"abcde") + HIDDEN, REFUSED, 0),
        ("a negative length", post(b"Content-Length: -1\r\n") + HIDDEN, REFUSED, 0),
        ("a hexadecimal length", post(b"Content-Length: 0x10\r\n", b"a" * 16) + HIDDEN, REFUSED, 0),
        ("an octal length", post(b"Content-Length: 0o10\r\n", b"a" * 8) + HIDDEN, REFUSED, 0),
        ("a length with a fraction", post(b"Content-Length: 4.0\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("a length with an exponent", post(b"Content-Length: 1e1\r\n", b"a" * 10) + HIDDEN, REFUSED, 0),
        ("a length with a space inside", post(b"Content-Length: 1 0\r\n", b"a" * 10) + HIDDEN, REFUSED, 0),
        ("a length with a word", post(b"Content-Length: 4abc\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("a length in full-width digits", post("Content-Length: ４\r\n".encode(), b"abcd") + HIDDEN, REFUSED, 0),
        ("an empty length", post(b"Content-Length: \r\n") + HIDDEN, REFUSED, 0),
        ("a length in quotes", post(b'Content-Length: "4"\r\n', b"abcd") + HIDDEN, REFUSED, 0),
        ("a length with an underscore", post(b"Content-Length: 1_0\r\n", b"a" * 10) + HIDDEN, REFUSED, 0),
        ("length 10^18", post(b"Content-Length: 1000000000000000000\r\n"), (400, 413), 0),
        ("length 2^63", post(b"Content-Length: 9223372036854775808\r\n"), (400, 413), 0),
        ("length 2^64", post(b"Content-Length: 18446744073709551616\r\n"), (400, 413), 0),
        ("length 2^64 + 4", post(b"Content-Length: 18446744073709551620\r\n", b"abcd") + HIDDEN, (400, 413), 0),
        ("a length of a thousand digits", post(b"Content-Length: " + b"9" * 1000 + b"\r\n"), (400, 413), 0),
        ("length of the limit + 1", post(b"Content-Length: 2097153\r\n"), (413,), 0),
        ("a length with a NUL", post(b"Content-Length: 4\x00\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("a length in a misspelt name", post(b"Content_Length: 4\r\nContent-Length: 0\r\n") + HIDDEN, (200, 400, 422), 1),
        ("a body of a GET", GET + HOST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN, (400, 413), 0),
        ("a chunked body of a GET", GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(HIDDEN) + last, REFUSED, 0),
        ("a body of a HEAD", b"HEAD /healthz HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN, (400, 413), 0),
        ("half a body", post(b"Content-Length: 50\r\n", b"{"), (None,), 0),

        # Transfer codings.
        ("length and chunked", post(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", last + HIDDEN), REFUSED, 0),
        ("chunked and length", post(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", last + HIDDEN), REFUSED, 0),
        ("chunked and length nothing", post(b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", last + HIDDEN), REFUSED, 0),
        ("chunked twice", post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked and identity", post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", last) + HIDDEN, REFUSED, 0),
        ("identity", post(b"Transfer-Encoding: identity\r\n") + HIDDEN, REFUSED, 0),
        ("identity and length", post(b"Transfer-Encoding: identity\r\nContent-Length: 4\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("gzip, chunked", post(b"Transfer-Encoding: gzip, chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked, gzip", post(b"Transfer-Encoding: chunked, gzip\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked, chunked", post(b"Transfer-Encoding: chunked, chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("xchunked", post(b"Transfer-Encoding: xchunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunkedx", post(b"Transfer-Encoding: chunkedx\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked in quotes", post(b'Transfer-Encoding: "chunked"\r\n', last) + HIDDEN, REFUSED, 0),
        ("chunked with a parameter", post(b"Transfer-Encoding: chunked;q=1\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked behind a comma", post(b"Transfer-Encoding: ,chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked behind a vertical tab", post(b"Transfer-Encoding: \x0bchunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("chunked behind a NUL", post(b"Transfer-Encoding: \x00chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("an empty coding", post(b"Transfer-Encoding: \r\n") + HIDDEN, REFUSED, 0),
        ("an empty coding and a length", post(b"Transfer-Encoding:\r\nContent-Length: 4\r\n", b"abcd") + HIDDEN, REFUSED, 0),
        ("space before the colon of a coding", post(b"Transfer-Encoding : chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("tab before the colon of a coding", post(b"Transfer-Encoding\t: chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("a coding behind a bare LF", post(b"X: y\nTransfer-Encoding: chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("a coding behind a bare CR", post(b"X: y\rTransfer-Encoding: chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("a folded coding", post(b"Transfer-Encoding:\r\n chunked\r\n", last) + HIDDEN, REFUSED, 0),
        ("a coding in a misspelt name", post(b"Transfer_Encoding: chunked\r\nContent-Length: 0\r\n") + HIDDEN, (200, 400, 422), 1),
        ("chunked of HTTP/1.0", b"POST /v1/qr/decode HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + last + HIDDEN, REFUSED, 0),

        # Chunks.
        ("a chunk size without digits", chunked(b"\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk size with 0x", chunked(b"0x5\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk size with a plus", chunked(b"+5\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a negative chunk size", chunked(b"-5\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk size with a space in front", chunked(b" 5\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk size with a space behind", chunked(b"5 \r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk size of nine digits", chunked(b"000000005\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("chunk size 2^64", chunked(b"10000000000000000\r\n") + HIDDEN, REFUSED, 0),
        ("chunk size 2^64 - 1", chunked(b"ffffffffffffffff\r\n") + HIDDEN, REFUSED, 0),
        ("chunk size 2^32 - 1", chunked(b"ffffffff\r\n") + HIDDEN, (413,), 0),
        ("a chunk beyond the limit", chunked(b"200001\r\n") + HIDDEN, (413,), 0),
        ("chunks that are together beyond the limit", chunked(chunk(b"x") + b"200000\r\n") + HIDDEN, (413,), 0),
        ("a chunk size line without end", chunked(b"0" * 4096), REFUSED, 0),
        ("a chunk extension", chunked(b"5;a=b\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk extension with a line in it", chunked(b"5;\n\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("an extension of the last chunk", chunked(b"0;a\r\n\r\n") + HIDDEN, REFUSED, 0),
        ("a trailer", chunked(b"0\r\nX: y\r\n\r\n") + HIDDEN, REFUSED, 0),
        ("a trailer with a length", chunked(b"0\r\nContent-Length: 9\r\n\r\n") + HIDDEN, REFUSED, 0),
        ("a request as a trailer", chunked(b"0\r\n" + HIDDEN), REFUSED, 0),
        ("a chunk size that ends with LF", chunked(b"5\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk that ends with LF", chunked(b"5\r\nabcde\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk that ends with nothing", chunked(b"5\r\nabcde" + last) + HIDDEN, REFUSED, 0),
        ("a chunk longer than its size", chunked(b"3\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a chunk shorter than its size", chunked(b"7\r\nabcde\r\n" + last) + HIDDEN, REFUSED, 0),
        ("a last chunk that ends with LF", chunked(b"0\n\n") + HIDDEN, REFUSED, 0),
        ("half a chunk", chunked(b"50\r\nabc"), (None,), 0),

        # Lines and fields.
        ("a folded field", GET + HOST + b"X: a\r\n b\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a field folded with a tab", GET + HOST + b"X: a\r\n\tb\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a first field that is folded", GET + b" X: a\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("lines that end with LF", b"GET /healthz HTTP/1.1\nHost: x\n\n" + HIDDEN, REFUSED, 0),
        ("a field that ends with LF", GET + HOST + b"X: y\n\r\n" + HIDDEN, REFUSED, 0),
        ("a head that ends with LF", GET + HOST + b"\n" + HIDDEN, REFUSED, 0),
        ("a bare CR in a field", GET + HOST + b"X: a\rb\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a bare CR in the request line", b"GET /healthz\rX HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("CR CR LF", GET + HOST + b"X: a\r\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a NUL in a field", GET + HOST + b"X: a\x00b\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a NUL in a name", GET + HOST + b"X\x00: a\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a NUL in the target", b"GET /healthz\x00 HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("an escape in a field", GET + HOST + b"X: \x1b[2J\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a DEL in a field", GET + HOST + b"X: \x7f\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("space before a colon", b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a field without a colon", GET + HOST + b"X\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a field without a name", GET + HOST + b": a\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a space in a name", GET + HOST + b"X Y: a\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a name in UTF-8", GET + HOST + "Chợ: a\r\n\r\n".encode() + HIDDEN, REFUSED, 0),
        ("an empty line in front", b"\r\n" + GET + HOST + b"\r\n", (200,), 0),
        ("five empty lines in front", b"\r\n" * 5 + GET + HOST + b"\r\n", REFUSED, 0),

        # Host.
        ("no host", GET + b"\r\n" + HIDDEN, REFUSED, 0),
        ("two hosts", GET + b"Host: a\r\nHost: b\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("the same host twice", GET + HOST + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("an empty host", GET + b"Host:\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a host with a path", GET + b"Host: x/y\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("a host with a user", GET + b"Host: a@b\r\n\r\n" + HIDDEN, REFUSED, 0),
        ("two hosts in one", GET + b"Host: a, b\r\n\r\n" + HIDDEN, REFUSED, 0),

        # Request lines.
        ("HTTP/0.9", b"GET /healthz\r\n", REFUSED, 0),
        ("HTTP/0.9 as a version", b"GET /healthz HTTP/0.9\r\n" + HOST + b"\r\n" + HIDDEN, (400, 505), 0),
        ("HTTP/2.0", b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n" + HIDDEN, (505,), 0),
        ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 501, 505), 0),
        ("HTTP/1.10", b"GET /healthz HTTP/1.10\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("http/1.1", b"GET /healthz http/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("HTTP/1.1 and a space", b"GET /healthz HTTP/1.1 \r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("two spaces", b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("a tab for a space", b"GET\t/healthz\tHTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("a space in the target", b"GET /health z HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("a fragment", b"GET /healthz#a HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("a target in UTF-8", "GET /chợ HTTP/1.1\r\n".encode() + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("no target", b"GET HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("a target without a slash", b"GET healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, REFUSED, 0),
        ("absolute form", b"GET http://x/healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (200,), 1),
        ("absolute form of another host", b"GET http://y/healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (200, 400), 1),
        ("authority form", b"CONNECT x:80 HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (400, 405, 501), 0),
        ("an unknown method", b"BREW /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (501,), 0),
        ("a method in small letters", b"get /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (400, 501), 0),
        ("TRACE", b"TRACE /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, (405, 501), 0),
        ("a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64, REFUSED, 0),
        ("garbage", b"\x00\xff\x17garbage\r\n\r\n", REFUSED, 0),
        ("half a request line", b"POST /v1/prov", (None,), 0),
        ("an upgrade", GET + HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", (200,), 0),

        # Sizes.
        ("a request line of 8 KB + 1", b"GET /" + b"a" * 8192 + b" HTTP/1.1\r\n" + HOST + b"\r\n", (414,), 0),
        ("a request line without end", b"A" * 60_000, (414,), 0),
        ("a field of 8 KB + 1", GET + HOST + b"X: " + b"a" * 8192 + b"\r\n\r\n" + HIDDEN, (431,), 0),
        ("fields of 8 KB + 1", GET + HOST + b"X: 12345678\r\n" * 700 + b"\r\n" + HIDDEN, (431,), 0),
        ("a hundred and one fields", GET + HOST + b"X: y\r\n" * 100 + b"\r\n" + HIDDEN, (431,), 0),
        ("a field without end", GET + HOST + b"a" * 60_000, (431,), 0),

        # Expectations, connections.
        ("an unknown expectation", post(b"Expect: 200-maybe\r\nContent-Length: 4\r\n", b"abcd") + HIDDEN, (417,), 0),
        ("an expectation of a refused length", post(b"Expect: 100-continue\r\nContent-Length: 99999999\r\n"), (413,), 0),
        ("an expectation with the body already here", post(b"Expect: 100-continue\r\nContent-Length: %d\r\n" % len(BODY), BODY) + HIDDEN, READ, 1),
        ("requests behind one that closes", GET + HOST + b"Connection: close\r\n\r\n" + HIDDEN, (200,), 0),
        ("requests behind one of HTTP/1.0", b"GET /healthz HTTP/1.0\r\n\r\n" + HIDDEN, (200,), 0),
        ("HTTP/1.0 that keeps its connection", b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + HIDDEN, (200,), 1),
        ("HTTP/1.0 with a length and keep-alive", b"POST /v1/qr/decode HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nabcd" + HIDDEN, (200, 400, 415, 422), 1),
        ("requests behind a refused one", GET + b"\r\n" + HIDDEN * 20, REFUSED, 0),
        ("a hundred requests at once", (GET + HOST + b"\r\n") * 99 + HIDDEN, (200,), 1),
    )


def exchange(house, sent, wait=5.0):
    """(answer, seconds until its first byte)."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=wait) as connection:
        answer, first = b"", None
        began = time.monotonic()
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        try:
            while piece := connection.recv(65536):
                first = first if first is not None else time.monotonic() - began
                answer += piece
        except (TimeoutError, ConnectionError):
            pass
        return answer, first


def status_of(answer):
    while answer.startswith(b"HTTP/1.1 100 "):
        answer = answer.partition(b"\r\n\r\n")[2]
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else None


def hidden_runs(house):
    text = house.call("GET", "/metrics", token=None)[1].decode()
    return sum(int(value) for value in re.findall(r'choqr_http_requests_total\{route="/v2/banks"[^}]*\} (\d+)', text))


def wrongs_of(house, sent, statuses, may_run):
    """What is wrong about the answer to these bytes, in words, and the seconds until it began."""
    before = hidden_runs(house)
    answer, first = exchange(house, sent)
    status = status_of(answer)
    wrongs = [] if status in statuses else [f"answered with {status}: {answer[-300:]}"]
    if first is not None and first > 1:
        wrongs.append(f"answered after {first:.3f} s")
    ran = hidden_runs(house) - before
    if ran > may_run:
        wrongs.append(f"the hidden request ran {ran} times")
    if b'"malformed_request"' in answer or status in (413, 414, 417, 431, 501, 505):
        if b"Connection: close" not in answer or len(re.findall(rb"HTTP/1\.1 \d{3} ", answer)) != 1:
            wrongs.append("the connection goes on")
    if house.call("GET", "/healthz", token=None)[0] != 200:
        wrongs.append("the next request is not served")
    return wrongs, first or 0


def every_framing():
    """each framing on which servers disagree is refused or means one thing, hides nothing, and the next request is served"""
    with House() as house:
        wrong, slowest, table = {}, 0.0, list(rows())
        for what, sent, statuses, may_run in table:
            wrongs, first = wrongs_of(house, sent, statuses, may_run)
            slowest = max(slowest, first)
            if wrongs:
                wrong[what] = wrongs
        assert not wrong, "\n".join(f"{what}: {wrongs}" for what, wrongs in wrong.items())
        assert len({row[0] for row in table}) == len(table) >= 100
        print(f"      {len(table)} framings, the slowest answer began after {slowest * 1000:.0f} ms")


def in_pieces():
    """cut into single bytes they mean the same"""
    with House() as house:
        for what, sent, statuses, may_run in list(rows())[::7]:
            if len(sent) > 1000:
                continue
            before = hidden_runs(house)
            with socket.create_connection(("127.0.0.1", house.port), timeout=5) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                answer = b""
                try:
                    for byte in sent:
                        connection.send(bytes([byte]))
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                try:
                    while piece := connection.recv(65536):
                        answer += piece
                except OSError:
                    pass
            status = status_of(answer)
            assert status in statuses or (answer == b"" and status is None), (what, status)
            assert hidden_runs(house) - before <= may_run, what


if __name__ == "__main__":
    run([every_framing, in_pieces])

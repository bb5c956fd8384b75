"""What strangers and broken clients send: each gets the documented error, and the gateway serves the next request."""
import hashlib
import hmac
import json
import socket
import threading
import time

from house import SEPAY_KEY, SEPAY_SECRET, WALLET_SECRET, House, run, sepay_notice, wallet_headers, wallet_notice


def raw(house, data, wait=3.0, half_close=True):
    """Bytes in, bytes out until the other side closes or `wait` seconds pass."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=wait) as connection:
        answer = b""
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
        return answer


def alive(house):
    assert house.call("GET", "/healthz", token=None)[0] == 200, "the gateway serves the next request"


def transfers(house):
    return list(house.items("/v1/transfers"))


def bytes_that_are_no_request():
    """garbage, half requests and oversized ones get a 4xx or a closed connection, and nothing stops"""
    with House() as house:
        rows = {
            "garbage": (b"\x00\xff\x17garbage\r\n\r\n", (b"400",)),
            "tls to a plain port": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64, (b"400",)),
            "half a request line": (b"POST /v1/prov", (b"", b"400")),
            "half a body": (b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{", (b"", b"400", b"401", b"408")),
            "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", (b"400",)),
            "two hosts": (b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (b"400",)),
            "length and chunked": (b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (b"400",)),
            "two lengths": (b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", (b"400",)),
            "negative length": (b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", (b"400",)),
            "length 10^18": (b"POST /v1/providers/simwallet/notices HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000000000\r\n\r\n", (b"413",)),
            "length 2^64": (b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551616\r\n\r\n", (b"400", b"413")),
            "header of 9 KB": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9216 + b"\r\n\r\n", (b"431",)),
            "101 headers": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(101)) + b"\r\n", (b"431", b"400")),
            "folded header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", (b"400",)),
            "space before colon": (b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", (b"400",)),
            "nul in header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", (b"400",)),
            "unknown method": (b"BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n", (b"400", b"405", b"501")),
        }
        for name, (data, statuses) in rows.items():
            answer = raw(house, data)
            status = answer.split(b" ", 2)[1] if answer.startswith(b"HTTP/1.1 ") else b""
            assert status in statuses, (name, answer[:300])
            alive(house)


def a_body_of_ten_megabytes():
    """a 10 MB body is refused with 413 before it is read, on the notice route and on the others"""
    with House() as house:
        for path in ("/v1/providers/simwallet/notices", "/v1/markets"):
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.token}\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n"
            begun = time.monotonic()
            answer = raw(house, head.encode() + b"x" * 200_000)
            assert answer.startswith(b"HTTP/1.1 413 "), (path, answer[:200])
            assert time.monotonic() - begun < 2
            alive(house)


def signatures():
    """only the raw bytes under the feed's own key within 300 s are a notice; everything else is 401 or 400 and leaves nothing"""
    with House() as house:
        house.stall(house.market(), "A-1", "0011012345678")
        notice = wallet_notice(1, "tien rau")
        body = json.dumps(notice).encode()
        now = time.time()
        good = wallet_headers(body)
        signature = good["webhook-signature"]
        rows = {
            "another key": (wallet_headers(body, secret="c29tZSBvdGhlciBrZXkgb2YgMzIgYnl0ZXMgaGVyZSE="), 401),
            "301 s old": (wallet_headers(body, at=now - 302), 401),
            "301 s ahead": (wallet_headers(body, at=now + 303), 401),
            "no signature": ({k: v for k, v in good.items() if k != "webhook-signature"}, 401),
            "no timestamp": ({k: v for k, v in good.items() if k != "webhook-timestamp"}, 401),
            "no id": ({k: v for k, v in good.items() if k != "webhook-id"}, 401),
            "empty signature": ({**good, "webhook-signature": ""}, 401),
            "only the version": ({**good, "webhook-signature": "v1,"}, 401),
            "one byte short": ({**good, "webhook-signature": signature[:-5] + "="}, 401),
            "other version": ({**good, "webhook-signature": signature.replace("v1,", "v2,")}, 401),
            "another id": ({**good, "webhook-id": "msg_other"}, 401),
            "gzip": ({**good, "Content-Encoding": "gzip"}, 415),
        }
        path = "/v1/providers/simwallet/notices"
        for name, (headers, expected) in rows.items():
            status, answer, _ = house.call("POST", path, body, token=None, headers=headers)
            assert status == expected, (name, status, answer)
        for changed in (body + b" ", b"\xef\xbb\xbf" + body, json.dumps(notice, sort_keys=True).encode(), body.replace(b": ", b":")):
            status, answer, _ = house.call("POST", path, changed, token=None, headers=good)
            assert status == 401, (changed[:40], status)
        twice = ("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % (path, len(body)) + "".join(f"{k}: {v}\r\n" for k, v in good.items()) +
                 f"webhook-timestamp: {good['webhook-timestamp']}\r\nConnection: close\r\n\r\n").encode() + body
        assert raw(house, twice).startswith(b"HTTP/1.1 400 "), raw(house, twice)[:200]
        assert house.call("POST", "/v1/providers/nobody/notices", body, token=None, headers=good)[0] == 404
        assert transfers(house) == []

        status, answer, _ = house.call("POST", path, body, token=None, headers={**good, "webhook-signature": "v1,AAAA v9,x " + signature})
        assert status == 200 and answer["outcome"] == "recorded", (status, answer)
        status, answer, _ = house.call("POST", path, body, token=None, headers=good)
        assert status == 200 and answer["outcome"] == "exists", (status, answer)
        assert len(transfers(house)) == 1

        notice = sepay_notice(9, "tien rau")
        assert house.sepay(notice, at=now - 301)[0] == 401 and house.sepay(notice, secret="other")[0] == 401
        timestamp = str(int(now))
        upper = hmac.new(SEPAY_SECRET.encode(), f"{timestamp}.".encode() + json.dumps(notice).encode(), hashlib.sha256).hexdigest().upper()
        for headers in ({"X-SePay-Signature": "sha256=" + upper, "X-SePay-Timestamp": timestamp}, {"Authorization": "Apikey " + SEPAY_KEY}, {}):
            assert house.call("POST", "/v1/providers/sepay-main/notices", notice, token=None, headers=headers)[0] == 401, headers
        for value in ("Apikey wrong", "apikey " + SEPAY_KEY, "Apikey  " + SEPAY_KEY, "Apikey", "Bearer " + SEPAY_KEY, SEPAY_KEY):
            assert house.call("POST", "/v1/providers/sepay-key/notices", notice, token=None, headers={"Authorization": value})[0] == 401, value
        assert len(transfers(house)) == 1
        status, answer, _ = house.call("POST", "/v1/providers/sepay-key/notices", notice, token=None, headers={"Authorization": "Apikey " + SEPAY_KEY})
        assert (status, answer) == (200, {"success": True})


def amounts():
    """an amount is a canonical whole number of đồng in range, else 422 (or 400) and nothing is recorded"""
    with House() as house:
        house.stall(house.market(), "A-1", "0011012345678")
        refused = ["0", "-1", "-45000", "1.5", "45000.0", "1e3", '"45000"', "null", "true", "[45000]", "{}", "9007199254740993123", "1e400",
                   "10000000000000", "1000000000000000000", '"１００"', "45_000", "045000", "+45000", "NaN", "0x10"]
        for number, amount in enumerate(refused):
            body = json.dumps(wallet_notice(number, "tien rau", amount="AMOUNT")).replace('"AMOUNT"', amount).encode()
            status, answer, _ = house.wallet(None, body=body)
            assert status in (400, 422), (amount, status, answer)
        assert transfers(house) == []
        for number, amount in enumerate([1, 999, 2**32 + 1, 9_999_999_999_999]):
            status, answer, _ = house.wallet(wallet_notice(f"ok-{number}", "tien rau", amount=amount))
            assert status == 200, (amount, status, answer)
        assert sorted(t["amount"] for t in transfers(house)) == [1, 999, 2**32 + 1, 9_999_999_999_999]


def json_of_strangers():
    """authentic but broken JSON is 400 with a problem that names what is wrong; nothing is recorded"""
    with House() as house:
        house.stall(house.market(), "A-1", "0011012345678")
        good = json.dumps(wallet_notice(1, "tien rau")).encode()
        rows = {
            "empty": b"", "not json": b"tien rau", "array": b"[" + good + b"]", "cut": good[:-1], "trailing": good + b"x",
            "duplicate key": good[:-1] + b',"amount":1}', "deep": b'{"a":' * 1000 + b"1" + b"}" * 1000,
            "invalid utf-8": good.replace(b"tien rau", b"tien \xff\xfe"), "lone surrogate": good.replace(b"tien rau", b"\\ud800"),
            "number as text": good.replace(b'"tien rau"', b"5"), "missing account": good.replace(b"account_number", b"account_numbr"),
            "wrong currency": good.replace(b'"VND"', b'"USD"'), "bad time": good.replace(b'"booked_at": "20', b'"booked_at": "x20'),
            "bad bin": good.replace(b'"970436"', b'"97043"'), "huge number": good.replace(b"45000", b"9" * 400), "nul": good.replace(b"tien rau", b"a\x00b"),
        }
        for name, body in rows.items():
            status, answer, _ = house.wallet(None, body=body)
            assert status in (400, 422), (name, status, answer)
        assert transfers(house) == []
        for body in (b"{", b'{"name":"a","name":"b"}', b'{"name":5,"code":"x"}', b'{"name":"\xff"}', b'[]', b'{"name":"Cho","code":"c","role":"operator"}'):
            status, answer, headers = house.call("POST", "/v1/markets", body, headers={"Content-Type": "application/json"})
            assert status in (400, 422), (body, status, answer)
            assert headers["Content-Type"].startswith("application/problem+json"), headers["Content-Type"]
            assert answer["status"] == status and answer["code"] and answer["detail"] and answer["detail_vi"], answer
        alive(house)


def the_same_notice_from_everywhere():
    """one notice sent 1,000 times over 64 connections is one record, and everyone gets the same sequence"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        body = json.dumps(wallet_notice(1, stall["stall_code"])).encode()
        answers, lock = [], threading.Lock()

        def send(count):
            import http.client
            connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
            for _ in range(count):
                connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
                answer = connection.getresponse()
                content = json.loads(answer.read())
                with lock:
                    answers.append((answer.status, content["sequence"], content["outcome"]))
            connection.close()

        threads = [threading.Thread(target=send, args=(16,)) for _ in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 1024 and {a[0] for a in answers} == {200}, {a[0] for a in answers}
        assert len({a[1] for a in answers}) == 1, "the same index for everyone"
        assert sum(a[2] == "recorded" for a in answers) == 1
        assert len(transfers(house)) == 1


def the_same_id_with_other_contents():
    """the same transaction id with another amount, account or text is 409; nothing moves, and the attempt is on record"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        first = wallet_notice(1, stall["stall_code"], amount=45000)
        assert house.wallet(first)[0] == 200
        for changed in ({"amount": 450000}, {"account_number": "0099"}, {"content": "khac"}, {"direction": "out"}):
            assert house.wallet({**first, **changed})[0] == 409, changed
        kept = transfers(house)
        assert len(kept) == 1 and kept[0]["amount"] == 45000 and kept[0]["status"] == "matched"
        events = house.ok("GET", "/v1/events?after=0&limit=1000")["items"]
        assert sum(e["type"] == "notice_conflicted" for e in events) >= 1, [e["type"] for e in events]


def unknown_accounts_are_kept():
    """money to an account that nobody registered is recorded as unmatched, and a person can assign it once"""
    with House() as house:
        stall = house.stall(house.market(), "A-1", "0011012345678")
        status, answer, _ = house.wallet(wallet_notice(1, "tien rau", account="999999"))
        assert (status, answer["status"]) == (200, "unmatched"), answer
        transfer = transfers(house)[0]
        assigned = house.ok("POST", f"/v1/transfers/{transfer['id']}/assign", {"stall_id": stall["id"], "reason": "khách báo"})
        assert transfers(house)[0]["status"] == "assigned" and transfers(house)[0]["stall_id"] == stall["id"], assigned
        assert house.call("POST", f"/v1/transfers/{transfer['id']}/assign", {"stall_id": stall["id"], "reason": "lần nữa"})[0] == 409


def stopping_under_load():
    """SIGTERM under load: what was acknowledged is there, no answer is cut, the exit code is 0"""
    with House() as house:
        house.stall(house.market(), "A-1", "0011012345678")
        acknowledged, broken, ended = set(), [], threading.Event()

        def send(number):
            import http.client
            count = 0
            while not ended.is_set():
                count += 1
                body = json.dumps(wallet_notice(f"{number}-{count}", "tien")).encode()
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
                    connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
                    answer = connection.getresponse()
                except (OSError, http.client.HTTPException):
                    return  # Closed before an answer began: the provider sends again.
                try:
                    json.loads(answer.read())
                    if answer.status == 200:
                        acknowledged.add(f"w-{number}-{count}")
                except (OSError, http.client.HTTPException, ValueError) as error:
                    broken.append(error)
                connection.close()

        threads = [threading.Thread(target=send, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        assert house.stop() == 0
        ended.set()
        for thread in threads:
            thread.join()
        assert not broken, broken[:3]
        house.start()
        found = {t["provider_reference"] for t in transfers(house)}
        assert acknowledged <= found and len(acknowledged) > 50, (len(acknowledged), len(acknowledged - found))


if __name__ == "__main__":
    run([bytes_that_are_no_request, a_body_of_ten_megabytes, signatures, amounts, json_of_strangers, the_same_notice_from_everywhere,
         the_same_id_with_other_contents, unknown_accounts_are_kept, stopping_under_load])

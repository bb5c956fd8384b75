"""Phones without an account: shown a code, paired by a cookie, revoked; what races, other sites, kills and a clock do to it."""
import http.client
import json
import os
import shutil
import sys
import threading
import time

from house import FAKETIME, House, run, wallet_notice
from tls import TlsHouse

PAGE = {"Sec-Fetch-Site": "same-origin"}  # What a browser says of a call by a page of ours.


class Phone:
    """A browser's part: it keeps cookies as it is told, and sends them."""

    def __init__(self, house):
        self.house, self.cookies, self.attributes = house, {}, {}

    def call(self, method, path, body=None, headers=PAGE):
        sent = dict(headers)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, content, answer = self.house.call(method, path, body, token=None, headers=sent)
        for line in answer.get_all("Set-Cookie") or []:
            pair, *attributes = line.split("; ")
            name, value = pair.split("=", 1)
            self.attributes[name] = attributes
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return status, content

    def pair(self, code, name="Máy thử"):
        return self.call("POST", "/v1/pair", {"code": code, "name": name})


class Stream(threading.Thread):
    """The phone's screen, open."""

    def __init__(self, phone, stall):
        super().__init__(daemon=True)
        self.text, self.ended_at = "", None
        self.connection = http.client.HTTPConnection("127.0.0.1", phone.house.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        self.connection.request("GET", f"/v1/stalls/{stall['id']}/live", headers={**PAGE, "Cookie": cookies})
        self.answer = self.connection.getresponse()
        self.start()

    def run(self):
        try:
            while line := self.answer.readline():
                self.text += line.decode()
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self.ended_at = time.monotonic()


def furnished(house):
    market = house.market()
    return market, house.stall(market, "A-1", "0011012345678")


def show(house, stall, role="owner", **options):
    return house.ok("POST", f"/v1/stalls/{stall['id']}/pairing", {"role": role}, **options)


def flow():
    """a code is shown, a phone becomes a device, hears a payment, is listed, and pairs another; no answer holds its secret"""
    with House() as house:
        _, stall = furnished(house)
        shown = house.ok("POST", f"/v1/stalls/{stall['id']}/pairing")
        assert shown["qr_payload"] == f"{house.url}/pair#{shown['code']}", shown
        assert 290 < (time.mktime(time.strptime(shown["expires_at"][:19], "%Y-%m-%dT%H:%M:%S")) - time.mktime(time.gmtime())) <= 301
        phone = Phone(house)
        status, made = phone.pair(shown["code"], "Điện thoại cô Lan")
        assert status == 201 and made["role"] == "owner", (status, made)
        (name, secret), = phone.cookies.items()
        assert name == f"choqr-device-{stall['id']}" and secret not in json.dumps(made)
        assert sorted(phone.attributes[name]) == ["HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=Strict"], phone.attributes
        status, me = phone.call("GET", "/v1/me")
        assert status == 200 and (me["kind"], me["role"], me["stall_id"]) == ("device", "owner", stall["id"]), me
        screen = Stream(phone, stall)
        house.wallet(wallet_notice(1, stall["stall_code"]))
        deadline = time.monotonic() + 5
        while "w-1" not in screen.text and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "w-1" in screen.text
        status, second = phone.call("POST", f"/v1/stalls/{stall['id']}/pairing", {"role": "helper"})
        assert status == 201, second
        assert Phone(house).pair(second["code"], "Máy em Hoa")[0] == 201
        status, listed = phone.call("GET", f"/v1/stalls/{stall['id']}/devices")
        assert [(one["name"], one["role"], one["listening"], one["paired_by"]["role"]) for one in listed["items"]] == [
            ("Điện thoại cô Lan", "owner", True, "operator"), ("Máy em Hoa", "helper", False, "owner")], listed
        events = json.dumps(house.ok("GET", "/v1/events?limit=1000"))
        assert "device_paired" in events and secret not in events
        assert secret not in house.log.read_text() and shown["code"] not in house.log.read_text()


def race():
    """two phones with one code, 60 times: exactly one is let in, the other is told that it was used"""
    with House() as house:
        _, stall = furnished(house)
        for _ in range(60):
            code, answers = show(house, stall)["code"], []
            start = threading.Barrier(2)

            def scan():
                phone = Phone(house)
                start.wait()
                answers.append((*phone.pair(code), phone))

            phones = [threading.Thread(target=scan) for _ in range(2)]
            for phone in phones:
                phone.start()
            for phone in phones:
                phone.join()
            assert sorted(status for status, _, _ in answers) == [201, 409], answers
            assert [content["code"] for status, content, _ in answers if status == 409] == ["pairing_code_used"]
            winner = next(content for status, content, _ in answers if status == 201)
            status, content, _ = house.call("DELETE", f"/v1/stalls/{stall['id']}/devices/{winner['id']}")
            assert status == 204, (status, content)
            time.sleep(0.2)  # A stranger's address may try five times a second.


def other_sites():
    """a page of another site, with the phone's cookie, changes nothing and reads nothing; nor does it log the phone in"""
    with House() as house:
        _, stall = furnished(house)
        phone = Phone(house)
        phone.pair(show(house, stall)["code"])
        own = f"http://127.0.0.1:{house.port}"
        path = f"/v1/stalls/{stall['id']}"
        changes = [("POST", f"{path}/pairing", {}), ("DELETE", f"{path}/devices/tk999999", None),
                   ("POST", "/v1/payment-requests", {"stall_id": stall["id"], "amount": 5})]
        before = house.ok("GET", "/v1/events?limit=1000")
        for headers, reads, may_change in [
                ({"Sec-Fetch-Site": "same-origin"}, 200, True), ({"Origin": own}, 200, True), ({}, 200, False),
                ({"Sec-Fetch-Site": "none"}, 200, False), ({"Sec-Fetch-Site": "same-site"}, 403, False),
                ({"Sec-Fetch-Site": "cross-site"}, 403, False), ({"Origin": "http://evil.example"}, 403, False),
                ({"Origin": own + "1"}, 403, False), ({"Origin": "null"}, 403, False),
                ({"Sec-Fetch-Site": "cross-site", "Origin": own}, 403, False)]:
            assert phone.call("GET", path, headers=headers)[0] == reads, headers
            if may_change:
                assert phone.call("POST", f"{path}/pairing", {}, headers=headers)[0] == 201, headers
                continue
            for method, target, body in changes:
                status, content = phone.call(method, target, body, headers=headers)
                assert (status, content["code"]) == (403, "cross_site_call"), (headers, method, target, status, content)
        assert house.ok("GET", "/v1/events?limit=1000") == before, "something was changed"
        assert phone.call("GET", f"{path}/pairing")[0] == 405
        for override in ("X-HTTP-Method-Override", "X-Method-Override"):
            assert phone.call("GET", f"{path}/devices", headers={**PAGE, override: "DELETE"})[0] == 200
        code = show(house, stall)["code"]
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            assert house.call("POST", "/v1/pair", {"code": code, "name": "Máy"}, token=None, headers=headers)[0] == 403
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert house.call("POST", "/v1/pair", f"code={code}&name=May", token=None, headers=form)[0] >= 400
        status, _, answer = house.call("OPTIONS", "/v1/pair", token=None, headers={"Origin": "http://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer, answer
        assert Phone(house).pair(code)[0] == 201, "none of that used the code"


def revoked():
    """a revoked phone's screen ends within a second with an event that says so; from the answer on its cookie opens nothing"""
    with House() as house:
        _, stall = furnished(house)
        slowest = 0.0
        for number in range(30):
            phone = Phone(house)
            _, made = phone.pair(show(house, stall)["code"])
            screen = Stream(phone, stall)
            begun = time.monotonic()
            assert house.call("DELETE", f"/v1/stalls/{stall['id']}/devices/{made['id']}")[0] == 204
            status, content = phone.call("GET", "/v1/me")
            assert (status, content["code"]) == (401, "device_not_paired"), content
            assert "quét mã ghép máy mới" in content["detail_vi"]
            house.wallet(wallet_notice(number, stall["stall_code"]))
            screen.join(2)
            assert screen.ended_at, "the stream is still open"
            slowest = max(slowest, screen.ended_at - begun)
            assert screen.text.endswith("event: revoked\ndata: {}\n\n"), screen.text[-200:]
            assert f'"w-{number}"' not in screen.text, "it heard a payment that came after its revocation"
            time.sleep(0.2)
        assert slowest < 1, f"{slowest:.2f} s"
        print(f"      the slowest of 30 streams ended after {1000 * slowest:.0f} ms")


def kills():
    """a kill -9 right after the answer keeps the device, its list and its revocation; codes are gone"""
    with House() as house:
        _, stall = furnished(house)
        keeps, goes = Phone(house), Phone(house)
        _, kept = keeps.pair(show(house, stall)["code"], "Máy bền")
        _, gone = goes.pair(show(house, stall)["code"])
        assert house.call("DELETE", f"/v1/stalls/{stall['id']}/devices/{gone['id']}")[0] == 204
        code = show(house, stall)["code"]
        house.kill()
        house.start()
        assert keeps.call("GET", "/v1/me")[1]["id"] == kept["id"]
        assert goes.call("GET", "/v1/me")[0] == 401
        status, content = Phone(house).pair(code)
        assert (status, content["code"]) == (404, "pairing_code_unknown"), content
        listed = house.ok("GET", f"/v1/stalls/{stall['id']}/devices")["items"]
        assert [(one["id"], one["name"]) for one in listed] == [(kept["id"], "Máy bền")], listed
        assert house.stop() == 0
        assert (house.data / "devices.seen").stat().st_mode & 0o777 == 0o600


def by_tls():
    """by TLS the cookie is for this host and for TLS alone, and one without that mark is nobody's"""
    if not shutil.which("openssl"):
        return
    with TlsHouse() as house:
        _, stall = furnished(house)
        shown, phone = show(house, stall), Phone(house)
        assert shown["qr_payload"].startswith("https://"), shown
        status, made = phone.pair(shown["code"])
        assert status == 201, made
        (name, secret), = phone.cookies.items()
        assert name == f"__Host-choqr-device-{stall['id']}" and "Secure" in phone.attributes[name], phone.attributes
        assert phone.call("GET", "/v1/me")[1]["id"] == made["id"]
        assert phone.call("POST", f"/v1/stalls/{stall['id']}/pairing", {}, headers={"Origin": "http://localhost"})[0] == 403
        phone.cookies = {name[len("__Host-"):]: secret}
        assert phone.call("GET", "/v1/me")[0] == 401


class Timed(House):
    """A gateway whose wall clock is what a file says."""

    def start(self, limit_s=60):
        self.clock = self.work / "clock"
        if not self.clock.exists():
            self.clock.write_text("+0")
        kept = os.environ.copy()
        os.environ.update(LD_PRELOAD=FAKETIME[0], FAKETIME_TIMESTAMP_FILE=str(self.clock), FAKETIME_NO_CACHE="1",
                          FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
        try:
            super().start(limit_s)
        finally:
            os.environ.clear()
            os.environ.update(kept)

    def step(self, days=0, seconds=0):
        self.clock.write_text(f"{days * 86400 + seconds:+d}")
        time.sleep(0.1)


def four_hundred_days():
    """a code is old after five minutes; a phone in use for 800 days stays in, across restarts; one that was away for 401 is out"""
    with Timed() as house:
        _, stall = furnished(house)
        in_time, late = show(house, stall)["code"], show(house, stall)["code"]
        house.step(seconds=295)
        used, away = Phone(house), Phone(house)
        assert used.pair(in_time)[0] == 201
        house.step(seconds=305)
        status, content = Phone(house).pair(late)
        assert (status, content["code"]) == (409, "pairing_code_expired"), content
        assert away.pair(show(house, stall)["code"])[0] == 201
        for day in range(50, 801, 150):
            house.step(days=day)
            used.attributes.clear()
            assert used.call("GET", f"/v1/stalls/{stall['id']}")[0] == 200, f"day {day}"
            assert any("Max-Age=34560000" in one for one in used.attributes.values()), "its cookie is not set anew"
            used.attributes.clear()
            assert used.call("GET", f"/v1/stalls/{stall['id']}")[0] == 200
            assert not used.attributes, "once a day is enough"
            assert house.stop() == 0
            house.start()
        status, content = away.call("GET", "/v1/me")
        assert (status, content["code"]) == (401, "device_forgotten"), content
        assert used.call("GET", "/v1/me")[0] == 200
        assert house.stop() == 0


def strange_cookies():
    """bytes of strangers in a cookie are nobody, and never more than 401 or 400"""
    with House() as house:
        _, stall = furnished(house)
        phone = Phone(house)
        phone.pair(show(house, stall)["code"])
        (name, secret), = phone.cookies.items()
        good = f"{name}={secret}"
        for cookie in ("", ";", "=", "; ; ;", name, f"{name}=", f"{name}={secret}x", f"{name}={secret[:-1]}", f"{name}=\"{secret}\"",
                       f"{name.upper()}={secret}", f"__Host-{good}", f"{good}; {good}", "a=" + "b" * 5000,
                       f"{name}={secret[:6]}{'0' * 64}", f"choqr-device-st99999999999999999999={secret}", "é=ü"):
            status, content, _ = house.call("GET", "/v1/me", token=None, headers={**PAGE, "Cookie": cookie.encode()})
            assert status in (400, 401), (cookie, status, content)
        for cookie in (f"theme=dark; {good}", f"{good}; other=1", f"{good};x=y"):
            assert house.call("GET", "/v1/me", token=None, headers={**PAGE, "Cookie": cookie})[0] == 200, cookie


if __name__ == "__main__":
    tests = [flow, race, other_sites, revoked, kills, strange_cookies, by_tls]
    if FAKETIME:
        tests.append(four_hundred_days)
    else:
        print("without libfaketime (Debian's faketime) nobody waits for 400 days", file=sys.stderr)
    run(tests)

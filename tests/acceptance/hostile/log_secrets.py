"""Secrets, account numbers, names and line breaks wherever a caller can write them; then everything that the gateway has printed is
looked through: none of it is there, and each line is one JSON object (bar E15, decision 0637)."""
import json
import socket
import time
import urllib.parse

import siege  # noqa: F401 - it finds the house.
from house import SEPAY_KEY, SEPAY_SECRET, WALLET_SECRET, House, run, wallet_headers, wallet_notice

ACCOUNT, OTHER_ACCOUNT, PHONE = "19030048215577", "88776655443322", "0987654321"
NAME, TEXT = "Trần Thị Bí Mật", "tien hang bi mat 7421"
PASSWORD, WRONG_PASSWORD = "chim sẻ nhảy múa 83", "mật khẩu sai hoàn toàn 19"
FORGED = '\r\n{"time":"2026-01-01T00:00:00Z","level":"error","event":"forged_line"}\r\n'
CONTROLS = "\x00\x07\x1b[31m\u2028\x85"
TOKEN = "choqr_" + "Zq" * 32


def raw(house, content):
    """Bytes as they are; what comes back is not looked at."""
    with socket.create_connection(("127.0.0.1", house.port), timeout=5) as client:
        client.sendall(content)
        try:
            client.recv(65536)
        except OSError:
            pass


def write_everywhere(house, stall):
    """Each place in which a caller can put words."""
    hostile = [NAME, ACCOUNT, OTHER_ACCOUNT, TOKEN, PASSWORD, FORGED, CONTROLS]
    for text in hostile:
        quoted = urllib.parse.quote(text)
        for path in (f"/v1/stalls/{quoted}", f"/{quoted}", f"/v1/transfers?stall_id={quoted}", f"/v1/me?{quoted}=1", f"/v1/me?x={quoted}",
                     f"/image/mb-{quoted}-compact.png", f"/q/{quoted}.svg", f"/v1/providers/{quoted}/notices", f"/v1/acts?after={quoted}"):
            house.call("GET", path)
            house.call("POST", path, {}, token=None)
        house.call("POST", "/v1/markets", {"name": text, "code": text, "province": text, text: 1})
        house.call("POST", f"/v1/markets/{stall['market_id']}/stalls", {"code": text, "vendor": {"name": text, "phone": text}, "accounts": [
            {"bin": "970436", "account_number": text, "account_name": text}]})
        house.call("PATCH", f"/v1/stalls/{stall['id']}", {"accounts": [{"bin": "970436", "account_number": text, "account_name": text}]})
        house.call("POST", "/v1/qr/decode", text)
        house.call("POST", "/v1/pair", {"code": text, "name": text}, token=None)
        house.call("POST", "/v1/owner-consents", {"code": text}, token=None)
        house.call("POST", "/v1/owner-consents/answer", {"code": text, "agrees": True}, token=None)
        house.call("POST", "/v1/invitation", {"code": text}, token=None)
        house.call("POST", "/v1/login", {"name": text, "password": WRONG_PASSWORD}, token=None)
        house.call("POST", f"/v1/markets/{stall['market_id']}/stalls:import", f"mã quầy,tên\nX,{text}\n", headers={"Content-Type": "text/csv"})
        # Header fields as a client writes them that does not ask Python's library.
        line = text.encode("utf-8", "surrogatepass")
        raw(house, b"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + line + b"\r\nCookie: choqr-session=" + line +
            b"; choqr-device-st1=" + line + b"\r\nUser-Agent: " + line + b"\r\nX-Forwarded-For: " + line + b"\r\n\r\n")
        raw(house, b"GET /" + line + b" HTTP/1.1\r\nHost: " + line + b"\r\n\r\n")
        raw(house, line + b"\r\n\r\n")
        time.sleep(1.1)  # Refusals are a line a second: each text has its chance.


def pay(house, stall, vendor):
    """Notices that are authentic, forged and mangled."""
    notice = {**wallet_notice(1, stall["stall_code"]), "content": f"{TEXT} {stall['stall_code']}", "account_number": ACCOUNT}
    house.wallet(notice)
    house.wallet({**notice, "amount": 99_000})  # A conflict.
    house.wallet({**notice, "transaction_id": "other", "content": FORGED + TEXT, "account_number": OTHER_ACCOUNT})
    body = json.dumps(notice).encode()
    house.call("POST", "/v1/providers/simwallet/notices", body, token=None, headers=wallet_headers(body, None, "QUFB" * 8, None))
    house.call("POST", "/v1/providers/simwallet/notices", body[:-9], token=None, headers=wallet_headers(body[:-9], None, WALLET_SECRET, None))
    house.call("POST", "/v1/providers/sepay-key/notices", {"id": 1, "content": TEXT, "accountNumber": ACCOUNT}, token=None,
               headers={"Authorization": f"Apikey {SEPAY_KEY}x"})
    house.call("GET", "/v1/transfers", token=vendor)


def people(house, stall):
    """A person with a password, a phone, a link: every secret that the gateway itself makes. Returns them."""
    invited = house.ok("POST", "/v1/users", {"login": "bimat", "name": NAME, "role": "operator"})
    code = invited["invitation"]["code"]
    _, _, headers = house.call("POST", "/v1/invitation/accept", {"code": code, "password": PASSWORD}, token=None)
    session = headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    house.call("POST", "/v1/login", {"name": "bimat", "password": PASSWORD}, token=None)
    shown = house.ok("POST", f"/v1/stalls/{stall['id']}/pairing", {"role": "owner"})
    _, _, headers = house.call("POST", "/v1/pair", {"code": shown["code"], "name": NAME}, token=None)
    device = headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    owner = {"Cookie": headers["Set-Cookie"].split(";")[0], "Sec-Fetch-Site": "same-origin"}
    house.call("POST", f"/v1/stalls/{stall['id']}/consent", {"version": 1, "how": "tap"}, token=None, headers=owner)
    house.call("GET", f"/v1/stalls/{stall['id']}/export", token=None, headers=owner)
    house.call("POST", f"/v1/stalls/{stall['id']}/erasure-requests", {}, token=None, headers=owner)
    link = house.ok("POST", f"/v1/stalls/{stall['id']}/owner-consents", {})["url"].split("#")[1]
    house.call("POST", "/v1/owner-consents/answer", {"code": link, "agrees": False}, token=None)
    house.call("POST", f"/v1/vendors/{stall['vendor']['id']}/erase", {"reason": "xin xóa"})
    return [code, session, device, shown["code"], link]


def nothing_of_it_is_in_the_log():
    """the gateway's log has no secret, no account number, no name and no text of a payer, and no line that a caller made"""
    with House(log_level="debug") as house:
        market = house.market()
        stall = house.stall(market, "A-1", ACCOUNT, name=NAME, vendor={"name": NAME, "phone": PHONE, "kind": "person"})
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "loa"})["token"]
        write_everywhere(house, stall)
        pay(house, stall, vendor)
        made = people(house, stall)
        house.restart()
        house.call("GET", f"/v1/stalls/{stall['id']}")
        house.stop()
        doctor = house.run("doctor", "--data", house.data, "--config", house.config, check=False).stdout
        log = house.log.read_bytes()
        lines = log.decode("utf-8").split("\n")
        assert lines.pop() == "", "the last line ends"
        parsed = [json.loads(line) for line in lines]
        refused = [line for line in parsed if line.get("event") == "refused"]
        assert len(refused) >= 5 and all(isinstance(line, dict) for line in parsed), parsed
        bad = [line for line in lines if any(ord(letter) < 0x20 or letter in "\x7f\x85\u2028\u2029" for letter in line)]
        assert not bad, bad[:3]
        assert not [line for line in parsed if line.get("event") == "forged_line"]
        said = doctor + "\n".join(json.dumps(line, ensure_ascii=False) for line in parsed)
        secrets = [house.token, vendor, TOKEN, PASSWORD, WRONG_PASSWORD, WALLET_SECRET, SEPAY_SECRET, SEPAY_KEY, ACCOUNT, OTHER_ACCOUNT, PHONE,
                   NAME, TEXT, *made]
        for secret in secrets:
            for form in {secret, urllib.parse.quote(secret), json.dumps(secret).strip('"')}:
                assert form not in said, (form, [line for line in lines if form in line][:2])
        print(f"      {len(parsed)} lines, {len(refused)} of refusals, {len(secrets)} secrets looked for")


if __name__ == "__main__":
    run([nothing_of_it_is_in_the_log])

"""A choqr of one's own for a test: its folder, its process, its HTTP calls, and providers that sign for themselves.

Signatures are made here with Python's hmac, not with choqr's own code: a shared mistake would prove nothing.
"""
import base64
import glob
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CHOQR = pathlib.Path(os.environ["CHOQR"])
FAKETIME = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
SEPAY_SECRET = "acceptance_sepay_secret_81"
SEPAY_KEY = "ACCEPTANCE_APIKEY_1"
WALLET_SECRET = base64.b64encode(b"acceptance-wallet-secret-32bytes").decode()


class House:
    """with House() as house: a fresh ledger, served. house.kill(); house.start() is a crash and a restart."""

    def __init__(self, **config):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="choqr-acceptance-"))
        self.data = self.work / "data"
        self.config = self.work / "choqr.json"
        self.log = self.work / "log"
        self.process = None
        feeds = {"simwallet": {"connector": "simwallet", "secret": "whsec_" + WALLET_SECRET},
                 "sepay-main": {"connector": "sepay", "auth": "hmac", "secret": SEPAY_SECRET},
                 "sepay-key": {"connector": "sepay", "auth": "apikey", "api_key": SEPAY_KEY}}
        self.config.write_text(json.dumps({"feeds": feeds, **config}))
        self.run("init", "--data", self.data)
        self.token = (self.data / "operator.token").read_text().strip()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, value, trace):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is not None and self.log.exists():
            print("--- the gateway's last words ---", self.log.read_text()[-4000:], sep="\n", file=sys.stderr)
        shutil.rmtree(self.work, ignore_errors=True)

    def run(self, *arguments, check=True, **options):
        """The program with other arguments; its standard output."""
        done = subprocess.run([CHOQR, *map(str, arguments)], capture_output=True, text=True, timeout=300, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"choqr {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def start(self, limit_s=60):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([CHOQR, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--config",
                                             self.config], stdout=log, stderr=log)
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the gateway ended with {self.process.returncode}:\n{self.log.read_text()[-600:]}")
            try:
                if self.call("GET", "/readyz", token=None)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise AssertionError(f"the gateway was not ready within {limit_s} s")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def restart(self):
        self.stop()
        self.start()

    def call(self, method, path, body=None, token="operator", headers=None, timeout=30):
        """(status, parsed JSON or bytes, headers)."""
        sent = dict(headers or {})
        if token:
            sent.setdefault("Authorization", "Bearer " + (self.token if token == "operator" else token))
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
            answer = connection.getresponse()
            content = answer.read()
            if "json" in answer.headers.get("Content-Type", ""):
                content = json.loads(content)
            return answer.status, content, answer.headers
        finally:
            connection.close()

    def ok(self, method, path, body=None, **options):
        status, content, _ = self.call(method, path, body, **options)
        assert 200 <= status < 300, f"{method} {path}: {status} {content}"
        return content

    def items(self, path):
        """Every item of a list, page by page."""
        cursor, joint = None, "&" if "?" in path else "?"
        while True:
            page = self.ok("GET", path + (f"{joint}limit=1000" + (f"&cursor={cursor}" if cursor else "")))
            yield from page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return

    # What people register.

    def market(self, **fields):
        return self.ok("POST", "/v1/markets", {"name": "Chợ Thử", "code": "thu", "province": "Lào Cai", "commune": "Sa Pa", **fields})

    def stall(self, market, code, account, bin="970436", name="NGUYEN THI LAN", **fields):
        accounts = [{"bin": bin, "account_number": account, "account_name": name}] if account else []
        return self.ok("POST", f"/v1/markets/{market['id']}/stalls",
                       {"code": code, "goods": "rau củ", "zone": "A", "vendor": {"name": "Cô Lan", "phone": "0900000000", "kind": "person"},
                        "accounts": accounts, **fields})

    # People with an account, and what takes two of them.

    def person(self, login, market=None):
        """The headers by which somebody of the market's board, or an operator, calls who has just logged in."""
        about = {"login": login, "name": "Cô " + login, "role": "board" if market else "operator"}
        code = self.ok("POST", "/v1/users", {**about, **({"market_id": market["id"]} if market else {})})["invitation"]["code"]
        same_site = {"Sec-Fetch-Site": "same-origin"}
        status, answer, headers = self.call("POST", "/v1/invitation/accept", {"code": code, "password": "bánh mì chả cá nóng"}, token=None, headers=same_site)
        assert status == 200, answer
        return {**same_site, "Cookie": headers["Set-Cookie"].split(";")[0]}

    def asks(self, who, method, path, body=None):
        """(status, parsed JSON) of a call by somebody's cookie."""
        return self.call(method, path, body, token=None, headers=dict(who))[:2]

    def redirect(self, stall, accounts):
        """The stall has these accounts, since two operators agree; its market lets them wait no longer. The stall as it is then."""
        if not hasattr(self, "operators"):
            self.operators = [self.person("ngan"), self.person("binh")]
        self.ok("PATCH", f"/v1/markets/{stall['market_id']}", {"payee_delay_hours": 0})
        path = f"/v1/stalls/{stall['id']}"
        status, change = self.asks(self.operators[0], "POST", path + "/payee-changes", {"accounts": accounts, "reason": "đổi ngân hàng"})
        assert status == 201, change
        status, change = self.asks(self.operators[1], "POST", f"{path}/payee-changes/{change['id']}/confirm", {"reason": "chủ quầy đến tận nơi"})
        assert status == 200, change
        deadline = time.monotonic() + 20
        while True:
            now = self.ok("GET", path)
            if [one["account_number"] for one in now["accounts"]] == [one["account_number"] for one in accounts]:
                return now
            assert time.monotonic() < deadline, now
            time.sleep(0.05)

    # What providers send.

    def sepay(self, notice, feed="sepay-main", at=None, secret=SEPAY_SECRET, body=None):
        body = json.dumps(notice, ensure_ascii=False).encode() if body is None else body
        timestamp = str(int(at if at is not None else time.time()))
        signature = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return self.call("POST", f"/v1/providers/{feed}/notices", body, token=None,
                         headers={"Content-Type": "application/json", "X-SePay-Timestamp": timestamp, "X-SePay-Signature": "sha256=" + signature})

    def wallet(self, notice, at=None, secret=WALLET_SECRET, body=None, message_id=None):
        body = json.dumps(notice, ensure_ascii=False).encode() if body is None else body
        return self.call("POST", "/v1/providers/simwallet/notices", body, token=None, headers=wallet_headers(body, at, secret, message_id))


class SinceYesterday(House):
    """A house that was founded a day ago, with its market: no day before that can be closed. Without libfaketime, founded now."""

    def __init__(self):
        self.in_the_past(super().__init__)

    def __enter__(self):
        self.in_the_past(self.start)
        self.registered = self.market()
        self.stop()
        self.start()
        return self

    @staticmethod
    def in_the_past(act):
        if not FAKETIME:
            return act()
        kept = os.environ.copy()
        os.environ.update(LD_PRELOAD=FAKETIME[0], FAKETIME="-86400", FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
        try:
            act()
        finally:
            os.environ.clear()
            os.environ.update(kept)


class Stalls:
    """with Stalls() as stalls: how long this machine let nobody run meanwhile, to be taken off what was measured: a thread that wants
    to wake every ten milliseconds adds up by how much it came too late."""

    def __enter__(self):
        self.seconds, self.ended = 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()
        self.began = time.monotonic()
        return self

    def watch(self):
        while not self.ended.is_set():
            before = time.monotonic()
            time.sleep(0.01)
            self.seconds += max(0, time.monotonic() - before - 0.015)

    def __exit__(self, *_):
        self.took = time.monotonic() - self.began
        self.ended.set()
        self.thread.join()


def wallet_headers(body, at=None, secret=WALLET_SECRET, message_id=None):
    timestamp = str(int(at if at is not None else time.time()))
    message_id = message_id or "msg_" + hashlib.sha256(body).hexdigest()[:20]
    mac = hmac.new(base64.b64decode(secret), f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {"Content-Type": "application/json", "webhook-id": message_id, "webhook-timestamp": timestamp,
            "webhook-signature": "v1," + base64.b64encode(mac).decode()}


BOOKED = {}


def booked(provider, number):
    """When the bank booked it: a notice that is told again says the same, however many seconds have passed."""
    return BOOKED.setdefault((provider, number), time.time())


def sepay_notice(number, content, amount=45000, **fields):
    day = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(booked("sepay", number) + 7 * 3600))
    return {"id": number, "gateway": "Vietcombank", "transactionDate": day, "accountNumber": "0123499999", "code": None,
            "content": content, "transferType": "in", "transferAmount": amount, "accumulated": 0, "subAccount": None,
            "referenceCode": f"FT{number}", "description": "", **fields}


def wallet_notice(number, content, account="0011012345678", amount=45000, **fields):
    return {"transaction_id": f"w-{number}", "direction": "in", "bin": "970436", "account_number": account, "amount": amount,
            "currency": "VND", "content": content, "booked_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(booked("wallet", number))), **fields}


def run(tests):
    """Runs the functions in order, says each one's sentence, ends with 'N passed, N failed' and the exit code."""
    failed = 0
    for test in tests:
        try:
            test()
            print(f"ok    {test.__doc__}")
        except Exception as error:  # noqa: BLE001 - a test may fail in any way
            failed += 1
            import traceback
            traceback.print_exc()
            print(f"FAIL  {test.__doc__}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)

"""`choqr demo`: one command makes a trial market, serves it until Ctrl-C, and trains people in it."""
import json
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from house import CHOQR, run


class Demo:
    """with Demo(folder, …) as demo: it has said where to look."""

    def __init__(self, folder, *options, port=None):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.told = folder, ""
        self.process = subprocess.Popen([CHOQR, "demo", "--data", folder, "--listen", f"127.0.0.1:{self.port}", *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.told += line

    def __enter__(self):
        eventually(lambda: "simulate --url" in self.told, 60, lambda: self.told)
        self.token = re.search(r"Operator's token\s+(\S+)", self.told)[1]
        link = re.search(r"/demo#vendor=(\S+?)&board=(\S+?)&volunteer=(\S+)", self.told)
        self.vendor, self.board, self.volunteer = link.groups()
        return self

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def call(self, method, path, body=None, token=None):
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        with urllib.request.urlopen(request, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content[:1] in (b"{", b"[") else content.decode()

    def ctrl_c(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, limit_s, state=lambda: ""):
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, state()
        time.sleep(0.05)


def stall_of(demo):
    me = demo.call("GET", "/v1/me", token=demo.vendor)
    return demo.call("GET", f"/v1/stalls/{me['stall_id']}", token=demo.vendor)


def pay(demo, stall, amount):
    payload = demo.call("GET", f"/q/{stall['public_id']}.txt").strip()
    return demo.call("POST", "/demo/pay", {"qr_payload": payload, "amount": amount})


def first_payment():
    """on a fresh folder: a market of 506 stalls, a first payment within a minute, each link with its own right, Ctrl-C ends with 0; again: the same market and tokens"""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "under" / "demo"
        begun = time.monotonic()
        with Demo(folder) as demo:
            stall = stall_of(demo)
            answer = pay(demo, stall, 35_000)
            assert answer["status"] == "matched", answer
            took = time.monotonic() - begun
            assert took < 60, took
            print(f"    first payment after {took:.1f} s")
            board = demo.call("GET", "/v1/me", token=demo.board)
            assert board["role"] == "board" and board["trial"] is True, board
            assert demo.call("GET", "/v1/me", token=demo.volunteer)["role"] == "volunteer"
            market = board["market_id"]
            report_day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
            report = demo.call("GET", f"/v1/reports/daily?market_id={market}&date={report_day}", token=demo.board)
            assert report["total_stalls"] == 506 and report["transactions"] == 1, report
            for token in (demo.token, demo.vendor, demo.board, demo.volunteer):
                assert token not in demo.call("GET", "/demo"), "no token is in the public page"
            assert "/invite#" in demo.told
            told = demo.vendor, demo.board, demo.volunteer
            assert demo.ctrl_c() == 0
        for secret in (folder / "demo.json", folder / "operator.token", Path(f"{folder}.config.json")):
            assert secret.stat().st_mode & 0o077 == 0, secret
        assert "REPLACE" not in Path(f"{folder}.config.json").read_text()
        with Demo(folder) as again:
            assert (again.vendor, again.board, again.volunteer) == told
            assert "/invite#" not in again.told
            assert len(again.call("GET", "/v1/markets", token=again.token)["items"]) == 1
            assert again.ctrl_c() == 0


def refuses():
    """a second one on the same folder, a taken port, a ledger of real money, an option that cannot be: one line and a code that is not 0"""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "demo"
        with Demo(folder) as demo:
            second = once("demo", "--data", folder, "--listen", f"127.0.0.1:{free_port()}")
            assert second.returncode == 1 and "another process" in second.stderr, second.stderr
            other = once("demo", "--data", Path(work) / "other", "--listen", f"127.0.0.1:{demo.port}")
            assert other.returncode == 1 and f"127.0.0.1:{demo.port}: cannot listen there" in other.stderr, other.stderr
        real = Path(work) / "real"
        assert once("init", "--data", real).returncode == 0
        before = sorted((file.name, file.stat().st_size) for file in real.iterdir() if file.name.endswith((".log", ".token")))
        refused = once("demo", "--data", real, "--listen", f"127.0.0.1:{free_port()}")
        assert refused.returncode == 1 and "no trial" in refused.stderr, refused.stderr
        after = sorted((file.name, file.stat().st_size) for file in real.iterdir() if file.name.endswith((".log", ".token")))
        assert before == after, "nothing was written to a ledger of real money"
        assert not Path(f"{real}.config.json").exists()
        assert once("demo", "--listen", "nowhere", "--data", Path(work) / "third").returncode == 2
        assert once("demo", "--speed", "0", "--data", folder).returncode == 2
        assert once("demo", "--help").returncode == 0


def once(*arguments):
    return subprocess.run([CHOQR, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def nobody_trains():
    """--train --speed 180 plays to its end; where nobody does anything, all is missed, on the terminal and on the page"""
    with tempfile.TemporaryDirectory() as work, Demo(Path(work) / "demo", "--train", "--speed", "180") as demo:
        eventually(lambda: "Hết buổi tập" in demo.told, 120, lambda: demo.told)
        eventually(lambda: demo.call("GET", "/demo/training")["state"] == "over", 10)
        outcomes = demo.call("GET", "/demo/training")["outcomes"]
        assert len(outcomes) == 10 and all(one["missed"] for one in outcomes), outcomes
        assert "Đã làm đúng 0/10 bài." in demo.told and "Mới có 200 đồng" in demo.told, demo.told
        assert demo.ctrl_c() == 0


def somebody_trains():
    """whoever answers rightly, has the loudspeaker on, looks at the code and registers the stall, has missed nothing; a wrong answer is said"""
    right = {"two_hundred": "0", "screenshot": "1", "bait": "1", "swapped_code": "1", "line_cut": "1", "two_equal": "1", "conflict": "1", "refusal": "2"}
    with tempfile.TemporaryDirectory() as work, Demo(Path(work) / "demo", "--train", "--speed", "45") as demo:
        stall = stall_of(demo)
        practised = set()
        while "Hết buổi tập" not in demo.told:
            demo.call("POST", f"/v1/stalls/{stall['id']}/loudspeaker", {"sound": True}, token=demo.vendor)
            lesson = demo.call("GET", "/demo/training")
            name = lesson.get("name")
            if lesson["state"] == "runs" and name not in practised:
                practise(demo, lesson, right)
                practised.add(name)
            assert demo.process.poll() is None, demo.told
            time.sleep(0.05)
        outcomes = {one["title"]: one["missed"] for one in demo.call("GET", "/demo/training")["outcomes"]}
        missed = {title: what for title, what in outcomes.items() if what}
        assert list(missed) == ["Trả 200 đồng thay vì 200.000"], missed
        eventually(lambda: "Đã làm đúng 9/10 bài." in demo.told, 10, lambda: demo.told)
        assert demo.ctrl_c() == 0


def practise(demo, lesson, right):
    name = lesson["name"]
    if name in right:
        demo.call("POST", "/demo/training/answers", {"exercise": name, "answer": right[name]})
    if name == "swapped_code":
        with urllib.request.urlopen(demo.url + lesson["picture"], timeout=30) as answer:
            picture = answer.read()
        looked = urllib.request.Request(demo.url + "/v1/qr/decode", method="POST", data=picture, headers={"Content-Type": "image/png"})
        with urllib.request.urlopen(looked, timeout=30) as answer:
            assert json.loads(answer.read())["valid"] is True
    if name == "register":
        code = re.search(r"quầy ([A-Z]-\d+)", lesson["told"])[1]
        market = demo.call("GET", "/v1/me", token=demo.volunteer)["market_id"]
        stalls = demo.call("GET", f"/v1/markets/{market}/stalls?limit=1000", token=demo.volunteer)["items"]
        stall = next(one for one in stalls if one["code"] == code)
        account = {"bin": "970422", "account_number": "0000077777", "account_name": "TRAN THI SAU"}
        demo.call("PATCH", f"/v1/stalls/{stall['id']}", {"vendor": {"name": "Cô Sáu", "kind": "person"}, "accounts": [account]}, token=demo.volunteer)


if __name__ == "__main__":
    run([first_payment, refuses, nobody_trains, somebody_trains])

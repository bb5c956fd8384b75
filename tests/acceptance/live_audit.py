"""A third party's auditor (any client of C2SP tlog-tiles logs) reads a gateway that is serving and recording.

usage: live_audit.py AUDITOR [RECORDS]      AUDITOR takes -log PREFIX -vkey KEY [-old FILE]
Entry bundles need an operator's token; an auditor that sends none reads through a forwarder here that adds it.
"""
import http.client
import http.server
import json
import subprocess
import sys
import threading

from house import House, run, wallet_headers, wallet_notice

AUDITOR = sys.argv[1]
RECORDS = int(sys.argv[2]) if len(sys.argv) > 2 else 1500


class Forwarder(http.server.BaseHTTPRequestHandler):
    house = None
    bend = None  # What a dishonest server would do with an answer.

    def do_GET(self):
        status, body, _ = self.house.call("GET", self.path)
        body = self.bend(self.path, body) if self.bend else body
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def audit(port, key, *options):
    return subprocess.run([AUDITOR, "-log", f"http://127.0.0.1:{port}/v1/ledger", "-vkey", key, *options], capture_output=True, text=True, timeout=120)


def send(house, code, first, count):
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    for number in range(first, first + count):
        body = json.dumps(wallet_notice(number, f"{code} rau")).encode()
        connection.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
        assert connection.getresponse().read()
    connection.close()


def an_auditor_accepts_the_truth_and_nothing_else():
    """a third party's auditor accepts checkpoints, tiles and entries of a gateway under load, and refuses bent ones"""
    with House() as house:
        code = house.stall(house.market(), "A-1", "0011012345678")["stall_code"]
        key = (house.data / "log.vkey").read_text().strip()
        Forwarder.house = house
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forwarder)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        send(house, code, 0, RECORDS // 3)
        old = house.work / "older-checkpoint"
        old.write_bytes(house.call("GET", "/v1/ledger/checkpoint", token=None)[1])
        loading = threading.Thread(target=send, args=(house, code, 100_000, RECORDS))
        loading.start()
        accepted = 0
        while loading.is_alive() or accepted == 0:
            done = audit(port, key, "-old", str(old))
            assert done.returncode == 0, done.stdout + done.stderr
            accepted += 1
        loading.join()

        def flip(part):
            def bend(path, body):
                if part not in path or not body:
                    return body
                return body[:len(body) // 2] + bytes([body[len(body) // 2] ^ 1]) + body[len(body) // 2 + 1:]
            return bend

        for part in ("/tile/0/", "/tile/entries/", "/checkpoint"):
            Forwarder.bend = staticmethod(flip(part))
            done = audit(port, key)
            assert done.returncode != 0, f"a flipped byte in {part} went unnoticed"
        Forwarder.bend = None
        assert house.call("GET", "/v1/ledger/tile/entries/000", token=None)[0] == 401
        print(f"      {accepted} audits under load accepted, three bent answers refused: {audit(port, key, '-old', str(old)).stdout.strip()}")


if __name__ == "__main__":
    run([an_auditor_accepts_the_truth_and_nothing_else])

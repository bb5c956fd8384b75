"""TLS on the listening port, as others' clients see it: Python's ssl and openssl s_client, never choqr's own code."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

from house import CHOQR, House, run, wallet_headers, wallet_notice

SUITES_1_2 = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def make_certificate(folder, name, days="90"):
    """NAME.crt and NAME.key, signed by itself."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days,
                    "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)


class TlsHouse(House):
    """A house with a certificate, which its calls trust."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="choqr-tls-"))
        make_certificate(self.folder, "first")
        self.certificate, self.key = self.folder / "live.crt", self.folder / "live.key"
        self.put("first")
        super().__init__(tls={"certificate": str(self.certificate), "key": str(self.key)})

    def __exit__(self, *error):
        super().__exit__(*error)
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, name):
        for ending, place in (("crt", self.certificate), ("key", self.key)):
            fresh = place.with_suffix(".new")
            shutil.copyfile(self.folder / f"{name}.{ending}", fresh)
            fresh.chmod(0o600)
            fresh.rename(place)

    def trusting(self, name="first"):
        return ssl.create_default_context(cafile=self.folder / f"{name}.crt")

    def connect(self, context=None, wait=10):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=wait)
        return (context or self.trusting()).wrap_socket(plain, server_hostname="localhost")

    def call(self, method, path, body=None, token="operator", headers=None, timeout=30):
        sent = dict(headers or {})
        if token:
            sent.setdefault("Authorization", "Bearer " + (self.token if token == "operator" else token))
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=timeout, context=self.trusting())
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
            answer = connection.getresponse()
            content = answer.read()
            if "json" in answer.headers.get("Content-Type", ""):
                content = json.loads(content)
            return answer.status, content, answer.headers
        finally:
            connection.close()

    def s_client(self, *options, sent=b""):
        """What openssl s_client prints. `sent` empty: it ends after the handshake."""
        done = subprocess.run(["openssl", "s_client", "-connect", f"localhost:{self.port}", "-CAfile", self.folder / "first.crt", *options],
                              input=sent or b"Q\n", capture_output=True, timeout=30)
        return (done.stdout + done.stderr).decode(errors="replace")

    def told(self, event, times=1):
        return told_in(self.log, event, times)


def told_in(log, event, times=1):
    """The log's lines of this event, once there are so many."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
        found = [line for line in lines if line["event"] == event]
        if len(found) >= times:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{event} is not in the log {times} times")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask_plainly(port, method, path, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def read_answer(client):
    text = b""
    while b"}" not in text and (piece := client.recv(4096)):
        text += piece
    return text


def profile():
    """TLS 1.2 with three suites of its kind of key and 1.3 are spoken; 1.0, 1.1, CBC, RSA key exchange, renegotiation and compression are not"""
    with TlsHouse() as house:
        for version in ("-tls1_2", "-tls1_3"):
            said = house.s_client(version)
            assert "Verification: OK" in said and "Compression: NONE" in said and "X25519" in said, said
        for suite in SUITES_1_2:
            assert f"Cipher is {suite}" in house.s_client("-tls1_2", "-cipher", suite), suite
        for options in (["-tls1"], ["-tls1_1"], ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
                        ["-tls1_2", "-cipher", "AES128-GCM-SHA256"], ["-groups", "P-521"], ["-alpn", "h2"]):
            said = house.s_client(*options, *(["-cipher", "ALL:@SECLEVEL=0"] if options[0] in ("-tls1", "-tls1_1") else []))
            assert "Cipher is (NONE)" in said and "alert" in said, (options, said)
        assert "ALPN protocol: http/1.1" in house.s_client("-alpn", "h2,http/1.1")
        again = house.s_client("-tls1_2", sent=b"R\n" + REQUEST)
        assert "no renegotiation" in again, again
        reasons = {line["detail"] for line in house.told("refused") if line["reason"] == "tls_handshake_failed"}
        assert reasons, "handshakes that failed are counted among the refusals"


def resumption():
    """a session is resumed by its ticket, in TLS 1.2 and 1.3"""
    with TlsHouse() as house:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = house.trusting()
            context.minimum_version = context.maximum_version = version
            with house.connect(context) as first:
                first.sendall(REQUEST)
                assert read_answer(first).startswith(b"HTTP/1.1 200")
                session, reused = first.session, first.session_reused
            assert not reused
            plain = socket.create_connection(("127.0.0.1", house.port), timeout=10)
            with context.wrap_socket(plain, server_hostname="localhost", session=session) as second:
                assert second.session_reused, version
        assert "\nReused" in house.s_client("-tls1_2", "-reconnect")


def money_and_stream():
    """a notice is recorded over TLS, and the stall's live stream says so; its end is the stream's end"""
    with TlsHouse() as house:
        stall = house.stall(house.market(), "A01", "0011012345678")
        with house.connect() as stream:
            stream.sendall(f"GET /v1/stalls/{stall['id']}/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.token}\r\n\r\n".encode())
            text = b""
            while b"event: hello" not in text:
                text += stream.recv(4096)
            assert house.wallet(wallet_notice(1, "rau"))[0] == 200
            while b"45000" not in text:
                piece = stream.recv(4096)
                assert piece, text
                text += piece
            assert house.stop() == 0
            while stream.recv(4096):  # Ends with close_notify: without it Python raises SSLEOFError.
                pass


def large_both_ways():
    """bodies and answers of more than a record arrive whole, and many requests in one write are answered in order"""
    with TlsHouse() as house:
        with house.connect() as client:
            client.sendall(REQUEST * 100)
            text = b""
            while text.count(b'{"status":"alive"}') < 100:
                piece = client.recv(65536)
                assert piece, text
                text += piece
            assert text.count(b"HTTP/1.1 200 OK") == 100
        status, content, _ = house.call("GET", "/openapi.json", token=None)
        assert status == 200 and len(json.dumps(content)) > 50_000 and content["openapi"]
        status, content, _ = house.call("POST", "/v1/qr/decode", b"x" * 200_000, headers={"Content-Type": "application/json"})
        assert status in (400, 413), (status, content)


def plain_on_the_tls_port():
    """plain HTTP on the TLS port is answered with 400 and a sentence, never with a redirect, and ends"""
    with TlsHouse() as house:
        for request in (REQUEST, b"POST /v1/markets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nContent-Length: 2\r\n\r\n{}"):
            with socket.create_connection(("127.0.0.1", house.port), timeout=10) as client:
                client.sendall(request)
                text = b""
                while piece := client.recv(4096):
                    text += piece
            head = text.split(b"\r\n\r\n")[0]
            assert text.startswith(b"HTTP/1.1 400 ") and b"tls_required" in text and b"Connection: close" in head, text
            assert b"Location" not in head and b"Strict-Transport-Security" not in head, text
        with socket.create_connection(("127.0.0.1", house.port), timeout=10) as client:
            client.sendall(b"\x05")
            try:
                assert client.recv(4096) == b"", "what is neither TLS nor HTTP gets no answer"
            except ConnectionResetError:
                pass  # What it sent was not read.


def slow_handshakes():
    """a handshake that is dripped, or never begun, is ended like a head that is dripped; others are served meanwhile"""
    with TlsHouse() as house:
        clients = [socket.create_connection(("127.0.0.1", house.port)) for _ in range(60)]
        for client in clients[:30]:
            client.sendall(b"\x16\x03\x01\x02\x00\x01")
        opened, living = time.monotonic(), set(clients)
        for client in clients:
            client.setblocking(False)
        while living:
            took = time.monotonic() - opened
            assert took < 14, f"{len(living)} of 60 are there after {took:.0f} s"
            for client in list(living):
                try:
                    if client in clients[:30]:
                        client.send(b"\x00")
                    if client.recv(10) == b"":
                        living.remove(client)
                except BlockingIOError:
                    pass
                except OSError:
                    living.remove(client)
            assert house.call("GET", "/healthz", token=None)[0] == 200
            time.sleep(0.25)
        assert time.monotonic() - opened > 8


def renewal():
    """SIGHUP with a new certificate: the next connection sees it, the living one goes on; a broken one changes nothing and is told"""
    with TlsHouse() as house:
        make_certificate(house.folder, "second", days="10")
        with house.connect() as living:
            house.put("second")
            house.process.send_signal(signal.SIGHUP)
            told = house.told("tls_certificate_replaced")[-1]
            assert told["expires"].endswith("Z") and len(told["sha256"]) == 64
            house.told("tls_certificate_expires")  # Ten days are fewer than twenty-one.
            living.sendall(REQUEST)
            assert read_answer(living).startswith(b"HTTP/1.1 200")
            with house.connect(house.trusting("second")) as fresh:
                fresh.sendall(REQUEST)
                assert read_answer(fresh).startswith(b"HTTP/1.1 200")
            try:
                house.connect()
                raise AssertionError("the old certificate is still shown")
            except ssl.SSLCertVerificationError:
                pass
        house.certificate.write_text("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n")
        house.process.send_signal(signal.SIGHUP)
        assert "live.crt" in house.told("tls_certificate_not_replaced")[-1]["why"]
        house.put("second")
        shutil.copyfile(house.folder / "first.key", house.key)
        house.process.send_signal(signal.SIGHUP)
        assert "is not the key of" in house.told("tls_certificate_not_replaced", 2)[-1]["why"]
        with house.connect(house.trusting("second")) as kept:
            kept.sendall(REQUEST)
            assert read_answer(kept).startswith(b"HTTP/1.1 200")
        assert house.stop() == 0


def deliver_to(house, feed):
    body = json.dumps(wallet_notice(feed, "tien rau")).encode()
    return house.call("POST", f"/v1/providers/{feed}/notices", body, token=None, headers=wallet_headers(body))[0]


def feeds_on_hangup():
    """SIGHUP reads the feeds anew, whole or not at all: a new one is served, one that is gone is 404, a mistake keeps what was"""
    with House() as house:
        settings = json.loads(house.config.read_text())
        again = lambda: house.process.send_signal(signal.SIGHUP)  # noqa: E731
        deliver = lambda feed: deliver_to(house, feed)  # noqa: E731
        assert deliver("simwallet") == 200 and deliver("later") == 404
        settings["feeds"]["later"] = settings["feeds"]["simwallet"]
        del settings["feeds"]["sepay-key"]
        house.config.write_text(json.dumps(settings))
        assert deliver("later") == 404, "nothing is read before it is asked for"
        again()
        told = told_in(house.log, "feeds_read_again")[-1]
        assert told["new"] == "later" and told["gone"] == "sepay-key", told
        assert deliver("later") == 200
        assert house.call("POST", "/v1/providers/sepay-key/notices", {}, token=None)[0] == 404
        for mistake in ({"feeds": {"x": {"connector": "nobody"}}}, {**settings, "colour": "red"}, "{"):
            house.config.write_text(mistake if isinstance(mistake, str) else json.dumps(mistake))
            before = house.log.read_text().count("feeds_not_read_again")
            again()
            assert "choqr.json" in told_in(house.log, "feeds_not_read_again", before + 1)[-1]["why"]
            assert deliver("later") == 200
        assert house.stop() == 0


def hangup_with_nothing():
    """SIGHUP without a certificate and without a configuration is told and ends nothing"""
    with House() as house:
        house.stop()
        with open(house.log, "ab") as log:
            house.process = subprocess.Popen([CHOQR, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}"],
                                             stdout=log, stderr=log)
        told_in(house.log, "serving", 2)
        house.process.send_signal(signal.SIGHUP)
        told_in(house.log, "nothing_to_reload")
        assert house.call("GET", "/healthz", token=None)[0] == 200
        assert house.stop() == 0


def pages_are_sent_on():
    """the plain port sends pages on to https and refuses calls without a redirect; its address may be in use"""
    with TlsHouse() as house:
        house.stop()
        plain = free_port()
        settings = json.loads(house.config.read_text())
        settings["tls"]["redirect_from"] = f"127.0.0.1:{plain}"
        settings["public_base_url"] = f"https://localhost:{house.port}"
        house.config.write_text(json.dumps(settings))
        house.start()
        ask = lambda method, path, **headers: ask_plainly(plain, method, path, headers)  # noqa: E731
        status, fields, _ = ask("GET", "/wallet?lang=en")
        assert (status, fields["Location"]) == (307, f"https://localhost:{house.port}/wallet?lang=en"), fields
        assert "Strict-Transport-Security" not in fields, "RFC 6797, 7.2"
        for method, path, headers in (("GET", "/v1/markets", {}), ("POST", "/v1/markets", {}), ("GET", "/healthz", {}),
                                      ("GET", "/wallet", {"Authorization": "Bearer " + house.token}),
                                      ("POST", "/v1/providers/simwallet/notices", {})):
            status, fields, body = ask(method, path, **headers)
            assert status == 400 and b"tls_required" in body and "Location" not in fields, (path, status, body)
        # Nobody's browser is told to insist on a certificate that it does not trust by itself.
        assert "Strict-Transport-Security" not in house.call("GET", "/healthz", token=None)[2]
        expires = [line for line in house.call("GET", "/metrics", token=None)[1].decode().splitlines()
                   if line.startswith("choqr_tls_certificate_expires_timestamp_seconds ")]
        assert 89 * 86400 < int(expires[0].split()[1]) - time.time() < 91 * 86400, expires
        assert house.stop() == 0
        with socket.create_server(("127.0.0.1", plain)):
            done = house.run("serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}", "--config", house.config, check=False)
            assert done.returncode == 1 and f"127.0.0.1:{plain}" in done.stderr, done.stderr


def plain_on_a_network():
    """without TLS the gateway listens off loopback only if somebody has accepted that, and then says so"""
    with House() as house:
        house.stop()
        serve = [CHOQR, "serve", "--data", house.data, "--listen", f"0.0.0.0:{house.port}", "--config", house.config]
        done = subprocess.run(serve, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and "insecure_lan" in done.stderr and "--tls-cert" in done.stderr, done.stderr
        settings = json.loads(house.config.read_text())
        house.config.write_text(json.dumps({**settings, "insecure_lan": True}))
        with open(house.log, "ab") as log:
            house.process = subprocess.Popen(serve, stdout=log, stderr=log)
        assert "TLS" in told_in(house.log, "insecure_lan")[-1]["sentence"]
        assert house.call("GET", "/healthz", token=None)[0] == 200
        house.config.write_text(json.dumps({**settings, "insecure_lan": True, "listen": "0.0.0.0:80"}))
        doctor = house.run("doctor", "--data", house.data, "--config", house.config, check=False).stdout
        assert "without TLS" in doctor, doctor
        assert house.stop() == 0
        house.config.write_text(json.dumps({**settings, "tls": {"certificate": "c", "key": "k"}, "redirect_from": "x"}))
        assert "redirect_from" in house.run("serve", "--data", house.data, "--config", house.config, check=False).stderr


def what_does_not_start():
    """files that are of no use are named, with what to do; one option without the other is a usage error"""
    with TlsHouse() as house:
        house.stop()
        make_certificate(house.folder, "other")
        files = lambda name: house.folder / name  # noqa: E731
        subprocess.run(["openssl", "pkey", "-in", files("first.key"), "-aes256", "-passout", "pass:x", "-out", files("locked.key")],
                       check=True, capture_output=True)
        serve = lambda *options: house.run("serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}", *options,  # noqa: E731
                                           check=False)
        for certificate, key, words in (("none.crt", "first.key", "cannot be read"), ("first.crt", "other.key", "is not the key of"),
                                        ("first.key", "first.key", "holds no certificate"), ("first.crt", "first.crt", "holds no private key"),
                                        ("first.crt", "locked.key", "has a passphrase")):
            done = serve("--tls-cert", files(certificate), "--tls-key", files(key))
            assert done.returncode == 1 and words in done.stderr, done.stderr
        for option in ("--tls-cert", "--tls-key"):
            done = serve(option, files("first.crt"))
            assert done.returncode == 2 and "go together" in done.stderr, done.stderr
        house.config.write_text(json.dumps({"tls": {"key": "x"}}))
        assert "tls: has to name both" in serve("--config", house.config).stderr


def key_stays_in_its_file():
    """nothing of the key is in the process's arguments, environment, log or ledger; a key that others may read is told"""
    with TlsHouse() as house:
        words = [line for line in house.key.read_text().splitlines() if not line.startswith("-")]
        about = pathlib.Path(f"/proc/{house.process.pid}")
        places = [about / "cmdline", about / "environ", house.log, *[p for p in house.data.rglob("*") if p.is_file()]]
        read = 0
        for place in places:
            try:
                content = place.read_bytes()
            except FileNotFoundError:  # The gateway works: checkpoint.tmp comes and goes.
                continue
            assert not any(word.encode() in content for word in words), place
            read += 1
        assert read >= 7, places
        assert "tls_key_open" not in house.log.read_text()
        os.chmod(house.key, 0o644)
        house.process.send_signal(signal.SIGHUP)
        house.told("tls_key_open")


if __name__ == "__main__":
    assert CHOQR.exists()
    run([profile, resumption, money_and_stream, large_both_ways, plain_on_the_tls_port, renewal, feeds_on_hangup, hangup_with_nothing, pages_are_sent_on,
         plain_on_a_network, what_does_not_start,
         key_stays_in_its_file, slow_handshakes])

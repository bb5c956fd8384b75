"""choqr certificate make, as an operator and as phones meet it: openssl and Python's ssl read what it made, never choqr's own code."""
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import tempfile
import threading
import time

from house import CHOQR, House, run

FILES = {"authority.pem": 0o600, "issuer.pem": 0o600, "issuer.key": 0o600, "certificate.pem": 0o600, "key.pem": 0o600,
         "revoked.crl": 0o600}


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def der_of(pem, which=0):
    """Of the certificates in a file, one's bytes."""
    part = pem.read_text().split("-----BEGIN CERTIFICATE-----")[which + 1]
    return ssl.PEM_cert_to_DER_cert("-----BEGIN CERTIFICATE-----" + part)


def fingerprint_of(pem, which=0):
    return hashlib.sha256(der_of(pem, which)).hexdigest()


def openssl(*arguments, check=True):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=30)
    assert not check or done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done


class Folder:
    """A folder of its own, and choqr certificate in it."""

    def __enter__(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="choqr-certificate-"))
        self.data = self.work / "data"
        self.tls = self.data / "tls"
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work, ignore_errors=True)

    def choqr(self, what, *options, check=True, language="en"):
        done = subprocess.run([CHOQR, "certificate", what, "--data", self.data, *map(str, options)], capture_output=True, text=True,
                              timeout=60, env={**os.environ, "CHOQR_LANG": language})
        assert not check or done.returncode == 0, (options, done.stdout, done.stderr)
        return done

    def make(self, *options, **how):
        return self.choqr("make", *options, **how)


class CertifiedHouse(House):
    """A house that serves with what choqr certificate make gave to it."""

    def __init__(self):
        super().__init__()
        self.tls = self.data / "tls"
        self.run("certificate", "make", "--data", self.data, "--name", "cho.example.vn", "--name", "cho.lan")
        config = json.loads(self.config.read_text())
        self.config.write_text(json.dumps({**config, "tls": {"certificate": str(self.tls / "certificate.pem"), "key": str(self.tls / "key.pem")}}))

    def trusting(self):
        return ssl.create_default_context(cafile=self.tls / "authority.pem")

    def connect(self, host, context=None):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return (context or self.trusting()).wrap_socket(plain, server_hostname=host)

    def call(self, method, path, body=None, token="operator", headers=None, timeout=30):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self.trusting())
        try:
            connection.request(method, path, headers={"Authorization": "Bearer " + self.token} if token else {})
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if "json" in answer.headers.get("Content-Type", "") else content, answer.headers
        finally:
            connection.close()

    def shown(self):
        """The fingerprint of the certificate that a client meets."""
        with self.connect("localhost") as client:
            return hashlib.sha256(client.getpeercert(binary_form=True)).hexdigest()

    def reload(self, expected):
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if self.shown() == expected:
                    return
            except ssl.SSLCertVerificationError:
                pass  # The old one, when the authority is another.
            time.sleep(0.05)
        raise AssertionError("the new certificate is not in use ten seconds after SIGHUP")


def modes():
    """the folder is its owner's only, so are the files, whatever the umask and whoever made the folder before"""
    with Folder() as folder:
        folder.make()
        assert [mode_of(folder.data), mode_of(folder.tls)] == [0o700, 0o700]
        assert {p.name: mode_of(p) for p in folder.tls.iterdir()} == FILES
    with Folder() as folder:
        folder.tls.mkdir(parents=True)
        folder.tls.chmod(0o755)
        before = os.umask(0)
        try:
            folder.make()
        finally:
            os.umask(before)
        assert mode_of(folder.tls) == 0o700
        assert {p.name: mode_of(p) for p in folder.tls.iterdir()} == FILES


def second_reader():
    """openssl finds in the certificate what was asked for: names, addresses, days, usages; and verifies it against the authority"""
    with Folder() as folder:
        folder.make("--name", "Cho.Example.vn", "--name", "cho.lan", "--address", "192.168.7.9", "--address", "203.0.113.5", "--address", "fd00::9")
        certificate = folder.tls / "certificate.pem"
        assert "OK" in openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder.tls / "authority.pem", "-untrusted",
                               folder.tls / "issuer.pem", certificate).stdout
        says = lambda *asked: openssl("x509", "-in", certificate, "-noout", *asked, check=False).stdout  # noqa: E731
        for option, good, bad in (("-checkhost", ("cho.example.vn", "cho.lan", "localhost"), ("may.cho.lan", "example.vn")),
                                  ("-checkip", ("192.168.7.9", "203.0.113.5", "fd00::9", "127.0.0.1", "::1"), ("192.168.7.8", "::2"))):
            for one in good:
                assert "does match" in says(option, one), one
            for one in bad:
                assert "does NOT match" in says(option, one), one
        assert "will not expire" in says("-checkend", 390 * 86400) and "will expire" in says("-checkend", 398 * 86400)
        for name, below in (("authority.pem", "pathlen:1"), ("issuer.pem", "pathlen:0")):
            text = openssl("x509", "-in", folder.tls / name, "-noout", "-text").stdout
            for part in ("Issuer: O = choqr local authority, CN = choqr cho.example.vn 20", f"CA:TRUE, {below}", "Name Constraints: critical",
                         "Key Usage: critical", "NIST CURVE: P-256", "DNS:cho.example.vn", "IP:203.0.113.5/255.255.255.255"):
                assert part in text, (part, text)
            assert "192.168.7.9" not in text, "a private address is permitted anyway"


def no_bank():
    """whoever steals the key makes no certificate for a bank, or for an address of somebody else, and no further authority"""
    with Folder() as folder:
        folder.make("--name", "cho.example.vn")
        place = folder.work
        stolen = (folder.tls / "issuer.pem", folder.tls / "issuer.key")

        def forge(name, names, by=stolen, ca="FALSE"):
            """A certificate that the key of `by` signs, and its own key."""
            made, key = place / f"{name}.crt", place / f"{name}.key"
            (place / "extensions").write_text(f"subjectAltName={names}\nbasicConstraints=critical,CA:{ca}\n")
            openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", place / "request",
                    "-subj", f"/CN={name}")
            openssl("x509", "-req", "-in", place / "request", "-CA", by[0], "-CAkey", by[1], "-days", "30", "-set_serial", "7",
                    "-extfile", place / "extensions", "-out", made)
            return made, key

        def verify(certificate, *between):
            chain = [part for one in (stolen[0], *between) for part in ("-untrusted", one)]
            done = openssl("verify", "-CAfile", folder.tls / "authority.pem", *chain, certificate, check=False)
            return done.returncode, done.stdout + done.stderr

        for name, names in (("vietcombank.com.vn", "DNS:vietcombank.com.vn"), ("x", "DNS:cho.example.vn,DNS:vietcombank.com.vn"),
                            ("x", "DNS:www.google.com"), ("x", "IP:8.8.8.8")):
            code, said = verify(forge(name, names)[0])
            assert code != 0 and "permitted subtree violation" in said, (names, said)
        code, said = verify(forge("cho.example.vn", "DNS:cho.example.vn,IP:192.168.3.4")[0])
        assert code == 0, said  # So it was the names.
        further = forge("further", "DNS:cho.example.vn", ca="TRUE")
        code, said = verify(forge("below", "DNS:cho.example.vn", by=further)[0], further[0])
        assert code != 0 and "path length constraint exceeded" in said, said
        for key in ("issuer.key", "key.pem"):  # Nothing that is kept signs as the one that phones trust.
            public = openssl("pkey", "-in", folder.tls / key, "-pubout").stdout
            assert public != openssl("x509", "-in", folder.tls / "authority.pem", "-noout", "-pubkey").stdout


def clients():
    """a client that trusts the authority connects by every name and address, and by no other; one that does not is refused"""
    with CertifiedHouse() as house:
        for host in ("localhost", "cho.example.vn", "cho.lan", "127.0.0.1"):
            with house.connect(host) as client:
                assert client.version() == "TLSv1.3"
        for host, context in (("vietcombank.com.vn", house.trusting()), ("localhost", ssl.create_default_context())):
            try:
                house.connect(host, context).close()
                raise AssertionError(f"{host}: the certificate was taken")
            except ssl.SSLCertVerificationError:
                pass


def handed_out():
    """/trust/authority.crt is the authority byte for byte, /v1/trust its fingerprint, /trust the page; without a token"""
    with CertifiedHouse() as house:
        status, content, headers = house.call("GET", "/trust/authority.crt", token=None)
        assert status == 200 and content == der_of(house.tls / "authority.pem")
        assert headers["Content-Type"] == "application/x-x509-ca-cert" and headers["Cache-Control"] == "no-store"
        status, said, _ = house.call("GET", "/v1/trust", token=None)
        assert status == 200 and said["authority_sha256"] == fingerprint_of(house.tls / "authority.pem"), said
        ends = openssl("x509", "-in", house.tls / "authority.pem", "-noout", "-enddate", "-dateopt", "iso_8601").stdout
        assert said["expires"].replace("T", " ") in ends, (said, ends)
        status, page, _ = house.call("GET", "/trust", token=None)
        assert status == 200 and b'href="/trust/authority.crt"' in page
        groups = " ".join(said["authority_sha256"][i:i + 4].upper() for i in range(0, 64, 4))
        assert groups in house.run("certificate", "show", "--data", house.data).stdout, "the operator's screen and the page say the same"


def nothing_to_hand_out():
    """without TLS, and with a certificate that choqr did not make, there is no authority: 404 with a sentence, and null"""
    def asks(house):
        status, content, _ = house.call("GET", "/trust/authority.crt", token=None)
        assert status == 404 and content["code"] == "no_local_authority" and content["detail_vi"], (status, content)
        assert house.call("GET", "/v1/trust", token=None)[1] == {"authority_sha256": None, "expires": None}

    with House() as house:
        asks(house)
    with CertifiedHouse() as house:
        for file in ("authority.pem", "key.pem"):
            (house.tls / file).unlink()
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-keyout", house.tls / "key.pem",
                "-out", house.tls / "authority.pem", "-subj", "/O=A company", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        text = (house.tls / "authority.pem").read_text()
        (house.tls / "certificate.pem").write_text(text + text)
        house.reload(fingerprint_of(house.tls / "authority.pem"))
        asks(house)


def before_trust():
    """beside TLS, the page, its parts and the authority are there without it, too; other pages are sent on, and nothing else is answered"""
    with CertifiedHouse() as house:
        house.stop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            plain = probe.getsockname()[1]
        settings = json.loads(house.config.read_text())
        settings["tls"]["redirect_from"] = f"127.0.0.1:{plain}"
        house.config.write_text(json.dumps(settings))
        house.start()

        def ask(path):
            connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read()
            finally:
                connection.close()

        status, page = ask("/trust")
        parts = re.findall(rb'"(/assets/[^"]+)"', page)
        assert status == 200 and len(parts) == 3, (status, page)
        assert all(ask(part.decode())[0] == 200 for part in parts)
        assert ask("/trust/authority.crt") == (200, der_of(house.tls / "authority.pem"))
        assert json.loads(ask("/v1/trust")[1])["authority_sha256"] == fingerprint_of(house.tls / "authority.pem")
        assert ask("/")[0] == 307 and ask("/v1/me")[0] == 400


def phones_are_let_back():
    """a browser is never told to insist on TLS (HSTS), not even if this machine itself knows the authority: after a new one it has to come in"""
    with CertifiedHouse() as house:
        house.stop()
        settings = json.loads(house.config.read_text())
        house.config.write_text(json.dumps({**settings, "public_base_url": f"https://cho.lan:{house.port}"}))
        os.environ["SSL_CERT_FILE"] = str(house.tls / "authority.pem")
        try:
            house.start()
        finally:
            del os.environ["SSL_CERT_FILE"]
        assert "Strict-Transport-Security" not in house.call("GET", "/trust", token=None)[2]


def renewal():
    """a renewal while it serves keeps the authority and the key; SIGHUP takes it, and clients that trusted go on"""
    with CertifiedHouse() as house:
        before = {name: (house.tls / name).read_bytes() for name in FILES}
        old = house.shown()
        said = house.run("certificate", "make", "--data", house.data).stdout
        assert "is kept" in said and "is renewed, for cho.example.vn, cho.lan, " in said, said
        after = {name: (house.tls / name).read_bytes() for name in FILES}
        assert [name for name in FILES if before[name] != after[name]] == ["certificate.pem", "revoked.crl"]
        fresh = fingerprint_of(house.tls / "certificate.pem")
        assert fresh != old
        house.reload(fresh)
        with house.connect("cho.lan"):
            pass
        assert house.stop() == 0


def new_authority():
    """a name that the authority may not vouch for is refused with what to do; --new-authority makes another, and it is handed out"""
    with CertifiedHouse() as house:
        before = {name: (house.tls / name).read_bytes() for name in FILES}
        refused = house.run("certificate", "make", "--data", house.data, "--name", "cho2.example.vn", check=False)
        assert refused.returncode == 1 and refused.stdout == "", refused
        assert refused.stderr.startswith("choqr: cho2.example.vn: ") and "--new-authority" in refused.stderr and refused.stderr.count("\n") == 1
        assert before == {name: (house.tls / name).read_bytes() for name in FILES}
        trusting_old = house.trusting()
        house.run("certificate", "make", "--data", house.data, "--name", "cho2.example.vn", "--new-authority")
        assert all(before[name] != (house.tls / name).read_bytes() for name in FILES)
        house.reload(fingerprint_of(house.tls / "certificate.pem"))
        with house.connect("cho2.example.vn"):
            pass
        try:
            house.connect("localhost", trusting_old).close()
            raise AssertionError("a client that trusts the old authority took the new one's")
        except ssl.SSLCertVerificationError:
            pass
        assert house.call("GET", "/trust/authority.crt", token=None)[1] == der_of(house.tls / "authority.pem")


def a_key_that_others_may_have():
    """--new-key: another key, and the certificate so far is on the list that the new one names; OpenSSL refuses the old one and takes the new one"""
    with CertifiedHouse() as house:
        old = house.work / "old.pem"
        old.write_bytes((house.tls / "certificate.pem").read_bytes())
        places = re.findall(r"URI:(\S+)", openssl("x509", "-in", old, "-noout", "-ext", "crlDistributionPoints").stdout)
        assert places and all(re.fullmatch(r"http://[^/]+:8080/trust/revoked\.crl", one) for one in places), places
        verified = ("verify", "-CAfile", house.tls / "authority.pem", "-untrusted", house.tls / "issuer.pem", "-crl_check", "-CRLfile", house.work / "list.pem")

        def fetched():
            status, content, headers = house.call("GET", "/trust/revoked.crl", token=None)
            assert status == 200 and headers["Content-Type"] == "application/pkix-crl" and content == (house.tls / "revoked.crl").read_bytes()
            (house.work / "list.der").write_bytes(content)
            openssl("crl", "-inform", "DER", "-in", house.work / "list.der", "-out", house.work / "list.pem")

        fetched()
        assert openssl(*verified, old).returncode == 0
        key, authority = (house.tls / "key.pem").read_bytes(), (house.tls / "authority.pem").read_bytes()
        house.run("certificate", "make", "--data", house.data, "--new-key")
        assert key != (house.tls / "key.pem").read_bytes() and authority == (house.tls / "authority.pem").read_bytes()
        house.reload(fingerprint_of(house.tls / "certificate.pem"))
        house.run("certificate", "make", "--data", house.data)  # What was revoked stays so.
        house.reload(fingerprint_of(house.tls / "certificate.pem"))
        fetched()
        refused = openssl(*verified, old, check=False)
        assert refused.returncode != 0 and "certificate revoked" in refused.stderr, refused
        assert openssl(*verified, house.tls / "certificate.pem").returncode == 0
        assert "Key Compromise" in openssl("crl", "-in", house.work / "list.pem", "-noout", "-text").stdout


def usage():
    """a name or an address that cannot be is a usage error that names the option, in both languages, and makes nothing"""
    with Folder() as folder:
        for option, value in (("--name", "http://cho.lan"), ("--name", "cho lan"), ("--name", "*.lan"), ("--name", "chợ.lan"), ("--name", "com.vn"),
                              ("--name", "a" * 64 + ".lan"), ("--name", ".".join(["a" * 50] * 6)), ("--name", ""), ("--name", "192.168.1.1"),
                              ("--address", "cho.lan"), ("--address", "10.0.0.0/8"), ("--address", "0.0.0.0"), ("--address", "")):
            said = set()
            for language in ("en", "vi"):
                done = folder.make(option, value, check=False, language=language)
                assert done.returncode == 2 and done.stderr.startswith(f"choqr: {option}: ") and done.stderr.count("\n") == 1, done
                said.add(done.stderr)
            assert len(said) == 2, said
        assert not folder.data.exists()
        done = folder.choqr("show", check=False)
        assert done.returncode == 1 and "choqr certificate make" in done.stderr


def at_once():
    """of ten that make one at the same time all end well or say that another is at work; the pair fits, and it is one authority's"""
    with Folder() as folder:
        outcomes = []
        threads = [threading.Thread(target=lambda: outcomes.append(folder.make(check=False))) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert any(done.returncode == 0 for done in outcomes)
        for done in outcomes:
            assert done.returncode == 0 or "another choqr certificate make is at work" in done.stderr, done
        ssl.create_default_context().load_cert_chain(folder.tls / "certificate.pem", folder.tls / "key.pem")
        openssl("verify", "-CAfile", folder.tls / "authority.pem", "-untrusted", folder.tls / "issuer.pem", folder.tls / "certificate.pem")
        assert sum("A new local authority" in done.stdout for done in outcomes) == 1


def before_a_ledger():
    """the folder may be made before the ledger, which then moves in and shuts it"""
    with Folder() as folder:
        said = folder.make("--address", "192.168.7.9").stdout
        assert "http://192.168.7.9:8080/trust" in said and f"--tls-key {folder.tls}/key.pem" in said, said
        folder.data.chmod(0o755)
        subprocess.run([CHOQR, "init", "--data", folder.data], check=True, capture_output=True)
        assert mode_of(folder.data) == 0o700
        vietnamese = folder.make(language="vi").stdout
        assert "Giữ nguyên nơi cấp chứng thư" in vietnamese and "Tiếp theo: choqr serve" in vietnamese, vietnamese


if __name__ == "__main__":
    assert CHOQR.exists()
    run([modes, second_reader, no_bank, clients, handed_out, nothing_to_hand_out, before_trust, phones_are_let_back, renewal, new_authority, a_key_that_others_may_have, usage,
         at_once, before_a_ledger])

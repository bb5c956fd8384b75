"""Addresses that lead out of where they begin: more than a hundred ways to say "..", as raw bytes, at every place where the gateway
reads a name from an address. Each is a 404 (or a 400 for what is no address), and no file is opened for it: strace says which are.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import run  # noqa: E402
from strangers import answer_of, connect, status_of  # noqa: E402
from traced import Traced  # noqa: E402

UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", ".%2e/", "%2e./", "..%5c", "..\\", "%2e%2e%5c", "..%252f", "%252e%252e%252f", "..%c0%af", "%c0%ae%c0%ae%c0%af",
      "..%e0%80%af", "%e0%80%ae%e0%80%ae/", "..%f0%80%80%af", "..%ef%bc%8f", "%ef%bc%8e%ef%bc%8e/", "..%u2215", "....//", "....\\/", "..;/", "..%00/", "..%0d/",
      "..//", "/../", "/./../", "..%09/", ".%00./", "%2e%2e%2f%2e%2e%2f"]
GOALS = ["etc/passwd", "operator.token", "log.key", "accounts.choqr"]
ROOTS = ["/", "/assets/", "/tile/0/", "/tile/", "/v1/ledger/", "/q/", "/image/", "/stall/", "/trust/", "/v1/stalls/"]
WHOLE = ["/tile/0/../checkpoint", "/tile/0/../../log.key", "/..", "/.", "//etc/passwd", "/assets/..", "/assets/.", "/assets//etc/passwd", "/assets/%2fetc%2fpasswd",
         "/file:///etc/passwd", "/assets/C:%5cwindows%5cwin.ini", "/assets/con", "/assets/nul.js", "/assets/page.js%00.txt", "/assets/page.js::$DATA",
         "/tile/0/000%2f..%2f..%2flog.key", "/tile/0/x001/../../../../operator.token", "/q/..%2f..%2foperator.token.svg", "/image/..%2f..%2fetc%2fpasswd-1-compact.svg",
         "http://127.0.0.1/../operator.token", "/?file=../operator.token", "/assets/?x=/etc/passwd", "/%", "/%2", "/%zz/..", "/assets/%2e", "/\x7f/../operator.token"]


def cases():
    yield from WHOLE
    for root in ROOTS:
        for number, up in enumerate(UP):
            yield root + up * (1 + number % 5) + GOALS[number % len(GOALS)]


def ask(house, path):
    with connect(house) as client:
        client.sendall(b"GET " + path.encode("latin-1") + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return answer_of(client, until=b"\0never\0", wait=10)


def body_of(answer):
    """Without the nonce, which is another one each time."""
    return re.sub(rb" nonce=[\w-]+", b"", answer.partition(b"\r\n\r\n")[2])


def opened(trace, since):
    """Every path that was opened, looked at or read as a link, after the first `since` bytes."""
    text = pathlib.Path(trace).read_bytes()[since:].decode(errors="replace")
    return set(re.findall(r'(?:openat|open|stat|newfstatat|statx|readlink|readlinkat|access|faccessat2?)\([^"]*"([^"]*)"', text))


def paths():
    """more than a hundred addresses that lead elsewhere are not found, and no file is touched for them"""
    all_cases = list(cases())
    assert len(all_cases) > 300 and len(set(all_cases)) == len(all_cases)
    with Traced() as house, tempfile.TemporaryDirectory(prefix="choqr-paths-") as work:
        trace = f"{work}/trace"
        assert house.start_traced("-e", "trace=openat,open,stat,newfstatat,statx,readlink,readlinkat,access,faccessat,faccessat2", "-o", trace)
        secrets = [(house.data / name).read_bytes().strip() for name in ("operator.token", "log.key")]
        ask(house, "/")
        time.sleep(1)
        since = pathlib.Path(trace).stat().st_size
        answers = {}
        for path in all_cases:
            answer = ask(house, path)
            answers.setdefault(status_of(answer), []).append(path)
            assert b"root:x:" not in answer and not any(secret in answer for secret in secrets), path
        # A stall of any name has the page that asks for it, the start page has any query, and a call is asked first who makes it.
        assert set(answers) <= {200, 400, 401, 404}, {status: some[:5] for status, some in answers.items()}
        assert all(path.startswith(("/?file=", "/stall/..%252f", "/stall/%252e")) for path in answers[200]), answers[200]
        assert all(path.startswith("/v1/stalls/") for path in answers.get(401, [])), answers[401]
        pages = {path: body_of(ask(house, path)) for path in ["/", "/stall/st1", *answers[200]]}
        assert all(body == pages["/stall/st1" if path.startswith("/stall/") else "/"] for path, body in pages.items())
        touched = opened(trace, since)
        # The gateway's own work goes on meanwhile: checkpoints, its status, the reports.
        foreign = {path for path in touched if "etc/passwd" in path or "operator.token" in path or "log.key" in path or "accounts" in path
                   or (path.startswith("/") and not path.startswith((str(house.data), "/proc/self", "/sys/", "/dev/", "/etc/localtime", "/usr/share/zoneinfo")))}
        assert not foreign, foreign
        # That a file would have been seen: the trace has those of the start.
        assert any("log.key" in path for path in opened(trace, 0)), "strace saw nothing"
        house.end_traced()
        print(f"      {len(all_cases)} addresses: " + ", ".join(f"{len(some)} times {status}" for status, some in sorted(answers.items())))


if __name__ == "__main__":
    if subprocess.run(["which", "strace"], capture_output=True).returncode:
        sys.exit("strace is missing")
    run([paths])

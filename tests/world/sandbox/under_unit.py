"""The gateway reads pictures under what a hardened systemd unit lays on it (under_unit.cpp), where setrlimit(2), seccomp(2) and
setpriority(2) are denied: under_unit.py LAUNCHER CALLS CHOQR

unit_calls.txt is what `systemd-analyze syscall-filter` of systemd 252 makes of SystemCallFilter=@system-service and
SystemCallFilter=~@privileged @resources.
"""
import http.client
import json
import os
import pathlib
import sys
import tempfile
import time

LAUNCHER, CALLS, CHOQR = sys.argv[1:4]
wrapper = pathlib.Path(tempfile.mkdtemp(prefix="choqr-unit-")) / "choqr"
wrapper.write_text(f'#!/bin/sh\nexec "{LAUNCHER}" "{CALLS}" "{CHOQR}" "$@"\n')
wrapper.chmod(0o755)
os.environ["CHOQR"] = str(wrapper)
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "acceptance"))
import hard_pictures  # noqa: E402
from house import House, run  # noqa: E402


def post(house, picture):
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.request("POST", "/v1/qr/decode", picture, {"Content-Type": "application/octet-stream"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def status_of(process):
    return dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines() if ":\t" in line)


def children_of(process):
    """How many filters each of them stands under; those that end meanwhile are left out."""
    found = []
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            try:
                found.append(int(status_of(child)["Seccomp_filters"]))
            except (OSError, KeyError):
                pass
    return found


def pictures_are_read_in_the_unit():
    """a picture is read, a hard one is refused, and the children stand under a filter of their own"""
    with House() as house:
        house.run("qr", "encode", "--bin", "970436", "--account", "0011012345678", "--format", "png", "-o", house.work / "code.png")
        status, found = post(house, (house.work / "code.png").read_bytes())
        assert status == 200 and found["account"] == "0011012345678", (status, found)
        status, refused = post(house, hard_pictures.png_too_much_data())
        assert (status, refused["code"]) == (422, "picture_too_hard"), (status, refused)
        assert post(house, (house.work / "code.png").read_bytes())[0] == 200
        ours = status_of(house.process.pid)
        assert (ours["NoNewPrivs"], ours["Seccomp"], ours["CapEff"]) == ("1", "2", "0" * 16), ours
        filters = int(ours["Seccomp_filters"]) + 1
        deadline = time.monotonic() + 20  # Those that have just been started lay their own on yet.
        while not (children := children_of(house.process.pid)) or set(children) != {filters}:
            assert time.monotonic() < deadline, (children, filters)
            time.sleep(0.05)
        assert "sandbox_unavailable" not in house.log.read_text()
        assert house.stop() == 0


def the_command_line_too():
    """choqr qr read works there too"""
    with House() as house:
        house.run("qr", "encode", "--bin", "970436", "--account", "0011012345678", "--format", "png", "-o", house.work / "code.png")
        assert "0011012345678" in house.run("qr", "read", house.work / "code.png").stdout


sys.argv = sys.argv[:1]
run([pictures_are_read_in_the_unit, the_command_line_too])

"""What the machine does not give: descriptors, room in a file, names on a disk. Nothing acknowledged is lost, whoever is refused is told
to come again, and it goes on by itself when there is enough.

usage: limits.py      the disk without names needs root and loop devices; the rest does not
"""
import http.client
import json
import resource
import socket
import statistics
import subprocess
import time

from disks import Disk
from house import CHOQR, House, run, wallet_headers, wallet_notice
from invariants import furnished, hold
from outside import Outside


def until(what, limit=10):
    """Seconds until what() is true."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < limit, "it does not go on by itself"
        time.sleep(0.1)
    return time.monotonic() - began


def let_files_grow_to(house, size):
    resource.prlimit(house.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def reports_that_may_not_grow():
    """while the reports' files may not grow, as under a quota, recording goes on and reads wait; with room they go on by themselves"""
    with House() as house:
        code = furnished(house, stalls=1)[1][0]
        outside = Outside()
        let_files_grow_to(house, 300_000)  # The log of SQLite reaches it first: it has whole pages where the ledger has records.
        number = 0
        while house.call("GET", "/v1/transfers?limit=1")[0] == 200:
            number += 1
            assert outside.deliver(house, wallet_notice(number, f"{code} rau", amount=1000 + number)) == 200
        assert outside.deliver(house, wallet_notice(number + 1, f"{code} rau")) == 200, "the reports stopped the ledger"
        let_files_grow_to(house, resource.RLIM_INFINITY)
        took = until(lambda: house.call("GET", "/v1/transfers?limit=1")[0] == 200)
        print(f"      {number} acknowledged until the reports were full, they went on after {took:.1f} s; {hold(house, outside)}")
        assert house.stop() == 0


def seconds_of(what):
    began = time.monotonic()
    what()
    return time.monotonic() - began


def a_ledger_that_may_not_grow():
    """refused room in the middle of the ledger's file, it asks everybody to come again within 100 ms, and goes on when there is some"""
    with House() as house:
        code = furnished(house, stalls=1)[1][0]
        outside, number = Outside(), 0
        segment = house.data / "00000000000000000000.log"
        for round_number in range(3):
            let_files_grow_to(house, len(segment.read_bytes().rstrip(b"\0")) + 20_000 + 1_000 * round_number)
            while outside.deliver(house, notice := wallet_notice(number, f"{code} rau", amount=1000 + number)) == 200:
                number += 1

            def refused():
                assert outside.deliver(house, notice) == 503

            slow = statistics.median(seconds_of(refused) for _ in range(15))
            assert slow <= 0.1, f"half of the refusals took longer than {slow:.3f} s"
            status, content, _ = house.call("POST", "/v1/markets", {"name": "Chợ Hai", "code": f"hai-{number}", "province": "Lào Cai", "commune": "Sa Pa"})
            assert status in (503, 507) and content["code"] in ("reports_behind", "disk_full"), (status, content)  # Whichever was full first.
            assert house.call("GET", "/v1/ledger/checkpoint", token=None)[0] == 200
            assert len(house.run("ledger", "export", "--data", house.data, "--from", 0, "--to", 3).stdout.splitlines()) == 4
            if round_number == 1:
                house.kill()  # What was refused is in the file, half: a torn batch that nobody was told of.
                house.start()
            else:
                let_files_grow_to(house, resource.RLIM_INFINITY)
            took = until(lambda: outside.deliver(house, notice) == 200, limit=5)
            number += 1
        print(f"      {number} acknowledged, refused after {slow * 1000:.0f} ms, went on {took:.1f} s after there was room; {hold(house, outside)}")
        assert house.stop() == 0


def descriptors_run_out():
    """with 64 descriptors and 200 clients nothing crashes, whoever is connected is served, and the others are once clients leave"""
    with House() as house:
        code = furnished(house, stalls=1)[1][0]
        outside = Outside()
        assert house.stop() == 0
        with open(house.log, "ab") as log:
            house.process = subprocess.Popen([CHOQR, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}", "--config", house.config],
                                             stdout=log, stderr=log, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
        until(lambda: answers(house))
        connected = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
        assert outside.deliver(house, wallet_notice(1, f"{code} rau"), connected) == 200
        crowd = []
        for _ in range(200):
            client = socket.socket()
            client.settimeout(2)
            try:
                client.connect(("127.0.0.1", house.port))
            except OSError:
                client.close()
                continue
            crowd.append(client)
        for number in range(2, 300):
            body = json.dumps(wallet_notice(number, f"{code} rau")).encode()
            outside.sent[f"w-{number}"] = 45000
            connected.request("POST", "/v1/providers/simwallet/notices", body, wallet_headers(body))
            answer = connected.getresponse()
            content = json.loads(answer.read())
            assert answer.status == 200, (answer.status, content)
            outside.acknowledge(json.loads(body), content["sequence"])
        time.sleep(1.2)  # A checkpoint wants a descriptor too.
        assert house.process.poll() is None
        for client in crowd:
            client.close()
        connected.close()
        took = until(lambda: answers(house))
        print(f"      {len(crowd)} connections held, 298 notices on another, new ones served {took:.1f} s after they left; {hold(house, outside)}")
        assert house.stop() == 0


def answers(house):
    try:
        return house.call("GET", "/readyz", token=None)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def a_disk_without_names_left():
    """on a disk where no file can be made any more recording goes on, and checkpoints go on once there is one"""
    try:
        disk = Disk("ext4", make=("-N", "48"))
        with disk, House() as house:
            assert house.stop() == 0
            house.data = disk.folder / "data"
            house.run("init", "--data", house.data)
            house.token = (house.data / "operator.token").read_text().strip()
            house.start()
            code = furnished(house, stalls=1)[1][0]
            outside = Outside()
            time.sleep(1.2)
            names = []
            while True:
                try:
                    name = disk.folder / f"name-{len(names)}"
                    name.touch()
                    names.append(name)
                except OSError:
                    break
            for number in range(100):
                assert outside.deliver(house, wallet_notice(number, f"{code} rau")) == 200
            time.sleep(1.2)
            house.kill()
            house.start()
            hold(house, outside, whole=False)
            for name in names:
                name.unlink()
            size = 103
            took = until(lambda: int(house.call("GET", "/v1/ledger/checkpoint", token=None)[1].decode().split("\n")[1]) >= size)
            print(f"      {len(names)} names taken, 100 acknowledged without a free one, a checkpoint {took:.1f} s after there were; {hold(house, outside)}")
            assert house.stop() == 0
    except PermissionError as error:
        print(f"      skipped: {error}")


if __name__ == "__main__":
    run([reports_that_may_not_grow, a_ledger_that_may_not_grow, descriptors_run_out, a_disk_without_names_left])

"""A disk that is full: nothing acknowledged is lost, everybody is told to come again, and it goes on by itself when there is room.

usage: full_disk.py      needs the right to mount a tmpfs; without it, it says so and ends with 0
"""
import base64
import os
import subprocess
import time

from house import House, run, sepay_notice

BYTES = 150 << 20


class SmallDisk(House):
    def __enter__(self):
        self.disk = self.work / "disk"
        self.disk.mkdir()
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", self.disk], capture_output=True).returncode == 0
        if self.mounted:
            self.data = self.disk / "data"
            self.run("init", "--data", self.data)
            self.token = (self.data / "operator.token").read_text().strip()
            self.start()
        return self

    def __exit__(self, *exception):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.mounted:
            subprocess.run(["umount", "-l", self.disk], check=True)
        super().__exit__(*exception)


def fill_reports(house, send, ballast, acknowledged):
    free = os.statvfs(house.disk)
    ballast.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - (64 << 10)))
    for number in range(1, 1501):
        status, content, _ = send(number, 300)
        assert status in (200, 201), (number, status, content)
        acknowledged[str(number)] = 45000
    assert house.call("GET", "/v1/transfers?limit=1")[0] == 503, "the reports had room after all: this test shows nothing"
    ballast.unlink()
    began = time.monotonic()
    while house.call("GET", "/v1/transfers?limit=1")[0] != 200:
        assert time.monotonic() - began < 10, "the reports do not go on by themselves"
        time.sleep(0.2)
    return number


def a_full_disk_refuses_and_recovers():
    """on a full disk notices are answered 'come again', reads go on; with room it goes on by itself, and nothing is lost"""
    with SmallDisk() as house:
        if not house.mounted:
            print("      skipped: no right to mount a small disk here")
            return
        code = house.stall(house.market(), "A-1", "0011012345678")["stall_code"]
        ballast = house.disk / "ballast"
        acknowledged, number, refused = {}, 0, None

        def send(number, noise_bytes=11_000):
            # Mostly chance, so that it does not become small: a segment is full after some thousands.
            noise = base64.b64encode(os.urandom(noise_bytes)).decode()
            return house.sepay(sepay_notice(number, f"{code} rau", description="x", note=noise))

        # First only the reports find no room: the ledger has its segment, so recording goes on.
        number = fill_reports(house, send, ballast, acknowledged)
        # Room for what is there, and none for the next segment, which is made when a quarter of this one is used.
        free = os.statvfs(house.disk)
        ballast.write_bytes(b"\0" * (free.f_bavail * free.f_frsize - (40 << 20)))
        while refused is None and number < 14_000:
            number += 1
            status, content, headers = send(number)
            if status in (200, 201):
                acknowledged[str(number)] = 45000
            else:
                refused = status, headers
        assert refused is not None, "the disk never became full"
        assert refused[0] == 503, (refused[0], content)
        began = time.monotonic()
        status, content, _ = house.call("POST", "/v1/markets", {"name": "Chợ Hai", "code": "hai", "province": "Lào Cai", "commune": "Sa Pa"})
        assert status == 507 and content["code"] == "disk_full", (status, content)
        assert time.monotonic() - began < 2
        assert house.call("GET", "/v1/stalls/st3")[0] == 200 and house.call("GET", "/v1/ledger/checkpoint", token=None)[0] == 200
        exported = house.run("ledger", "export", "--data", house.data, "--from", 0, "--to", 3).stdout
        assert len(exported.splitlines()) == 4

        ballast.unlink()
        began = time.monotonic()
        while send(number)[0] not in (200, 201):
            assert time.monotonic() - began < 10, "it does not go on by itself"
            time.sleep(0.2)
        took = time.monotonic() - began
        house.ok("POST", "/v1/markets", {"name": "Chợ Hai", "code": "hai", "province": "Lào Cai", "commune": "Sa Pa"})
        found = {t["provider_reference"]: t["amount"] for t in house.items("/v1/transfers")}
        lost = [r for r, amount in acknowledged.items() if found.get(r) != amount]
        assert not lost, lost[:3]
        assert house.stop() == 0
        house.run("ledger", "verify", "--data", house.data)
        print(f"      {len(acknowledged)} acknowledged before the disk was full, 0 lost, went on {took:.1f} s after there was room")


if __name__ == "__main__":
    run([a_full_disk_refuses_and_recovers])

"""K12: one process writes a ledger, whatever is deleted in its folder and by whatever path the second comes."""
import fcntl
import os
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import CHOQR, House, run, wallet_notice

ROUNDS = 20 if "--long" in sys.argv else 3


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve_second(house, data, cwd=None):
    """How a second `choqr serve` on `data` ends: its exit code and what it said. Still running after five seconds is None."""
    second = subprocess.Popen([CHOQR, "serve", "--data", str(data), "--listen", f"127.0.0.1:{free_port()}", "--config", house.config],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd)
    try:
        said, _ = second.communicate(timeout=5)
        return second.returncode, said
    except subprocess.TimeoutExpired:
        second.kill()
        second.communicate()
        return None, ""


def refused(house, data, cwd=None):
    code, said = serve_second(house, data, cwd)
    assert code == 1, f"a second gateway on {data} ended with {code}: {said}"
    assert "another process is writing this ledger" in said and said.count("\n") == 1, said


def second_is_refused_though_the_lock_file_is_deleted():
    """a second gateway is refused, also after somebody deleted the file `lock`, by every path to the folder"""
    with House() as house:
        market = house.market()
        house.stall(market, "A-1", "0011012345678")
        link = house.work / "link"
        link.symlink_to(house.data)
        ways = [(house.data, None), (link, None), (pathlib.Path("data"), house.work), (house.work / "data" / ".." / "link" / ".", None),
                (pathlib.Path("."), house.data)]
        number = 0
        for _ in range(ROUNDS):
            for data, cwd in ways:
                (house.data / "lock").unlink(missing_ok=True)
                refused(house, data, cwd)
                number += 1
                status, answer, _ = house.wallet(wallet_notice(number, "chuyen tien"))
                assert status in (200, 201), (status, answer)
        assert house.stop() == 0
        house.start()
        assert len(list(house.items("/v1/transfers"))) == number, "what was acknowledged beside the refused gateways is there"


def others_that_write_are_refused():
    """operator-token, erase and import beside a gateway are refused, doctor and verify see that it runs"""
    with House() as house:
        (house.data / "lock").unlink()
        for arguments in (["operator-token", "--data", house.data], ["erase", "vendor", "vd1", "--data", house.data, "--yes"]):
            done = house.run(*arguments, check=False)
            assert done.returncode == 1 and "another process is writing this ledger" in done.stderr, (arguments, done.stdout, done.stderr)
        assert "a gateway is running" in house.run("doctor", "--data", house.data, check=False).stdout
        assert not (house.data / "lock").exists(), "whoever only looks makes no file"
        house.stop()
        assert "a gateway is not running" in house.run("doctor", "--data", house.data, check=False).stdout


def an_old_gateway_and_a_new_one_never_both_write():
    """a gateway of before, which locks only the file `lock`, and one of today never run side by side, whichever came first"""
    with House() as house:
        house.stop()
        with open(house.data / "lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            refused(house, house.data)
        house.start()
        with open(house.data / "lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                raise AssertionError("the file of before is not locked by the gateway of today")
            except BlockingIOError:
                pass


def a_killed_gateway_leaves_no_lock():
    """after SIGKILL the folder is free at once, with the old file lying there"""
    with House() as house:
        for _ in range(ROUNDS):
            house.kill()
            folder = os.open(house.data, os.O_RDONLY)
            deadline = time.monotonic() + 5
            while True:
                try:
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    assert time.monotonic() < deadline, "the folder stays locked"
                    time.sleep(0.01)
            os.close(folder)
            assert (house.data / "lock").exists()
            house.start()


run([second_is_refused_though_the_lock_file_is_deleted, others_that_write_are_refused, an_old_gateway_and_a_new_one_never_both_write,
     a_killed_gateway_leaves_no_lock])

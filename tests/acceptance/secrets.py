"""Keys and tokens of a gateway are in files that are its own and nowhere that others look: not in its command line, its environment,
its log, a core dump, or a folder that somebody made too open.
"""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import time

from house import CHOQR, House, run, wallet_notice

KEYS = ("log.key", "keys.choqr", "operator.token")


def secrets_of(house):
    found = {}
    for path in house.data.rglob("*"):
        if path.is_file() and (path.name in KEYS or path.suffix in (".key", ".token")):
            found[path.name] = path.read_bytes().strip()
    assert {"log.key", "operator.token"} <= set(found), found.keys()
    return found


def pieces(secret):
    """What would give it away: 24 bytes of it, as they are and in hexadecimal."""
    return {secret[:24], secret[:24].hex().encode()}


def seen_by_others():
    """neither command line nor environment nor log holds a piece of any secret, and what holds them is its owner's alone"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        house.wallet(wallet_notice(1, stall["stall_code"]))
        made = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "loa"})["token"]
        wrong = house.call("GET", "/v1/me", token=made + "x")
        assert wrong[0] == 401
        secrets = secrets_of(house) | {"a vendor's token": made.encode()}
        proc = pathlib.Path(f"/proc/{house.process.pid}")
        shown = {"command line": (proc / "cmdline").read_bytes(), "environment": (proc / "environ").read_bytes(), "log": house.log.read_bytes()}
        for where, text in shown.items():
            for name, secret in secrets.items():
                assert not any(piece in text for piece in pieces(secret)), f"{name} stands in the {where}"
        assert b"CHOQR" not in shown["command line"] and str(house.data).encode() in shown["command line"]
        for path in [house.data, *house.data.rglob("*")]:
            mode = path.stat().st_mode & 0o777
            assert mode & 0o077 == 0, f"{path.name} has the mode {mode:o}"


def no_core():
    """killed in the middle it leaves no core dump though its shell allows one, and another process of its user cannot look into it"""
    nobody = 65534
    with House() as house:
        house.stop()
        limit = resource.getrlimit(resource.RLIMIT_CORE)
        work = house.work / "cwd"
        work.mkdir()
        for path in [house.work, work, house.config, *house.data.rglob("*"), house.data]:
            os.chown(path, nobody, nobody)
        house.work.chmod(0o755)
        program = house.work / "choqr"
        shutil.copy(CHOQR, program)  # Where nobody may read it.
        program.chmod(0o755)
        as_nobody = ["setpriv", "--reuid", str(nobody), "--regid", str(nobody), "--clear-groups"]
        house.log.touch()
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        try:
            with open(house.log, "ab") as log:
                house.process = subprocess.Popen([*as_nobody, program, "serve", "--data", house.data, "--listen", f"127.0.0.1:{house.port}", "--config",
                                                  house.config], stdout=log, stderr=log, cwd=work)
        finally:
            resource.setrlimit(resource.RLIMIT_CORE, limit)
        for _ in range(200):
            try:
                if house.call("GET", "/readyz", token=None)[0] == 200:
                    break
            except OSError:
                time.sleep(0.05)
        house.market()  # It works.
        proc = f"/proc/{house.process.pid}"
        limits = pathlib.Path(proc, "limits").read_text()
        assert next(line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size")) == ["0", "0"], limits
        looks = subprocess.run([*as_nobody, "cat", f"{proc}/environ", f"{proc}/maps"], capture_output=True)
        assert looks.returncode != 0 and not looks.stdout, looks
        # Of a process that does not hide they can look: the check would notice.
        plain = subprocess.Popen([*as_nobody, "sleep", "60"])
        time.sleep(0.2)
        assert subprocess.run([*as_nobody, "cat", f"/proc/{plain.pid}/maps"], capture_output=True).stdout
        plain.kill()
        plain.wait()
        house.process.send_signal(signal.SIGABRT)
        assert house.process.wait(30) == -signal.SIGABRT
        assert [path.name for path in work.iterdir()] == [], list(work.iterdir())


if __name__ == "__main__":
    run([seen_by_others, no_core])

"""docs/operating.md: each command of it is run as it stands, with other folders and another port."""
import os
import re
import subprocess
import time

from house import CHOQR, FAKETIME, SOURCE, SinceYesterday, run, wallet_notice


def blocks():
    return re.findall(r"^```sh\n(.*?)^```$", (SOURCE / "docs" / "operating.md").read_text(), re.S | re.M)


def every_command_works_as_written():
    """every command of docs/operating.md works as it stands"""
    with SinceYesterday() as house:
        stall = house.stall(house.registered, "B-12", "0011012345678")
        assert (stall["id"], stall["vendor"]["id"]) == ("st3", "vd3"), stall
        for number in range(5):
            status, answer, _ = house.wallet(wallet_notice(number, f"{stall['stall_code']} rau"))
            assert status == 200, answer
        time.sleep(1.5)  # A checkpoint is signed every second.
        (house.work / "backups").mkdir()
        (house.work / "bin").mkdir()
        (house.work / "bin" / "choqr").symlink_to(CHOQR)
        environment = {**os.environ, "PATH": f"{house.work}/bin:{os.environ['PATH']}"}
        commands = blocks()
        assert len(commands) >= 9, "the document has lost its commands"
        for command in commands:
            if "yesterday" in command and not FAKETIME:
                print("skipped, as libfaketime is not installed: closing yesterday")
                continue
            there = command.replace("/var/lib/choqr", str(house.data)).replace("/var/backups", str(house.work / "backups")).replace(":8080", f":{house.port}")
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", there], cwd=house.work, env=environment, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert house.ok("GET", "/v1/stalls/st3")["vendor"] is None, "the erasure was tried"
        house.run("ledger", "verify", "--data", house.work / "data-restored")


if __name__ == "__main__":
    run([every_command_works_as_written])

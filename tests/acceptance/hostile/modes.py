"""K14: nobody but its owner enters a ledger's folder or reads a file in it, whatever was there before and whatever the umask is."""
import os
import pathlib
import stat
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run, wallet_notice

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class BeforehandHouse(House):
    """Its folder was made by somebody with a generous umask, before init."""

    def __init__(self, mode=0o755, **config):
        self.mode = mode
        os.umask(0o022)
        super().__init__(**config)

    def run(self, *arguments, **options):
        if arguments[0] == "init" and self.mode is not None:
            self.data.mkdir()
            self.data.chmod(self.mode)
        return super().run(*arguments, **options)


def mode_of(path):
    """0 of a file that is gone again: the gateway that runs beside us replaces some of its files."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0


def open_files(folder):
    """What in the folder has bits for others, the folder itself included; logos are public."""
    names = [path for path in [folder, *folder.rglob("*")] if "logos" not in path.parts]
    return {str(path.relative_to(folder)) for path in names if mode_of(path) & OTHERS}


def a_folder_made_beforehand_is_shut():
    """a folder of mode 0755 made beforehand is 0700 after init, and so is every file after serve, umask 0022 or not"""
    for mode in (0o755, 0o777, 0o750, 0o700):
        with BeforehandHouse(mode) as house:
            assert stat.S_IMODE(house.data.stat().st_mode) == 0o700, oct(house.data.stat().st_mode)
            market = house.market()
            house.stall(market, "A-1", "0011012345678")
            house.wallet(wallet_notice(1, "chuyen tien"))
            list(house.items("/v1/transfers"))
            assert not open_files(house.data), open_files(house.data)
            assert (house.data / "reports.sqlite-wal").exists()
            assert "Others can enter" not in house.run("doctor", "--data", house.data, check=False).stdout


def a_disk_of_its_own_may_hold_the_ledger():
    """init in the root of a file system, open and with lost+found in it, as a fresh disk is, makes the ledger there and shuts it"""
    with House() as house:
        disk = house.work / "disk"
        (disk / "lost+found").mkdir(parents=True)
        disk.chmod(0o755)
        said = house.run("init", "--data", disk).stdout
        assert stat.S_IMODE(disk.stat().st_mode) == 0o700 and "others could read this folder" in said, said


def what_is_open_is_named_and_shut():
    """doctor names each open file; the next serve shuts them and says so in the log"""
    with BeforehandHouse(None) as house:
        house.market()
        house.stop()
        house.data.chmod(0o755)
        opened = {"reports.sqlite", "operator.token", "log.key", "keys.choqr", "00000000000000000000.log", "checkpoint"}
        for name in opened:
            (house.data / name).chmod(0o644)
        said = house.run("doctor", "--data", house.data, check=False)
        assert said.returncode == 1, said.stdout
        line = next(line for line in said.stdout.splitlines() if "Others can enter or read" in line)
        assert all(name in line for name in opened) and " .," in line, line
        foreign = house.data / "notes.txt"
        foreign.write_text("the office's own")
        foreign.chmod(0o644)
        house.log.write_text("")
        house.start()
        assert open_files(house.data) == {"notes.txt"}, open_files(house.data)
        logged = [line for line in house.log.read_text().splitlines() if "shut_to_others" in line]
        assert len(logged) == 1 and all(name in logged[0] for name in opened), logged
        house.restart()
        assert house.log.read_text().count("shut_to_others") == 1, "what is shut needs no word"


def everything_that_makes_files_makes_them_private():
    """backup, restore, import, operator-token and ledger import leave nothing open, in the folder or beside it"""
    with BeforehandHouse() as house:
        market = house.market()
        house.stall(market, "A-1", "0011012345678")
        backup, restored, copy = house.work / "backup.tar", house.work / "restored", house.work / "copy"
        house.run("backup", "--data", house.data, "-o", backup)
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        house.run("restore", backup, "--data", restored)
        records = house.work / "records.jsonl"
        records.write_text(house.run("ledger", "export", "--data", house.data, "--entries").stdout)
        house.run("ledger", "import", records, "--data", copy, "--keys", house.data / "keys.choqr")
        house.stop()
        house.run("operator-token", "--data", house.data)
        csv = house.work / "stalls.csv"
        csv.write_text("mã quầy,khu\nB-1,Rau\n")
        house.run("import", "--data", house.data, "--market", market["id"], "stalls", csv, "--yes")
        for folder in (house.data, restored, copy):
            assert not open_files(folder), (folder, open_files(folder))
        members = os.popen(f"tar tvf {backup}").read().splitlines()
        assert members and all(line.startswith("-rw-------") for line in members), members


def nobody_else_s_folder_is_shut():
    """a slip (init in a folder with other things, serve where no ledger is) changes no mode; somebody else's open folder is refused"""
    os.umask(0o022)
    with House() as house:
        slip = house.work / "home"
        slip.mkdir()
        (slip / "letter.txt").write_text("x")
        before = {path: path.stat().st_mode for path in (slip, slip / "letter.txt")}
        for arguments in (["init", "--data", slip], ["serve", "--data", slip]):
            done = house.run(*arguments, check=False)
            assert done.returncode == 1 and done.stderr.count("\n") == 1, (done.stdout, done.stderr)
            assert {path: path.stat().st_mode for path in before} == before
        if os.geteuid() != 0:
            return
        house.stop()
        house.data.chmod(0o755)
        os.chown(house.data, 65534, 65534)
        done = house.run("serve", "--data", house.data, check=False)
        assert done.returncode == 1 and "not ours to shut" in done.stderr, (done.stdout, done.stderr)
        assert stat.S_IMODE(house.data.stat().st_mode) == 0o755


run([a_folder_made_beforehand_is_shut, a_disk_of_its_own_may_hold_the_ledger, what_is_open_is_named_and_shut, everything_that_makes_files_makes_them_private,
     nobody_else_s_folder_is_shut])

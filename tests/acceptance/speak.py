#!/usr/bin/env python3
"""`choqr speak` as whoever sets up an old computer meets it: paired once, every payment once, whatever is cut or killed meanwhile."""
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import time

from house import CHOQR, House, run, wallet_notice


class Speaker:
    """choqr speak in a process of its own, with a home of its own."""

    def __init__(self, house, home, *more, code=None):
        self.said = home / "said"
        self.told = home / "told"
        words = [CHOQR, "speak", "--url", house.url, *(["--pair", code] if code else []), *more]
        with open(self.said, "ab") as out, open(self.told, "ab") as err:
            self.process = subprocess.Popen(list(map(str, words)), stdout=out, stderr=err,
                                            env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": "", "CHOQR_LANG": "en", "ALSA_CONFIG_PATH": str(home / "asound.conf")})

    def lines(self):
        return [line.split(" ", 2) for line in self.said.read_text().splitlines()]

    def wait(self, what, condition, limit_s=30):
        deadline = time.monotonic() + limit_s
        while not condition():
            assert time.monotonic() < deadline, (what, self.said.read_text()[-500:], self.told.read_text()[-500:], self.process.poll())
            time.sleep(0.02)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Stall:
    def __init__(self, house, name="speak"):
        self.house, self.number = house, 0
        self.market = house.market(code=name)
        self.stall = house.stall(self.market, "B-12", "0011012345678")
        self.home = house.work / f"home-{name}"
        self.home.mkdir()

    def code(self, role="owner"):
        return self.house.ok("POST", f"/v1/stalls/{self.stall['id']}/pairing", {"role": role})["code"]

    def devices(self):
        return self.house.ok("GET", f"/v1/stalls/{self.stall['id']}/devices")["items"]

    def is_heard(self):
        return any(device["listening"] for device in self.devices())

    def pays(self, amount=45_000):
        self.number += 1
        answer = self.house.wallet(wallet_notice(self.number, self.stall["stall_code"], amount=amount))
        assert answer[0] == 200, answer
        return answer[1]["sequence"]

    def hears(self, speaker, sequence):
        speaker.wait(f"event {sequence}", lambda: any(line[0] == str(sequence) for line in speaker.lines()))


def each_payment_is_one_line():
    """--pair once, --print: SEQUENCE AMOUNT SENTENCE; small money and a stop by SIGTERM"""
    with House() as house:
        stall = Stall(house)
        before = stall.pays(11_000)
        speaker = Speaker(house, stall.home, "--print", "--name", "loa cũ", code=stall.code())
        kept = stall.home / ".local/state/choqr/speak.json"
        speaker.wait("it listens", stall.is_heard)
        paid = [stall.pays(150_000), stall.pays(200)]
        stall.hears(speaker, paid[1])
        assert speaker.lines() == [[str(paid[0]), "150000", "Đã nhận, một trăm năm mươi nghìn đồng."],
                                   [str(paid[1]), "200", "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng."]], speaker.lines()
        assert str(before) not in {line[0] for line in speaker.lines()}
        assert kept.stat().st_mode & 0o777 == 0o600
        device, = stall.devices()
        assert device["name"] == "loa cũ" and device["listening"], device
        assert speaker.end() == 0


def nothing_is_missed_and_nothing_is_said_twice():
    """the gateway killed, the speaker killed, and both: each payment is one line, with the code that was used long ago still in the command"""
    with House() as house:
        stall = Stall(house)
        code = stall.code()
        speaker = Speaker(house, stall.home, "--print", code=code)
        speaker.wait("it listens", stall.is_heard)
        paid = [stall.pays() for _ in range(3)]
        stall.hears(speaker, paid[-1])
        house.kill()
        house.start()
        paid += [stall.pays() for _ in range(5)]
        stall.hears(speaker, paid[-1])
        speaker.kill()
        paid += [stall.pays() for _ in range(4)]
        speaker = Speaker(house, stall.home, "--print", code=code)
        stall.hears(speaker, paid[-1])
        speaker.kill()
        paid += [stall.pays() for _ in range(2)]
        house.kill()
        house.start()
        paid.append(stall.pays())
        speaker = Speaker(house, stall.home, "--print", code=code)
        stall.hears(speaker, paid[-1])
        time.sleep(0.5)
        assert [line[0] for line in speaker.lines()] == [str(one) for one in paid], (speaker.lines(), paid)
        assert speaker.end() == 0


def who_is_taken_out_ends():
    """a code that is used, no code, a device that was taken out, an address that is none: one sentence each, exit 1 or 2"""
    with House() as house:
        stall = Stall(house)
        code = stall.code()
        speaker = Speaker(house, stall.home, "--print", code=code)
        speaker.wait("it listens", stall.is_heard)
        other = house.work / "other-home"
        other.mkdir()
        for words, said in ((["--pair", code], "--pair: "), ([], "--pair: is missing")):
            refused = house.run("speak", "--url", house.url, *words, check=False, env={**os.environ, "HOME": str(other), "CHOQR_LANG": "en"})
            assert refused.returncode == 1 and said in refused.stderr and refused.stderr.count("\n") == 1, refused
        refused = house.run("speak", "--url", "nowhere", check=False)
        assert refused.returncode == 2 and "--url" in refused.stderr, refused
        device, = stall.devices()
        assert house.call("DELETE", f"/v1/stalls/{stall.stall['id']}/devices/{device['id']}")[0] == 204
        began = time.monotonic()
        assert speaker.process.wait(20) == 1
        assert time.monotonic() - began < 10
        assert "pair anew" in speaker.told.read_text()


def a_display_says_whose_it_is():
    """paired as an aisle's speaker it hears the zone's stalls and says whose each payment is"""
    with House() as house:
        stall = Stall(house)
        zone = house.ok("GET", f"/v1/stalls/{stall.stall['id']}")["zone"]
        code = house.ok("POST", f"/v1/markets/{stall.market['id']}/pairing", {"role": "display", "shows": "payments", "zone": zone})["code"]
        speaker = Speaker(house, stall.home, "--print", code=code)
        speaker.wait("it is paired", lambda: (stall.home / ".local/state/choqr/speak.json").exists())
        time.sleep(1)
        paid = stall.pays(35_000)
        stall.hears(speaker, paid)
        assert speaker.lines()[-1] == [str(paid), "35000", "Quầy B mười hai. Đã nhận, ba mươi lăm nghìn đồng."], speaker.lines()
        assert speaker.end() == 0


def it_sounds():
    """without --print: bell and sentence on the device that ALSA has; the file plugin stands for it"""
    with House() as house:
        stall = Stall(house)
        heard = stall.home / "heard.raw"
        (stall.home / "asound.conf").write_text(
            f'pcm.!default {{ type file slave.pcm "nowhere" file "{heard}" format "raw" }}\npcm.nowhere {{ type null }}\n')
        speaker = Speaker(house, stall.home, code=stall.code())
        speaker.wait("it listens", stall.is_heard)
        stall.pays(150_000)
        speaker.wait("it sounds", lambda: heard.exists() and heard.stat().st_size > 0)
        time.sleep(4)
        assert speaker.end() == 0
        pcm = heard.read_bytes()
        samples = struct.unpack(f"<{len(pcm) // 2}h", pcm[:len(pcm) // 2 * 2])
        seconds = len(samples) / 22_050
        loud = sum(1 for one in samples if abs(one) > 1_000) / 22_050
        print(f"      {seconds:.1f} s of sound, {loud:.1f} s of it loud")
        assert 2 < seconds < 8 and loud > 0.5, (seconds, loud)
        assert max(map(abs, samples)) < 32_000
        assert not re.search("no sound", speaker.told.read_text())


if __name__ == "__main__":
    sys.exit(run([each_payment_is_one_line, nothing_is_missed_and_nothing_is_said_twice, who_is_taken_out_ends, a_display_says_whose_it_is, it_sounds]))

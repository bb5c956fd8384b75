#!/usr/bin/env python3
"""`choqr voice` as an operator meets it: sentences, joined WAVs measured with sox, and the check of a market's recordings."""
import array
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import wave

CHOQR = os.environ["CHOQR"]
QUIET = 327  # 1 % of full scale.


def choqr(*words, code=0):
    done = subprocess.run([CHOQR, "voice", *words], capture_output=True, text=True, env={**os.environ, "LANG": "C", "CHOQR_LANG": "en"})
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done


def sentences():
    said = {("150000",): "Đã nhận, một trăm năm mươi nghìn đồng.", ("1005000", "--region", "south"): "Đã nhận, một triệu không trăm lẻ năm ngàn đồng.",
            ("200",): "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.", ("20000", "--thieu", "30000"): "Đã nhận, hai mươi nghìn đồng, thiếu ba mươi nghìn đồng.",
            ("20000", "--thua", "5000"): "Đã nhận, hai mươi nghìn đồng, thừa năm nghìn đồng.", ("999000000000",): "Đã nhận, chín trăm chín mươi chín tỷ đồng."}
    for words, sentence in said.items():
        assert choqr("say", *words).stdout == sentence + "\n", words
    for words in (["12.5"], ["-1"], ["10000000000000"], ["1000", "--thieu", "1", "--thua", "1"], ["1000", "--thua", "1001"], ["1000", "--region", "west"]):
        refused = choqr("say", *words, code=2)
        assert refused.stdout == "" and refused.stderr.count("\n") == 1, (words, refused.stderr)
    for words in (["--help"], ["say", "--help"], ["check", "--help"]):
        assert "choqr voice" in choqr(*words).stdout, words


def gaps_ms(file):
    """Each run of 20 ms and more below 1 % of full scale, between the first and the last sound."""
    with wave.open(str(file)) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (1, 22_050, 2)
        samples = array.array("h", sound.readframes(sound.getnframes()))
    loud = [i for i, sample in enumerate(samples) if abs(sample) >= QUIET]
    return [(b - a) * 1000 / 22_050 for a, b in zip(loud, loud[1:]) if b - a > 22_050 * 0.020]


def stats(file):
    told = subprocess.run(["sox", str(file), "-n", "stats"], capture_output=True, text=True, check=True).stderr
    return {name: float(re.search(rf"^{re.escape(name)}\s+(\S+)", told, re.M).group(1)) for name in ("Pk lev dB", "RMS lev dB", "Flat factor", "Length s")}


def joined(folder):
    for region in ("north", "south"):
        levels = []
        for amount in ("1000", "35000", "150000", "234567", "1005000", "21500000", "999999999", "999000000000"):
            file = folder / "said.wav"
            sentence = choqr("say", amount, "--region", region, "-o", str(file)).stdout
            pauses, found = gaps_ms(file), stats(file)
            assert len(pauses) == 1 and 120 <= pauses[0] <= 200, (region, sentence, pauses)  # The comma.
            assert found["Pk lev dB"] < -0.5 and found["Flat factor"] == 0, (region, sentence, found)
            words = len(sentence.split())
            assert 0.15 * words < found["Length s"] < 0.5 * words + 0.3, (region, sentence, found)
            levels.append(found["RMS lev dB"])
        assert max(levels) - min(levels) < 3, levels  # Of the whole file, in which the pause weighs more the shorter it is.
        print(f"{region}: RMS {min(levels):.1f} to {max(levels):.1f} dB; the last: {found}")
    assert "cannot be written" in choqr("say", "1000", "-o", str(folder / "no" / "x.wav"), code=1).stderr


def recordings(folder):
    clips = re.findall(r'(?:word\(|Clip\{)"([^"]+)"', (pathlib.Path(__file__).parents[2] / "voice" / "clips.cpp").read_text())
    assert len(clips) >= 87
    listed = choqr("check", str(folder / "none"), code=1).stdout.splitlines()
    assert [line.split(".wav")[0] for line in listed] == clips and all("is missing" in line for line in listed)
    voice = folder / "voice"
    voice.mkdir()
    for clip in clips:
        subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / f"{clip}.wav", "synth", "0.3", "sine", "400", "vol", "0.3", "pad", "0.2", "0.2"], check=True)
    assert choqr("check", str(voice)).stdout == f"{len(clips)} clips, all well\n"
    (voice / "khong.wav").unlink()
    (voice / "mot.wav").write_text("no sound")
    subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / "hai.wav", "synth", "0.3", "sine", "400", "gain", "12"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / "ba.wav", "synth", "0.3", "sine", "400", "vol", "0.03"], check=True)
    subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / "bon.wav", "synth", "2", "sine", "400", "vol", "0.3"], check=True)
    told = choqr("check", str(voice), code=1).stdout.splitlines()
    assert len(told) == 5, told
    for line, part in zip(told, ("khong.wav (không): is missing", "mot.wav (một): cannot be read", "hai.wav (hai): is clipped", "ba.wav (ba): is 20 dB quieter", "bon.wav (bốn): lasts")):
        assert line.startswith(part), (line, part)
    assert "khong.wav is no sound" in choqr("say", "1000", "-o", str(folder / "x.wav"), "--folder", str(voice), code=1).stderr


def served(folder):
    """Whoever asks for a stall's voices gets those of the program, and of a market's own the first."""
    voice, data, config = folder / "own", folder / "data", folder / "choqr.json"
    voice.mkdir()
    clips = re.findall(r'(?:word\(|Clip\{)"([^"]+)"', (pathlib.Path(__file__).parents[2] / "voice" / "clips.cpp").read_text())
    for clip in clips:
        subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / f"{clip}.wav", "synth", "0.3", "sine", "400", "vol", "0.3"], check=True)
    subprocess.run([CHOQR, "init", "--data", data], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serve = [CHOQR, "serve", "--data", data, "--config", config, "--listen", f"127.0.0.1:{port}"]
    for wrong, part in (({"mk1": str(folder / "none")}, "voices.mk1: "), ({"first": str(voice)}, "voices.first: "), ({"mk1": 3}, "voices.mk1: ")):
        config.write_text(json.dumps({"voices": wrong}))
        refused = subprocess.run(serve, capture_output=True, text=True, timeout=60)
        assert refused.returncode == 1 and part in refused.stderr, (wrong, refused.stderr)
    config.write_text(json.dumps({"voices": {"mk1": str(voice)}}))
    gateway = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
    ask = lambda path: urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20)
    try:
        for _ in range(200):
            try:
                listed = json.load(ask("/v1/voices?market_id=mk1"))
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        assert [one["name"] for one in listed] == ["market", "north", "south", "central"], listed
        assert [one["name"] for one in json.load(ask("/v1/voices?stall_id=st99"))] == ["north", "south", "central"]
        for one in listed:
            answer = ask(one["file"])
            assert "immutable" in answer.headers["Cache-Control"] and answer.headers["Content-Type"] == "audio/mpeg"
            assert len(answer.read()) == one["bytes"] < 200_000 and len(one["clips"]) == len(clips), one["name"]
        recorded_again(gateway, config, voice, lambda: json.load(ask("/v1/voices?market_id=mk1")))
    finally:
        gateway.terminate()
        assert gateway.wait(timeout=30) == 0


def recorded_again(gateway, config, voice, listed):
    """SIGHUP takes recordings that are new, whole or not at all: a bad one leaves the voice that was; a market that has none any more has the program's."""
    def after(change, seen):
        change()
        gateway.send_signal(signal.SIGHUP)
        for _ in range(200):
            if seen(listed()):
                return
            time.sleep(0.1)
        raise AssertionError(f"never seen: {listed()}")

    first = listed()[0]["file"]
    again = lambda hertz: subprocess.run(["sox", "-n", "-r", "44100", "-b", "16", voice / "mot.wav", "synth", "0.3", "sine", hertz, "vol", "0.3"], check=True)  # noqa: E731
    after(lambda: again("500"), lambda now: now[0]["name"] == "market" and now[0]["file"] != first)
    second = listed()[0]["file"]
    (voice / "hai.wav").write_text("no sound")
    gateway.send_signal(signal.SIGHUP)
    time.sleep(2)
    assert listed()[0]["file"] == second and gateway.poll() is None, "a bad recording took the good ones away"
    (voice / "hai.wav").write_bytes((voice / "ba.wav").read_bytes())
    after(lambda: config.write_text("{}"), lambda now: [one["name"] for one in now] == ["north", "south", "central"])


def main():
    if not shutil.which("sox"):
        print("sox is not here")
        return 77
    sentences()
    with tempfile.TemporaryDirectory() as folder:
        joined(pathlib.Path(folder))
        recordings(pathlib.Path(folder))
        served(pathlib.Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())

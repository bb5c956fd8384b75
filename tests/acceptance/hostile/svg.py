"""K16: a picture of /image/ opened by itself in a browser is the whole picture, and may still run and fetch nothing."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run

CHROMIUM = os.environ.get("CHOQR_CHROMIUM") or shutil.which("chromium")
TEMPLATES = ["compact", "compact2", "qr_only", "print"]


def policy_of(headers):
    return {words[0]: words[1:] for words in (part.split() for part in headers["Content-Security-Policy"].split(";"))}


def the_policy_lets_a_picture_show_and_nothing_run():
    """pictures within the picture are allowed as data only; no script, no frame, no form, no address"""
    with House() as house:
        for template in TEMPLATES:
            for ending in ("svg", "png"):
                status, _, headers = house.call("GET", f"/image/970436-0011012345678-{template}.{ending}", token=None)
                policy = policy_of(headers)
                assert status == 200 and policy["default-src"] == ["'none'"] and policy["img-src"] == ["data:"] and "sandbox" in policy, (template, policy)
                assert policy["sandbox"] == [] and "script-src" not in policy and policy["frame-ancestors"] == ["'none'"], policy


def a_browser_shows_the_whole_picture():
    """Chromium opens each template's SVG by itself, and the code in its screenshot reads"""
    if not CHROMIUM:
        print("skipped: no chromium")
        return
    with House() as house:
        for template in TEMPLATES:
            shot = house.work / f"{template}.png"
            subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1400", f"--user-data-dir={house.work / 'profile'}",
                            f"--screenshot={shot}", f"{house.url}/image/970436-0011012345678-{template}.svg?amount=45000&addInfo=CHO&accountName=NGUYEN%20THI%20LAN"],
                           check=True, capture_output=True, timeout=60)
            read = house.run("qr", "read", shot)
            assert "0011012345678" in read.stdout, (template, read.stdout, read.stderr)


run([the_policy_lets_a_picture_show_and_nothing_run, a_browser_shows_the_whole_picture])

#!/usr/bin/env python3
"""`choqr plan`: the stalls of a market in the order in which somebody walks past them, as text and on paper."""
import subprocess
import sys

from house import House, run


def the_aisles_in_order():
    """zone by zone, B-2 before B-12, with what is missing; a PDF that says the same; a closed stall is on neither"""
    with House() as house:
        market = house.market()
        for code, zone, account in (("B-12", "Rau", "0011012345678"), ("B-2", "Rau", None), ("A-1", "Cá", "0011012345679"), ("B-3", "Rau", "0011012345670")):
            stall = house.stall(market, code, account, zone=zone)
        house.ok("POST", f"/v1/stalls/{stall['id']}/close", {"reason": "nghỉ bán"})
        words = ("plan", "--url", house.url, "--market", market["id"], "--token-file", house.data / "operator.token")
        text = house.run(*words).stdout
        codes = [line.split("\t")[0] for line in text.splitlines() if line.startswith("[ ] ")]
        assert codes == ["[ ] A-1", "[ ] B-2", "[ ] B-12"], text
        lines = {line.split("\t")[0][4:]: line for line in text.splitlines() if line.startswith("[ ] ")}
        assert "chưa có tài khoản" in lines["B-2"] and "…5678" in lines["B-12"] and "chưa in" in lines["B-12"], text
        assert text.index("Cá\n") < text.index("A-1") < text.index("Rau\n"), text
        paper = house.work / "plan.pdf"
        assert "stalls: " in house.run(*words, "-o", paper).stdout
        read = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
        for word in ("Chợ Thử", "B-12", "B-2", "chưa có", "…5678", "trang 1/1"):
            assert word in read, (word, read)
        refused = house.run("plan", "--url", house.url, "--market", "mk999", "--token-file", house.data / "operator.token", check=False)
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused


if __name__ == "__main__":
    sys.exit(run([the_aisles_in_order]))

"""The stall's picture, read by other people's programs."""
import json
import os
import pathlib
import subprocess

from house import House, run


def others_read_our_codes():
    """zbar and ZXing read the stall's PNG and its stand, and npm vietnam-qr-pay finds the same BIN, account, amount and text in it"""
    parser = pathlib.Path(os.environ["ORACLE_MODULES"])
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-12", "0011012345678", bin="970422")
        for query, amount, content in (("", None, stall["stall_code"]), ("?amount=45000", "45000", stall["stall_code"]),
                                       ("?amount=150000&content=TIEN%20RAU", "150000", "TIEN RAU")):
            payload = house.ok("GET", f"/q/{stall['public_id']}.txt{query}", token=None).decode().strip()
            picture = house.work / "code.png"
            picture.write_bytes(house.ok("GET", f"/q/{stall['public_id']}.png{query}", token=None))
            zbar = subprocess.run(["zbarimg", "-q", "--nodbus", "--raw", "-Sdisable", "-Sqr.enable", picture], capture_output=True, text=True)
            zxing = subprocess.run(["ZXingReader", picture], capture_output=True, text=True)
            assert zbar.stdout.strip() == payload, (zbar.stdout, payload)
            assert payload in zxing.stdout, (zxing.stdout, payload)
            stand = house.work / "stand.pdf"
            stand.write_bytes(house.ok("GET", f"/q/{stall['public_id']}.pdf{query or '?'}&layout=a4", token=None))
            subprocess.run(["pdftoppm", "-r", "50", "-png", "-singlefile", stand, house.work / "stand"], check=True)
            zxing = subprocess.run(["ZXingReader", house.work / "stand.png"], capture_output=True, text=True)
            assert payload in zxing.stdout, (zxing.stdout, payload)
            script = ("const {QRPay}=require('vietnam-qr-pay');const q=new QRPay(process.argv[1]);"
                      "console.log(JSON.stringify([q.isValid,q.consumer.bankBin,q.consumer.bankNumber,q.amount||null,q.additionalData.purpose]))")
            read = subprocess.run(["node", "-e", script, zbar.stdout.strip()], capture_output=True, text=True, cwd=parser)
            assert json.loads(read.stdout) == [True, "970422", "0011012345678", amount, content], read.stdout + read.stderr
        svg = house.ok("GET", f"/q/{stall['public_id']}.svg", token=None)
        assert len(svg) < 6000 and svg.startswith((b"<svg", b"<?xml")), svg[:80]


if __name__ == "__main__":
    run([others_read_our_codes])

"""The picture interfaces that Vietnamese developers already call, called as they call them."""
import base64
import json
import os
import pathlib
import subprocess

from house import House, run

# The scheme's own published example: BIN 970415, account 113366668888, 79,000 đ, "Ung Ho Quy Vac Xin".
SAMPLE = "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN62220818Ung Ho Quy Vac Xin63043ACF"
IMAGE = "/image/970415-113366668888-{}?amount=79000&addInfo=Ung%20Ho%20Quy%20Vac%20Xin&accountName=QUY%20VAC%20XIN"
IMG = "/img?acc=113366668888&bank=VietinBank&amount=79000&des=Ung+Ho+Quy+Vac+Xin&unknown=1"
GENERATE = {"accountNo": "113366668888", "accountName": "QUY VAC XIN", "acqId": "970415", "amount": "79000",
            "addInfo": "Ung Ho Quy Vac Xin", "template": "compact2"}


def text_in(house, picture):
    """What zbar reads in the bytes of a picture."""
    file = house.work / "picture"
    file.write_bytes(picture)
    read = subprocess.run(["zbarimg", "-q", "--nodbus", "--raw", "-Sdisable", "-Sqr.enable", file], capture_output=True, text=True)
    return read.stdout.strip()


def all_interfaces_say_the_same():
    """The scheme's own example comes out of all interfaces, in every template"""
    with House() as house:
        for template in ("qr_only", "compact", "compact2", "print"):
            for ending in (".png", ".jpg"):
                assert text_in(house, house.ok("GET", IMAGE.format(template + ending), token=None)) == SAMPLE, template + ending
        for bank in ("vietinbank", "ICB"):
            assert text_in(house, house.ok("GET", IMAGE.format("compact.png").replace("970415", bank), token=None)) == SAMPLE, bank
        assert house.ok("GET", IMAGE.format("compact.svg"), token=None).startswith((b"<svg", b"<?xml"))
        for template in ("", "&template=qronly", "&template=compact"):
            assert text_in(house, house.ok("GET", IMG + template, token=None)) == SAMPLE, template
        made = house.ok("POST", "/v2/generate", GENERATE, token=None)
        assert made["code"] == "00" and made["data"]["qrCode"] == SAMPLE and made["data"]["acpId"] == 970415, made
        assert text_in(house, base64.b64decode(made["data"]["qrDataURL"].split(",")[1])) == SAMPLE


def pictures_are_kept():
    """A picture that is still the same is not sent again, and a download has a name"""
    with House() as house:
        for path in (IMAGE.format("compact.png"), IMG, "/v2/banks"):
            _, first, fields = house.call("GET", path, token=None)
            assert fields["ETag"] and "max-age" in fields["Cache-Control"], fields
            for known in (fields["ETag"], f'"other", W/{fields["ETag"]}', "*"):
                status, body, _ = house.call("GET", path, token=None, headers={"If-None-Match": known})
                assert (status, body) == (304, b""), (path, known, status)
            status, body, _ = house.call("GET", path, token=None, headers={"If-None-Match": '"other"'})
            assert status == 200 and body == first
        assert "attachment" in house.call("GET", IMG + "&download=true", token=None)[2]["Content-Disposition"]


def wrong_calls_are_refused():
    """A wrong bank, account, amount or template is refused with the field's name, and an address with other parts is none"""
    with House() as house:
        for path, field in ((IMAGE.format("compact.png").replace("970415", "nobank"), "bank"), (IMAGE.format("compact.png").replace("1133", "11%2033"), "account"),
                            (IMAGE.format("poster.png"), "template"), (IMAGE.format("compact.gif"), "template"),
                            (IMAGE.format("compact.png").replace("79000", "79.000"), "amount"), (IMG.replace("VietinBank", "nobank"), "bank")):
            status, body, _ = house.call("GET", path, token=None)
            assert status == 400 and body["field"] == field, (path, status, body)
        for path in ("/image/compact.png", "/970415/113366668888/compact.png", "/v1/a/b/c/d"):
            assert house.call("GET", path, token=None)[0] == 404, path
        assert house.call("POST", "/v2/generate", b"{", token=None)[0] == 400
        assert house.ok("POST", "/v2/generate", {**GENERATE, "acqId": "999999"}, token=None)["data"] is None
        assert house.call("POST", "/v1/qr/decode", b"x" * (2 * 1024 * 1024 + 1), token=None, headers={"Content-Type": "image/png"})[0] == 413


def codes_are_read():
    """A code is read from its text and from its picture, and what is no code is said to be none"""
    with House() as house:
        picture = house.ok("GET", IMAGE.format("print.png"), token=None)
        by_text = house.ok("POST", "/v1/qr/decode", {"payload": SAMPLE}, token=None)
        by_picture = house.ok("POST", "/v1/qr/decode", picture, token=None, headers={"Content-Type": "image/png"})
        assert by_text == by_picture and by_text["valid"], (by_text, by_picture)
        assert (by_text["bin"], by_text["account"], by_text["amount"]) == ("970415", "113366668888", 79000), by_text
        assert house.ok("POST", "/v1/qr/decode", {"payload": SAMPLE[:-1] + "0"}, token=None)["valid"] is False
        assert house.call("POST", "/v1/qr/decode", b"no picture", token=None, headers={"Content-Type": "image/png"})[0] == 422
        assert house.call("POST", "/v1/qr/decode", {"text": SAMPLE}, token=None)[0] == 422


def npm_vietqr_works():
    """npm vietqr 1.1.9 pointed here lists banks and templates, makes codes, and its links are pictures"""
    script = """
        const {VietQR} = require('vietqr');
        const v = new VietQR({clientID: 'any', apiKey: 'any'}); v.apiUrl = process.argv[1];
        const sample = {bank: '970415', accountName: 'QUY VAC XIN', accountNumber: '113366668888', amount: '79000', memo: 'Ung Ho Quy Vac Xin'};
        (async () => console.log(JSON.stringify({banks: await v.getBanks(), templates: await v.getTemplate(),
            made: (await v.genQRCodeBase64({...sample, template: 'compact'})).data,
            links: [v.genQuickLink({...sample, template: 'compact'}), v.genQuickLink({...sample, template: 'print', media: '.jpg'})],
            bare: v.genQuickLink({bank: 'ICB', accountNumber: '113366668888'})})))();"""
    with House() as house:
        done = subprocess.run(["node", "-e", script, house.url], capture_output=True, text=True, timeout=60,
                              cwd=pathlib.Path(os.environ["ORACLE_MODULES"]))
        assert done.returncode == 0, done.stderr
        got = json.loads(done.stdout)
        assert got["banks"]["code"] == "00" and len(got["banks"]["data"]) > 40
        vietinbank = next(bank for bank in got["banks"]["data"] if bank["bin"] == "970415")
        assert vietinbank["shortName"] == vietinbank["short_name"] == "VietinBank", vietinbank
        assert len(got["templates"]["data"]) == 4
        assert got["made"]["data"]["qrCode"] == SAMPLE
        for link in got["links"]:
            assert text_in(house, house.ok("GET", link.removeprefix(house.url), token=None)) == SAMPLE, link
        bare = text_in(house, house.ok("GET", got["bare"].removeprefix(house.url), token=None))
        assert "970415" in bare and "5405" not in bare, (got["bare"], bare)


if __name__ == "__main__":
    run([all_interfaces_say_the_same, pictures_are_kept, wrong_calls_are_refused, codes_are_read, npm_vietqr_works])

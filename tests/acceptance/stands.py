"""A market's printed stands, its accounts by telephone number, and card numbers that nobody may store."""
import json
import pathlib
import signal
import subprocess
import time
import unicodedata
from datetime import datetime, timedelta, timezone

from house import House, run, wallet_notice

VISA = "4111111111111111"  # The schemes' published test numbers.
NAPAS = "9704000000000018"
LUHN_BY_CHANCE = "1111111111111117"


def words_of(house, pdf):
    """The real text of a PDF's pages, with single spaces."""
    file = house.work / "stands.pdf"
    file.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    return unicodedata.normalize("NFKC", " ".join(text.split()))


def market_prints_its_stands():
    """A market's stands come in aisle order, for one zone or all, in words that the vendor's bank uses"""
    with House() as house:
        market = house.market(name="Chợ Đầu Mối")
        for code, zone in (("B-10", "Rau"), ("B-2", "Rau"), ("A-1", "Cá")):
            house.stall(market, code, "00110000" + code[2:], zone=zone)
        house.stall(market, "C-1", None, zone="Cá")
        path = f"/v1/markets/{market['id']}/stands.pdf"
        for layout in ("a6", "a5", "a4", "sheet8", "sheet24"):
            _, pdf, fields = house.call("GET", f"{path}?layout={layout}")
            assert pdf.startswith(b"%PDF") and fields["Content-Type"] == "application/pdf", layout
            text = words_of(house, pdf)
            places = [text.find(code) for code in ("A-1", "B-2", "B-10")]
            assert -1 < places[0] < places[1] < places[2], (layout, text)
            assert "C-1" not in text
        all_text = words_of(house, house.ok("GET", path + "?layout=a5"))
        for words in ("Vietcombank – Ngân hàng", "Chợ Đầu Mối", "NGUYEN THI LAN"):
            assert words in all_text, (words, ascii(all_text))
        fish = words_of(house, house.ok("GET", path + "?layout=sheet8&zone=C%C3%A1"))
        assert "A-1" in fish and "B-2" not in fish, fish
        assert house.call("GET", path + "?layout=a3")[1]["field"] == "layout"
        assert house.call("GET", path + "?since=01/11/2026")[1]["field"] == "since"
        assert house.call("GET", path + "?reprint=yes")[1]["field"] == "reprint"
        assert house.call("GET", path + "?zone=none")[0] == 409
        assert house.call("GET", path, token=None)[0] == 401


def due(house, market, query=""):
    return [(item["code"], item["reason"], item["stand_version"], item["stand_printed_version"])
            for item in house.items(f"/v1/markets/{market['id']}/stands:reprint{query}")]


def account(number, name="NGUYEN THI LAN", bin="970436"):
    return {"accounts": [{"bin": bin, "account_number": number, "account_name": name}]}


def a_changed_account_is_a_new_stand():
    """A changed account or holder is a new version on the list of stands to print, by aisle, until it was printed; changed goods are not"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}"
        stalls = {code: house.stall(market, code, "00110000" + code[2:], zone=zone)
                  for code, zone in (("B-10", "Rau"), ("B-2", "Rau"), ("A-1", "Cá"))}
        house.stall(market, "C-1", None, zone="Cá")
        assert due(house, market) == [(code, "never_printed", 1, None) for code in ("A-1", "B-2", "B-10")], due(house, market)
        first = house.ok("GET", path + "/stands:reprint?limit=2")
        second = house.ok("GET", path + f"/stands:reprint?limit=2&cursor={first['next_cursor']}")
        assert [item["code"] for item in first["items"] + second["items"]] == ["A-1", "B-2", "B-10"] and second["next_cursor"] is None
        assert len(due(house, market, "?zone=Rau")) == 2
        board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"], "label": "ban"})["token"]
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stalls["A-1"]["id"], "label": "Lan"})["token"]
        assert house.call("POST", path + "/stands:printed", {}, token=vendor)[0] == 403
        assert house.ok("POST", path + "/stands:printed", {"zone": "Rau"}, token=board)["to_print"] == 1
        assert house.ok("POST", path + "/stands:printed", {}, token=board) == {"market_id": market["id"], "marked": 1, "to_print": 0}
        assert house.call("GET", path + "/stands.pdf?reprint=true")[1]["code"] == "nothing_to_print"

        events = len(list(house.items("/v1/events")))
        assert house.ok("POST", path + "/stands:printed", {}, token=board)["marked"] == 0
        assert len(list(house.items("/v1/events"))) == events, "printed again: nothing to record"
        for code, changes in (("A-1", account("99998888")), ("B-2", account("001100002", name="TRAN THI BAY")), ("B-10", {"goods": "hoa"})):
            if code == "A-1":
                house.redirect(stalls[code], changes["accounts"])
            else:
                house.ok("PATCH", f"/v1/stalls/{stalls[code]['id']}", changes)
        assert due(house, market) == [("A-1", "account_changed", 2, 1), ("B-2", "account_name_changed", 2, 1)], due(house, market)
        text = words_of(house, house.ok("GET", path + "/stands.pdf?reprint=true&layout=a5"))
        assert "A-1" in text and "B-2" in text and "B-10" not in text and text.count("Bản 2 · in") == 4 and "8888" in text, text
        assert "Bản 1 · in" in words_of(house, house.ok("GET", f"/v1/stalls/{stalls['B-10']['id']}/qr.pdf"))

        fish = {"stall_id": stalls["A-1"]["id"], "version": 2}
        for wrong, status, code in (({**fish, "version": 3}, 409, "stand_version_unknown"), ({**fish, "version": 0}, 422, "invalid_field"),
                                    ({**fish, "stall_id": "st999"}, 404, "stall_not_found")):
            got, body, _ = house.call("POST", path + "/stands:printed", {"stands": [wrong]})
            assert (got, body["code"]) == (status, code), body
        house.redirect(stalls["A-1"], account("77776666")["accounts"])
        assert house.ok("POST", path + "/stands:printed", {"stands": [fish]})["to_print"] == 2
        assert due(house, market)[0] == ("A-1", "account_changed", 3, 2), "what changed while the printer ran is still to be printed"

        shown = house.ok("GET", f"/v1/stalls/{stalls['A-1']['id']}")
        house.restart()
        assert house.ok("GET", f"/v1/stalls/{stalls['A-1']['id']}") == shown and shown["stand_version"] == 3 and shown["stand_printed_version"] == 2
        other = house.market(name="Chợ Khác", code="khac")
        stranger = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": other["id"], "label": "ban"})["token"]
        for method, where in (("GET", "/stands:reprint"), ("POST", "/stands:printed")):
            assert house.call(method, path + where, {} if method == "POST" else None, token=stranger)[0] == 404


def a_renamed_bank_is_a_new_stand():
    """A stand that names its bank as it was called before is to be printed again, by the file of banks that the gateway reads on SIGHUP"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}"
        stalls = {code: house.stall(market, code, "00110000" + code[2:]) for code in ("A-1", "A-2", "A-3")}
        shown = lambda code: house.ok("GET", f"/v1/stalls/{stalls[code]['id']}")
        assert shown("A-1")["stand_due"] == "never_printed"
        told = [{"stall_id": stalls["A-1"]["id"], "version": 1}, {"stall_id": stalls["A-2"]["id"], "version": 1, "bank": "Ngoại thương"}]
        assert house.ok("POST", path + "/stands:printed", {"stands": told})["to_print"] == 2
        assert due(house, market) == [("A-2", "bank_renamed", 1, 1), ("A-3", "never_printed", 1, None)], due(house, market)
        assert next(iter(house.items(path + "/stands:reprint")))["reason_vi"] == "ngân hàng đổi tên"
        assert house.ok("POST", path + "/stands:printed", {})["to_print"] == 0
        assert shown("A-2")["stand_due"] is None

        banks = json.loads((pathlib.Path(__file__).parents[2] / "config/banks.json").read_text())
        for bank in banks:
            if bank["bin"] == "970436":
                bank.update(shortName="VCB Mới", formerly=[{"shortName": "Vietcombank", "name": bank["name"]}], since="2026-11-01")
        newer = house.work / "newer.json"
        newer.write_text(json.dumps(banks))
        update = lambda *more: house.run("banks", "update", newer, "--data", house.data, *more).stdout
        said = update()
        assert "Vietcombank → VCB Mới" in said and not (house.data / "banks.json").exists(), said
        update("--yes")
        assert update() in ("Nothing differs.\n", "Không có gì khác.\n")
        assert house.run("banks", "check", newer).returncode == 0 and "VCB Mới" in house.run("banks", "list", "--data", house.data).stdout
        assert "banks.json" in house.run("doctor", "--data", house.data, check=False).stdout
        assert due(house, market) == [], "read on SIGHUP, not before"
        house.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while len(due(house, market)) < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert due(house, market) == [(code, "bank_renamed", 1, 1) for code in ("A-1", "A-2", "A-3")], due(house, market)
        text = words_of(house, house.ok("GET", path + "/stands.pdf?reprint=true&layout=a5"))
        assert "VCB Mới – Ngân hàng" in text, ascii(text)
        assert house.ok("POST", path + "/stands:printed", {})["to_print"] == 0

        (house.data / "banks.json").write_text("[]")
        house.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert house.ok("GET", f"/v1/stalls/{stalls['A-1']['id']}")["accounts"][0]["bank"] == "VCB Mới", "a file with mistakes changes nothing"
        house.restart()
        assert house.ok("GET", f"/v1/stalls/{stalls['A-1']['id']}")["accounts"][0]["bank"] == "Vietcombank", "and keeps no gateway from starting"


def new_stands_since_a_day():
    """since= gives the stands whose version came about on that business day or later"""
    with House() as house:
        market = house.market()
        house.stall(market, "B-1", "0011012345678")
        today = datetime.now(timezone(timedelta(hours=7))).date()
        path = f"/v1/markets/{market['id']}/stands.pdf?since="
        for day in (today - timedelta(days=1), today):
            assert "B-1" in words_of(house, house.ok("GET", f"{path}{day}")), day
        assert house.call("GET", f"{path}{today + timedelta(days=1)}")[1]["code"] == "nothing_to_print"


def an_old_account_is_watched():
    """A payment to the account that a stall gave up is still the stall's, for as long as its market says; the setting is the operator's"""
    with House() as house:
        market = house.market()
        assert market["watch_days"] == 90
        path = f"/v1/markets/{market['id']}"
        stall = house.stall(market, "B-1", "0011012345678")
        house.redirect(stall, account("99998888")["accounts"])
        old = {"content": "mua rau", "bin": "970436", "account": "0011012345678"}
        first = wallet_notice(1, **old)
        assert house.wallet(first)[1]["status"] == "matched"
        board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"], "label": "ban"})["token"]
        assert house.call("PATCH", path, {"watch_days": 0}, token=board)[0] == 403
        for wrong in (-1, 3651, "90", 1.5):
            assert house.call("PATCH", path, {"watch_days": wrong})[1]["field"] == "watch_days", wrong
        assert house.ok("PATCH", path, {"watch_days": 0})["watch_days"] == 0
        assert house.wallet(wallet_notice(2, **old))[1]["status"] == "unmatched"
        assert house.wallet(first)[1]["status"] == "matched", "the past stays as it was"
        house.ok("PATCH", path, {"watch_days": 3650})
        assert house.wallet(wallet_notice(3, **old))[1]["status"] == "matched"
        house.restart()
        assert house.ok("GET", path)["watch_days"] == 3650


def the_command_prints_what_is_due():
    """choqr stands --reprint --mark-printed prints just those and records it, at a running gateway and at a ledger at rest"""
    with House() as house:
        market = house.market()
        first, second = house.stall(market, "B-1", "0011012345678"), house.stall(market, "B-2", "0011012345679")
        pdf = house.work / "due.pdf"
        gateway = ("--url", house.url, "--token", house.token)
        said = house.run("stands", *gateway, "--reprint", "--mark-printed", "-o", pdf).stdout
        assert "2 stands recorded as printed" in said and "B-2" in words_of(house, pdf.read_bytes()), said
        refused = house.run("stands", *gateway, "--reprint", "-o", pdf, check=False)
        assert refused.returncode == 1 and "No stand here is to be printed" in refused.stderr, refused
        house.redirect(second, account("99998888")["accounts"])
        house.stop()
        data = ("--data", house.data, "--layout", "sheet8")
        for _ in range(2):
            house.run("stands", *data, "--reprint", "-o", pdf)
        text = words_of(house, pdf.read_bytes())
        assert "B-2" in text and "B-1" not in text and "Bản 2" in text, text
        house.run("stands", *data, "--reprint", "--mark-printed", "-o", pdf)
        assert house.run("stands", *data, "--reprint", "-o", pdf, check=False).returncode == 1
        assert house.run("stands", *data, "--since", "2030-01-01", "-o", pdf, check=False).returncode == 1
        assert "2 stands" in house.run("stands", *data, "--since", "2020-01-01", "-o", pdf).stdout
        house.start()
        assert house.ok("GET", f"/v1/stalls/{second['id']}")["stand_printed_version"] == 2


def a_market_has_its_logo():
    """logos/CODE.png in the data directory is printed on the market's stands; one that is no picture stops nobody from printing"""
    with House() as house:
        market = house.market()
        house.stall(market, "B-1", "0011012345678")
        path = f"/v1/markets/{market['id']}/stands.pdf"
        bare = house.ok("GET", path)
        logos = house.data / "logos"
        logos.mkdir()
        logo = logos / f"{market['code']}.png"
        house.run("qr", "encode", "--bin", "970436", "--account", "1", "--format", "png", "-o", logo)
        assert images_in(house, house.ok("GET", path)) > images_in(house, bare)
        for broken in (b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(600_000)):
            logo.write_bytes(broken)
            assert images_in(house, house.ok("GET", path)) == images_in(house, bare)


def images_in(house, pdf):
    file = house.work / "stands.pdf"
    file.write_bytes(pdf)
    listed = subprocess.run(["pdfimages", "-list", file], capture_output=True, text=True, check=True).stdout
    return len(listed.splitlines())


def the_printed_code_leads_to_the_account():
    """A stand of the newest version, as it comes from the printer, is read by a stranger's reader and leads to the newest account"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "B-1", "0011012345678")
        changed = house.redirect(stall, account("0912345678", bin="971005")["accounts"])
        pdf = house.work / "stands.pdf"
        for layout in ("a6", "a5", "a4", "sheet8", "sheet24"):
            pdf.write_bytes(house.ok("GET", f"/v1/markets/{market['id']}/stands.pdf?reprint=true&layout={layout}"))
            subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, house.work / layout], check=True)
            read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", next(house.work.glob(layout + "-*.png"))],
                                  capture_output=True, text=True, check=True).stdout.split()
            assert set(read) == {changed["qr_payload"]}, (layout, read)


def one_stall_prints_its_stand():
    """A stall's stand is printed for whoever may see the stall, and not for strangers"""
    with House() as house:
        market = house.market()
        stall, bare = house.stall(market, "B-12", "0011012345678"), house.stall(market, "B-13", None)
        vendor = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"], "label": "Lan"})["token"]
        for token in ("operator", vendor):
            text = words_of(house, house.ok("GET", f"/v1/stalls/{stall['id']}/qr.pdf", token=token))
            assert "B-12" in text and "5678" in text, text
        assert house.call("GET", f"/v1/stalls/{stall['id']}/qr.pdf", token=None)[0] == 401
        assert house.call("GET", f"/v1/stalls/{bare['id']}/qr.pdf", token=vendor)[0] == 404
        assert house.call("GET", f"/v1/stalls/{bare['id']}/qr.pdf")[0] == 409


def a_wallet_is_an_account_by_phone():
    """A mobile number at a wallet becomes an account by phone: its code is made, and the stand shows the whole number"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "V-1", "0912345678", bin="971005")
        assert stall["accounts"][0]["kind"] == "wallet_phone", stall
        read = house.ok("POST", "/v1/qr/decode", {"payload": stall["qr_payload"]}, token=None)
        assert (read["valid"], read["bin"], read["account"]) == (True, "971005", "0912345678"), read
        for layout in ("a6", "a5", "a4", "sheet8", "sheet24"):
            assert "0912 345 678" in words_of(house, house.ok("GET", f"/v1/stalls/{stall['id']}/qr.pdf?layout={layout}")), layout
        table = "mã quầy,ngân hàng,số tài khoản,tên tài khoản\nV-2,MoMo,0987654321,NGUYEN VAN A\n"
        house.ok("POST", f"/v1/markets/{market['id']}/stalls:import", table.encode(), headers={"Content-Type": "text/csv"})
        imported = next(item for item in house.items(f"/v1/markets/{market['id']}/stalls") if item["code"] == "V-2")
        assert imported["accounts"][0]["kind"] == "wallet_phone" and imported["qr_payload"], imported
        account = {"bin": "971005", "account_number": "12345", "account_name": "A", "kind": "wallet_phone"}
        status, body, _ = house.call("POST", f"/v1/markets/{market['id']}/stalls", {"code": "V-3", "accounts": [account]})
        assert status == 422 and body["field"] == "accounts[0].account_number", body


def cards_are_no_accounts():
    """A payment card's number is refused as an account wherever one is registered, and an account that only looks long is not"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls"
        stall = house.stall(market, "B-1", LUHN_BY_CHANCE)
        for card in (VISA, NAPAS):
            accounts = {"accounts": [{"bin": "970436", "account_number": card, "account_name": "A"}]}
            for method, where, body in (("POST", path, {"code": "B-2", **accounts}), ("PATCH", f"/v1/stalls/{stall['id']}", accounts)):
                status, problem, _ = house.call(method, where, body)
                assert status == 422 and problem["field"] == "accounts[0].account_number" and "card" in problem["detail"], problem
            table = f"mã quầy,ngân hàng,số tài khoản,tên tài khoản\nB-2,VCB,{card},A\n"
            status, problem, _ = house.call("POST", path + ":import", table.encode(), headers={"Content-Type": "text/csv"})
            assert status == 422 and "card" in problem["errors"][0]["detail"], problem
        assert len(list(house.items(path))) == 1


def cards_are_masked():
    """A card number in a payer's text is masked when it is shown"""
    with House() as house:
        stall = house.stall(house.market(), "B-1", "0011012345678")
        assert house.wallet(wallet_notice(1, f"{stall['stall_code']} the {VISA}"))[0] == 200
        shown = [next(house.items(f"/v1/transfers?stall_id={stall['id']}")), *house.items("/v1/events")]
        text = str(shown)
        assert VISA not in text and "411111******1111" in text, text


def an_old_code_registers_its_account():
    """The code that a vendor already has is enough to register its account; a card's, another account beside it, or no code is not"""
    with House() as house:
        market = house.market()
        path, payload = f"/v1/markets/{market['id']}/stalls", house.stall(market, "B-1", "0011012345678")["qr_payload"]
        stall = house.ok("POST", path, {"code": "B-2", "accounts": [{"qr_payload": payload + " ", "account_name": "TRAN VAN A"}]})
        account = stall["accounts"][0]
        assert (account["bin"], account["account_number"], account["kind"]) == ("970436", "0011012345678", "bank"), account
        card = house.run("qr", "encode", "--bin", "970436", "--account", NAPAS, "--service", "QRIBFTTC", check=False).stdout.strip()
        for wrong, field in (({"qr_payload": payload[:-1] + "x"}, "qr_payload"), ({"qr_payload": card or "card"}, "qr_payload"),
                             ({"qr_payload": payload, "account_number": "1"}, "account_number")):
            status, body, _ = house.call("POST", path, {"code": "B-3", "accounts": [{**wrong, "account_name": "A"}]})
            assert status == 422 and body["field"] == "accounts[0]." + field, body
        twice = [{"bin": "970422", "account_number": number, "account_name": "A"} for number in ("0900vqr", "0900VQR")]
        status, body, _ = house.call("POST", path, {"code": "B-3", "accounts": twice})
        assert (status, body["field"]) == (422, "accounts[1].account_number"), body


if __name__ == "__main__":
    run([market_prints_its_stands, a_changed_account_is_a_new_stand, a_renamed_bank_is_a_new_stand, new_stands_since_a_day, an_old_account_is_watched,
         the_command_prints_what_is_due, a_market_has_its_logo, the_printed_code_leads_to_the_account, one_stall_prints_its_stand, a_wallet_is_an_account_by_phone, cards_are_no_accounts, cards_are_masked,
         an_old_code_registers_its_account])

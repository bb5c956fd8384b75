"""A market's printed stands, its accounts by telephone number, and card numbers that nobody may store."""
import subprocess
import unicodedata

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
        assert house.call("GET", path + "?since=2026-11-01")[1]["field"] == "since"
        assert house.call("GET", path + "?zone=none")[0] == 409
        assert house.call("GET", path, token=None)[0] == 401


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


if __name__ == "__main__":
    run([market_prints_its_stands, one_stall_prints_its_stand, a_wallet_is_an_account_by_phone, cards_are_no_accounts, cards_are_masked,
         an_old_code_registers_its_account])

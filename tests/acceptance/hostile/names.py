"""K16, bar E14: names that look like others, or like nothing, are refused by their character; what people write is kept."""
import pathlib
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run, wallet_notice

REFUSED = {"А-1": "U+0410", "Α-1": "U+0391", "Ａ-1": "U+FF21", "A-１": "U+FF11", "A\u200b-1": "U+200B", "A\u3164": "U+3164", "A\u2800-1": "U+2800",
           "A\u034f-1": "U+034F", "A\ufe0f-1": "U+FE0F", "A\u180e1": "U+180E", "A\u202e1": "U+202E", "A\U000e00411": "U+E0041", "𝐀-1": "U+1D400",
           "Ꭺ-1": "U+13AA", "ɑ-1": "U+0251", "A\u0335-1": "U+0335"}


def refused_with(house, method, path, body, field, character):
    status, answer, _ = house.call(method, path, body)
    assert status == 422 and answer["code"] == "invalid_field", (body, status, answer)
    assert answer["field"] == field and character in answer["detail"] and character in answer["detail_vi"], (field, character, answer)
    assert answer["detail_vi"] != answer["detail"]


def codes_that_look_alike_never_stand_beside_each_other():
    """a stall's own code of another script, or with invisible letters, is refused by its character beside the true one"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls"
        house.ok("POST", path, {"code": "A-1"})
        for code, character in REFUSED.items():
            refused_with(house, "POST", path, {"code": code}, "code", character)
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
            status, answer, _ = house.call("POST", path, {"code": f"A{dash}1", "zone": "khác"})
            assert status == 409 and answer["code"] == "stall_code_taken", (dash, status, answer)
        house.ok("POST", path, {"code": "Sạp số 3"})
        twin, _, _ = house.call("POST", path, {"code": unicodedata.normalize("NFD", "Sạp số 3"), "zone": "khác"})
        assert twin == 409
        assert [stall["code"] for stall in house.items(path)] == ["A-1", "Sạp số 3"]


def every_text_that_people_send_is_checked():
    """markets, zones, goods, vendors, account holders, reasons, descriptions and labels of tokens refuse what nobody sees"""
    with House() as house:
        bad = "L\u0430n"
        for field in ("name", "province", "commune"):
            refused_with(house, "POST", "/v1/markets", {"name": "Chợ", "code": "cho", field: bad}, field, "U+0430")
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls"
        account = {"bin": "970436", "account_number": "0011012345678"}
        for body, field in [({"zone": bad}, "zone"), ({"goods": bad}, "goods"), ({"vendor": {"name": bad}}, "vendor.name"),
                            ({"accounts": [{**account, "account_name": bad}]}, "accounts[0].account_name")]:
            refused_with(house, "POST", path, {"code": "B-1", **body}, field, "U+0430")
        stall = house.stall(market, "B-1", "0011012345678")
        house.wallet(wallet_notice(1, "ai do", account="0099999999"))
        transfer = next(house.items("/v1/transfers"))
        refused_with(house, "PATCH", f"/v1/stalls/{stall['id']}", {"zone": bad}, "zone", "U+0430")
        refused_with(house, "PATCH", f"/v1/stalls/{stall['id']}", {"vendor": {"name": bad}}, "vendor.name", "U+0430")
        refused_with(house, "POST", f"/v1/stalls/{stall['id']}/suspend", {"reason": bad}, "reason", "U+0430")
        refused_with(house, "POST", "/v1/vendors/vd1/erase", {"reason": bad}, "reason", "U+0430")
        refused_with(house, "POST", f"/v1/transfers/{transfer['id']}/assign", {"stall_id": stall["id"], "reason": bad}, "reason", "U+0430")
        refused_with(house, "POST", "/v1/payment-requests", {"stall_id": stall["id"], "amount": 1000, "description": bad}, "description", "U+0430")
        refused_with(house, "POST", "/v1/tokens", {"role": "board", "market_id": market["id"], "label": bad}, "label", "U+0430")
        csv = f"mã quầy,khu\n\u0410-1,Rau\nB-2,{bad}\nB-3,Z\u0351\u036b\n".encode()
        status, answer, _ = house.call("POST", f"{path}:import", csv, headers={"Content-Type": "text/csv; charset=utf-8"})
        said = [(error["line"], error["column"], error["detail_vi"]) for error in answer["errors"]]
        assert status == 422 and [one[:2] for one in said] == [(2, "mã quầy"), (3, "khu"), (4, "khu")], answer
        assert all(character in one[2] for one, character in zip(said, ("U+0410", "U+0430", "U+0351"))), said


def names_that_people_have_are_kept():
    """Vietnamese in both forms and any order of its marks, Ê Đê, Khmer, Thai, Cham and Chinese names are stored as NFC"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls"
        names = ["Nguyễn Thị Hường", "H'Hen Niê", "Y Ƀih Alêô", "Ksor Krơ̆n", "ស្រីមុំ", "สมชาย ใจดี", "ꨌꩌ", "陳文勇", "Cô Srey ស្រី"]
        for number, name in enumerate(names):
            stall = house.ok("POST", path, {"code": f"N-{number}", "vendor": {"name": unicodedata.normalize("NFD", name)}})
            assert stall["vendor"]["name"] == name
        stall = house.ok("POST", path, {"code": "T-1", "vendor": {"name": "Ðỗ Thị e\u0301\u0302"}})
        assert stall["vendor"]["name"] == "Đỗ Thị ế", stall


run([codes_that_look_alike_never_stand_beside_each_other, every_text_that_people_send_is_checked, names_that_people_have_are_kept])

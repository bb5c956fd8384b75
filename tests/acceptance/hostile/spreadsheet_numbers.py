"""S1: an account that a spreadsheet program made a number never becomes another account: it is refused with its cell, or read as it was."""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run

HEADING = ["mã quầy", "tên", "điện thoại", "ngân hàng", "số tài khoản", "tên tài khoản"]
ROUNDS = 2_000 if "--long" in sys.argv else 150


def csv(rows):
    return ("\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [HEADING, *rows]) + "\n").encode()


def grouped(number, mark, last=3, others=3):
    groups, rest, size = [], number, last
    while len(rest) > size:
        groups.insert(0, rest[-size:])
        rest, size = rest[:-size], others
    return mark.join([rest, *groups])


def rewritten(account):
    """What Excel, LibreOffice, Google Sheets, pandas and JavaScript write once the cell is a number; the bare number is left out, since
    nobody can see that zeros in front of it are gone."""
    number = account.lstrip("0") or "0"
    value = float(number)
    shown = f"{int(float(f'{value:.14e}'))}"
    yield from (shown + ".0", shown + ".00", shown + ",00", shown + ".", "-" + shown, f"({shown})")
    for mark in (",", ".", "'", "\u2019", "\u00a0", "\u202f", "\u2009"):
        if len(shown) > 3:
            yield grouped(shown, mark)
            yield grouped(shown, mark) + (",00" if mark == "." else ".00")
    if len(shown) > 5:
        yield grouped(shown, ",", 3, 2)
    for form in (f"{value:.2e}", f"{value:.2E}", f"{value:.5E}", f"{value:.14E}", repr(value * 1e20), f"{value:.2E}".replace(".", ",")):
        yield form
    if len(number) > 15:
        yield number[:15] + "0" * (len(number) - 15)


def accounts_after(house, market):
    return {stall["code"]: [account["account_number"] for account in stall["accounts"]] for stall in house.items(f"/v1/markets/{market['id']}/stalls")}


def each_cell_is_refused_by_name():
    """exponents, decimals, grouping, lost digits, signs and dates are refused, the column's letter and the reason in both languages"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"
        cells = ["1.23E+11", "1,23E+11", "1E5", "1,234,567", "190.345.678.901", "123456789.0", "123456789,00", "1,234", "0.123", "123\u00a0456\u00a0789",
                 "123’456’789", "1234567890123450", "-123456", "2025-12-05", "123. 0", "123456 VND"]
        for cell in cells:
            status, answer, _ = house.call("POST", path, csv([["A-1", "", "", "VCB", cell, "BA"]]), headers={"Content-Type": "text/csv"})
            assert status == 422, (cell, status, answer)
            error = answer["errors"][0]
            assert error["line"] == 2 and error["column"] == "số tài khoản" and "column E" in error["detail"] and "cột E" in error["detail_vi"], error
        rows = [["A-1", "Ba", "9.01E+08", "VCB", "0123", "BA"], ["A-2", "Ba", "0901234567", "9.70E+05", "0123", "BA"]]
        _, answer, _ = house.call("POST", path, csv(rows), headers={"Content-Type": "text/csv"})
        assert [(error["line"], error["column"]) for error in answer["errors"]] == [(2, "điện thoại"), (3, "ngân hàng")], answer
        rows = [["A-1", "Ba", "901234567.0", "970,436", "0.123.499.999", "BA"], ["A-2", "", "", "970436.0", "0123 456 789", "BA"],
                ["A-3", "", "", "VCB", "1903.4567.8901.23", "BA"], ["A-4", "", "", "VCB", "'1234567890123450", "BA"]]
        house.ok("POST", path, csv(rows), headers={"Content-Type": "text/csv"})
        assert accounts_after(house, market) == {"A-1": ["0123499999"], "A-2": ["0123456789"], "A-3": ["19034567890123"], "A-4": ["1234567890123450"]}
        stall = next(house.items(f"/v1/markets/{market['id']}/stalls"))
        assert stall["vendor"]["phone"] == "0901234567" and stall["accounts"][0]["bin"] == "970436", stall


def no_rewriting_becomes_another_account():
    """whatever programs do to random accounts, the import takes the same digits or refuses the line"""
    chance = random.Random(41)
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import?dry_run=true"
        wrong = []
        for _ in range(ROUNDS):
            account = str(chance.randrange(10)) * chance.randrange(2) + str(chance.randrange(10 ** chance.randrange(4, 18)))
            cells = list(dict.fromkeys(rewritten(account)))
            rows = [[f"A-{i}", "", "", "VCB", cell, "BA"] for i, cell in enumerate(cells)]
            _, answer, _ = house.call("POST", path, csv(rows), headers={"Content-Type": "text/csv"})
            refused = {error["line"] for error in answer["errors"]}
            wrong += [(account, cell) for i, cell in enumerate(cells) if i + 2 not in refused and cell.strip("'") != account]
        assert not wrong, wrong[:10]


run([each_cell_is_refused_by_name, no_rewriting_becomes_another_account])

"""S14: a market's list as offices send it, a workbook written by programs that are not ours (openpyxl, XlsxWriter), through the API and the command line."""
import datetime
import io
import json
import os
import sys
import time
import urllib.parse

try:
    import openpyxl
    import xlsxwriter
except ModuleNotFoundError:  # They are modules of Debian's own Python, which need not be the first one.
    if sys.executable == "/usr/bin/python3":
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

from house import House, run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = ["mã quầy", "khu", "ngành hàng", "tên", "điện thoại", "loại", "ngân hàng", "số tài khoản", "tên tài khoản"]
ZERO = "\u200b"


def by_openpyxl(rows, prepare=lambda book, sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(rows, prepare=lambda book, sheet: None, **options):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and value != "":
                sheet.write(line, column, value)
    prepare(book, sheet)
    book.close()
    return file.getvalue()


WRITERS = [by_openpyxl, by_xlsxwriter, lambda rows: by_xlsxwriter(rows, constant_memory=True)]


def stall(code, bank, account, name, **other):
    fields = {"mã quầy": code, "ngân hàng": bank, "số tài khoản": account, "tên tài khoản": name, **other}
    return [fields.get(name) for name in NAMES]


def send(house, path, body, content_type=XLSX, dry=False):
    status, answer, _ = house.call("POST", path + ("?dry_run=true" if dry else ""), body, headers={"Content-Type": content_type})
    return status, answer


def accounts_after(house, market):
    return {one["code"]: [account["account_number"] for account in one["accounts"]] for one in house.items(f"/v1/markets/{market['id']}/stalls")}


def memory_kb(house):
    """The most that the gateway has held."""
    with open(f"/proc/{house.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def what_was_found_in_csv_is_found_in_workbooks():
    """S2 to S9 as cells of a workbook, by each writer, as text and as numbers"""
    for write in WRITERS:  # A house each: an account of another market would wait for its board.
        with House() as house:
            market = house.market()
            path = f"/v1/markets/{market['id']}/stalls:import"
            good = [
                [["Mã quầy", "Tên", "Tên ngân hàng", "Số TK", "Tên chủ TK"], ["C-2", "Ba", "MB", "10401029008", "NGUYEN THI BA"], ["C-3", "Tư", "VCB", 10401029009, "TRAN VAN TU"]],
                [NAMES, stall("A-5", "MB", 10401029005, "NGUYEN THI BA", tên="Ba", **{"điện thoại": 84901234567})],
                [NAMES, stall("A-6", "MB", f"{ZERO}10401029006\u00a0", "NGUYEN THI BA")],
                [NAMES, stall("A-10", "MB", "10401029010", "NGUYEN THI BA", **{"ngành hàng": "cá\nmực"})],
                [["DANH SÁCH TIỂU THƯƠNG"], [], NAMES, stall("A-11", "MB", "0104010290112", "NGUYEN THI BA")],
            ]
            for rows in good:
                status, answer = send(house, path, write(rows))
                assert status == 200 and not answer["errors"] and answer["created"] == len(rows) - 1 - (2 if len(rows[0]) == 1 else 0), answer
            assert accounts_after(house, market) == {"C-2": ["10401029008"], "C-3": ["10401029009"], "A-5": ["10401029005"], "A-6": ["10401029006"],
                                                     "A-10": ["10401029010"], "A-11": ["0104010290112"]}
            phones = {one["code"]: one["vendor"]["phone"] for one in house.items(f"/v1/markets/{market['id']}/stalls") if one.get("vendor")}
            assert phones["A-5"] == "0901234567", phones

            status, answer = send(house, path, write([NAMES, stall("A-2", None, "10401029008", None, tên="Ba")]))
            assert status == 422, answer
            assert [(one["column"], one["cell"]) for one in answer["errors"]] == [("ngân hàng", "G2"), ("tên tài khoản", "I2")], answer["errors"]
            assert answer["errors"][0]["detail_vi"] == "cột \"ngân hàng\" (G2): còn thiếu", answer["errors"][0]
            assert answer["errors"][0]["detail"] == "\"ngân hàng\" (G2): is missing", answer["errors"][0]

            status, answer = send(house, path, write([NAMES, stall("A-7", "MB", "10401029008", "#N/A", tên="#REF!")]))
            assert status == 422 and [one["cell"] for one in answer["errors"]] == ["D2", "I2"], answer

            status, answer = send(house, path, write([NAMES, stall("B-7", "MB", "10401029008", "BA"), stall("b-7", "MB", "10401029009", "TU")]), dry=True)
            assert status == 200 and [one["cell"] for one in answer["warnings"]] == ["A3"], answer


def numbers_keep_their_digits_or_are_refused():
    """accounts that the program holds as numbers, dates, formulas and errors"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"

        def formats(book, sheet):
            sheet.write(1, 0, "Z-1")
            sheet.write_number(1, 7, 123456789, book.add_format({"num_format": "0000000000"}))
            sheet.write(2, 0, "Z-2")
            sheet.write_formula(2, 7, '="0"&"104010290"', None, "0104010290")
            for line in (1, 2):
                sheet.write(line, 6, "MB")
                sheet.write(line, 8, "NGUYEN THI BA")

        status, answer = send(house, path, by_xlsxwriter([NAMES], formats))
        assert status == 200 and not answer["errors"], answer
        assert accounts_after(house, market) == {"Z-1": ["0123456789"], "Z-2": ["0104010290"]}

        def dates(book, sheet):
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(1, 0, datetime.datetime(2026, 8, 7), day)
            sheet.write_number(2, 0, 100000, book.add_format({"num_format": "0.00E+00"}))

        status, answer = send(house, path, by_xlsxwriter([NAMES], dates), dry=True)
        assert status == 200 and [one["code"] for one in answer["lines"]] == ["07/08/2026", "1.00E+05"], answer
        assert [one["cell"] for one in answer["warnings"]] == ["A2", "A3"], answer

        def wrong(book, sheet):
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_number(1, 7, 1234567890123456789)
            sheet.write_number(2, 7, 1.5)
            sheet.write_datetime(3, 7, datetime.datetime(2026, 8, 7), day)
            sheet.write_formula(4, 7, "=NA()", None, "#N/A")
            sheet.write_number(5, 7, 190345678901, book.add_format({"num_format": "0.00E+00"}))

        status, answer = send(house, path, by_xlsxwriter([NAMES] + [stall(f"A-{line}", "MB", None, "BA") for line in range(5)], wrong))
        assert status == 422 and [one["cell"] for one in answer["errors"]] == ["H2", "H3", "H4", "H5", "H6"], answer


def the_first_visible_sheet():
    """a hidden sheet before the list is passed over; merged titles, too"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"

        def hide(book, sheet):
            sheet.sheet_state = "hidden"
            sheet["A1"] = "nháp"
            shown = book.create_sheet("Danh sách")
            shown["A1"] = "CHỢ THỬ"
            shown.merge_cells("A1:E1")
            for row in (["TT", "Mã quầy", "Ngân hàng", "STK", "Tên chủ TK"], [1, "A-1", "MB", "10401029008", "NGUYEN THI BA"]):
                shown.append(row)

        status, answer = send(house, path, by_openpyxl([], hide))
        assert status == 200 and answer["created"] == 1 and answer["ignored_columns"] == ["TT"], answer


def recognised_by_its_bytes():
    """whatever the type says of it; what is no workbook says what to do"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"
        book = by_openpyxl([NAMES, stall("A-1", "MB", "10401029008", "NGUYEN THI BA")])
        for content_type in ("text/csv", "application/vnd.ms-excel", "application/octet-stream", XLSX, XLSX + "; charset=binary"):
            status, answer = send(house, path, book, content_type, dry=True)
            assert status == 200 and answer["created"] == 1, (content_type, status, answer)
        assert send(house, path, book, "application/json")[0] == 415
        assert send(house, path, b"code\nA-1\n", "application/octet-stream")[0] == 415
        compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
        locked = compound + "EncryptedPackage".encode("utf-16-le")
        for body, word in ((compound, ".xls"), (locked, "mật khẩu"), (book[:-40], "hỏng"), (b"PK\x03\x04", "hỏng"), (b"code\n", "không phải bảng tính")):
            status, answer = send(house, path, body)
            assert status == 422 and word in answer["errors"][0]["detail_vi"] and "lưu lại thành .xlsx hoặc CSV" in answer["errors"][0]["detail_vi"], answer


def the_command_line_sends_workbooks():
    """choqr import stalls FILE.xlsx: shown first, then done, and errors name their cell"""
    with House() as house:
        market = house.market()
        file = house.work / "danh sach.xlsx"
        file.write_bytes(by_openpyxl([NAMES, stall("A-1", "MB", 10401029008, "NGUYEN THI BA")]))
        shown = house.run("import", "stalls", file, "--url", house.url, "--token-file", house.data / "operator.token")
        assert "A-1" in shown.stdout and "1 to create" in shown.stdout, shown.stdout
        house.run("import", "stalls", file, "--url", house.url, "--token-file", house.data / "operator.token", "--yes")
        assert accounts_after(house, market) == {"A-1": ["10401029008"]}
        file.write_bytes(by_openpyxl([NAMES, stall("A-2", "MB", 1.5, "NGUYEN THI BA")]))
        wrong = house.run("import", "stalls", file, "--url", house.url, "--token-file", house.data / "operator.token", check=False)
        assert wrong.returncode == 1 and "(H2)" in wrong.stderr, wrong.stderr
        house.stop()
        file.write_bytes(by_openpyxl([NAMES, stall("A-3", "MB", 10401029009, "NGUYEN THI BA")]))
        offline = house.run("import", "stalls", file, "--data", house.data, "--yes")
        assert "Done." in offline.stdout, offline.stdout


def a_stand_for_each_line_or_a_sentence():
    """S12: choqr stands --csv reads accounts as the import does, and names every line that has no stand"""
    with House() as house:
        table, pdf = house.work / "stands.csv", house.work / "stands.pdf"
        names = "mã quầy,ngân hàng,số tài khoản,tên tài khoản\n"
        table.write_text(names + "A-1,VCB,0011 0123 45678,NGUYEN THI BA\nA-2,VCB,'0011012345679,TRAN VAN TU\n")
        assert "2 stands" in house.run("stands", "--csv", table, "-o", pdf).stdout
        table.write_text(names + "".join(f"A-{line},VCB,1.23E+11,BA\n" for line in range(15)) + "B-1,nowhere,0123,BA\n")
        refused = house.run("stands", "--csv", table, "-o", pdf, check=False)
        assert refused.returncode == 1 and "there is nothing to print" in refused.stderr, refused
        lines = [line for line in refused.stderr.splitlines() if line.startswith("no stand for ")]
        assert len(lines) == 16 and "A-0 (line 2)" in lines[0] and "shortened" in lines[0] and "B-1 (line 17)" in lines[15], lines


def names_in_old_fonts_are_put_right():
    """S8: TCVN3 and doubled UTF-8, as CSV and in cells; the answer says how they were read"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"
        rows = [("cÃ¡", "Nguyá»…n VÄƒn Ba", "Nguyễn Văn Ba", "UTF-8 hai lần"), ("c¸ ®ång", "§ç ThÞ Lan", "Đỗ Thị Lan", "TCVN3"),
                ("caù ñoàng", "Ñoã Thò Lan", "Đỗ Thị Lan", "VNI")]
        for line, (goods, name, right, encoding) in enumerate(rows):
            list_of = [NAMES, stall(f"A-{line}", None, None, None, tên=name, **{"ngành hàng": goods})]
            text = "\n".join(",".join(cell or "" for cell in row) for row in list_of).encode()
            for body in (text, by_openpyxl(list_of)):
                status, answer = send(house, path, body, "text/csv")
                assert status == 200 and answer["encoding"] == encoding, answer
                assert answer["warnings"][0]["detail_vi"] == f"đọc theo bảng mã {encoding}; xem lại tên", answer
            names = {one["code"]: one["vendor"]["name"] for one in house.items(f"/v1/markets/{market['id']}/stalls")}
            assert names[f"A-{line}"] == right, names


def wallets_are_telephones():
    """S13: a wallet's number gets its zero back, by list and call alike; what cannot be one is refused"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"
        status, answer = send(house, path, by_openpyxl([NAMES, stall("A-1", "MoMo", 901234567, "NGUYEN THI BA")]))
        assert status == 200 and not answer["errors"], answer
        house.stall(market, "A-2", "84901234568", bin="971025")
        assert accounts_after(house, market) == {"A-1": ["0901234567"], "A-2": ["0901234568"]}
        status, answer = send(house, path, by_openpyxl([NAMES, stall("A-3", "MoMo", "12345", "NGUYEN THI BA")]))
        assert status == 422 and answer["errors"][0]["cell"] == "H2" and "ví" in answer["errors"][0]["detail_vi"], answer
        status, answer, _ = house.call("POST", f"/v1/markets/{market['id']}/stalls", {
            "code": "A-4", "accounts": [{"bin": "971025", "account_number": "12345", "account_name": "BA"}]})
        assert status == 422, (status, answer)


def a_limit_is_named():
    """S11: a body that is too large is told how large it may be"""
    with House() as house:
        market = house.market()
        status, answer, _ = house.call("POST", f"/v1/markets/{market['id']}/stalls:import", b"x" * (4 * 1024 * 1024 + 1), headers={"Content-Type": "text/csv"})
        assert status == 413 and "4194304 bytes" in answer["detail"], (status, answer)


def a_whole_province():
    """20,000 lines; how long it takes is said"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import"
        rows = [NAMES] + [stall(f"A-{line}", "MB", str(10401000000 + line), "NGUYEN THI BA", tên=f"Nguyễn Thị Ba {line}", khu="Khu A", **{"ngành hàng": "rau củ"}) for line in range(19_999)]
        text = lambda all_rows: "\n".join(",".join(cell or "" for cell in row) for row in all_rows).encode()
        for write in (text, by_openpyxl, by_xlsxwriter):
            book = write(rows)
            before, begun = memory_kb(house), time.monotonic()
            status, answer = send(house, path, book, "text/csv", dry=True)
            print(f"{len(rows)} lines, {len(book)} bytes by {write.__name__}: {time.monotonic() - begun:.2f} s, at most {memory_kb(house)} KB, {before} before")
            assert status in (200, 409), (status, answer.get("errors", answer))
            assert not answer["errors"] and answer["created"] == 19_999, answer["errors"][:2]


def headings_are_remembered():
    """What a heading means is told once: shown in the preview, kept with the import, by the call and by the command"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}"
        as_csv = {"Content-Type": "text/csv"}
        table = "Điểm số,Chủ sạp,Ghi chú\nB-1,Cô Lan,cá\nB-2,Anh Ba,rau\n".encode()
        status, shown = send(house, path + "/stalls:import", table, "text/csv", dry=True)
        assert status == 200 and [(one["heading"], one["column"], one["why"]) for one in shown["columns"]] == [
            ("Điểm số", "", "ignored"), ("Chủ sạp", "", "ignored"), ("Ghi chú", "", "ignored")], shown
        assert shown["rows"] == 2 and shown["first_rows"][0] == {"line": 2, "cells": ["B-1", "Cô Lan", "cá"]} and shown["errors"], shown
        told = "&columns=" + urllib.parse.quote(json.dumps({"Điểm số": "code", "Chủ sạp": "tên", "Ghi chú": ""}))
        events = len(list(house.items("/v1/events")))
        shown = house.ok("POST", path + "/stalls:import?dry_run=true" + told, table, headers=as_csv)
        assert (shown["created"], shown["errors"]) == (2, []) and [one["why"] for one in shown["columns"]] == ["told"] * 3, shown
        assert len(list(house.items("/v1/events"))) == events and house.ok("GET", path + "/columns")["items"] == []
        house.ok("POST", path + "/stalls:import?dry_run=false" + told, table, headers=as_csv)
        kept = [{"heading": "Chủ sạp", "column": "vendor_name"}, {"heading": "Ghi chú", "column": ""}, {"heading": "Điểm số", "column": "code"}]
        of = lambda items: sorted(items, key=lambda item: item["heading"])
        assert of(house.ok("GET", path + "/columns")["items"]) == of(kept)
        events = len(list(house.items("/v1/events")))
        again = house.ok("POST", path + "/stalls:import?dry_run=false" + told, table, headers=as_csv)
        assert again["unchanged"] == 2 and len(list(house.items("/v1/events"))) == events, "the same again changes nothing"
        shown = house.ok("POST", path + "/stalls:import?dry_run=true", table, headers=as_csv)
        assert [one["why"] for one in shown["columns"]] == ["remembered"] * 3 and shown["unchanged"] == 2, shown

        for wrong in ("x", "[]", '{"a":"shelf"}', '{"a":1}', '{"":"code"}'):
            status, problem, _ = house.call("POST", path + "/stalls:import?columns=" + urllib.parse.quote(wrong), table, headers=as_csv)
            assert (status, problem["field"]) == (400, "columns"), (wrong, problem)

        file = house.work / "list.csv"
        file.write_bytes(table.replace("Ghi chú".encode(), "Loại hàng".encode()))
        command = ("import", "--url", house.url, "--token", house.token, "--market", market["id"], "stalls", file, "--column")
        done = house.run(*command, "Loại hàng=goods")
        assert "Nhớ từ lần trước: Điểm số = code" in done.stderr and "2 to change" in done.stdout, done
        assert len(house.ok("GET", path + "/columns")["items"]) == 3, "without --yes nothing is kept"
        assert "Nhớ: Loại hàng = goods" in house.run(*command, "Loại hàng=goods", "--yes").stdout
        assert {"heading": "Loại hàng", "column": "goods"} in house.ok("GET", path + "/columns")["items"]
        assert house.run(*command, "goods", check=False).returncode == 2
        house.restart()
        assert len(house.ok("GET", path + "/columns")["items"]) == 4


run([what_was_found_in_csv_is_found_in_workbooks, numbers_keep_their_digits_or_are_refused, the_first_visible_sheet, recognised_by_its_bytes,
     the_command_line_sends_workbooks, a_stand_for_each_line_or_a_sentence, names_in_old_fonts_are_put_right, wallets_are_telephones, a_limit_is_named,
     a_whole_province, headings_are_remembered])

"""S14: workbooks that are no lists: bombs, entities, damage and paths. Each is an answer, and none of them is felt by anybody else."""
import io
import pathlib
import struct
import sys
import threading
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import House, run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS = "<Relationships><Relationship Id='r1' Type='http://x/{}' Target='{}'/></Relationships>"
SHEET = "<worksheet><sheetData><row><c t='inlineStr'><is><t>code</t></is></c></row><row><c t='inlineStr'><is><t>A-1</t></is></c></row>{}</sheetData></worksheet>"


def book(sheet=SHEET.format(""), before="", more=(), method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=9) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/workbook.xml", "<workbook xmlns:r='x'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>")
        archive.writestr("xl/worksheets/sheet1.xml", before + sheet)
        for name, text in more:
            archive.writestr(name, text)
    return file.getvalue()


def laughs():
    entities = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
    return f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>"


def quine_like():
    """A part that says it is small and is not."""
    whole = bytearray(book("<worksheet>" + " " * (90 << 20) + "</worksheet>"))
    at = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", whole, at + 24, 100)
    return bytes(whole)


def hostile_books():
    flipped = bytearray(book(method=zipfile.ZIP_STORED))
    flipped[flipped.find(b"A-1")] = ord("B")
    empties = "<row>" + "<c s='1'/>" * 50 + "</row>"
    whole = book()
    yield "bomb", book("<worksheet>" + " " * (90 << 20) + "</worksheet>")
    yield "bomb that lies", quine_like()
    yield "laughs", book(before=laughs())
    yield "quadratic", book("<worksheet>&a;</worksheet>", before="<!DOCTYPE x [<!ENTITY a '" + "a" * 100_000 + "'>]>")
    yield "outside", book(before="<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>")
    yield "deep", book("<a>" * 500_000)
    yield "attributes", book("<worksheet " + " ".join(f"a{i}='1'" for i in range(300_000)) + "/>")
    yield "a million empty cells in the first row", book(SHEET.format("<row>" + "<c s='1'/>" * 1_000_000 + "</row>"))
    yield "parts", book(more=[(f"x/{i}", "") for i in range(5_000)])
    yield "twice", book(more=[("xl/worksheets/SHEET1.xml", SHEET)])
    yield "wrong checksum", bytes(flipped)
    yield "cut", whole[:len(whole) // 2]
    yield "far place", book("<worksheet><sheetData><row r='1'><c r='ZZZ1'><v>1</v></c></row></sheetData></worksheet>")
    yield "beyond column BL", book("<worksheet><sheetData><row r='1'><c r='BZ1'><v>1</v></c></row></sheetData></worksheet>")
    yield "merged", book(SHEET.format("").replace("</worksheet>", "<mergeCells>" + "<mergeCell ref='A1:XFD1048576'/>" * 90_000 + "</mergeCells></worksheet>"))
    taken = [("empty rows", book(SHEET.format(empties * 20_000))), ("names", book(more=[("../../etc/passwd", "x"), ("/etc/passwd", "x"), ("C:\\x", "x")]))]
    yield from ((name, body) for name, body in taken)


def each_is_an_answer():
    """every one is refused with a sentence, or read as the list it is, within three seconds; the gateway stays as it was"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import?dry_run=true"
        for name, body in hostile_books():
            begun = time.monotonic()
            status, answer, _ = house.call("POST", path, body, headers={"Content-Type": XLSX})
            took = time.monotonic() - begun
            said = [one["detail"] for one in answer.get("errors", [])] if status == 200 else answer
            print(f"{name}: {len(body)} bytes, {took:.2f} s, {status}, {str(said)[:100]}")
            assert status == 200 and took < 8, (name, status, answer)
            is_list = name in ("empty rows", "names", "a million empty cells in the first row")
            assert is_list and answer["created"] == 1 or not is_list and answer["created"] == 0 and len(answer["errors"]) == 1, (name, answer)
        assert house.call("GET", "/readyz", token=None)[0] == 200


def nobody_feels_them():
    """while one caller sends bombs without end, lists and health answer as before"""
    with House() as house:
        market = house.market()
        path = f"/v1/markets/{market['id']}/stalls:import?dry_run=true"
        bomb, ended = book("<worksheet>" + "<a b='c'/>" * (6 << 20) + "</worksheet>"), threading.Event()

        def send():
            while not ended.is_set():
                house.call("POST", path, bomb, headers={"Content-Type": XLSX})

        senders = [threading.Thread(target=send) for _ in range(4)]
        for one in senders:
            one.start()
        worst = 0.0
        for _ in range(40):
            begun = time.monotonic()
            house.ok("GET", f"/v1/markets/{market['id']}/stalls")
            worst = max(worst, time.monotonic() - begun)
            time.sleep(0.05)
        ended.set()
        for one in senders:
            one.join()
        print(f"slowest list meanwhile: {worst * 1000:.0f} ms")
        assert worst < 3, worst


run([each_is_an_answer, nobody_feels_them])

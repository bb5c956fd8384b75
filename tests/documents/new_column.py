#!/usr/bin/env python3
"""The dry run of docs/how-to/new-report-column.md: in a copy of statistics/ and documents/, a new column is added as the page
says (its row in figures.hpp; a stand-in for the place where it is counted), and is in JSON, CSV, text, the definitions and the
description of the columns. Nothing else is touched. Then: no other source holds the name of a column as a text.

usage: new_column.py SOURCE BUILD COMPILER
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

source, build, compiler = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]

ROW = """    COUNT(dormant, everywhere, "Ngủ quên", "Dormant", "N6: điểm đã có giao dịch mà 14 ngày không có gì") \\
    MONEY(fees, to_programs, "Phí thu được", "Fees", "phí của kỳ, đồng", VndSum) \\
"""
# Money has a rule of the gate besides (in statistics/disclosure.cpp): which one is never a matter of course.
RULE = """
#include "statistics/disclosure.hpp"
namespace choqr::statistics {
Amount Disclosure::fees(const Counts& counts, const PeriodFacts&) const { return at_collection_points(counts.fees.dong()); }
}
"""
COUNTED = """
#include <iostream>
#include "documents/report.hpp"
using namespace choqr;
int main() {
    statistics::Counts counts;
    counts.dormant = 4711;
    counts.fees = VndSum::from_dong(815'000).value();
    const auto day = parse_day("2026-11-21").value();
    const statistics::PeriodFacts facts{day, day, {}, {}, {}, {}, 0, nullptr};
    const documents::Report report{.market = MarketId::from_value(1), .market_name = "m", .from = day, .to = day,
        .figures = statistics::Disclosure{statistics::Reader::of_counts}.report(counts, facts),
        .closing = {}, .sealed = {}, .adjustments = {}};
    json::Writer columns;
    documents::write_columns(columns);
    const char end = 0;
    std::cout << documents::to_json(report) << end << documents::to_csv(report) << end << documents::to_text(report) << end << columns.take();
}
"""


def add_column(copy):
    for folder in ("statistics", "documents"):
        shutil.copytree(source / folder, copy / folder)
    table = copy / "statistics/figures.hpp"
    text = table.read_text()
    first = "    COUNT(first_payment"
    assert text.count(first) == 1, "the row before which the new one goes"
    table.write_text(text.replace(first, ROW + first))
    (copy / "rule.cpp").write_text(RULE)
    (copy / "counted.cpp").write_text(COUNTED)


def objects_of(copy):
    roots = [f"-I{copy}", *(f"-I{build}/include_roots/{name}" for name in ("base", "json"))]
    files = ["counted.cpp", "rule.cpp"]
    files += [f"{folder}/{p.name}" for folder in ("documents", "statistics") for p in sorted((copy / folder).glob("*.cpp"))]
    subprocess.run([compiler, "-std=c++20", "-O0", "-c", *roots, *files], cwd=copy, check=True)
    return [pathlib.Path(name).stem + ".o" for name in files]


def link(copy, objects):
    crypto = subprocess.run(["pkg-config", "--libs", "libcrypto"], check=True, capture_output=True, text=True).stdout.split()
    libraries = [f"{build}/{name}/libchoqr_{name}.a" for name in ("json", "base")]
    return subprocess.run([compiler, *objects, *libraries, *crypto, "-o", "counted"], cwd=copy, capture_output=True, text=True)


def forms_of(copy):
    return subprocess.run([copy / "counted"], check=True, capture_output=True).stdout.decode().split("\0")


def is_everywhere(report, csv, text, columns):
    report, columns = json.loads(report), json.loads(columns)
    assert report["dormant"] == 4711 and report["fees"] == 815000 and report["fees_withheld"] is None, report
    assert report["definitions"]["dormant"].startswith("N6") and "fees" in report["definitions"]
    assert report["labels"]["dormant"] == {"vi": "Ngủ quên", "en": "Dormant"}, report["labels"]
    assert "dormant,4711\r\n" in csv and "fees" not in csv, csv
    assert "Ngủ quên: 4711\n" in text and "Phí" not in text, text
    assert columns["dormant"] == {"unit": "count", "name": "Dormant", "name_vi": "Ngủ quên",
                                  "definition_vi": "N6: điểm đã có giao dịch mà 14 ngày không có gì"}, columns
    assert columns["fees"]["unit"] == "dong"


def named_elsewhere():
    """Columns whose name stands as a text where the table should say it. Words that other answers use too are not looked for."""
    names = re.findall(r"^    (?:COUNT|RATE|MONEY)\((\w+),", (source / "statistics/figures.hpp").read_text(), re.M)
    assert len(names) >= 16, names
    # A closing's sealed totals (an event of the book) have these by themselves, and so have tables and lists.
    also = {"total_stalls", "registered", "active", "transactions", "amount", "unmatched", "unmatched_amount",
            "collection_point_transactions", "collection_point_amount", "reversed"}
    looked_for = [name for name in names if name not in also]
    assert len(looked_for) >= 6, looked_for
    for room in ("base", "json", "statistics", "documents", "ledger", "gateway"):
        for path in sorted((source / room).rglob("*.[ch]pp")):
            for name in looked_for:
                if f'"{name}"' in path.read_text():
                    yield f"{path.relative_to(source)}: names the column {name}"


def main():
    with tempfile.TemporaryDirectory() as place:
        copy = pathlib.Path(place)
        add_column(copy)
        objects = objects_of(copy)
        without_rule = link(copy, [name for name in objects if name != "rule.o"])
        assert without_rule.returncode != 0 and "Disclosure::fees" in without_rule.stderr, without_rule.stderr
        linked = link(copy, objects)
        assert linked.returncode == 0, linked.stderr
        is_everywhere(*forms_of(copy))
    found = list(named_elsewhere())
    print("\n".join(found) or "a row and the place where it is counted: the column is in every form")
    sys.exit(1 if found else 0)


main()

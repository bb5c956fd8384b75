#include "workbook/workbook.hpp"
#include "book.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::workbook;
using choqr::merchants::CellKind;
using choqr::testing::Book;
using choqr::testing::replaced;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Table table_of(const Book& book) {
    const auto read = read_workbook(book.bytes());
    if (const auto* failure = std::get_if<Failure>(&read)) {
        CAPTURE(failure->cell);
        REQUIRE(static_cast<int>(failure->problem) == -1);
    }
    return std::get<Table>(read);
}

Rows rows_of(const Book& book) {
    Rows rows;
    for (const auto& row : table_of(book)) rows.push_back(row.fields);
    return rows;
}

Failure failure_of(std::string_view bytes) {
    const auto read = read_workbook(bytes);
    REQUIRE(std::holds_alternative<Failure>(read));
    return std::get<Failure>(read);
}
Failure failure_of(const Book& book) { return failure_of(book.bytes()); }

std::string inline_cell(const std::string& place, const std::string& text) {
    return "<c r='" + place + "' t='inlineStr'><is><t>" + text + "</t></is></c>";
}
std::string row(const std::string& cells) { return "<row>" + cells + "</row>"; }

std::string sheet_of_list(const std::string& account_cell) {
    const char* names[] = {"mã quầy", "ngân hàng", "số tài khoản", "tên tài khoản"};
    std::string heading;
    for (int i = 0; i < 4; ++i)
        heading += inline_cell(std::string(1, static_cast<char>('A' + i)) + "1", names[i]);
    return row(heading) + row(inline_cell("A2", "A-1") + inline_cell("B2", "VCB") + account_cell +
                              inline_cell("D2", "NGUYEN THI BA"));
}

constexpr const char* formats =
    "<numFmts><numFmt numFmtId='164' formatCode='0000000000'/><numFmt numFmtId='165' "
    "formatCode='dd/mm/yyyy'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='11'/><xf "
    "numFmtId='20'/></cellXfs>";

}  // namespace

TEST_CASE("workbook: every kind of cell as a person sees it", "[workbook]") {
    const std::pair<std::string, std::string> cells[] = {
        {"<c r='A1' t='s'><v>0</v></c>", "Nguyễn Thị Ba"},
        {"<c r='A1' t='s'><v>1</v></c>", "Trần Tư"},
        {"<c r='A1' t='s'><v>2</v></c>", "two\r\nlines_x0041_"},
        {"<c r='A1' t='inlineStr'><is><r><rPr><b/></rPr><t>cá </t></r><r><t>mực</t></r><rPh sb='0' "
         "eb='1'><t>?</t></rPh></is></c>",
         "cá mực"},
        {"<c r='A1'><v>10401029008</v></c>", "10401029008"},
        {"<c r='A1' t='n'><v>1.0401029008E10</v></c>", "10401029008"},
        {"<c r='A1' s='1'><v>123456789</v></c>", "0123456789"},
        {"<c r='A1' s='2'><v>46241</v></c>", "07/08/2026"},
        {"<c r='A1' s='3'><v>100000</v></c>", "1.00E+05"},
        {"<c r='A1' s='4'><v>0.5</v></c>", "12:00"},
        {"<c r='A1' s='99'><v>7</v></c>", "7"},
        {"<c r='A1' t='b'><v>1</v></c>", "TRUE"},
        {"<c r='A1' t='b'><v>0</v></c>", "FALSE"},
        {"<c r='A1' t='e'><v>#N/A</v></c>", "#N/A"},
        {"<c r='A1' t='str'><f>B1&amp;\"x\"</f><v>rau củ</v></c>", "rau củ"},
        {"<c r='A1'><f>SUM(B1:B9)</f><v>12</v></c>", "12"},
        {"<c r='A1' t='d'><v>2026-08-07T00:00:00</v></c>", "07/08/2026"},
        {"<c><v>5</v></c>", "5"},
    };
    for (const auto& [cell, text] : cells) {
        CAPTURE(cell);
        Book book{row(cell)};
        book.with_styles(formats).with_strings(
            "<si><t>Nguyễn Thị Ba</t></si><si><r><t xml:space='preserve'>Trần </t></r><r><rPr/><t>Tư</t></r>"
            "<rPh sb='0' "
            "eb='4'><t>reading</t></rPh><phoneticPr/></si><si><t>two_x000D_\nlines_x0041_</t></si>");
        CHECK(rows_of(book) == Rows{{text}});
    }
}

TEST_CASE("workbook: gaps, empty rows and merged cells leave every value where it stands", "[workbook]") {
    const Book gaps{
        "<row r='2'><c r='B2'><v>1</v></c><c r='D2'><v>2</v></c></row><row r='3'/><row r='7'><c r='A7' "
        "s='1'/><c r='C7'><v>3</v></c><c><v>4</v></c></row>"};
    const auto table = table_of(gaps);
    REQUIRE(table.size() == 2);
    CHECK(table[0].line == 2);
    CHECK(table[0].fields == std::vector<std::string>{"", "1", "", "2"});
    CHECK(table[1].line == 7);
    CHECK(table[1].fields == std::vector<std::string>{"", "", "3", "4"});
    CHECK(table[1].kinds == std::vector{CellKind::text, CellKind::text, CellKind::number, CellKind::number});

    const Book merged{
        "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row><row r='2'><c r='A2'><v>3</v></c><c "
        "r='B2'><v>4</v></c><c r='C2'><v>5</v></c></row><row r='3'><c r='A3'><v>6</v></c></row>",
        "<mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='A3:A9'/></mergeCells>"};
    CHECK(rows_of(merged) == Rows{{"1", ""}, {"", "", "5"}, {"6"}});
}

TEST_CASE("workbook: the first sheet that is not hidden", "[workbook]") {
    Book book{row("<c><v>1</v></c>")};
    book.with("xl/worksheets/sheet2.xml",
              "<x:worksheet "
              "xmlns:x='m'><x:sheetData><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>");
    const auto sheets = [&book](const std::string& first, const std::string& second) -> Book& {
        return book.with("xl/workbook.xml", "<workbook><sheets><sheet name='A' sheetId='1' " + first +
                                                " r:id='r1' xmlns:r='x'/><sheet name='B' sheetId='2' " +
                                                second + " r:id='r4' xmlns:r='x'/></sheets></workbook>");
    };
    CHECK(rows_of(sheets("", "")) == Rows{{"1"}});
    CHECK(rows_of(sheets("state='visible'", "")) == Rows{{"1"}});
    CHECK(rows_of(sheets("state='hidden'", "")) == Rows{{"2"}});
    CHECK(rows_of(sheets("state='veryHidden'", "")) == Rows{{"2"}});
    CHECK(failure_of(sheets("state='hidden'", "state='hidden'")).problem == Problem::no_visible_sheet);
}

TEST_CASE("workbook: days are counted as the workbook counts them", "[workbook]") {
    Book book{row("<c s='2'><v>44779</v></c>")};
    book.with_styles(formats).with("xl/workbook.xml",
                                   "<workbook xmlns:r='x'><workbookPr date1904='1'/><sheets><sheet name='A' "
                                   "sheetId='1' r:id='r1'/></sheets></workbook>");
    CHECK(rows_of(book) == Rows{{"07/08/2026"}});
}

TEST_CASE("workbook: what is none says what to do", "[workbook]") {
    const std::string compound{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};
    CHECK(failure_of(compound + std::string(600, '\0')).problem == Problem::old_format);
    std::string package;
    for (const char c : std::string_view{"EncryptedPackage"}) package.append({c, '\0'});
    CHECK(failure_of(compound + std::string(600, '\0') + package).problem == Problem::encrypted);
    CHECK(failure_of("mã quầy,tên\n").problem == Problem::other_format);
    CHECK(failure_of("").problem == Problem::other_format);

    Book ods{""};
    ods.parts = {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<a/>"}};
    CHECK(failure_of(ods).problem == Problem::other_format);
    Book word{""};
    word.with("xl/workbook.xml", "<document/>");
    CHECK(failure_of(word).problem == Problem::other_format);
    Book binary{""};
    binary
        .with("_rels/.rels",
              "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' "
              "Target='xl/workbook.bin'/></Relationships>")
        .with("xl/workbook.bin", "x");
    CHECK(failure_of(binary).problem == Problem::other_format);
    CHECK(failure_of(Book{""}).problem == Problem::empty);
    CHECK(failure_of(Book{row("<c r='A1'/><c r='B1' t='s'/><c r='C1' t='inlineStr'><is><t/></is></c>")})
              .problem == Problem::empty);

    for (const auto& bytes : {compound, Book{""}.bytes(), ods.bytes()}) {
        CHECK(looks_like_workbook(bytes));
        const auto list = stall_list_of(read_workbook(bytes));
        REQUIRE(list.errors.size() == 1);
        CHECK(!list.errors.front().english.empty());
        CHECK(!list.errors.front().vietnamese.empty());
    }
    CHECK(!looks_like_workbook("mã quầy,tên\n"));
    CHECK(stall_list_of(read_workbook(compound))
              .errors.front()
              .vietnamese.find("lưu lại thành .xlsx hoặc CSV") != std::string::npos);
}

TEST_CASE("workbook: what is damaged is never half read", "[workbook][hostile]") {
    Book whole{row(inline_cell("A1", "mã quầy") + inline_cell("B1", "tên"))};
    const auto bytes = whole.bytes(ZIP_CM_STORE);
    REQUIRE(std::holds_alternative<Table>(read_workbook(bytes)));
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        CAPTURE(cut);
        CHECK(std::holds_alternative<Failure>(read_workbook(bytes.substr(0, cut))));
    }
    // A changed letter of the stored sheet: its checksum is wrong.
    auto flipped = bytes;
    flipped[bytes.find("<t>tên") + 3] = 'T';
    CHECK(failure_of(flipped).problem == Problem::broken);
    CHECK(failure_of(Book{"<row><c><v>1</v></row>"}).problem == Problem::broken);
    CHECK(failure_of(Book{"<row r='2'/><row r='1'/>"}).problem == Problem::broken);
    CHECK(failure_of(Book{row("<c r='B1'><v>1</v></c><c r='A1'><v>2</v></c>")}) ==
          Failure{Problem::broken, "A1"});
    CHECK(failure_of(Book{row("<c r='A2'><v>1</v></c>")}) == Failure{Problem::broken, "A2"});
    CHECK(failure_of(Book{row("<c r='C1' t='s'><v>5</v></c>")}) == Failure{Problem::broken, "C1"});
    CHECK(failure_of(Book{row("<c r='C1'><v>abc</v></c>")}) == Failure{Problem::broken, "C1"});
    CHECK(failure_of(Book{row("<c r='XFE1'><v>1</v></c>")}).problem == Problem::broken);
    CHECK(failure_of(Book{row("<c r='A99999999999999999999'><v>1</v></c>")}).problem == Problem::broken);
    CHECK(failure_of(Book{row("<c><v>1</v></c>"), "<mergeCell ref='B1:A1'/>"}).problem == Problem::broken);
}

TEST_CASE("workbook: two parts of one name are refused, whichever a program would read",
          "[workbook][hostile]") {
    Book book{row("<c><v>1</v></c>")};
    book.with("xl/worksheets/sheetX.xml",
              "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>");
    CHECK(
        failure_of(replaced(book.bytes(), "xl/worksheets/sheetX.xml", "xl/worksheets/sheet1.xml")).problem ==
        Problem::broken);
    CHECK(
        failure_of(replaced(book.bytes(), "xl/worksheets/sheetX.xml", "XL/worksheets/Sheet1.xml")).problem ==
        Problem::broken);
}

TEST_CASE("workbook: a path that leads out of the archive leads nowhere", "[workbook][hostile]") {
    for (const std::string target : {"../../../../etc/passwd", "/../etc/passwd",
                                     "worksheets/../../../xl/worksheets/sheet1.xml", "file:///etc/passwd"}) {
        CAPTURE(target);
        Book book{row("<c><v>1</v></c>")};
        book.with("xl/_rels/workbook.xml.rels",
                  "<Relationships><Relationship Id='r1' Type='http://x/worksheet' Target='" + target +
                      "'/></Relationships>");
        book.with("../../../../etc/passwd", "root").with("../evil.xml", "<worksheet/>");
        CHECK(failure_of(book).problem == Problem::broken);
    }
    Book named{row("<c><v>1</v></c>")};
    named.with("../../evil", "x").with("/etc/cron.d/evil", "x").with("..\\evil", "x");
    CHECK(rows_of(named) == Rows{{"1"}});
    Book around{row("<c><v>1</v></c>")};
    around.with("xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='r1' Type='http://x/worksheet' "
                "Target='./a/../worksheets/sheet1.xml'/></Relationships>");
    CHECK(rows_of(around) == Rows{{"1"}});
}

TEST_CASE("workbook: no document type, so no entity, in any part", "[workbook][hostile]") {
    const std::string laughs =
        "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'lol'><!ENTITY b "
        "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>";
    const std::string outside = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>";
    const std::string parts[] = {
        "_rels/.rels",          "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml", "xl/styles.xml"};
    for (const auto& type : {laughs, outside, std::string{"<!DOCTYPE x>"}})
        for (const auto& part : parts) {
            CAPTURE(part, type);
            Book book{row("<c><v>1</v></c>")};
            book.with_strings("<si><t>a</t></si>").with_styles(formats);
            book.part(part).insert(0, type);
            CHECK(failure_of(book).problem == Problem::document_type);
        }
    Book undeclared{row(inline_cell("A1", "&a;"))};
    CHECK(failure_of(undeclared).problem == Problem::broken);
}

TEST_CASE("workbook: bombs end at their bounds", "[workbook][hostile]") {
    Book zeros{""};
    zeros.with("xl/worksheets/sheet1.xml",
               "<worksheet>" + std::string(std::size_t{80} << 20, ' ') + "</worksheet>");
    const auto bomb = zeros.bytes();
    CHECK(bomb.size() < 100'000);
    CHECK(failure_of(bomb).problem == Problem::too_large);

    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(failure_of(Book{deep}).problem == Problem::too_large);

    Book shared{row("<c t='s'><v>0</v></c>")};
    std::string items;
    for (int i = 0; i < 1'300'000; ++i) items += "<si/>";
    CHECK(failure_of(shared.with_strings(items)).problem == Problem::too_large);

    std::string merges;
    for (int i = 0; i < 200; ++i) merges += "<mergeCell ref='A1:BL20000'/>";
    std::string rows;
    for (int i = 0; i < 20'000; ++i) rows += "<row><c><v>1</v></c></row>";
    CHECK(failure_of(Book{rows, merges}).problem == Problem::too_large);

    Book many{row("<c><v>1</v></c>")};
    for (int i = 0; i < 2'100; ++i) many.parts.emplace_back("x/" + std::to_string(i), "");
    CHECK(failure_of(many).problem == Problem::too_large);

    // One long text, used by every cell.
    Book long_text{""};
    std::string uses;
    for (int i = 0; i < 2'000; ++i) uses += row("<c t='s'><v>0</v></c>");
    long_text.with_strings("<si><t>" + std::string(4'000, 'a') + "</t></si>")
        .with("xl/worksheets/sheet1.xml", "<worksheet>" + uses + "</worksheet>");
    CHECK(failure_of(long_text).problem == Problem::too_large);
}

TEST_CASE("workbook: a million empty cells are no list", "[workbook][hostile]") {
    std::string rows;
    for (int i = 1; i <= 20'000; ++i) {
        rows += "<row>";
        for (int column = 0; column < 50; ++column) rows += "<c s='1'/>";
        rows += "</row>";
    }
    CHECK(failure_of(Book{rows}).problem == Problem::empty);
    CHECK(rows_of(Book{row("<c><v>1</v></c>") + rows}) == Rows{{"1"}});
}

TEST_CASE("workbook: a list's bounds, each by the cell that is beyond it", "[workbook]") {
    std::string rows;
    for (std::size_t i = 0; i < merchants::table_rows_max; ++i) rows += "<row><c><v>1</v></c></row>";
    CHECK(rows_of(Book{rows}).size() == merchants::table_rows_max);
    CHECK(failure_of(Book{rows + row("<c><v>1</v></c>")}) == Failure{Problem::too_many_rows, "A20001"});
    CHECK(rows_of(Book{row("<c r='BL1'><v>1</v></c><c r='BM1' s='1'/>")}).front().size() == 64);
    CHECK(failure_of(Book{row("<c r='BM1'><v>1</v></c>")}) == Failure{Problem::too_many_columns, "BM1"});
    CHECK(rows_of(Book{row(inline_cell("A1", std::string(4'000, 'a')))}).size() == 1);
    CHECK(failure_of(Book{row(inline_cell("A1", std::string(4'001, 'a')))}) ==
          Failure{Problem::cell_too_long, "A1"});
    Book unused{row("<c t='s'><v>1</v></c>")};
    unused.with_strings("<si><t>" + std::string(9'000, 'a') + "</t></si><si><t>b</t></si>");
    CHECK(rows_of(unused) == Rows{{"b"}});
}

TEST_CASE("workbook: accounts are read as those of a CSV file are, and by what the cell says",
          "[workbook][import]") {
    const auto list_of = [](const std::string& cell) {
        Book book{sheet_of_list(cell)};
        return stall_list_of(read_workbook(book.with_styles(formats).bytes()));
    };
    const std::pair<std::string, std::string> taken[] = {
        {"<c r='C2'><v>10401029008</v></c>", "10401029008"},
        {"<c r='C2'><v>123456789012345</v></c>", "123456789012345"},
        {"<c r='C2' s='1'><v>123456789</v></c>", "0123456789"},
        {inline_cell("C2", "0123456789"), "0123456789"},
        {inline_cell("C2", "0123 456 789"), "0123456789"},
        {inline_cell("C2", "1234567890123450"), "1234567890123450"},
        {inline_cell("C2",
                     "\xE2\x80\x8B"
                     "10401029008\xC2\xA0"),
         "10401029008"},
    };
    for (const auto& [cell, number] : taken) {
        CAPTURE(cell);
        const auto list = list_of(cell);
        CHECK(list.errors.empty());
        REQUIRE(list.stalls.size() == 1);
        CHECK(list.stalls.front().accounts.front().number.text() == number);
        CHECK(list.stalls.front().line == 2);
    }
    const std::pair<std::string, std::string> refused[] = {
        {"<c r='C2'><v>1034567890123457</v></c>", "\"1034567890123460\": spreadsheets keep fifteen digits"},
        {"<c r='C2'><v>1.2345678901234501E+18</v></c>",
         "\"1234567890123450000\": spreadsheets keep fifteen digits"},
        {"<c r='C2' s='3'><v>100000</v></c>", "\"1.00E+05\": the spreadsheet has shortened"},
        {"<c r='C2' s='2'><v>46241</v></c>", "\"07/08/2026\": it looks like a date"},
        {"<c r='C2'><v>123456789.5</v></c>",
         "\"123456789.5\": the spreadsheet has made it a number with decimals"},
        {"<c r='C2'><v>-123456789</v></c>", "\"-123456789\": it has a sign"},
        {"<c r='C2' t='e'><v>#N/A</v></c>", "\"#N/A\" is a formula's failure"},
        {inline_cell("C2", "1.234.567"),
         "\"1.234.567\": the spreadsheet has made it a number and grouped it"},
        {inline_cell("C2", "1.23E+11"), "\"1.23E+11\": the spreadsheet has shortened"},
        {"", "is missing"},
    };
    for (const auto& [cell, sentence] : refused) {
        CAPTURE(cell);
        const auto list = list_of(cell);
        REQUIRE(list.errors.size() == 1);
        CHECK(list.errors.front().cell == "C2");
        CHECK(list.errors.front().line == 2);
        CHECK(list.errors.front().column == "số tài khoản");
        CAPTURE(list.errors.front().english);
        CHECK(list.errors.front().english.starts_with(sentence));
    }
}

TEST_CASE("workbook: a code that became a date or an exponent is taken with a warning",
          "[workbook][import]") {
    for (const auto* cell : {"<c r='A2' s='2'><v>46241</v></c>", "<c r='A2' s='3'><v>100000</v></c>"}) {
        Book book{row(inline_cell("A1", "mã quầy")) + row(cell)};
        const auto list = stall_list_of(read_workbook(book.with_styles(formats).bytes()));
        CHECK(list.errors.empty());
        REQUIRE(list.warnings.size() == 1);
        CHECK(list.warnings.front().cell == "A2");
        CHECK(list.warnings.front().english.find("looks like what a spreadsheet program makes") !=
              std::string::npos);
    }
}

TEST_CASE("workbook: the list's title above its heading is not read", "[workbook][import]") {
    Book book{"<row r='1'>" + inline_cell("A1", "BAN QUẢN LÝ CHỢ") + "</row><row r='3'>" +
              inline_cell("A3", "DANH SÁCH TIỂU THƯƠNG") + "</row><row r='5'>" + inline_cell("A5", "TT") +
              inline_cell("B5", "Mã quầy") + inline_cell("C5", "Họ và tên") +
              "</row><row r='6'><c r='A6'><v>1</v></c>" + inline_cell("B6", "A-1") +
              inline_cell("C6", "Nguyễn Thị Ba") + "</row>"};
    const auto list = stall_list_of(read_workbook(book.bytes()));
    CHECK(list.errors.empty());
    CHECK(list.ignored_columns == std::vector<std::string>{"TT"});
    REQUIRE(list.stalls.size() == 1);
    CHECK(list.stalls.front().code == "A-1");
    CHECK(list.stalls.front().line == 6);
}

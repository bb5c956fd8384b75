#include <fstream>
#include <sstream>

#include "merchants/csv.hpp"
#include "merchants/stall_import.hpp"
#include "registry.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view csv) {
    Rows rows;
    const auto read = read_csv(csv);
    REQUIRE(std::holds_alternative<std::vector<TableRow>>(read));
    for (const auto& record : std::get<std::vector<TableRow>>(read)) rows.push_back(record.fields);
    return rows;
}

std::pair<CsvProblem, std::size_t> failure_of(std::string_view csv) {
    const auto read = read_csv(csv);
    REQUIRE(std::holds_alternative<CsvFailure>(read));
    const auto& failure = std::get<CsvFailure>(read);
    return {failure.problem, failure.line};
}

const std::string heading =
    "mã quầy,khu,ngành hàng,tên,điện thoại,loại,ngân hàng,số tài khoản,tên tài khoản\n";

std::string error_of(std::string_view line) {
    const auto list = read_stall_list(heading + std::string{line});
    REQUIRE(list.errors.size() == 1);
    CHECK(list.errors.front().line == 2);
    CHECK(!list.errors.front().vietnamese.empty());
    return list.errors.front().column + ": " + list.errors.front().english;
}

std::vector<Stall> stalls_of(const StallList& list) {
    std::vector<Stall> stalls;
    for (const auto& row : list.stalls) {
        const auto number = static_cast<std::uint32_t>(stalls.size());
        stalls.push_back({.id = StallId::from_value(number),
                          .market = MarketId::from_value(0),
                          .kind = row.kind,
                          .status = StallStatus::open,
                          .code = row.code,
                          .zone = row.zone,
                          .goods = row.goods,
                          .transfer_code = StallCode::make(number),
                          .vendor = std::nullopt,
                          .accounts = row.accounts});
        if (row.vendor)
            stalls.back().vendor =
                Vendor{VendorId::from_value(number), row.vendor->kind, row.vendor->name, row.vendor->phone};
    }
    return stalls;
}

}  // namespace

TEST_CASE("csv: what RFC 4180 and spreadsheets write", "[merchants][csv]") {
    const std::pair<std::string, Rows> cases[] = {
        {"a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
        {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
        {"a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
        {"\xEF\xBB\xBFmã,tên\n1,Ba", {{"mã", "tên"}, {"1", "Ba"}}},
        {"a;b;c\n1,5;2;3", {{"a", "b", "c"}, {"1,5", "2", "3"}}},
        {"a\tb\n1,5\t2", {{"a", "b"}, {"1,5", "2"}}},
        {"sep=;\r\na;b\r\n", {{"a", "b"}}},
        {"\"a,b\",c\n", {{"a,b", "c"}}},
        {"\"say \"\"hi\"\"\",x", {{"say \"hi\"", "x"}}},
        {"\"two\nlines\",x\ny,z", {{"two\nlines", "x"}, {"y", "z"}}},
        {"Quán \"Cô Ba\",x", {{"Quán \"Cô Ba\"", "x"}}},
        {"\"\",\na,b", {{"a", "b"}}},
        {"a,b\n\n,\n\nc,d\n", {{"a", "b"}, {"c", "d"}}},
        {"a,b,\nc", {{"a", "b", ""}, {"c"}}},
        {"\"a;b\";c;d,e\n", {{"a;b", "c", "d,e"}}},
    };
    for (const auto& [csv, rows] : cases) {
        CAPTURE(csv);
        CHECK(rows_of(csv) == rows);
    }
}

TEST_CASE("csv: lines are counted as an editor counts", "[merchants][csv]") {
    const auto read = read_csv("a,b\r\n\"1\r\n2\",x\r\n\r\nc,d\r\n");
    const auto& records = std::get<std::vector<TableRow>>(read);
    REQUIRE(records.size() == 3);
    CHECK(records[0].line == 1);
    CHECK(records[1].line == 2);
    CHECK(records[2].line == 5);
}

TEST_CASE("csv: what is no table is refused with its line", "[merchants][csv]") {
    CHECK(failure_of("") == std::pair{CsvProblem::empty, std::size_t{1}});
    CHECK(failure_of("\n\n,,\n") == std::pair{CsvProblem::empty, std::size_t{1}});
    CHECK(failure_of("a,b\n\"c,d\n") == std::pair{CsvProblem::quotes_not_closed, std::size_t{2}});
    CHECK(failure_of("a,b\n\"c\"d,e\n") == std::pair{CsvProblem::text_after_quotes, std::size_t{2}});
    CHECK(failure_of("m\xE3,t\xEAn\n").first == CsvProblem::not_utf8);
    CHECK(failure_of(std::string_view{"\xFF\xFEm\0", 4}).first == CsvProblem::not_utf8);
    CHECK(failure_of(std::string_view{"a\0b", 3}).first == CsvProblem::not_utf8);
    CHECK(failure_of(std::string(csv_bytes_max + 1, 'a')).first == CsvProblem::too_large);
    CHECK(failure_of(std::string(csv_field_bytes_max + 1, 'a')).first == CsvProblem::field_too_long);
    CHECK(failure_of("\"" + std::string(csv_field_bytes_max + 2, 'a') + "\"").first ==
          CsvProblem::field_too_long);
    CHECK(failure_of("a\n" + std::string(csv_fields_max, ',')) ==
          std::pair{CsvProblem::too_many_fields, std::size_t{2}});
    std::string many;
    for (std::size_t i = 0; i <= csv_records_max; ++i) many += "x\n";
    CHECK(failure_of(many) == std::pair{CsvProblem::too_many_records, csv_records_max + 1});
}

TEST_CASE("stall list: Vietnamese and English headings, with or without marks, in any order",
          "[merchants][import]") {
    const std::string lists[] = {
        heading + "A-1,Rau,rau củ,Nguyễn Thị Ba,0901234567,hộ kinh doanh,MBBank,0123456789,NGUYEN THI BA\n",
        "code;zone;goods;vendor name;phone;kind;bank;account number;account name\nA-1;Rau;rau củ;Nguyễn Thị "
        "Ba;0901234567;household business;970422;0123456789;NGUYEN THI BA\n",
        "Tên tài khoản\tSỐ TÀI KHOẢN\tNgan hang\tLOAI\tDien thoai\tTen\tNganh hang\tKhu\tMa quay\nNGUYEN THI "
        "BA\t0123 456 789\tmb\thkd\t+84 901 234 567\tNguyễn Thị Ba\trau củ\tRau\tA-1\n",
    };
    for (const auto& csv : lists) {
        CAPTURE(csv);
        const auto list = read_stall_list(csv);
        CHECK(list.errors.empty());
        REQUIRE(list.stalls.size() == 1);
        const auto& stall = list.stalls.front();
        CHECK(stall.code == "A-1");
        CHECK(stall.zone == "Rau");
        CHECK(stall.goods == "rau củ");
        CHECK(stall.vendor == ListedVendor{VendorKind::household_business, "Nguyễn Thị Ba", "0901234567"});
        CHECK(stall.accounts == std::vector{testing::account("0123456789")});
    }
}

TEST_CASE("stall list: every mistake is one sentence that names line and column", "[merchants][import]") {
    CHECK(error_of(",Rau,,,,,,,") == "mã quầy: is missing");
    CHECK(error_of("A-1,,,Ba,12,,,,") == "điện thoại: is not a Vietnamese phone number");
    CHECK(error_of("A-1,,,,0901234567,,,,") == "tên: is missing, though there is a phone number");
    CHECK(error_of("A-1,,,Ba,,vua,,,").starts_with("loại: is not"));
    CHECK(error_of("A-1,,,,,,BVB,0123,BA").starts_with("ngân hàng: is neither"));
    CHECK(error_of("A-1,,,,,,,0123,BA") == "ngân hàng: is missing");
    CHECK(error_of("A-1,,,,,,MB,,BA") == "số tài khoản: is missing");
    CHECK(error_of("A-1,,,,,,MB,0123,") == "tên tài khoản: is missing");
    CHECK(error_of("A-1,,,,,,MB,01 23/4,BA").starts_with("số tài khoản: is not 1 to 19"));
    CHECK(error_of("A-1,,,,,,MB,12345678901234567890,BA").starts_with("số tài khoản: is not 1 to 19"));
    CHECK(error_of("A-1,Rau\u202E,,,,,,,") == "khu: holds the invisible character U+202E; delete it");
    CHECK(error_of("\u0410-1,,,,,,,,").starts_with("mã quầy: holds the character U+0410"));
    CHECK(error_of("A-1,,,Lan\u0335,,,,,").starts_with("tên: holds the mark U+0335"));
    CHECK(error_of(std::string(33, 'A') + ",,,,,,,,") == "mã quầy: is longer than 32 characters");
}

TEST_CASE("stall list: what a spreadsheet did to numbers is seen", "[merchants][import]") {
    for (const auto* number : {"1.23E+11", "1.23457E+11", "9E+15", "1.5e12"})
        CHECK(error_of("A-1,,,,,,MB," + std::string{number} + ",BA").find("shortened the number") !=
              std::string::npos);
    CHECK(error_of("A-1,,,,,,MB,\"1,23E+11\",BA").find("shortened") != std::string::npos);
    for (const auto* number : {"'0123456789", "0123 456 789", "0123.456.789", "\"=\"\"0123456789\"\"\""}) {
        const auto list = read_stall_list(heading + "A-1,,,,,,MB," + number + ",BA\n");
        REQUIRE(list.errors.empty());
        CHECK(list.stalls.front().accounts.front().number.text() == "0123456789");
    }
    const auto eaten = read_stall_list(heading + "A-1,,,Ba,901234567,,,,\n");
    CHECK(eaten.stalls.front().vendor->phone == "0901234567");
    const auto letters = read_stall_list(heading + "A-1,,,,,,MB,VA12E45,BA\n");
    CHECK(letters.errors.empty());
    for (const auto* phone : {"901234567.0", "901.234.567", "\"901,234,567\"", "\"901234567,00\""}) {
        const auto list = read_stall_list(heading + "A-1,,,Ba," + phone + ",,,,\n");
        REQUIRE(list.errors.empty());
        CHECK(list.stalls.front().vendor->phone == "0901234567");
    }
    for (const auto* bin : {"970422.0", "970.422", "\"970,422\"", "970 422"})
        CHECK(read_stall_list(heading + "A-1,,,,,," + bin + ",0123,BA\n")
                  .stalls.at(0)
                  .accounts.at(0)
                  .bin.text() == "970422");
    CHECK(error_of("A-1,,,,,,9.70E+05,0123,BA")
              .starts_with("ngân hàng: \"9.70E+05\" (column G): the spreadsheet has shortened"));
    CHECK(error_of("A-1,,,Ba,9.01E+08,,,,")
              .starts_with("điện thoại: \"9.01E+08\" (column E): the spreadsheet has shortened"));
    CHECK(error_of("A-1,,,,,,MB,\"1,234,567\",BA")
              .starts_with("số tài khoản: \"1,234,567\" (column H): the spreadsheet has made it a number and "
                           "grouped it"));
    CHECK(error_of("A-1,,,,,,MB,123456789.0,BA").find("number with decimals") != std::string::npos);
    const auto in_vietnamese = read_stall_list(heading + "A-1,,,,,,MB,123.0,BA\n").errors.at(0).vietnamese;
    CHECK(in_vietnamese.starts_with("\"123.0\" (cột H): bảng tính đã đổi thành số thập phân"));
}

TEST_CASE("stall list: a payment card's number is no account number", "[merchants][import]") {
    CHECK(error_of("A-1,,,,,,VCB,4111111111111111,BA").find("payment card") != std::string::npos);
    CHECK(error_of("A-1,,,,,,VCB,4111 1111 1111 1111,BA").find("payment card") != std::string::npos);
    CHECK(error_of("A-1,,,,,,VCB,4222222222222,BA").find("payment card") != std::string::npos);
    CHECK(read_stall_list(heading + "A-1,,,,,,VCB,4111111111111112,BA\n").errors.empty());
    CHECK(read_stall_list(heading + "A-1,,,,,,Agribank,4222222222222,BA\n").errors.empty());
    for (const auto* line : {"A-4111111111111111,,,,,,,,", "A-1,4111 1111 1111 1111,,,,,,,",
                             "A-1,,4111.1111.1111.1111,,,,,,", "A-1,,,Ba 5555-5555-5555-4444,,,,,",
                             "A-1,,,Ba,4111111111111111,,,,", "A-1,,,,,,VCB,0123,BA 378282246310005"}) {
        CAPTURE(line);
        CHECK(error_of(line).ends_with(
            ": holds a payment card's number; leave it out, card numbers are not stored"));
    }
    CHECK(error_of("A-1,,,,,,VCB,4111111111111111.0,BA").find("4111111111111111") == std::string::npos);
}

TEST_CASE("stall list: headings that are missing, unknown or twice", "[merchants][import]") {
    CHECK(read_stall_list("khu,tên\nA,B\n").errors.at(0).english.find("mã quầy") != std::string::npos);
    CHECK(read_stall_list("code,mã quầy\nA,B\n").errors.at(0).column == "mã quầy");
    const auto list = read_stall_list("STT,mã quầy,ghi chú\n1,A-1,x\n");
    CHECK(list.errors.empty());
    CHECK(list.ignored_columns == std::vector<std::string>{"STT", "ghi chú"});
    CHECK(list.stalls.size() == 1);
}

TEST_CASE("stall list: a further line of a stall adds an account and nothing else", "[merchants][import]") {
    const auto list = read_stall_list(heading +
                                      "A-1,Rau,,Ba,,,MB,0111,BA\nA-1,,,,,,VCB,0222,BA\nA-1,,,,,,MB,0111,"
                                      "BA\nA-1,Cá,,,,,VCB,0333,BA\nA-1,,,,,,,,\n");
    REQUIRE(list.stalls.size() == 1);
    CHECK(list.stalls.front().accounts.size() == 2);
    REQUIRE(list.errors.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(list.errors[i].line == 4 + i);
}

TEST_CASE("stall list: a hundred errors are enough", "[merchants][import]") {
    std::string csv = heading;
    for (int i = 0; i < 500; ++i) csv += ",,,,,,,,x\n";
    const auto list = read_stall_list(csv);
    REQUIRE(list.errors.size() == list_errors_max);
    CHECK(list.errors.back().english == "there are more errors; correct these first");
}

TEST_CASE("stall list: importing twice changes nothing, and what the list leaves out stays",
          "[merchants][import]") {
    const auto list = read_stall_list(heading + "A-1,Rau,rau củ,Ba,0901234567,,MB,0111,BA\nA-2,Cá,,,,,,,\n");
    const auto first = preview(list, {});
    CHECK(first.fresh.size() == 2);
    const auto stalls = stalls_of(list);
    const auto second = preview(list, stalls);
    CHECK(second.fresh.empty());
    CHECK(second.changed.empty());
    CHECK(second.unchanged == 2);

    const auto sparse = preview(read_stall_list("mã quầy\nA-1\nA-2\n"), stalls);
    CHECK(sparse.unchanged == 2);
    const auto changed =
        preview(read_stall_list(heading + "A-1,Thịt,,Ba,,,,,\nA-2,,,,,,MB,0222,NAM\nA-3,,,,,,,,\n"), stalls);
    CHECK(changed.fresh.size() == 1);
    REQUIRE(changed.changed.size() == 2);
    CHECK(changed.changed[0].fields == std::vector<std::string>{"zone"});
    CHECK(changed.changed[0].listed.goods == "rau củ");
    CHECK(changed.changed[0].listed.vendor->phone == "0901234567");
    CHECK(changed.changed[1].fields == std::vector<std::string>{"accounts"});
}

TEST_CASE("stall list: the demo market's list reads without an error", "[merchants][import]") {
    std::ifstream file{CHOQR_SOURCE_DIR "/config/demo/stalls.csv"};
    if (!file) return;
    std::stringstream text;
    text << file.rdbuf();
    const auto list = read_stall_list(text.str());
    for (const auto& error : list.errors)
        UNSCOPED_INFO(error.line << " " << error.column << " " << error.english);
    CHECK(list.errors.empty());
    CHECK(list.stalls.size() == 506);
    CHECK(std::ranges::count_if(list.stalls,
                                [](const ListedStall& stall) { return !stall.accounts.empty(); }) == 200);
    CHECK(preview(list, stalls_of(list)).unchanged == 506);
}

namespace {
std::string warning_of(std::string_view lines) {
    const auto list = read_stall_list(heading + std::string{lines});
    CHECK(list.errors.empty());
    REQUIRE(list.warnings.size() == 1);
    CHECK(!list.warnings.front().vietnamese.empty());
    return std::to_string(list.warnings.front().line) + " " + list.warnings.front().english;
}
}  // namespace

TEST_CASE("import: the headings of offices' lists are understood, and what is not is named",
          "[merchants][import]") {
    const auto list = read_stall_list(
        "Mã quầy,Tên,Ngân hàng,Số TK,Tên chủ TK,Ghi chú riêng\nC-2,Ba,MB,10401029008,NGUYEN THI BA,x\n");
    CHECK(list.errors.empty());
    REQUIRE(list.stalls.size() == 1);
    REQUIRE(list.stalls[0].accounts.size() == 1);
    CHECK(list.stalls[0].accounts[0].number.text() == "10401029008");
    CHECK(list.stalls[0].accounts[0].name == "NGUYEN THI BA");
    CHECK(list.ignored_columns == std::vector<std::string>{"Ghi chú riêng"});
    for (const auto* columns :
         {"số kiốt,STK,chủ tài khoản,tên ngân hàng", "Lô,số tài khoản ngân hàng,Họ tên chủ tài khoản,mở tại",
          "Số sạp,số tài khoản,tên người thụ hưởng,ngân hàng thụ hưởng"}) {
        CAPTURE(columns);
        const auto other = read_stall_list(std::string{columns} + "\nA-1,0123,BA,VCB\n");
        REQUIRE(other.stalls.size() == 1);
        CHECK(other.stalls[0].accounts.size() == 1);
        CHECK(other.ignored_columns.empty());
    }
}

TEST_CASE("import: a phone number that lost its plus is the same number", "[merchants][import]") {
    for (const auto* written :
         {"84901234567", "+84901234567", "0901234567", "901234567", "84 901 234 567", "+84 90 1234567"}) {
        CAPTURE(written);
        const auto list = read_stall_list(heading + "A-1,,,Ba," + written + ",,,,\n");
        REQUIRE(list.errors.empty());
        CHECK(list.stalls.at(0).vendor->phone == "0901234567");
    }
    CHECK(error_of("A-1,,,Ba,84901234,,,,").starts_with("điện thoại: "));
    CHECK(error_of("A-1,,,Ba,849012345678,,,,").starts_with("điện thoại: "));
}

TEST_CASE("import: what stands unseen around a number goes; in a name it is refused by its number",
          "[merchants][import]") {
    const auto list = read_stall_list(
        heading +
        "\u00a0A-2\u00a0,,,Ba,\u200b0901234567,,\ufeffMB,\u200b10401029008\u00a0,NGUYEN\u00a0THI BA\n");
    REQUIRE(list.errors.empty());
    CHECK(list.stalls.at(0).code == "A-2");
    CHECK(list.stalls[0].vendor->phone == "0901234567");
    CHECK(list.stalls[0].accounts.at(0).number.text() == "10401029008");
    CHECK(list.stalls[0].accounts[0].name == "NGUYEN THI BA");
    CHECK(error_of("A-2,,,B\u200ba,,,,,").find("U+200B") != std::string::npos);
}

TEST_CASE("import: a failed formula is refused by its name, in whatever column", "[merchants][import]") {
    for (const auto* error : {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"})
        for (const auto& line :
             {std::string{error} + ",,,,,,,,", "A-1,," + std::string{error} + ",Ba,,,,,",
              "A-1,,,,," + std::string{error} + ",,,", "A-1,,,Ba,,,MB,0123," + std::string{error}}) {
            CAPTURE(line);
            CHECK(error_of(line).find(error) != std::string::npos);
        }
    CHECK(read_stall_list(heading + "A-2,,#REF!,#N/A,,,MB,10401029008,#N/A\n").errors.size() == 3);
    CHECK(read_stall_list(heading + "A-2,,#1 rau,Ba,,,,,\n").errors.empty());
}

TEST_CASE("import: a line break within a cell is a space", "[merchants][import]") {
    const auto list = read_stall_list(heading + "A-2,,\"cá\nmực\",\"Ba\r\nLan\",,,,,\n");
    REQUIRE(list.errors.empty());
    CHECK(list.stalls.at(0).goods == "cá mực");
    CHECK(list.stalls[0].vendor->name == "Ba Lan");
}

TEST_CASE("import: codes that a program has made of others are taken with a warning, and shown",
          "[merchants][import]") {
    for (const auto* code :
         {"03-Dec", "Dec-03", "1.00E+05", "1E+05", "12/05/2025", "2025-12-03", "03-Thg12", "12.0"}) {
        CAPTURE(code);
        CHECK(warning_of(std::string{code} + ",,,,,,,,\n").find(code) != std::string::npos);
    }
    CHECK(warning_of("B-7,,,,,,,,\nb-7,,,,,,,,\n") ==
          "3 \"b-7\" differs from \"B-7\" in line 2 in capitals alone");
    // Several accounts of one stall are several lines of one code.
    const auto list = read_stall_list(heading +
                                      "B-7,,,Ba,,,MB,0123,BA\nB-7,,,,,,VCB,0456,BA\nA-3,,,,,,,,\nE-5,,,,,,,,"
                                      "\n12,,,,,,,,\nDEC-3A,,,,,,,,\n");
    CHECK(list.errors.empty());
    CHECK(list.warnings.empty());
}

namespace {

/// "A:account_number/told", what each heading is taken for and why.
std::string taken_for(const StallList& list) {
    constexpr const char* whys[] = {"told", "remembered", "synonym", "ignored"};
    std::string text;
    for (const auto& one : list.columns)
        text += (text.empty() ? "" : " ") + one.letters + ":" + one.column + "/" +
                whys[static_cast<std::size_t>(one.why)];
    return text;
}

}  // namespace

TEST_CASE("stall list: what is told of a heading goes before what is remembered, and that before synonyms",
          "[merchants][import]") {
    const std::string csv = "Điểm số,Tên,Chủ sạp,SĐT\nB-12,x,Cô Lan,0901234567\n";
    CHECK(read_stall_list(csv).errors.size() == 1);
    CHECK(taken_for(read_stall_list(csv)) ==
          "A:/ignored B:vendor_name/synonym C:/ignored D:vendor_phone/synonym");

    const ColumnMeanings remembered{.told = {},
                                    .remembered = {{"ĐIỂM SỐ", "code"}, {"Chủ sạp", "vendor_name"}}};
    const auto list = read_stall_list(csv, remembered);
    CHECK(list.errors.empty());
    CHECK(taken_for(list) == "A:code/remembered B:/ignored C:vendor_name/remembered D:vendor_phone/synonym");
    REQUIRE(list.stalls.size() == 1);
    CHECK(list.stalls.front().code == "B-12");
    CHECK(list.stalls.front().vendor->name == "Cô Lan");
    CHECK(list.ignored_columns == std::vector<std::string>{"Tên"});
    CHECK(list.rows == 1);
    REQUIRE(list.first_rows.size() == 1);
    CHECK(list.first_rows.front().fields.at(2) == "Cô Lan");

    auto told = remembered;
    told.told = {{"sđt", ""}, {"chu sap", "goods"}};
    const auto other = read_stall_list(csv, told);
    CHECK(taken_for(other) == "A:code/remembered B:vendor_name/synonym C:goods/told D:/told");
    CHECK(other.stalls.front().goods == "Cô Lan");
    CHECK(!other.stalls.front().vendor->phone);
}

TEST_CASE("stall list: two headings that are told to be one column are a mistake", "[merchants][import]") {
    const auto list =
        read_stall_list("a,b\n1,2\n", {.told = {{"a", "code"}, {"b", "code"}}, .remembered = {}});
    REQUIRE(list.errors.size() == 1);
    CHECK(list.errors.front().column == "b");
    CHECK(list.stalls.empty());
}

TEST_CASE("stall list: a column that no version knows is as if nobody had said it", "[merchants][import]") {
    const ColumnMeanings old{.told = {}, .remembered = {{"mã quầy", "shelf"}}};
    CHECK(read_stall_list("mã quầy\nB-1\n", old).stalls.size() == 1);
}

TEST_CASE("stall list: the line with the headings is found though none of them is the code's",
          "[merchants][import]") {
    const auto list = read_stall_list("DANH SÁCH CHỢ,,\nĐiểm số,Ngân hàng,Số TK\nB-12,MB,123\n");
    CHECK(taken_for(list) == "A:/ignored B:bank/synonym C:account_number/synonym");
    CHECK(list.errors.size() == 1);
}

TEST_CASE("columns: telling the same twice remembers nothing new, telling otherwise takes its place",
          "[merchants][import]") {
    using Columns = std::vector<ColumnMeaning>;
    const Columns first{{"Số TK", "account_number"}, {"Ghi chú", ""}};
    CHECK(remembered_with({}, first) == first);
    CHECK(remembered_with(first, first) == first);
    CHECK(remembered_with(first, {{"ghi chu", "goods"}}) ==
          Columns{{"Số TK", "account_number"}, {"Ghi chú", "goods"}});
    CHECK(remembered_with(first, {{"Dãy", "zone"}}).size() == 3);
}

TEST_CASE("columns: a column is named by its name or by any heading that is understood",
          "[merchants][import]") {
    CHECK(column_named("account_number") == "account_number");
    CHECK(column_named("Số TK") == "account_number");
    CHECK(column_named("Điện thoại") == "vendor_phone");
    CHECK(!column_named("Ghi chú"));
    CHECK(!column_named(""));
}

#include "workbook/shown_number.hpp"
#include "support/catch.hpp"

using namespace choqr::workbook;

TEST_CASE("shown number: fifteen digits exactly, whatever the XML writes", "[workbook]") {
    const std::pair<std::string, std::string> cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"10401029008", "10401029008"},
        {"10401029008.0", "10401029008"},
        {"1.0401029008E10", "10401029008"},
        {"1.0401029008e+10", "10401029008"},
        {"123456789012345", "123456789012345"},
        {"999999999999999", "999999999999999"},
        {"1234567890123456", "1234567890123460"},
        {"1.2345678901234501E+18", "1234567890123450000"},
        {"9999999999999999", "10000000000000000"},
        {"0.30000000000000004", "0.3"},
        {"123456789.5", "123456789.5"},
        {"1E-3", "0.001"},
        {"-17", "-17"},
        {"1E+300", "1.00E+300"},
        {"1E-300", "1.00E-300"},
    };
    for (const auto& [xml, shown] : cases) {
        CAPTURE(xml);
        CHECK(plain_number(xml) == shown);
    }
    for (const auto* wrong :
         {"", "-", ".", "E5", "1E", "1E+-5", "0x10", "1,5", "1 5", "INF", "NaN", "1E999999999999", "+1"}) {
        CAPTURE(wrong);
        CHECK(!plain_number(wrong));
    }
    CHECK(!plain_number(std::string(65, '1')));
}

TEST_CASE("shown number: with an exponent where the format has one", "[workbook]") {
    CHECK(number_with_exponent("100000") == "1.00E+05");
    CHECK(number_with_exponent("123456") == "1.23E+05");
    CHECK(number_with_exponent("999999") == "1.00E+06");
    CHECK(number_with_exponent("0.00012") == "1.20E-04");
    CHECK(number_with_exponent("0") == "0.00E+00");
}

TEST_CASE("shown number: which formats are dates, times, exponents and zeros", "[workbook]") {
    using Kind = NumberFormat::Kind;
    const std::pair<std::string, NumberFormat> cases[] = {
        {"General", {}},
        {"@", {}},
        {"0", {Kind::plain, 1}},
        {"0000000000", {Kind::plain, 10}},
        {"#,##0", {}},
        {"#,##0.00 \"đ\"", {}},
        {"0.00E+00", {Kind::exponent}},
        {"##0.0E+0", {Kind::exponent}},
        {"dd/mm/yyyy", {Kind::date}},
        {"DD\\-MM\\-YY", {Kind::date}},
        {"d-mmm", {Kind::date}},
        {"mmm-yy", {Kind::date}},
        {"[$-42A]dd mmmm yyyy", {Kind::date}},
        {"\"ngày\" d \"tháng\" m", {Kind::date}},
        {"h:mm", {Kind::time}},
        {"[h]:mm:ss", {Kind::time}},
        {"mm:ss", {Kind::time}},
        {"[Red]0", {Kind::plain, 1}},
        {"\"day\" 0", {}},
        {"0;dd/mm/yyyy", {Kind::plain, 1}},
    };
    for (const auto& [code, format] : cases) {
        CAPTURE(code);
        CHECK(format_of_code(code) == format);
    }
    CHECK(built_in_format(0) == NumberFormat{});
    CHECK(built_in_format(11).kind == Kind::exponent);
    CHECK(built_in_format(14).kind == Kind::date);
    CHECK(built_in_format(20).kind == Kind::time);
    CHECK(built_in_format(49) == NumberFormat{});
}

TEST_CASE("shown number: days as the two calendars of spreadsheets count them", "[workbook]") {
    CHECK(shown_date("46241", false) == "07/08/2026");
    CHECK(shown_date("46241.75", false) == "07/08/2026");
    CHECK(shown_date("44779", true) == "07/08/2026");
    CHECK(shown_date("1", false) == "01/01/1900");
    CHECK(shown_date("59", false) == "28/02/1900");
    CHECK(shown_date("61", false) == "01/03/1900");
    CHECK(shown_date("2958465", false) == "31/12/9999");
    CHECK(!shown_date("2958466", false));
    CHECK(!shown_date("0", false));
    CHECK(!shown_date("-5", false));
    CHECK(!shown_date("10401029008", false));
    CHECK(shown_time("0.5") == "12:00");
    CHECK(shown_time("46241.75") == "18:00");
    CHECK(shown_time("0.000694444444444444") == "00:01");
    CHECK(shown_time("0") == "00:00");
    CHECK(!shown_time("-0.5"));
}

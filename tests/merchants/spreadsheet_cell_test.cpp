#include "merchants/spreadsheet_cell.hpp"

#include <cmath>
#include <cstdio>
#include <random>

#include "base/account_number.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;

namespace {

std::string read(std::string_view cell) {
    const auto result = read_account_cell(cell);
    const auto* fault = std::get_if<CellFault>(&result);
    return fault ? "fault " + std::to_string(static_cast<int>(*fault)) : std::get<std::string>(result);
}

std::string read_short(std::string_view cell) {
    const auto result = read_short_number_cell(cell);
    const auto* fault = std::get_if<CellFault>(&result);
    return fault ? "fault " + std::to_string(static_cast<int>(*fault)) : std::get<std::string>(result);
}

std::string fault(CellFault one) { return "fault " + std::to_string(static_cast<int>(one)); }

std::string grouped_by(const std::string& digits, const std::string& separator, std::size_t last,
                       std::size_t others) {
    std::string out = digits;
    for (std::size_t at = digits.size(), size = last; at > size; size = others) {
        at -= size;
        out.insert(at, separator);
    }
    return out;
}

std::string printed(const char* form, double value) {
    char text[64];
    std::snprintf(text, sizeof text, form, value);
    return text;
}

/// A double as Excel and LibreOffice show it: fifteen significant digits, then zeros.
std::string fifteen_digits(const std::string& digits) {
    auto text = printed("%.14e", std::stod(digits));
    std::string all{text[0]};
    all += text.substr(2, 14);
    const auto exponent = static_cast<std::size_t>(std::stoi(text.substr(text.find('e') + 1)));
    return exponent + 1 <= all.size() ? all.substr(0, exponent + 1)
                                      : all + std::string(exponent + 1 - all.size(), '0');
}

/// What programs make of the number `digits` (zeros in front already gone): Excel, LibreOffice, Google Sheets
/// in their languages' formats, and what scripts on the way write (pandas, JavaScript).
std::vector<std::string> rewritings(const std::string& digits) {
    const auto value = std::stod(digits);
    const auto number = fifteen_digits(digits);
    std::vector<std::string> cells{number,       number + ".0", number + ".00", number + ",00",
                                   number + ".", number + "-",  "-" + number,   "(" + number + ")"};
    for (const auto* separator : {",", ".", "'", "’", "\u00a0", "\u202f", "\u2009"}) {
        const std::string mark = separator;
        const auto by_three = grouped_by(number, mark, 3, 3);
        for (const auto& end :
             {std::string{}, std::string{mark == "." ? ",00" : ".00"}, std::string{mark == "." ? ",5" : ".5"},
              std::string{mark == "." ? ",000" : ".000"}})
            cells.push_back(by_three + end);
    }
    cells.push_back(grouped_by(number, ",", 3, 2));  // India.
    for (const auto* form : {"%.2e", "%.5e", "%.2E", "%.0E", "%.14E"}) cells.push_back(printed(form, value));
    for (auto cell : {printed("%.2E", value), printed("%.5E", value)}) {
        cell.replace(cell.find('.'), 1, ",");
        cells.push_back(cell);
        cell.erase(cell.find('+'), 1);
        cells.push_back(cell);
    }
    cells.push_back(number + " VND");
    cells.push_back(grouped_by(number, ".", 3, 3) + " ₫");
    cells.push_back("$" + grouped_by(number, ",", 3, 3) + ".00");
    return cells;
}

std::string without_zeros_in_front(const std::string& digits) {
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? "0" : digits.substr(first);
}

}  // namespace

TEST_CASE("cell: an account is read where it has one reading", "[merchants][import]") {
    const std::pair<std::string, std::string> cells[] = {
        {"0123456789", "0123456789"},
        {"123456789", "123456789"},
        {"0", "0"},
        {"", ""},
        {"   ", ""},
        {"0.123.499.999", "0123499999"},
        {"0,123,499,999", "0123499999"},
        {"0123.499.999", "0123499999"},
        {"0123 456 789", "0123456789"},
        {"0123.456.789", "0123456789"},
        {"0123-456-789", "0123456789"},
        {"123 456 789", "123456789"},
        {"0071 0012 3456 7", "00710012345 67"},
        {"1903.4567.8901.23", "19034567890123"},
        {"1903 - 4567 - 8901", "190345678901"},
        {"0123.4567", "01234567"},
        {"012'345'678", "012345678"},
        {"0123 456 789", "0123456789"},
        {"0123\u00a0456\u00a0789", "0123456789"},
        {"0123\u2009456\u2009789", "0123456789"},
        {"0123\u2013456", "0123456"},
        {"'0123456789", "0123456789"},
        {"=\"0123456789\"", "0123456789"},
        {"'12E34", "12E34"},
        {"=\"1,234,567\"", "1234567"},
        {"'1234567890123450", "1234567890123450"},
        {"VA12E45", "VA12E45"},
        {"V3C 001 234", "V3C001234"},
        {"PSP-12-34", "PSP1234"},
        {"99ZP12", "99ZP12"},
        {"123456789012345", "123456789012345"},
        {"1234567890123456", "1234567890123456"},
        {"\t0123456789 ", "0123456789"},
        {"12345", "12345"},
        {"000012", "000012"},
    };
    for (const auto& [cell, account] : cells) {
        CAPTURE(cell);
        auto expected = account;
        std::erase(expected, ' ');
        CHECK(read(cell) == expected);
    }
}

TEST_CASE("cell: what a spreadsheet program made of an account is named, never another account",
          "[merchants][import]") {
    const std::pair<std::string, CellFault> cells[] = {
        {"1.23E+11", CellFault::exponent},
        {"1,23E+11", CellFault::exponent},
        {"1.23457E+11", CellFault::exponent},
        {"9E+15", CellFault::exponent},
        {"1.5e12", CellFault::exponent},
        {"1E5", CellFault::exponent},
        {"1.00E+05", CellFault::exponent},
        {"12E34", CellFault::exponent},
        {"1.23E-05", CellFault::exponent},
        {"-1.23E+11", CellFault::exponent},
        {"1.9034567890123e+13", CellFault::exponent},
        {"1,234,567", CellFault::grouping},
        {"190.345.678.901", CellFault::grouping},
        {"123\u00a0456\u00a0789", CellFault::grouping},
        {"123\u202f456\u202f789", CellFault::grouping},
        {"123\u2009456\u2009789", CellFault::grouping},
        {"123'456'789", CellFault::grouping},
        {"123’456’789", CellFault::grouping},
        {"12,34,56,789", CellFault::grouping},
        {"1,23,456", CellFault::grouping},
        {"123456789.0", CellFault::decimals},
        {"123456789,00", CellFault::decimals},
        {"123.0", CellFault::decimals},
        {"123456789.", CellFault::decimals},
        {"1,234", CellFault::decimals},
        {"1.234", CellFault::decimals},
        {"0.123", CellFault::decimals},
        {"0,5", CellFault::decimals},
        {".5", CellFault::decimals},
        {"1.234.567,00", CellFault::decimals},
        {"1,234,567.00", CellFault::decimals},
        {"1 234 567,00", CellFault::decimals},
        {"1903.4567", CellFault::decimals},
        {"1,,234", CellFault::decimals},
        {"'123456789.0", CellFault::decimals},
        {"123. 0", CellFault::decimals},
        {"1234567890123450", CellFault::rounded},
        {"1234567890123450000", CellFault::rounded},
        {"1903456789012300", CellFault::rounded},
        {"-123456789", CellFault::sign},
        {"+123456789", CellFault::sign},
        {"123456789-", CellFault::sign},
        {"(123,456)", CellFault::sign},
        {"−123456", CellFault::sign},
        {"1.234.567 VND", CellFault::sign},
        {"123456 USD", CellFault::sign},
        {"2025-12-05", CellFault::date},
        {"5-12-2025", CellFault::date},
        {"05.12.2025", CellFault::date},
        {"05.12.25", CellFault::date},
    };
    for (const auto& [cell, expected] : cells) {
        CAPTURE(cell);
        CHECK(read(cell) == fault(expected));
        CHECK(!english(expected).empty());
        CHECK(!vietnamese(expected).empty());
    }
    for (const std::string cell : {"123.456 ₫", "$1,234.00", "12%", "#N/A", "１２３４", "0123\u200b456",
                                   "01 23/4", "1.234VND5", "VA12.5", "VA1,5", "~1"}) {
        CAPTURE(cell);
        CHECK((read(cell).starts_with("fault") || !AccountNumber::parse(read(cell))));
    }
}

TEST_CASE("cell: whatever programs do to an account, it is the same account or a fault",
          "[merchants][import]") {
    std::mt19937_64 chance{23};
    int kept = 0, named = 0;
    for (int round = 0; round < 4'000; ++round) {
        std::string account;
        const auto length = 4 + chance() % 16;
        while (account.size() < length)
            account += static_cast<char>('0' + chance() % (chance() % 4 == 0 ? 1 : 10));
        const auto number = without_zeros_in_front(account);
        for (const auto& cell : rewritings(number)) {
            const auto result = read(cell);
            const bool refused = result.starts_with("fault") || !AccountNumber::parse(result);
            // The bare number is what every other cell of such a column looks like: that zeros are gone
            // cannot be seen.
            const bool bare = cell == number;
            CAPTURE(account, cell, result);
            CHECK((refused || result == account || (bare && result == number)));
            ++(refused ? named : kept);
        }
        for (const auto& cell : {account, "'" + account, "=\"" + account + "\"", " " + account + " ",
                                 grouped_by(account, " ", 4, 4)}) {
            CAPTURE(account, cell, read(cell));
            CHECK((read(cell) == account || read(cell) == fault(CellFault::rounded)));
        }
    }
    CHECK(kept > 1'000);
    CHECK(named > 10'000);
}

TEST_CASE("cell: a number of known length gets its zeros back", "[merchants][import]") {
    const std::pair<std::string, std::string> cells[] = {
        {"0901234567", "0901234567"},
        {"901234567", "901234567"},
        {"901234567.0", "901234567"},
        {"901234567,00", "901234567"},
        {"901.234.567", "901234567"},
        {"901,234,567", "901234567"},
        {"901\u00a0234\u00a0567", "901234567"},
        {"+84 901 234 567", "+84901234567"},
        {"'0901 234 567", "0901234567"},
        {"=\"0901234567\"", "0901234567"},
        {"970,436", "970436"},
        {"970.436", "970436"},
        {"970436.0", "970436"},
        {"970.436,00", "970436"},
        {"970 436", "970436"},
    };
    for (const auto& [cell, number] : cells) {
        CAPTURE(cell);
        CHECK(read_short(cell) == number);
    }
    CHECK(read_short("9.01E+08") == fault(CellFault::exponent));
    CHECK(read_short("9.70436E+05") == fault(CellFault::exponent));
    CHECK(read_short("901234567.5") == fault(CellFault::decimals));
    CHECK(read_short("-901234567") == fault(CellFault::sign));
    CHECK(column_letters(0) == "A");
    CHECK(column_letters(25) == "Z");
    CHECK(column_letters(26) == "AA");
    CHECK(column_letters(63) == "BL");
}

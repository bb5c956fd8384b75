// Bar C6: an amount is a canonical whole number of dong in range, or the notice is refused with 422; nothing
// is rounded.
#include "call.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::connectors;
using namespace choqr::connectors::test;

namespace {

std::string wallet_with(const std::string& amount) {
    return R"({"transaction_id":"t1","direction":"in","bin":"970436","account_number":"0123","amount":)" +
           amount + R"(,"currency":"VND","content":"","booked_at":"2026-10-08T03:15:29Z"})";
}
std::string bank_with(const std::string& amount) {
    return R"({"id":1,"transferType":"in","transferAmount":)" + amount + "}";
}
std::string form_with(const std::string& amount) { return "id=1&transferType=in&transferAmount=" + amount; }

std::vector<std::string> wrong_in_json() {
    std::vector<std::string> all{"0",
                                 "-0",
                                 "null",
                                 "true",
                                 "false",
                                 "[]",
                                 "{}",
                                 "[1]",
                                 "{\"v\":1}",
                                 "\"\"",
                                 "\" \"",
                                 "\"１００\"",
                                 "\"1,000\"",
                                 "\"1.000\"",
                                 "\"45 000\"",
                                 "\"45000đ\"",
                                 "\"0x10\"",
                                 "\"NaN\"",
                                 "\"Infinity\"",
                                 "\"१२\"",
                                 "\"+1\"",
                                 "10000000000000",
                                 "9007199254740993",
                                 "9007199254740992",
                                 "9223372036854775807",
                                 "9223372036854775808",
                                 "18446744073709551615",
                                 "18446744073709551616",
                                 "1e-1",
                                 "0.1",
                                 "0.5",
                                 "1e13",
                                 "1E+5",
                                 "1e+0",
                                 "1E0",
                                 "0e0",
                                 "99999999999999999999999999999999",
                                 "1e308",
                                 "2.5e3",
                                 "45000.5",
                                 "9999999999999.9",
                                 "9999999999999.0",
                                 "1e18",
                                 "1e3",
                                 "1E3",
                                 "100e-2"};
    for (const std::string digits :
         {"1", "7", "10", "100", "1000", "2000", "45000", "50000", "123456", "999999", "1000000", "2277000",
          "18067000", "999999999", "1000000000", "9999999999999"}) {
        all.push_back("-" + digits);
        all.push_back(digits + ".0");
        all.push_back(digits + ".00");
        all.push_back(digits + ".5");
        all.push_back(digits + "e0");
        all.push_back(digits + "E2");
        all.push_back("\"" + digits + "\"");
        all.push_back("\"-" + digits + "\"");
        all.push_back("\"" + digits + ".00\"");
        all.push_back("[" + digits + "]");
    }
    return all;
}

}  // namespace

TEST_CASE("amount: 200 spellings that are no amount are refused as such", "[connectors][money][C6]") {
    const auto wrong = wrong_in_json();
    CHECK(wrong.size() >= 200);
    const auto wallet = simwallet();
    const auto bank = sepay();
    for (const auto& amount : wrong) {
        CAPTURE(amount);
        CHECK(word(simwallet_call(wallet_with(amount)).to(*wallet)) == "invalid_amount");
        CHECK(word(sepay_call(bank_with(amount)).to(*bank)) == "invalid_amount");
    }
}

TEST_CASE("amount: in a form it is digits, and nothing else", "[connectors][money][C6]") {
    for (const std::string amount : {"",
                                     "0",
                                     "00",
                                     "01",
                                     "-1",
                                     "%2B1",
                                     "1e3",
                                     "1.0",
                                     "1.5",
                                     "1,000",
                                     "1+000",
                                     "+1",
                                     "%EF%BC%91",
                                     "0x10",
                                     "10000000000000",
                                     "9007199254740993",
                                     "99999999999999999999999",
                                     "NaN",
                                     "null",
                                     "true",
                                     "45000.00",
                                     "45000%C4%91"}) {
        CAPTURE(amount);
        CHECK(word(sepay_call(form_with(amount), "application/x-www-form-urlencoded").to(*sepay())) ==
              "invalid_amount");
    }
}

TEST_CASE("amount: right ones arrive to the dong", "[connectors][money][C6]") {
    for (const std::int64_t dong :
         {std::int64_t{1}, std::int64_t{45'000}, std::int64_t{2'277'000}, Vnd::dong_max}) {
        CAPTURE(dong);
        const auto text = std::to_string(dong);
        CHECK(notice(simwallet_call(wallet_with(text)).to(*simwallet())).amount.dong() == dong);
        CHECK(notice(sepay_call(bank_with(text)).to(*sepay())).amount.dong() == dong);
        CHECK(notice(sepay_call(form_with(text), "application/x-www-form-urlencoded").to(*sepay()))
                  .amount.dong() == dong);
    }
}

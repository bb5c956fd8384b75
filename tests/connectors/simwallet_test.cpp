#include <map>

#include <nlohmann/json.hpp>

#include "call.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::connectors;
using namespace choqr::connectors::test;
using Json = nlohmann::json;

namespace {

Json whole() {
    return Json::parse(
        R"({"transaction_id":"t1","direction":"in","bin":"970436","account_number":"0123499999","amount":45000,"currency":"VND",
        "content":"CHQH7K4X9 tiền rau","booked_at":"2026-10-08T10:15:29+07:00","payer":{"bin":"970422","account_number":"0359123123","name":"NGUYEN VAN A"},
        "reversal_of":"t0"})");
}
std::string opened(const Json& body) { return word(simwallet_call(body.dump()).to(*simwallet())); }

}  // namespace

TEST_CASE("simwallet: a whole notice is read field by field", "[connectors][simwallet]") {
    const auto body = whole().dump();
    const auto opened = simwallet_call(body).to(*simwallet());
    const auto& read = notice(opened);
    CHECK(read.reference.text() == "t1");
    CHECK(read.direction == merchants::Direction::credit);
    CHECK(read.creditor_bin == Bin::parse("970436"));
    CHECK(read.creditor_account == AccountNumber::parse("0123499999"));
    CHECK_FALSE(read.virtual_account);
    CHECK(read.amount.dong() == 45'000);
    CHECK(read.remittance_information == "CHQH7K4X9 tiền rau");
    CHECK(format_rfc3339(read.booked_at) == "2026-10-08T03:15:29Z");
    CHECK(read.debtor == merchants::Debtor{Bin::parse("970422"), "0359123123", "NGUYEN VAN A"});
    CHECK(read.reversal_of->text() == "t0");
    CHECK(read.as_received == body);
    CHECK_FALSE(read.test);
}

TEST_CASE("simwallet: payer and reversal may be left out, and money may go out", "[connectors][simwallet]") {
    auto body = whole();
    body.erase("payer");
    body.erase("reversal_of");
    body["direction"] = "out";
    body.erase("content");
    const auto opened = simwallet_call(body.dump()).to(*simwallet());
    CHECK(notice(opened).direction == merchants::Direction::debit);
    CHECK_FALSE(notice(opened).debtor);
    CHECK_FALSE(notice(opened).reversal_of);
    CHECK(notice(opened).remittance_information.empty());
}

TEST_CASE("simwallet: each wrong field is refused and named", "[connectors][simwallet]") {
    const std::map<std::string, std::vector<Json>> wrong{
        {"transaction_id", {"", 7, nullptr, std::string(129, 'x'), "a\nb"}},
        {"direction", {"IN", "", 1, nullptr}},
        {"bin", {"97043", "97043x", 970436, ""}},
        {"account_number", {"", "01 23", "0123456789012345678901", 123, nullptr}},
        {"currency", {"USD", "vnd", "", nullptr}},
        {"content", {1, Json::array(), std::string(1001, 'x')}},
        {"booked_at", {"2026-10-08", "2026-13-08T10:15:29Z", "", 1791430000, nullptr}},
        {"payer", {"x", 1, Json::array()}},
        {"reversal_of", {1, Json::object()}}};
    for (const auto& [field, values] : wrong)
        for (const auto& value : values) {
            CAPTURE(field, value.dump());
            auto body = whole();
            body[field] = value;
            const auto opened = simwallet_call(body.dump()).to(*simwallet());
            REQUIRE(word(opened) == "malformed");
            CHECK(std::get<Rejected>(opened).detail.starts_with(field + " "));
        }
    const auto all = whole();
    for (const auto& [field, value] : all.items()) {
        if (field == "payer" || field == "reversal_of" || field == "content") continue;
        CAPTURE(field);
        auto body = whole();
        body.erase(field);
        CHECK(opened(body) == "malformed");
    }
}

TEST_CASE("simwallet: garbage that is signed is still garbage", "[connectors][simwallet]") {
    const auto good = whole().dump();
    for (const std::string& body :
         {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"[" + good + "]"}, good + good,
          "\xff" + good, good.substr(0, 40), "{\"amount\":1," + good.substr(1), std::string(10'000, '['),
          std::string("\0\0\0", 3)}) {
        CAPTURE(body);
        CHECK(word(simwallet_call(body).to(*simwallet())) == "malformed");
    }
    auto text = simwallet_call(good);
    CHECK(word(text.set("content-type", "text/plain").to(*simwallet())) == "unsupported_content_type");
    auto charset = simwallet_call(good);
    CHECK(word(charset.set("content-type", "application/json; charset=utf-8").to(*simwallet())) == "notice");
}

TEST_CASE("simwallet: answers are those of the contract", "[connectors][simwallet]") {
    const auto connector = simwallet();
    const auto recorded = connector->acknowledge({OutcomeKind::recorded, Sequence{411}, true});
    CHECK(recorded.status == 200);
    CHECK(recorded.body == R"({"outcome":"recorded","sequence":411,"status":"matched"})");
    CHECK(connector->acknowledge({OutcomeKind::exists, Sequence{411}, false}).body ==
          R"({"outcome":"exists","sequence":411,"status":"unmatched"})");
    CHECK(connector->acknowledge({OutcomeKind::conflict, Sequence{411}, false}).status == 409);
    for (const auto kind : {OutcomeKind::busy, OutcomeKind::unavailable}) {
        const auto later = connector->acknowledge({kind, Sequence{}, false});
        CHECK(later.status == 503);
        CHECK(later.retry_after_s.value() > 0);
    }
    const std::map<Rejection, int> statuses{{Rejection::unauthenticated, 401},
                                            {Rejection::repeated_header, 400},
                                            {Rejection::unsupported_content_type, 415},
                                            {Rejection::unsupported_encoding, 415},
                                            {Rejection::malformed, 400},
                                            {Rejection::invalid_amount, 422}};
    for (const auto& [why, status] : statuses) {
        const auto answer = connector->refuse({why, "amount is \"odd\"."});
        CHECK(answer.status == status);
        CHECK(answer.content_type == "application/problem+json");
        const auto problem = Json::parse(answer.body);
        CHECK(problem["detail"] == "amount is \"odd\".");
        CHECK(problem["status"] == status);
        CHECK_FALSE(std::string{problem["code"]}.empty());
        CHECK_FALSE(std::string{problem["detail_vi"]}.empty());
    }
}

TEST_CASE("simwallet: the body that the wallet writes is the body that the connector reads",
          "[connectors][simwallet]") {
    SimwalletTransfer transfer{"t\"1",     false,    "970436", "0123",   45'000, "Chợ \\ \"x\"",
                               at(moment), "970422", "99",     "TRẦN B", "t0"};
    const auto opened = simwallet_call(simwallet_body(transfer)).to(*simwallet());
    REQUIRE(word(opened) == "notice");
    const auto& read = notice(opened);
    CHECK(read.reference.text() == transfer.transaction_id);
    CHECK(read.direction == merchants::Direction::debit);
    CHECK(read.remittance_information == transfer.content);
    CHECK(read.booked_at == transfer.booked_at);
    CHECK(read.debtor->name == "TRẦN B");
    CHECK(read.reversal_of->text() == "t0");
}

#include <fstream>

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "call.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::connectors;
using namespace choqr::connectors::test;
using merchants::Direction;
using Json = nlohmann::json;

namespace {

Json documented() {
    return Json::parse(
        R"({"id":92704,"gateway":"Vietcombank","transactionDate":"2023-03-25 14:02:37","accountNumber":"0123499999","code":null,
        "content":"chuyen tien mua iphone","transferType":"in","transferAmount":2277000,"accumulated":19077000,"subAccount":null,
        "referenceCode":"MBVCB.3278907687","description":""})");
}
merchants::TransferNotice read(const Json& body) {
    const auto opened = sepay_call(body.dump()).to(*sepay());
    REQUIRE(word(opened) == "notice");
    return notice(opened);
}
Json with(const std::string& field, const Json& value) {
    auto body = documented();
    body[field] = value;
    return body;
}
std::string refused(const Json& body) { return word(sepay_call(body.dump()).to(*sepay())); }

std::string urlencoded(const Json& body) {
    std::string form;
    for (const auto& [name, value] : body.items())
        form += (form.empty() ? "" : "&") + name + "=" +
                url_encode(value.is_null()     ? ""
                           : value.is_string() ? value.get<std::string>()
                                               : value.dump());
    return form;
}
std::string multipart(const Json& body) {
    std::string form;
    for (const auto& [name, value] : body.items())
        form += "--XYZ\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                (value.is_null()     ? ""
                 : value.is_string() ? value.get<std::string>()
                                     : value.dump()) +
                "\r\n";
    return form + "--XYZ--\r\n";
}

}  // namespace

TEST_CASE("sepay: the documented example is read field by field", "[connectors][sepay]") {
    const auto it = read(documented());
    CHECK(it.reference.text() == "92704");
    CHECK(it.direction == Direction::credit);
    CHECK(it.creditor_bin == Bin::parse("970436"));
    CHECK(it.creditor_account == AccountNumber::parse("0123499999"));
    CHECK_FALSE(it.virtual_account);
    CHECK(it.amount.dong() == 2'277'000);
    CHECK(it.remittance_information == "chuyen tien mua iphone");
    CHECK(format_rfc3339(it.booked_at) == "2023-03-25T07:02:37Z");
    CHECK(it.bank_reference == "MBVCB.3278907687");
    CHECK(it.as_received == documented().dump());
    CHECK_FALSE(it.test);
}

TEST_CASE("sepay: JSON, urlencoded and multipart bodies say the same", "[connectors][sepay]") {
    auto body = with("content", "Khách trả & tiền = 100% \"CHQ\"+");
    body["subAccount"] = "SBSEPAY123";
    const auto from_json = read(body);
    const auto opened_form =
        sepay_call(urlencoded(body), "application/x-www-form-urlencoded; charset=UTF-8").to(*sepay());
    const auto opened_parts =
        sepay_call(multipart(body), "multipart/form-data; boundary=\"XYZ\"").to(*sepay());
    for (const auto* opened : {&opened_form, &opened_parts}) {
        REQUIRE(word(*opened) == "notice");
        const auto& it = notice(*opened);
        CHECK(it.reference == from_json.reference);
        CHECK(it.amount == from_json.amount);
        CHECK(it.remittance_information == from_json.remittance_information);
        CHECK(it.virtual_account == AccountNumber::parse("SBSEPAY123"));
        CHECK(it.booked_at == from_json.booked_at);
        CHECK(it.creditor_account == from_json.creditor_account);
    }
    CHECK(word(sepay_call(documented().dump(), "text/xml").to(*sepay())) == "unsupported_content_type");
    CHECK(word(sepay_call(multipart(body), "multipart/form-data").to(*sepay())) ==
          "unsupported_content_type");
    CHECK(word(sepay_call(multipart(body), "multipart/form-data; boundary=XY").to(*sepay())) == "malformed");
}

TEST_CASE("sepay: only id, amount and direction must be right; real money is not refused for the rest",
          "[connectors][sepay]") {
    const auto bare = read(Json{{"id", 5}, {"transferType", "in"}, {"transferAmount", 1000}});
    CHECK_FALSE(bare.creditor_account);
    CHECK_FALSE(bare.creditor_bin);
    CHECK(bare.remittance_information.empty());
    CHECK(bare.booked_at == at(moment));  // Not told, so the moment at which we were.
    CHECK_FALSE(bare.booked_at_told);

    CHECK_FALSE(read(with("accountNumber", "")).creditor_account);
    CHECK_FALSE(read(with("accountNumber", "0359 123 123")).creditor_account);
    CHECK_FALSE(read(with("accountNumber", "xxxx1234*")).creditor_account);
    CHECK(read(with("accountNumber", "0359 123 123")).as_received.find("0359 123 123") != std::string::npos);
    CHECK(read(with("accountNumber", 359123123)).creditor_account == AccountNumber::parse("359123123"));
    CHECK_FALSE(read(with("gateway", "Ngân hàng nào đó")).creditor_bin);
    CHECK_FALSE(read(with("gateway", nullptr)).creditor_bin);
    CHECK(read(with("accumulated", -95738)).amount.dong() == 2'277'000);
    CHECK(read(with("code", "")).amount.dong() == 2'277'000);
    CHECK(read(with("content", nullptr)).remittance_information.empty());
    CHECK(read(with("content", Json::array())).remittance_information.empty());
    CHECK(read(with("content", std::string("a\0b\tc", 5))).remittance_information == "a b c");
    CHECK(read(with("unknown", Json::object())).amount.dong() == 2'277'000);
}

TEST_CASE("sepay: the text is the content; the description speaks only when that is silent",
          "[connectors][sepay]") {
    auto body = with("content", "APIIT 46 Ma giao dich Trace400442");
    body["description"] = "BankAPINotify APIIT 46";
    CHECK(read(body).remittance_information == "APIIT 46 Ma giao dich Trace400442");
    body["content"] = "";
    CHECK(read(body).remittance_information == "APIIT 46");
    body["code"] = "DH707";  // Cut from the middle of something: never believed.
    CHECK(read(body).remittance_information == "APIIT 46");
}

TEST_CASE("sepay: a text longer than the ledger takes is cut between letters", "[connectors][sepay]") {
    std::string text(999, 'x');
    text += "ợ";
    CHECK(read(with("content", text)).remittance_information == std::string(999, 'x'));
    CHECK(read(with("content", std::string(1000, 'x'))).remittance_information.size() == 1000);
}

TEST_CASE("sepay: essentials are read strictly", "[connectors][sepay]") {
    for (const auto& id : {Json(-1), Json("92704"), Json(1.5), Json(nullptr), Json("x"), Json(true),
                           Json::array(), Json(1e30)}) {
        CAPTURE(id.dump());
        CHECK(refused(with("id", id)) == "malformed");
    }
    for (const auto& type : {Json("IN"), Json(""), Json("credit"), Json(1), Json(nullptr)}) {
        CAPTURE(type.dump());
        CHECK(refused(with("transferType", type)) == "malformed");
    }
    for (const auto& date : {Json("2023-02-30 14:02:37"), Json("25/03/2023"), Json("x")}) {
        CAPTURE(date.dump());
        CHECK(refused(with("transactionDate", date)) == "malformed");
    }
    for (const auto* field : {"id", "transferType", "transferAmount"}) {
        CAPTURE(field);
        auto body = documented();
        body.erase(field);
        CHECK(refused(body) == "malformed");
    }
    CHECK(refused(Json::array()) == "malformed");
    CHECK(refused(Json::array({documented()})) == "malformed");
    auto get = sepay_call(documented().dump());
    get.method = "GET";
    CHECK(word(get.to(*sepay())) == "malformed");
}

TEST_CASE("sepay: money that leaves is a debit of a positive amount", "[connectors][sepay]") {
    const auto it = read(with("transferType", "out"));
    CHECK(it.direction == Direction::debit);
    CHECK(it.amount.dong() == 2'277'000);
}

TEST_CASE("sepay: the test call has id 0 and is never money", "[connectors][sepay]") {
    CHECK(read(with("id", 0)).test);
    CHECK_FALSE(read(with("id", 1)).test);
}

TEST_CASE("sepay: success is exactly this, for the first copy and every other", "[connectors][sepay]") {
    for (const auto& connector : {sepay().release(), sepay_apikey().release()}) {
        const std::unique_ptr<const Connector> owner{connector};
        for (const auto kind :
             {OutcomeKind::recorded, OutcomeKind::exists, OutcomeKind::accepted_without_record}) {
            const auto answer = connector->acknowledge({kind, Sequence{3}, false});
            CHECK(answer.status == 200);
            CHECK(answer.content_type == "application/json");
            CHECK(answer.body == R"({"success":true})");
        }
        CHECK(connector->acknowledge({OutcomeKind::conflict, Sequence{3}, false}).status == 409);
        CHECK(connector->acknowledge({OutcomeKind::busy, Sequence{}, false}).status == 503);
        CHECK(
            connector->acknowledge({OutcomeKind::unavailable, Sequence{}, false}).retry_after_s.has_value());
        for (const auto why : {Rejection::unauthenticated, Rejection::malformed, Rejection::invalid_amount,
                               Rejection::repeated_header}) {
            const auto answer = connector->refuse({why, "x"});
            CHECK(answer.status >= 400);
            CHECK(Json::parse(answer.body)["success"] == false);
        }
    }
}

TEST_CASE("sepay: every text that was really delivered arrives unchanged", "[connectors][sepay][samples]") {
    const auto samples = Json::parse(std::ifstream{CHOQR_SOURCE_DIR "/tests/vectors/content-samples.json"});
    REQUIRE(samples.size() >= 80);
    int id = 1;
    for (const auto& sample : samples) {
        CAPTURE(sample["id"]);
        auto body = with("content", sample["delivered_content"]);
        body["id"] = id++;
        body["transferType"] = sample["direction"];
        body["gateway"] = sample["bank"];
        const auto it = read(body);
        CHECK(it.remittance_information == sample["delivered_content"]);
        CHECK((it.direction == Direction::credit) == (sample["direction"] == "in"));
        const auto opened = sepay_call(urlencoded(body), "application/x-www-form-urlencoded").to(*sepay());
        CHECK(notice(opened).remittance_information == sample["delivered_content"]);
    }
}

TEST_CASE("sepay: the brands it names are the banks they are", "[connectors][sepay]") {
    for (const auto& [brand, bin] :
         std::vector<std::pair<std::string, std::string>>{{"Vietcombank", "970436"},
                                                          {"MBBank", "970422"},
                                                          {"ACB", "970416"},
                                                          {"TPBank", "970423"},
                                                          {"BIDV", "970418"},
                                                          {"OCB", "970448"},
                                                          {"VietinBank", "970415"},
                                                          {"VPBank", "970432"},
                                                          {"Sacombank", "970403"},
                                                          {"Techcombank", "970407"},
                                                          {"MSB", "970426"},
                                                          {"SeABank", "970440"}}) {
        CAPTURE(brand);
        CHECK(read(with("gateway", brand)).creditor_bin == Bin::parse(bin));
    }
}

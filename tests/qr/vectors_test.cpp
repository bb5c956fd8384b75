// Payloads that other people's programs and documents made; tests/vectors/qr-vectors.json names the source of
// each.
#include <fstream>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "qr/payload.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::qr;
using nlohmann::json;

namespace {

const json& vectors() {
    static const json all = json::parse(std::ifstream{CHOQR_SOURCE_DIR "/tests/vectors/qr-vectors.json"});
    return all;
}

std::vector<json> vectors_of(std::string_view kind) {
    std::vector<json> found;
    for (const auto& vector : vectors())
        if (vector["kind"] == kind) found.push_back(vector);
    return found;
}

const std::map<std::string, std::string> paths{{"initiation", "01"},
                                               {"service", "38.02"},
                                               {"mcc", "52"},
                                               {"currency", "53"},
                                               {"amount", "54"},
                                               {"tipIndicator", "55"},
                                               {"convenienceFeeFixed", "56"},
                                               {"convenienceFeePercentage", "57"},
                                               {"country", "58"},
                                               {"merchantName", "59"},
                                               {"merchantCity", "60"},
                                               {"postalCode", "61"},
                                               {"billNumber", "62.01"},
                                               {"mobileNumber", "62.02"},
                                               {"storeLabel", "62.03"},
                                               {"loyaltyNumber", "62.04"},
                                               {"referenceLabel", "62.05"},
                                               {"customerLabel", "62.06"},
                                               {"terminalLabel", "62.07"},
                                               {"purpose", "62.08"},
                                               {"consumerDataRequest", "62.09"},
                                               {"preference", "64.00"}};

std::string path_of(const std::string& group, const std::string& name) {
    if (group == "language" && name == "merchantName") return "64.01";
    if (group == "language" && name == "merchantCity") return "64.02";
    return paths.at(name);
}

// Sets one named input; false if it was refused.
bool set(PaymentCode& code, const std::string& group, const std::string& name, std::string value) {
    if (name == "initiation") value = value == "static" ? "11" : "12";
    return !set_field(code, *parse_field_path(path_of(group, name)), value);
}

// The code that the vector's input describes; nothing if a value was refused on the way.
std::optional<PaymentCode> code_of(const json& input) {
    PaymentCode code{*Bin::parse(input["bankBin"].get<std::string>()), input["account"]};
    for (const auto& [name, value] : input.items()) {
        if (name == "bankBin" || name == "account") continue;
        if (name == "otherRoot") {
            for (const auto& [id, content] : value.items()) {
                REQUIRE(!content.is_object());
                code.others.push_back({*parse_field_path(id), content});
            }
        } else if (value.is_object()) {
            for (const auto& [inner, content] : value.items())
                if (!set(code, name, inner, content)) return std::nullopt;
        } else if (!set(code, "", name, value)) {
            return std::nullopt;
        }
    }
    return code;
}

// What the vector says was read back, field for field. Templates of other schemes are compared by their
// presence.
void check_same(const PaymentCode& code, const json& input) {
    CHECK(code.bin.text() == input["bankBin"].get<std::string>());
    CHECK(code.account == input["account"].get<std::string>());
    const auto amount =
        input.contains("amount") ? std::optional{input["amount"].get<std::string>()} : std::nullopt;
    CHECK(code.amount.has_value() == amount.has_value());
    if (amount && code.amount) CHECK(std::to_string(code.amount->dong()) == *amount);
    CHECK((code.point_of_initiation == PointOfInitiation::static_code) == (input["initiation"] == "static"));
    if (input.contains("service")) CHECK(text_of(code.service) == input["service"].get<std::string>());
    std::map<std::string, std::string> expected;
    const auto expect = [&](const std::string& group, const json& object) {
        for (const auto& [name, value] : object.items())
            if (value.is_string() && name != "bankBin" && name != "account")
                expected[path_of(group, name)] = value;
    };
    expect("", input);
    for (const auto* group : {"additional", "language"})
        if (input.contains(group)) expect(group, input[group]);
    for (const auto& rule : all_field_rules()) {
        CAPTURE(rule.name);
        CHECK(code[rule.field] == expected[rule.path().text()]);
    }
    CHECK(code.others.size() == (input.contains("otherRoot") ? input["otherRoot"].size() : 0U));
}

}  // namespace

TEST_CASE("vectors: what others generate from the same fields, we generate byte for byte, and read back",
          "[qr][vectors]") {
    REQUIRE(vectors_of("generate+parse").size() == 42);
    for (const auto& vector : vectors_of("generate+parse")) {
        CAPTURE(vector["id"], vector["payload"]);
        const auto code = code_of(vector["input"]);
        REQUIRE(code.has_value());
        const auto payload = encode(*code);
        REQUIRE(payload.has_value());
        CHECK(*payload == vector["payload"].get<std::string>());
        const auto read = decode(*payload);
        REQUIRE(read.has_value());
        CHECK((read->code == *code));
        check_same(read->code, vector["input"]);
    }
}

TEST_CASE("vectors: Vietnamese letters are folded before they are written", "[qr][vectors]") {
    REQUIRE(vectors_of("generate-fold").size() == 3);
    for (const auto& vector : vectors_of("generate-fold")) {
        CAPTURE(vector["id"]);
        const auto payload = encode(code_of(vector["input"]).value());
        REQUIRE(payload.has_value());
        CHECK(*payload == vector["payload"].get<std::string>());
    }
}

TEST_CASE("vectors: what may not be generated is refused with a sentence", "[qr][vectors]") {
    REQUIRE(vectors_of("generate-reject").size() == 11);
    for (const auto& vector : vectors_of("generate-reject")) {
        CAPTURE(vector["id"], vector["reason"]);
        const auto code = code_of(vector["input"]);
        if (!code) continue;  // Refused while it was set.
        const auto payload = encode(*code);
        REQUIRE(payload.has_error());
        CHECK(payload.error().sentence().size() > 10);
    }
}

TEST_CASE("vectors: valid codes in another order or with other schemes' fields are read by both modes",
          "[qr][vectors]") {
    REQUIRE(vectors_of("parse").size() == 7);
    for (const auto& vector : vectors_of("parse"))
        for (const auto strictness : {Strictness::strict, Strictness::lenient}) {
            CAPTURE(vector["id"]);
            const auto read = decode(vector["payload"].get<std::string>(), strictness);
            if (!read) FAIL(text_of(read.error().finding));
            check_same(read->code, vector["input"]);
        }
}

TEST_CASE("vectors: codes that break a rule are read rightly or refused, never misread", "[qr][vectors]") {
    REQUIRE(vectors_of("parse-lenient").size() == 8);
    int read_by_lenient = 0;
    for (const auto& vector : vectors_of("parse-lenient"))
        for (const auto strictness : {Strictness::strict, Strictness::lenient}) {
            CAPTURE(vector["id"], vector["deviations"]);
            const auto read = decode(vector["payload"].get<std::string>(), strictness);
            if (!read) {
                CHECK((read.error().finding == Finding::beneficiary_unknown_field ||
                       strictness == Strictness::strict));
                continue;
            }
            check_same(read->code, vector["input"]);
            CHECK_FALSE(read->warnings.empty());
            read_by_lenient += strictness == Strictness::lenient;
        }
    CHECK(read_by_lenient == 5);  // All but the three with a stray field beside the account number.
}

TEST_CASE("vectors: other schemes' codes pass TLV and CRC and are never offered as a transfer",
          "[qr][vectors]") {
    REQUIRE(vectors_of("parse-other-emv").size() == 15);
    for (const auto& vector : vectors_of("parse-other-emv"))
        for (const auto strictness : {Strictness::strict, Strictness::lenient}) {
            CAPTURE(vector["id"]);
            const auto text = vector["payload"].get<std::string>();
            const auto read = decode(text, strictness);
            REQUIRE(read.has_error());
            CAPTURE(text_of(read.error().finding));
            const auto finding = read.error().finding;
            CHECK((finding == Finding::not_vietqr || finding == Finding::foreign_country ||
                   finding == Finding::foreign_currency));
            CHECK((read.error().scheme != Scheme::unknown));
            CHECK((read.error().scheme != Scheme::vietqr));
            std::map<std::string, std::string> listed;
            for (const auto& field : list_fields(text)) listed[field.path.text()] = field.value;
            for (const auto& [id, value] : vector["fields"].items()) {
                if (value.is_string())
                    CHECK(listed[id] == value.get<std::string>());
                else
                    for (const auto& [sub, content] : value.items())
                        CHECK(listed[id + "." + sub] == content.get<std::string>());
            }
        }
}

TEST_CASE("vectors: broken codes are refused in both modes, with a place inside the text", "[qr][vectors]") {
    REQUIRE(vectors_of("invalid").size() == 43);
    for (const auto& vector : vectors_of("invalid"))
        for (const auto strictness : {Strictness::strict, Strictness::lenient}) {
            const auto text = vector["payload"].get<std::string>();
            CAPTURE(vector["id"], vector["reason"]);
            const auto read = decode(text, strictness);
            REQUIRE(read.has_error());
            CAPTURE(text_of(read.error().finding));
            CHECK(read.error().offset <= text.size());
            if (vector["reason"].get<std::string>().starts_with("CRC mismatch"))
                CHECK((read.error().finding == Finding::crc_mismatch ||
                       read.error().finding == Finding::crc_malformed));
        }
}

// Signatures made by other programs; tests/vectors/signature-vectors.json names the source of each.
#include <fstream>

#include <nlohmann/json.hpp>

#include "call.hpp"
#include "support/catch.hpp"

using namespace choqr::connectors;
using namespace choqr::connectors::test;
using Json = nlohmann::json;

namespace {

std::vector<Json> vectors_of(std::string_view scheme) {
    static const Json all =
        Json::parse(std::ifstream{CHOQR_SOURCE_DIR "/tests/vectors/signature-vectors.json"});
    std::vector<Json> found;
    for (const auto& vector : all["vectors"])
        if (vector["scheme"] == scheme) found.push_back(vector);
    return found;
}

Call call_of(const Json& vector) {
    Call call;
    call.method = vector["request"]["method"];
    for (const auto& [name, value] : vector["request"]["headers"].items()) call.set(name, value);
    call.body = vector["request"]["body"];
    call.now = vector.value("now", moment);
    return call;
}

}  // namespace

TEST_CASE("vectors: SePay's signatures are believed exactly when they are right", "[connectors][vectors]") {
    const auto vectors = vectors_of("sepay-webhook-hmac");
    REQUIRE(vectors.size() == 6);
    for (const auto& vector : vectors) {
        CAPTURE(vector["id"], vector["reason"]);
        const auto connector = make_connector(
            {"sepay", "sepay", {{"auth", {"hmac"}}, {"secret", {std::string{vector["key"]["secret"]}}}}});
        const auto call = call_of(vector);
        CHECK(word(call.to(*connector)) == (vector["valid"] ? "notice" : "unauthenticated"));
        const auto seconds = std::stoll(std::string{vector["request"]["headers"]["X-SePay-Timestamp"]});
        CHECK(sign_sepay(std::string{vector["key"]["secret"]}, seconds, call.body) ==
              vector["expected_signature"]);
    }
}

TEST_CASE("vectors: SePay's Apikey is believed exactly when it is right", "[connectors][vectors]") {
    const auto vectors = vectors_of("sepay-webhook-apikey");
    REQUIRE(vectors.size() == 3);
    for (const auto& vector : vectors) {
        CAPTURE(vector["id"], vector["reason"]);
        const auto connector = make_connector(
            {"sepay", "sepay", {{"auth", {"apikey"}}, {"api_key", {std::string{vector["key"]["api_key"]}}}}});
        // Their body {"id":1} is no whole notice: authentic, and malformed.
        CHECK(word(call_of(vector).to(*connector)) == (vector["valid"] ? "malformed" : "unauthenticated"));
    }
}

TEST_CASE("vectors: Standard Webhooks are believed exactly when the reference implementation believes them",
          "[connectors][vectors]") {
    const auto vectors = vectors_of("standard-webhooks");
    REQUIRE(vectors.size() == 5);
    for (const auto& vector : vectors) {
        CAPTURE(vector["id"], vector["reason"]);
        const std::string secret = vector["key"]["secret"];
        const auto connector = make_connector({"wallet", "simwallet", {{"secret", {secret}}}});
        const auto call = call_of(vector);
        CHECK(word(call.to(*connector)) == (vector["valid"] ? "malformed" : "unauthenticated"));
        const auto& headers = vector["request"]["headers"];
        const auto seconds = std::stoll(std::string{headers["webhook-timestamp"]});
        CHECK(StandardWebhooks{"wallet", {secret}}.sign(std::string{headers["webhook-id"]}, seconds,
                                                        call.body) == vector["expected_signature"]);
    }
}

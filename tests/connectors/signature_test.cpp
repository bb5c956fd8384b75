// Bar C8 to C10: what is signed are the raw bytes, once, now, with our key.
#include <map>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "call.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::connectors;
using namespace choqr::connectors::test;

namespace {

const std::string wallet_body =
    R"({"transaction_id":"t1","direction":"in","bin":"970436","account_number":"0123","amount":45000,"currency":"VND","content":"CHQ","booked_at":"2026-10-08T03:15:29Z"})";
const std::string bank_body =
    R"({"id":92705,"gateway":"MBBank","transactionDate":"2026-10-08 10:15:29","accountNumber":"0359123123","content":"a","transferType":"in","transferAmount":45000})";

struct Side {
    std::string name;
    std::unique_ptr<const Connector> connector;
    Call call;
    std::string timestamp_header;
    std::string signature_header;
};

std::vector<Side> sides() {
    std::vector<Side> all;
    all.push_back(
        {"simwallet", simwallet(), simwallet_call(wallet_body), "webhook-timestamp", "webhook-signature"});
    all.push_back({"sepay", sepay(), sepay_call(bank_body), "X-SePay-Timestamp", "X-SePay-Signature"});
    return all;
}

std::string signature_of(const Side& side) {
    for (const auto& [name, value] : side.call.headers)
        if (name == side.signature_header) return value;
    return {};
}

std::string upper(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

TEST_CASE("signature: only the very bytes that were signed are believed", "[connectors][C8]") {
    for (const auto& side : sides()) {
        CAPTURE(side.name);
        REQUIRE(word(side.call.to(*side.connector)) == "notice");
        const auto& body = side.call.body;
        const std::map<std::string, std::string> others{
            {"a space behind", body + " "},
            {"a space in front", " " + body},
            {"a line end", body + "\n"},
            {"a byte order mark", "\xef\xbb\xbf" + body},
            {"written anew with spaces",
             [&] {
                 auto b = body;
                 b.insert(b.find(':') + 1, " ");
                 return b;
             }()},
            {"keys in another order", "{\"z\":1," + body.substr(1)},
            {"one byte less", body.substr(0, body.size() - 1)},
            {"nothing", ""},
            {"chunk framing left in", "5\r\n" + body + "\r\n0\r\n\r\n"},
            {"gzip magic", "\x1f\x8b" + body},
            {"twice", body + body}};
        for (const auto& [what, bytes] : others) {
            CAPTURE(what);
            auto call = side.call;
            call.body = bytes;
            CHECK(word(call.to(*side.connector)) == "unauthenticated");
        }
        for (std::size_t i = 0; i < body.size(); ++i) {  // Every single flipped bit pattern of one kind.
            auto call = side.call;
            call.body[i] = static_cast<char>(call.body[i] ^ 1);
            if (word(call.to(*side.connector)) != "unauthenticated")
                FAIL_CHECK("byte " << i << " may be changed");
        }
    }
}

TEST_CASE("signature: an encoded body is refused whether or not its signature fits", "[connectors][C8]") {
    for (const auto& side : sides()) {
        for (const std::string encoding : {"gzip", "br", "deflate", "x-unknown", "gzip, identity", ""}) {
            CAPTURE(side.name, encoding);
            auto call = side.call;
            CHECK(word(call.set("Content-Encoding", encoding).to(*side.connector)) == "unsupported_encoding");
        }
        auto call = side.call;
        CHECK(word(call.set("Content-Encoding", "Identity").to(*side.connector)) == "notice");
    }
}

TEST_CASE("signature: 300 seconds either way and not one more", "[connectors][C9]") {
    for (const auto& side : sides()) {
        for (const auto& [offset, expected] :
             std::map<std::int64_t, std::string>{{-301, "unauthenticated"},
                                                 {-300, "notice"},
                                                 {0, "notice"},
                                                 {300, "notice"},
                                                 {301, "unauthenticated"},
                                                 {86'400, "unauthenticated"}}) {
            CAPTURE(side.name, offset);
            auto call = side.call;
            call.now = moment + offset;
            CHECK(word(call.to(*side.connector)) == expected);
        }
        auto again = side.call;
        again.now += 200;
        CHECK(notice(again.to(*side.connector)).reference == notice(side.call.to(*side.connector)).reference);
    }
}

TEST_CASE("signature: a header that proves something stands exactly once", "[connectors][C9]") {
    for (const auto& side : sides()) {
        for (const auto& header : {side.timestamp_header, side.signature_header}) {
            CAPTURE(side.name, header);
            auto missing = side.call;
            CHECK(word(missing.remove(header).to(*side.connector)) == "unauthenticated");
            auto empty = side.call;
            CHECK(word(empty.set(header, "").to(*side.connector)) == "unauthenticated");
            auto twice = side.call;
            CHECK(word(twice.add(upper(header), "anything").to(*side.connector)) == "repeated_header");
            auto same_twice = side.call;
            const auto value = header == side.signature_header ? signature_of(side) : std::to_string(moment);
            CHECK(word(same_twice.add(header, value).to(*side.connector)) == "repeated_header");
        }
    }
    auto id_twice = simwallet_call(wallet_body);
    CHECK(word(id_twice.add("Webhook-Id", "msg_1").to(*simwallet())) == "repeated_header");
    auto key_twice = apikey_call(bank_body);
    CHECK(word(key_twice.add("authorization", "Apikey " + sepay_key).to(*sepay_apikey())) ==
          "repeated_header");
}

TEST_CASE("signature: a timestamp is unix seconds in plain digits", "[connectors][C10]") {
    for (const auto& side : sides()) {
        const auto now = std::to_string(moment);
        for (const std::string& written : std::vector<std::string>{
                 "+" + now, "-" + now, now + ".0", now + "000", "0x6ac6a2b0", now + "x",
                 now.substr(0, 5) + " " + now.substr(5), "1.79143e9", "2026-10-08T03:26:40Z",
                 "99999999999999999999", "１７９１４３００００"}) {
            CAPTURE(side.name, written);
            // Signed over just this spelling, so that only the spelling is wrong.
            auto call = side.call;
            call.set(side.timestamp_header, written);
            const auto key = side.name == "sepay" ? sepay_secret : *from_base64(whsec.substr(6));
            const HmacKey hmac{HmacKey::Digest::sha256, key};
            if (side.name == "sepay")
                call.set(side.signature_header, "sha256=" + to_hex(hmac.mac({written, ".", call.body})));
            else
                call.set(side.signature_header,
                         "v1," + to_base64(hmac.mac({"msg_1.", written, ".", call.body})));
            CHECK(word(call.to(*side.connector)) == "unauthenticated");
        }
    }
}

TEST_CASE("signature: grammar of webhook-signature", "[connectors][C10]") {
    const auto good = simwallet_call(wallet_body);
    const auto signature = StandardWebhooks{"t", {whsec}}.sign("msg_1", moment, wallet_body);
    const auto base64 = signature.substr(3);
    auto url_safe = base64;
    for (auto& c : url_safe) c = c == '+' ? '-' : c == '/' ? '_' : c;
    auto loose_bits = base64;  // The last letter holds two bits that mean nothing.
    loose_bits[42] = static_cast<char>(loose_bits[42] + 1);
    const auto other_key =
        StandardWebhooks{"t", {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}.sign("msg_1", moment, wallet_body);
    const auto literal_key = "v1," + to_base64(HmacKey{HmacKey::Digest::sha256, whsec}.mac(
                                         {"msg_1.", std::to_string(moment), ".", wallet_body}));
    const auto zero_key = "v1," + to_base64(HmacKey{HmacKey::Digest::sha256, std::string(1, '\0')}.mac(
                                      {"msg_1.", std::to_string(moment), ".", wallet_body}));
    for (const auto& bad : std::vector<std::string>{"v1,",
                                                    "v1",
                                                    ",",
                                                    base64,
                                                    "v2," + base64,
                                                    "V1," + base64,
                                                    "v1a," + base64,
                                                    "v1=" + base64,
                                                    "v1," + base64.substr(0, 43),
                                                    "v1," + base64.substr(0, 42) + "==",
                                                    "v1," + base64 + "=",
                                                    "v1, " + base64,
                                                    "v1," + base64 + ",v1",
                                                    "v1,v1," + base64,
                                                    "v1," + upper(base64),
                                                    "v1," + loose_bits,
                                                    "v1," + to_hex(*from_base64(base64)),
                                                    other_key,
                                                    literal_key,
                                                    zero_key,
                                                    "v1," + base64.substr(0, 42) + "\t=",
                                                    std::string(5000, ' ') + "v1,",
                                                    "sha256=" + to_hex(*from_base64(base64))}) {
        CAPTURE(bad);
        auto call = good;
        CHECK(word(call.set("webhook-signature", bad).to(*simwallet())) == "unauthenticated");
    }
    if (url_safe != base64) {
        auto call = good;
        CHECK(word(call.set("webhook-signature", "v1," + url_safe).to(*simwallet())) == "unauthenticated");
    }
    for (const auto& list : std::vector<std::string>{
             signature, "v1,xx " + signature, "v1a,yy  " + signature + " v1,zz", " " + signature + " "}) {
        CAPTURE(list);
        auto call = good;
        CHECK(word(call.set("webhook-signature", list).to(*simwallet())) == "notice");
    }
}

TEST_CASE("signature: grammar of X-SePay-Signature and Apikey", "[connectors][C10]") {
    const auto good = sign_sepay(sepay_secret, moment, bank_body);
    const auto hex = good.substr(7);
    const auto bytes = *from_lower_hex(hex);
    const auto zero_key = "sha256=" + to_hex(HmacKey{HmacKey::Digest::sha256, std::string(1, '\0')}.mac(
                                          {std::to_string(moment), ".", bank_body}));
    const auto body_only =
        "sha256=" + to_hex(HmacKey{HmacKey::Digest::sha256, sepay_secret}.mac({bank_body}));
    for (const auto& bad : std::vector<std::string>{
             "sha256=", hex, "SHA256=" + hex, "sha256=" + upper(hex), "sha256:" + hex, "sha256= " + hex,
             "sha512=" + hex, good.substr(0, good.size() - 1), good.substr(0, good.size() - 2), good + "0",
             good + "00", good + "," + good, good + " " + good, "sha256=" + to_base64(bytes),
             sign_sepay("another secret", moment, bank_body), zero_key, body_only,
             sign_sepay(sepay_secret, moment + 1, bank_body),
             StandardWebhooks{"t", {whsec}}.sign("msg_1", moment, bank_body)}) {
        CAPTURE(bad);
        auto call = sepay_call(bank_body);
        CHECK(word(call.set("X-SePay-Signature", bad).to(*sepay())) == "unauthenticated");
    }
    for (const auto& bad : std::vector<std::string>{
             sepay_key, "apikey " + sepay_key, "APIKEY " + sepay_key, "Apikey  " + sepay_key,
             "Apikey\t" + sepay_key, "Apikey" + sepay_key, "Bearer " + sepay_key,
             "Basic " + to_base64(sepay_key), "Apikey " + sepay_key.substr(1), "Apikey " + sepay_key + "x",
             "Apikey " + sepay_key.substr(0, sepay_key.size() - 1), "Apikey ", "Apikey",
             "Apikey \"" + sepay_key + "\""}) {
        CAPTURE(bad);
        CHECK(word(apikey_call(bank_body, bad).to(*sepay_apikey())) == "unauthenticated");
    }
    CHECK(word(apikey_call(bank_body).to(*sepay_apikey())) == "notice");
}

TEST_CASE("signature: another provider's signature opens nothing", "[connectors][C10]") {
    CHECK(word(sepay_call(bank_body).to(*simwallet())) == "unauthenticated");
    CHECK(word(simwallet_call(wallet_body).to(*sepay())) == "unauthenticated");
    CHECK(word(apikey_call(bank_body).to(*sepay())) == "unauthenticated");
    CHECK(word(sepay_call(bank_body).to(*sepay_apikey())) == "unauthenticated");
    CHECK(word(Call{}.to(*sepay())) == "unauthenticated");
    CHECK(word(Call{}.to(*simwallet())) == "unauthenticated");
}

TEST_CASE("signature: during a change of keys old and new are believed, afterwards only the new",
          "[connectors][C13]") {
    const std::string coming = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const auto before = make_connector({"w", "simwallet", {{"secret", {whsec}}}});
    const auto during = make_connector({"w", "simwallet", {{"secret", {whsec, coming}}}});
    const auto after = make_connector({"w", "simwallet", {{"secret", {coming}}}});
    auto old_call = simwallet_call(wallet_body);
    auto new_call = old_call;
    new_call.set("webhook-signature", StandardWebhooks{"t", {coming}}.sign("msg_1", moment, wallet_body));
    CHECK(word(old_call.to(*before)) + word(old_call.to(*during)) + word(old_call.to(*after)) ==
          "noticenoticeunauthenticated");
    CHECK(word(new_call.to(*before)) + word(new_call.to(*during)) + word(new_call.to(*after)) ==
          "unauthenticatednoticenotice");

    const auto keys = make_connector(
        {"k", "sepay", {{"auth", {"apikey"}}, {"api_key", {sepay_key, "SEPAY_APIKEY_DEV_2"}}}});
    CHECK(word(apikey_call(bank_body).to(*keys)) == "notice");
    CHECK(word(apikey_call(bank_body, "Apikey SEPAY_APIKEY_DEV_2").to(*keys)) == "notice");
    const auto secrets =
        make_connector({"k", "sepay", {{"auth", {"hmac"}}, {"secret", {"coming", sepay_secret}}}});
    CHECK(word(sepay_call(bank_body).to(*secrets)) == "notice");
}

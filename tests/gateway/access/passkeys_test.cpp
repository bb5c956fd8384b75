#include "access/passkeys.hpp"

#include "access_tests/authenticator.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using gateway_test::Authenticator;

namespace {

const RelyingParty here{"localhost", "http://localhost"};

}  // namespace

TEST_CASE("passkeys: where browsers make them", "[gateway][passkeys]") {
    const auto party = RelyingParty::of("https://Cho.Example.vn:8443/choqr");
    REQUIRE(party);
    CHECK(party->id == "cho.example.vn");
    CHECK(party->origin == "https://cho.example.vn:8443");
    CHECK(RelyingParty::of("http://localhost:8080")->origin == "http://localhost:8080");
    CHECK(RelyingParty::of("https://cho.local")->id == "cho.local");
    for (const auto* elsewhere :
         {"http://cho.example.vn", "https://192.168.1.20", "https://192.168.1.20:8443", "https://[::1]",
          "http://127.0.0.1:8080", "https://", "cho.example.vn", ""})
        CHECK_FALSE(RelyingParty::of(elsewhere));
}

TEST_CASE("passkeys: what was made here is taken, and signs", "[gateway][passkeys]") {
    Authenticator phone;
    const auto key = made_passkey(here, phone.made());
    REQUIRE(key);
    CHECK(key->credential_id == phone.id());
    CHECK(key->algorithm == book::KeyAlgorithm::es256);
    CHECK(from_base64url(key->public_key)->size() == 64);
    CHECK(key->rp_id == "localhost");
    phone.count = 7;
    const auto said = phone.client_data("webauthn.get", "Y2hhbGxlbmdl");
    CHECK(challenge_in(said, Ceremony::using_, here) == "Y2hhbGxlbmdl");
    CHECK(signed_by(*key, said, phone.used(), phone.sign(phone.used(), said)) == 7);
}

TEST_CASE("passkeys: of another ceremony, site or frame there is no challenge", "[gateway][passkeys]") {
    Authenticator phone;
    CHECK_FALSE(challenge_in(phone.client_data("webauthn.create", "YQ"), Ceremony::using_, here));
    CHECK_FALSE(challenge_in(phone.client_data("webauthn.get", "YQ"), Ceremony::making, here));
    for (const auto* origin : {"http://localhost:8080", "https://localhost", "http://localhost.evil.example",
                               "http://LOCALHOST", "null"}) {
        phone.origin = origin;
        CHECK_FALSE(challenge_in(phone.client_data("webauthn.get", "YQ"), Ceremony::using_, here));
    }
    const std::string head = R"({"type":"webauthn.get","challenge":"YQ","origin":"http://localhost")";
    CHECK(challenge_in(head + "}", Ceremony::using_, here) == "YQ");
    for (const auto* rest :
         {R"(,"crossOrigin":true})", R"(,"crossOrigin":"no"})", R"(,"type":"webauthn.get"})", "", R"(}{)"}) {
        CAPTURE(rest);
        CHECK_FALSE(challenge_in(head + rest, Ceremony::using_, here));
    }
    CHECK_FALSE(challenge_in(head + R"(,"x":")" + std::string(3'000, 'x') + R"("})", Ceremony::using_, here));
    CHECK_FALSE(challenge_in("[]", Ceremony::using_, here));
}

TEST_CASE("passkeys: what was made for another host, or without its owner, is none", "[gateway][passkeys]") {
    Authenticator phone;
    phone.rp_id = "evil.example";
    CHECK_FALSE(made_passkey(here, phone.made()));
    phone.rp_id = "localhost";
    for (const unsigned flags : {0x00u, 0x01u, 0x04u}) {
        phone.flags = flags;
        CHECK_FALSE(made_passkey(here, phone.made()));
    }
    phone.flags = 0x05;
    const auto made = phone.made();
    REQUIRE(made_passkey(here, made));
    for (std::size_t size = 0; size < made.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(made_passkey(here, std::string_view{made}.substr(0, size)));
    }
    auto off_the_curve = made;
    off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
    CHECK_FALSE(made_passkey(here, off_the_curve));
    auto other_algorithm = made;  // ES384 (-35) with a key of P-256.
    other_algorithm[other_algorithm.find("\x03\x26")] = '\x03';
    other_algorithm.replace(other_algorithm.find("\x03\x26"), 2, "\x03\x38\x22");
    CHECK_FALSE(made_passkey(here, other_algorithm));
    phone.credential_id = std::string(1'024, 'i');
    CHECK_FALSE(made_passkey(here, phone.made()));
    phone.credential_id = std::string(1'023, 'i');
    CHECK(made_passkey(here, phone.made()));
}

TEST_CASE("passkeys: a signature is over just this, by just this key, with its owner there",
          "[gateway][passkeys]") {
    Authenticator phone, other;
    const auto key = made_passkey(here, phone.made()).value();
    const auto said = phone.client_data("webauthn.get", "YQ"),
               other_said = phone.client_data("webauthn.get", "Yg");
    const auto used = phone.used();
    const auto signature = phone.sign(used, said);
    REQUIRE(signed_by(key, said, used, signature) == 0);
    CHECK_FALSE(signed_by(key, other_said, used, signature));
    CHECK_FALSE(signed_by(key, said, used, other.sign(used, said)));
    CHECK_FALSE(signed_by(key, said, used, ""));
    CHECK_FALSE(signed_by(key, said, used, std::string(2'000, '0')));
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 5) {
        auto flipped = signature;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(signed_by(key, said, used, flipped));
    }
    for (std::size_t bit = 0; bit < used.size() * 8; ++bit) {
        auto flipped = used;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
        CHECK_FALSE(signed_by(key, said, flipped, signature));
    }
    phone.flags = 0x01;  // Somebody is there, but who?
    CHECK_FALSE(signed_by(key, said, phone.used(), phone.sign(phone.used(), said)));
    phone.flags = 0x05;
    phone.rp_id = "evil.example";
    CHECK_FALSE(signed_by(key, said, phone.used(), phone.sign(phone.used(), said)));
    auto damaged = key;
    damaged.public_key = "AAAA";
    CHECK_FALSE(signed_by(damaged, said, used, signature));
}

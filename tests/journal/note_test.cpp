#include "journal/note.hpp"

#include "journal/checkpoint.hpp"
#include "journal/proof.hpp"
#include "support/catch.hpp"
#include "vectors.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;

namespace {

constexpr std::string_view origin = "dev.choqr.example/ledger";

VerifierKey key_of(const char* name) {
    const auto key = VerifierKey::parse(tlog_vectors().at("keys").at(name).at("vkey").get<std::string>());
    REQUIRE(key);
    return *key;
}

}  // namespace

TEST_CASE("note: keys are written as C2SP and Go write them", "[journal][note]") {
    for (const auto* name : {"log", "log_next"}) {
        const auto& item = tlog_vectors().at("keys").at(name);
        const auto key = SigningKey::parse(item.at("go_skey").get<std::string>());
        REQUIRE(key);
        CHECK(key->text() == item.at("go_skey").get<std::string>());
        CHECK(key->verifier().text() == item.at("vkey").get<std::string>());
        CHECK(to_hex(key->verifier().public_key()) == item.at("public_hex").get<std::string>());
    }
    const auto witness = key_of("witness");
    CHECK(witness.kind() == SignatureKind::witness);
    CHECK(witness.text() == tlog_vectors().at("keys").at("witness").at("vkey").get<std::string>());
}

TEST_CASE("note: a key that is not exactly in its form is refused", "[journal][note]") {
    const auto good = key_of("log").text();
    for (const auto& bad :
         {std::string{}, std::string{"name"}, good + "=", "x" + good, good.substr(1), " " + good,
          "a b" + good.substr(good.find('+')), good.substr(0, good.size() - 4) + "AAAA"})
        CHECK_FALSE(VerifierKey::parse(bad));
    CHECK_FALSE(SigningKey::parse(good));
    world::SeededRandom random{1};
    for (const auto* name : {"", "a b", "a+b", "a\nb", "a\u00A0b", "a\u2003b", "\xFF"})
        CHECK_FALSE(SigningKey::generate(name, random));
    CHECK(SigningKey::generate("choqr.example/chợ", random));
}

TEST_CASE("note: from a key other secrets are derived as RFC 5869 says, one for each label",
          "[journal][note]") {
    const auto key = SigningKey::parse(tlog_vectors().at("keys").at("log").at("go_skey").get<std::string>());
    REQUIRE(key);
    const auto derived = [&key](std::string_view label, std::size_t size) {
        std::vector<std::uint8_t> bytes(size);
        key->derive(label, bytes);
        return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    };
    // As another program computes HKDF-SHA256 of the key's 32 bytes.
    CHECK(derived("choqr public ids v1", 16) == "02d19cf680c182a0b78f050b17eb4e87");
    CHECK(derived("another", 48) ==
          "7904670abeadd3512921f974c44cf31e975d10010e938e352db2a950d1619d4ff8adfc33a109d6cbf494cfaa5198207e");
}

TEST_CASE("note: published notes of others verify or not, as they should", "[journal][note]") {
    for (const auto& item : tlog_vectors().at("public_notes")) {
        CAPTURE(item.at("what").get<std::string>());
        const auto key = VerifierKey::parse(item.at("vkey").get<std::string>());
        const auto note = Note::parse(item.at("signed").get<std::string>());
        REQUIRE(key);
        REQUIRE(note);
        CHECK(is_signed_by(*note, {&*key, 1}) == (item.at("expect") == "accept"));
    }
}

TEST_CASE("checkpoint: those of the vectors are read, and ours are the same bytes", "[journal][note]") {
    const auto key = SigningKey::parse(tlog_vectors().at("keys").at("log").at("go_skey").get<std::string>());
    for (const auto& item : tlog_vectors().at("checkpoints")) {
        const auto note = item.at("signed").get<std::string>();
        CAPTURE(note);
        const auto checkpoint = open_checkpoint(note, origin, {&key->verifier(), 1});
        REQUIRE(checkpoint);
        CHECK(checkpoint->text() == item.at("text").get<std::string>());
        CHECK(checkpoint->head.size == item.at("size").get<std::uint64_t>());
        CHECK(note.starts_with(key->sign(checkpoint->text())));
    }
}

TEST_CASE("checkpoint: old and new key overlap, and a witness's cosignature verifies", "[journal][note]") {
    const auto& list = tlog_vectors().at("checkpoints");
    const auto rotation = list[7].at("signed").get<std::string>();
    const std::vector<VerifierKey> old_key{key_of("log")}, new_key{key_of("log_next")},
        both{key_of("log"), key_of("log_next")};
    CHECK(open_checkpoint(rotation, origin, old_key));
    CHECK(open_checkpoint(rotation, origin, new_key));
    CHECK(open_checkpoint(rotation, origin, both));
    const std::vector<VerifierKey> witness{key_of("witness")};
    CHECK(open_checkpoint(list[8].at("signed").get<std::string>(), origin, witness));
    CHECK_FALSE(open_checkpoint(list[6].at("signed").get<std::string>(), origin, witness));
    CHECK_FALSE(open_checkpoint(list[6].at("signed").get<std::string>(), "other.example/ledger", old_key));
    CHECK_FALSE(open_checkpoint(list[6].at("signed").get<std::string>(), origin, {}));
}

TEST_CASE("checkpoint: every malformed note of the vectors is refused", "[journal][note]") {
    const auto& list = tlog_vectors().at("bad_signed");
    REQUIRE(list.size() == 27);
    const auto key = key_of("log");
    for (const auto& item : list) {
        CAPTURE(item.at("why").get<std::string>());
        const auto bytes = from_base64(item.at("signed_b64").get<std::string>());
        REQUIRE(bytes);
        CHECK_FALSE(open_checkpoint(*bytes, origin, {&key, 1}));
    }
}

TEST_CASE("receipt: the tlog-proof of the vectors is genuine for its leaf and for no other",
          "[journal][note]") {
    const auto& item = tlog_vectors().at("tlog_proof")[0];
    const auto text = item.at("text").get<std::string>();
    const std::vector<VerifierKey> keys{key_of("log"), key_of("witness")};
    const auto receipt = Receipt::parse(text);
    REQUIRE(receipt);
    CHECK(receipt->text() == text);
    CHECK(check_receipt(*receipt, origin, keys, "leaf 200") == ReceiptVerdict::genuine);
    CHECK(check_receipt(*receipt, origin, keys, "leaf 201") == ReceiptVerdict::not_included);
    CHECK(check_receipt(*receipt, origin, keys) == ReceiptVerdict::no_entry);
    CHECK(check_receipt(*receipt, "other", keys, "leaf 200") == ReceiptVerdict::checkpoint_not_signed);
    auto moved = *receipt;
    moved.index = 199;
    CHECK(check_receipt(moved, origin, keys, "leaf 200") == ReceiptVerdict::not_included);
}

TEST_CASE("receipt: any byte left out or changed is noticed", "[journal][note]") {
    const auto text = tlog_vectors().at("tlog_proof")[0].at("text").get<std::string>();
    const std::vector<VerifierKey> keys{key_of("log"), key_of("witness")};
    const auto genuine = [&](const std::string& bytes) {
        const auto receipt = Receipt::parse(bytes);
        return receipt && check_receipt(*receipt, origin, keys, "leaf 200") == ReceiptVerdict::genuine;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        CAPTURE(at);
        auto changed = text;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        // A line that is turned into one of an unknown key is ignored, as the specification says.
        const bool in_a_key_name = at > text.find("\u2014") && Receipt::parse(changed).has_value();
        if (!in_a_key_name) CHECK_FALSE(genuine(changed));
        if (at < text.rfind("\u2014 witness")) CHECK_FALSE(genuine(text.substr(0, at)));
    }
}

#include "access/passkeys.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <array>
#include <memory>

#include "access/base64url.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "json/fields.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t challenge_bytes_max = 128, origin_bytes_max = 300;
constexpr std::size_t rp_id_hash_bytes = 32, flags_at = rp_id_hash_bytes;
constexpr unsigned char user_present = 0x01, user_verified = 0x04;  // WebAuthn 3, 6.1.

template <class Thing, void (*free_it)(Thing**)>
struct Freed {
    void operator()(Thing* thing) const { free_it(&thing); }
};
using Credential = std::unique_ptr<fido_cred_t, Freed<fido_cred_t, fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Freed<fido_assert_t, fido_assert_free>>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
std::string text_of(const unsigned char* bytes, std::size_t size) {
    return bytes == nullptr ? std::string{} : std::string{reinterpret_cast<const char*>(bytes), size};
}

int cose_of(book::KeyAlgorithm algorithm) {
    switch (algorithm) {
        case book::KeyAlgorithm::es256:
            return COSE_ES256;
        case book::KeyAlgorithm::eddsa:
            return COSE_EDDSA;
        case book::KeyAlgorithm::rs256:
            return COSE_RS256;
    }
    CHOQR_ASSERT(false, "every algorithm has its number in COSE");
}
constexpr std::array algorithms{book::KeyAlgorithm::es256, book::KeyAlgorithm::eddsa,
                                book::KeyAlgorithm::rs256};

/// A public key as libfido2 checks with it; null if the bytes are none (no point of the curve, say).
class PublicKey {
public:
    PublicKey(book::KeyAlgorithm algorithm, std::string_view bytes) : algorithm_{algorithm} {
        switch (algorithm) {
            case book::KeyAlgorithm::es256:
                es256_.reset(es256_pk_new());
                is_good_ = es256_ && es256_pk_from_ptr(es256_.get(), bytes.data(), bytes.size()) == FIDO_OK;
                break;
            case book::KeyAlgorithm::eddsa:
                eddsa_.reset(eddsa_pk_new());
                is_good_ = eddsa_ && eddsa_pk_from_ptr(eddsa_.get(), bytes.data(), bytes.size()) == FIDO_OK;
                break;
            case book::KeyAlgorithm::rs256:
                rs256_.reset(rs256_pk_new());
                is_good_ = rs256_ && rs256_pk_from_ptr(rs256_.get(), bytes.data(), bytes.size()) == FIDO_OK;
                break;
        }
    }
    const void* get() const {
        if (!is_good_) return nullptr;
        if (algorithm_ == book::KeyAlgorithm::es256) return es256_.get();
        if (algorithm_ == book::KeyAlgorithm::eddsa) return eddsa_.get();
        return rs256_.get();
    }

private:
    const book::KeyAlgorithm algorithm_;
    bool is_good_ = false;
    std::unique_ptr<es256_pk_t, Freed<es256_pk_t, es256_pk_free>> es256_;
    std::unique_ptr<eddsa_pk_t, Freed<eddsa_pk_t, eddsa_pk_free>> eddsa_;
    std::unique_ptr<rs256_pk_t, Freed<rs256_pk_t, rs256_pk_free>> rs256_;
};

/// For this host, and by a person whom the authenticator knows.
bool is_of(std::string_view rp_id, std::string_view authenticator_data) {
    if (authenticator_data.size() <= flags_at || authenticator_data.size() > authenticator_data_bytes_max)
        return false;
    const auto flags = static_cast<unsigned char>(authenticator_data[flags_at]);
    const auto asked = user_present | user_verified;
    return authenticator_data.substr(0, rp_id_hash_bytes) == sha256(rp_id).bytes() &&
           (flags & asked) == asked;
}

/// Null: it is no credential of this algorithm.
Credential read_credential(book::KeyAlgorithm algorithm, std::string_view authenticator_data) {
    Credential credential{fido_cred_new()};
    if (!credential || fido_cred_set_type(credential.get(), cose_of(algorithm)) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential.get(), bytes_of(authenticator_data),
                                   authenticator_data.size()) != FIDO_OK)
        credential.reset();
    return credential;
}

bool is_number(std::string_view host) {
    return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::optional<RelyingParty> RelyingParty::of(std::string_view base_url) {
    const auto scheme = base_url.substr(0, base_url.find("://"));
    if (scheme.size() == base_url.size()) return std::nullopt;
    auto rest = base_url.substr(scheme.size() + 3);
    rest = rest.substr(0, rest.find('/'));
    std::string id{rest.starts_with('[') ? rest : rest.substr(0, rest.find(':'))};
    std::string origin = std::string{scheme} + "://" + std::string{rest};
    for (auto* const text : {&id, &origin}) std::ranges::transform(*text, text->begin(), to_lower_ascii);
    const bool is_local = scheme == "http" && id == "localhost";
    if (id.empty() || is_number(id) || (scheme != "https" && !is_local)) return std::nullopt;
    return RelyingParty{std::move(id), std::move(origin)};
}

std::optional<std::string> challenge_in(std::string_view client_data, Ceremony ceremony,
                                        const RelyingParty& party) {
    if (client_data.size() > client_data_bytes_max) return std::nullopt;
    const auto parsed = json::parse(client_data);
    const auto* document = std::get_if<json::Value>(&parsed);
    if (!document) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*document,
                              complaint};  // Browsers add what they like: nothing is refused for it.
    const auto type = fields.text("type", 32);
    auto challenge = fields.text("challenge", challenge_bytes_max);
    const auto origin = fields.text("origin", origin_bytes_max);
    const auto within_another = fields.optional_boolean("crossOrigin");
    if (complaint || within_another.value_or(false)) return std::nullopt;
    const auto* const asked = ceremony == Ceremony::making ? "webauthn.create" : "webauthn.get";
    return *type == asked && *origin == party.origin ? std::move(challenge) : std::nullopt;
}

std::optional<book::PasskeyKey> made_passkey(const RelyingParty& party, std::string_view authenticator_data) {
    if (!is_of(party.id, authenticator_data)) return std::nullopt;
    for (const auto algorithm : algorithms) {
        const auto credential = read_credential(algorithm, authenticator_data);
        if (!credential) continue;
        const auto* const made = credential.get();
        const auto id = text_of(fido_cred_id_ptr(made), fido_cred_id_len(made));
        const auto key = text_of(fido_cred_pubkey_ptr(made), fido_cred_pubkey_len(made));
        auto id_text = to_base64url(id);
        if (id.empty() || id_text.size() > book::PasskeyKey::credential_text_max) return std::nullopt;
        if (PublicKey{algorithm, key}.get() == nullptr) return std::nullopt;
        return book::PasskeyKey{std::move(id_text), algorithm, to_base64url(key), party.id,
                                fido_cred_sigcount(made)};
    }
    return std::nullopt;
}

std::optional<std::uint32_t> signed_by(const book::PasskeyKey& key, std::string_view client_data,
                                       std::string_view authenticator_data, std::string_view signature) {
    if (!is_of(key.rp_id, authenticator_data) || signature.size() > passkey_signature_bytes_max)
        return std::nullopt;
    const auto key_bytes = from_base64url(key.public_key);
    if (!key_bytes) return std::nullopt;
    const PublicKey public_key{key.algorithm, *key_bytes};
    const Assertion assertion{fido_assert_new()};
    auto* const a = assertion.get();
    const bool is_signed =
        a && public_key.get() != nullptr && fido_assert_set_count(a, 1) == FIDO_OK &&
        fido_assert_set_rp(a, key.rp_id.c_str()) == FIDO_OK &&
        fido_assert_set_clientdata(a, bytes_of(client_data), client_data.size()) == FIDO_OK &&
        fido_assert_set_authdata_raw(a, 0, bytes_of(authenticator_data), authenticator_data.size()) ==
            FIDO_OK &&
        fido_assert_set_up(a, FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_uv(a, FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_sig(a, 0, bytes_of(signature), signature.size()) == FIDO_OK &&
        fido_assert_verify(a, 0, cose_of(key.algorithm), public_key.get()) == FIDO_OK;
    return is_signed ? std::optional{fido_assert_sigcount(a, 0)} : std::nullopt;
}

}  // namespace choqr::gateway

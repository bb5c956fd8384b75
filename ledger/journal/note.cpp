#include "journal/note.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <algorithm>
#include <memory>

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace choqr::journal {

namespace {

constexpr std::string_view dash = "\u2014 ";
constexpr std::string_view secret_prefix = "PRIVATE+KEY+";
constexpr std::size_t signature_bytes = 64;

using Pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

bool ed25519_verify(std::span<const std::uint8_t, 32> key, std::string_view message,
                    std::string_view signature) {
    const Pkey public_key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
                          &EVP_PKEY_free};
    const Context context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    return public_key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) ==
               1;
}

Pkey secret_key(std::span<const std::uint8_t, 32> seed) {
    Pkey key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
             &EVP_PKEY_free};
    CHOQR_ASSERT(key, "OpenSSL provides Ed25519");
    return key;
}

std::array<std::uint8_t, 32> public_of(std::span<const std::uint8_t, 32> seed) {
    std::array<std::uint8_t, 32> out;
    std::size_t length = out.size();
    const bool read =
        EVP_PKEY_get_raw_public_key(secret_key(seed).get(), out.data(), &length) == 1 && length == out.size();
    CHOQR_ASSERT(read, "an Ed25519 key has a public half");
    return out;
}

/// Unicode's white space beyond ASCII, as UTF-8.
bool has_white_space(std::string_view name) {
    if (name.find_first_of(" \t\n\v\f\r") != std::string_view::npos) return true;
    for (const std::string_view space :
         {"\u0085", "\u00A0", "\u1680", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"})
        if (name.find(space) != std::string_view::npos) return true;
    for (auto at = name.find("\xE2\x80"); at != std::string_view::npos; at = name.find("\xE2\x80", at + 1))
        if (at + 2 < name.size() && static_cast<unsigned char>(name[at + 2]) <= 0x8A)
            return true;  // U+2000 to U+200A.
    return false;
}

bool is_key_name(std::string_view name) {
    return !name.empty() && is_valid_utf8(name) && !has_white_space(name) &&
           name.find('+') == std::string_view::npos &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

VerifierKey::Id id_of(std::string_view name, SignatureKind kind, std::string_view public_key) {
    std::string bytes{name};
    bytes += '\n';
    bytes += static_cast<char>(kind);
    bytes += public_key;
    VerifierKey::Id id;
    std::copy_n(sha256(bytes).data(), id.size(), id.begin());
    return id;
}

std::string_view text_of(const VerifierKey::Id& id) {
    return {reinterpret_cast<const char*>(id.data()), id.size()};
}

/// "name+hex id+base64(kind, 32 bytes)", shared by public and secret keys.
struct KeyText {
    std::string_view name;
    std::string id;
    SignatureKind kind;
    std::array<std::uint8_t, 32> key;
};

std::optional<KeyText> split_key(std::string_view text) {
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(0, first);
    const auto id = from_lower_hex(text.substr(first + 1, second - first - 1));
    const auto key = from_base64(text.substr(second + 1));
    if (!is_key_name(name) || !id || id->size() != 4 || !key || key->size() != 33) return std::nullopt;
    if (key->front() != 1 && key->front() != 4) return std::nullopt;
    KeyText out{name, *id, static_cast<SignatureKind>(key->front()), {}};
    std::ranges::transform(key->substr(1), out.key.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return out;
}

std::string join_key(const VerifierKey& key, std::string_view bytes) {
    const std::string kind(1, static_cast<char>(key.kind()));
    return key.name() + "+" + to_hex(text_of(key.id())) + "+" + to_base64(kind + std::string{bytes});
}

std::optional<SignatureLine> parse_line(std::string_view line) {
    if (!line.starts_with(dash)) return std::nullopt;
    line.remove_prefix(dash.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
    const auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() < 5) return std::nullopt;
    SignatureLine out{std::string{line.substr(0, space)}, {}, bytes->substr(4)};
    std::ranges::transform(bytes->substr(0, 4), out.key_id.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return out;
}

}  // namespace

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
    const auto split = split_key(text);
    if (!split) return std::nullopt;
    auto key = of(split->name, split->kind, split->key);
    if (text_of(key.id_) != split->id) return std::nullopt;
    return key;
}

VerifierKey VerifierKey::of(std::string_view name, SignatureKind kind,
                            std::span<const std::uint8_t, 32> public_key) {
    VerifierKey key;
    key.name_ = name;
    key.kind_ = kind;
    std::ranges::copy(public_key, key.public_key_.begin());
    key.id_ = id_of(name, kind, key.public_key());
    return key;
}

std::string VerifierKey::text() const { return join_key(*this, public_key()); }

bool VerifierKey::verify(std::string_view note_text, std::string_view payload) const {
    if (kind_ == SignatureKind::log)
        return payload.size() == signature_bytes && ed25519_verify(public_key_, note_text, payload);
    if (payload.size() != 8 + signature_bytes) return false;
    std::uint64_t seconds = 0;
    for (const char c : payload.substr(0, 8)) seconds = seconds << 8 | static_cast<unsigned char>(c);
    const auto message = "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string{note_text};
    return ed25519_verify(public_key_, message, payload.substr(8));
}

SigningKey::SigningKey(std::string_view name, std::span<const std::uint8_t, 32> seed)
    : verifier_{VerifierKey::of(name, SignatureKind::log, public_of(seed))} {
    std::ranges::copy(seed, seed_.begin());
}

SigningKey::~SigningKey() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

std::optional<SigningKey> SigningKey::generate(std::string_view name, world::Random& random) {
    if (!is_key_name(name)) return std::nullopt;
    std::array<std::uint8_t, 32> seed;
    random.fill(seed);
    SigningKey key{name, seed};
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

std::optional<SigningKey> SigningKey::parse(std::string_view text) {
    if (!text.starts_with(secret_prefix)) return std::nullopt;
    const auto split = split_key(text.substr(secret_prefix.size()));
    if (!split || split->kind != SignatureKind::log) return std::nullopt;
    SigningKey key{split->name, split->key};
    if (text_of(key.verifier_.id()) != split->id) return std::nullopt;
    return key;
}

std::string SigningKey::text() const {
    return std::string{secret_prefix} +
           join_key(verifier_, {reinterpret_cast<const char*>(seed_.data()), seed_.size()});
}

void SigningKey::derive(std::string_view label, std::span<std::uint8_t> into) const {
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context{
        EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr), &EVP_PKEY_CTX_free};
    auto* const c = context.get();
    std::size_t length = into.size();
    const bool done = context && EVP_PKEY_derive_init(c) == 1 &&
                      EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()) == 1 &&
                      EVP_PKEY_CTX_set1_hkdf_key(c, seed_.data(), static_cast<int>(seed_.size())) == 1 &&
                      EVP_PKEY_CTX_add1_hkdf_info(c, raw(label), static_cast<int>(label.size())) == 1 &&
                      EVP_PKEY_derive(c, into.data(), &length) == 1;
    CHOQR_ASSERT(done && length == into.size(), "HKDF gives as many bytes as are asked for");
}

std::string SigningKey::sign(std::string_view text) const {
    CHOQR_ASSERT(text.ends_with('\n'), "a note's text ends in a newline");
    std::array<unsigned char, signature_bytes> signature;
    std::size_t length = signature.size();
    const auto key = secret_key(seed_);
    const Context context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    const bool done = context &&
                      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                      EVP_DigestSign(context.get(), signature.data(), &length, raw(text), text.size()) == 1;
    CHOQR_ASSERT(done && length == signature_bytes, "Ed25519 signs");
    std::string bytes{text_of(verifier_.id())};
    bytes.append(reinterpret_cast<const char*>(signature.data()), length);
    return std::string{text} + "\n" + std::string{dash} + name() + " " + to_base64(bytes) + "\n";
}

std::optional<Note> Note::parse(std::string_view bytes) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    if (bytes.size() > bytes_max || !is_valid_utf8(bytes) || std::ranges::any_of(bytes, control))
        return std::nullopt;
    const auto split = bytes.rfind("\n\n");  // The text may hold empty lines itself; the last one ends it.
    if (split == std::string_view::npos || !bytes.ends_with('\n')) return std::nullopt;
    Note note;
    note.text = bytes.substr(0, split + 1);
    auto rest = bytes.substr(split + 2);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto line = parse_line(rest.substr(0, end));
        if (!line || note.signatures.size() == signatures_max) return std::nullopt;
        note.signatures.push_back(*line);
        rest.remove_prefix(end + 1);
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

bool is_signed_by(const Note& note, std::span<const VerifierKey> keys) {
    bool verified = false;
    for (const auto& line : note.signatures) {
        const auto key = std::ranges::find_if(keys, [&](const VerifierKey& candidate) {
            return candidate.name() == line.name && candidate.id() == line.key_id;
        });
        if (key == keys.end()) continue;
        if (!key->verify(note.text, line.payload)) return false;
        verified = true;
    }
    return verified;
}

}  // namespace choqr::journal

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "journal/errc.hpp"
#include "world/random.hpp"

namespace choqr::journal {

// Signed notes as C2SP signed-note v1 and tlog-cosignature v1 write them, with Ed25519.

enum class SignatureKind : std::uint8_t {
    log = 1,      ///< Over the note's text.
    witness = 4,  ///< Over the text with the time at which a witness saw it.
};

/// Who may sign: "name+0a1b2c3d+base64". Values; any thread.
class VerifierKey {
public:
    using Id = std::array<std::uint8_t, 4>;

    /// The written form, exactly; the id must fit the name and key.
    static std::optional<VerifierKey> parse(std::string_view text);
    static VerifierKey of(std::string_view name, SignatureKind kind,
                          std::span<const std::uint8_t, 32> public_key);

    const std::string& name() const { return name_; }
    const Id& id() const { return id_; }
    SignatureKind kind() const { return kind_; }
    std::string text() const;
    std::string_view public_key() const {
        return {reinterpret_cast<const char*>(public_key_.data()), public_key_.size()};
    }

    /// `payload` is what a signature line holds after the key id: 64 bytes, or for a witness eight of time
    /// before them.
    bool verify(std::string_view note_text, std::string_view payload) const;

private:
    VerifierKey() = default;
    std::string name_;
    Id id_{};
    SignatureKind kind_ = SignatureKind::log;
    std::array<std::uint8_t, 32> public_key_{};
};

/// A log's secret key. Wiped when destroyed.
class SigningKey {
public:
    /// `name` is the log's origin, such as "choqr.example/ledger": no white space, no '+'. Nothing for
    /// another name.
    static std::optional<SigningKey> generate(std::string_view name, world::Random& random);
    /// "PRIVATE+KEY+name+0a1b2c3d+base64", as Go's note package writes keys.
    static std::optional<SigningKey> parse(std::string_view text);

    SigningKey(SigningKey&&) noexcept = default;
    SigningKey& operator=(SigningKey&&) noexcept = default;
    SigningKey(const SigningKey&) = delete;
    ~SigningKey();

    std::string text() const;
    const VerifierKey& verifier() const { return verifier_; }
    const std::string& name() const { return verifier_.name(); }
    /// The note with its one signature line. `text` ends in a newline.
    std::string sign(std::string_view text) const;
    /// Another secret, for another use: HKDF-SHA256 (RFC 5869) of this key, without salt, `label` as its
    /// info. It says nothing of the key, nor of what another label gives. Fills `into`, at most 64 bytes.
    void derive(std::string_view label, std::span<std::uint8_t> into) const;

private:
    SigningKey(std::string_view name, std::span<const std::uint8_t, 32> seed);
    std::array<std::uint8_t, 32> seed_{};
    VerifierKey verifier_;
};

struct SignatureLine {
    std::string name;
    VerifierKey::Id key_id{};
    std::string payload;
};

/// A note taken apart; nothing is verified yet.
struct Note {
    std::string text;  ///< With its final newline: what is signed.
    std::vector<SignatureLine> signatures;

    static constexpr std::size_t bytes_max = 1u << 20;
    static constexpr std::size_t signatures_max = 100;
    /// Nothing for anything malformed: control characters, broken UTF-8, no signature, a line that is none.
    static std::optional<Note> parse(std::string_view bytes);
};

/// Whether the note is signed by at least one of `keys` and no signature by one of them is false. Lines of
/// unknown keys are ignored.
bool is_signed_by(const Note& note, std::span<const VerifierKey> keys);

}  // namespace choqr::journal

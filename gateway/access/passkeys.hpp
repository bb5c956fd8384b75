#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "book/people/commands.hpp"

namespace choqr::gateway {

// Passkeys (WebAuthn): what browsers send of them, and what is believed of it. Strangers' bytes; libfido2
// reads what authenticators have made, and checks what they have signed.

/// For which host passkeys are made, and whose pages may use them.
struct RelyingParty {
    std::string id;      ///< "cho.example.vn"
    std::string origin;  ///< "https://cho.example.vn"

    /// Of "https://cho.example.vn/choqr". Nothing where browsers make no passkeys: no TLS but on localhost,
    /// or a number instead of a name.
    static std::optional<RelyingParty> of(std::string_view base_url);
};

inline constexpr std::size_t client_data_bytes_max = 2'048, authenticator_data_bytes_max = 4'096;
inline constexpr std::size_t passkey_signature_bytes_max = 1'024;

/// What the browser was asked for.
enum class Ceremony : std::uint8_t { making, using_ };

/// The challenge that was answered, as a page of `party` was given it. Nothing: it was another ceremony, or
/// another site's page, or one within another site's.
std::optional<std::string> challenge_in(std::string_view client_data, Ceremony ceremony,
                                        const RelyingParty& party);

/// A passkey that was made for `party` with its owner's finger, face or PIN. Who made the authenticator is
/// not asked (no attestation). Nothing: it is none, or signs with what is not known here.
std::optional<book::PasskeyKey> made_passkey(const RelyingParty& party, std::string_view authenticator_data);

/// How many times the key says that it has signed, if it has signed just this, with its owner's finger, face
/// or PIN.
std::optional<std::uint32_t> signed_by(const book::PasskeyKey& key, std::string_view client_data,
                                       std::string_view authenticator_data, std::string_view signature);

}  // namespace choqr::gateway

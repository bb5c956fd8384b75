#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace choqr::gateway {

/// The names under which everybody may see a stall's pictures: 26 characters of Crockford's base 32 in small
/// letters, which nobody can count through or make from a stall's id. They are the stall's number, enciphered
/// with AES-128 under a key that only this ledger has (docs/decisions/0622): nothing is stored, and the same
/// ledger gives the same name for ever. Constant after construction; any thread.
class PublicIds {
public:
    /// What the key is derived by (journal::SigningKey::derive).
    static constexpr std::string_view key_label = "choqr public ids v1";

    explicit PublicIds(std::span<const std::uint8_t, 16> key);
    PublicIds(const PublicIds&) = default;
    PublicIds& operator=(const PublicIds&) = default;
    ~PublicIds();  ///< Wipes the key.

    std::string of(StallId stall) const;
    /// Exactly the written form. Nothing for any name that of() does not give, another ledger's among them;
    /// whether there is such a stall is not known here.
    std::optional<StallId> find(std::string_view text) const;

private:
    std::array<std::uint8_t, 16> key_;
};

}  // namespace choqr::gateway

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.hpp"

namespace choqr::gateway {

/// Numbers of one kind as names: 26 characters of Crockford's base 32 in small letters, which nobody can
/// count through or make from a number. Each is the number, enciphered with AES-128 under a key that only
/// this ledger has (docs/decisions/0622): nothing is stored, and the same ledger gives the same name for
/// ever. Constant after construction; any thread.
class EncipheredNumbers {
public:
    using Key = std::span<const std::uint8_t, 16>;

    EncipheredNumbers(std::uint8_t kind, Key key);
    EncipheredNumbers(const EncipheredNumbers&) = default;
    EncipheredNumbers& operator=(const EncipheredNumbers&) = default;
    ~EncipheredNumbers();  ///< Wipes the key.

    /// `number` is at most INT64_MAX.
    std::string of(std::uint64_t number) const;
    /// Exactly the written form. Nothing for any name that of() does not give, another kind's and another
    /// ledger's among them.
    std::optional<std::uint64_t> find(std::string_view text) const;

private:
    std::uint8_t kind_;
    std::array<std::uint8_t, 16> key_;
};

/// The names under which everybody may see a stall's pictures. Whether there is such a stall is not known
/// here.
class PublicIds {
public:
    /// What the key is derived by (journal::SigningKey::derive).
    static constexpr std::string_view key_label = "choqr public ids v1";

    explicit PublicIds(EncipheredNumbers::Key key) : numbers_{1, key} {}

    std::string of(StallId stall) const { return numbers_.of(stall.value()); }
    std::optional<StallId> find(std::string_view text) const {
        const auto number = numbers_.find(text);
        return number ? std::optional{StallId::from_value(*number)} : std::nullopt;
    }

private:
    EncipheredNumbers numbers_;
};

/// The names under which whoever was sent one sees a payment request; under a key of their own, so that a
/// stall's name leads to none. Whether there is such a request is not known here.
class PublicRequestIds {
public:
    static constexpr std::string_view key_label = "choqr public payment request ids v1";

    explicit PublicRequestIds(EncipheredNumbers::Key key) : numbers_{2, key} {}

    std::string of(PaymentRequestId request) const { return numbers_.of(request.value()); }
    std::optional<PaymentRequestId> find(std::string_view text) const {
        const auto number = numbers_.find(text);
        return number ? std::optional{PaymentRequestId::from_value(*number)} : std::nullopt;
    }

private:
    EncipheredNumbers numbers_;
};

}  // namespace choqr::gateway

#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/sequence.hpp"

namespace choqr {

/// An identifier of one kind of thing. Its number is the sequence of the journal event that created the
/// thing, so ids are unique without a counter and never reused. Outside it is written with the kind's prefix:
/// "st17". No conversion between kinds, none back to a number by accident.
template <class Kind>
class Id {
public:
    constexpr explicit Id(Sequence created_by) : value_{created_by.value()} {}
    static constexpr Id from_value(std::uint64_t value) { return Id{Sequence{value}}; }

    /// The written form, exactly: prefix, then digits without leading zeros.
    static std::optional<Id> parse(std::string_view text) {
        const std::string_view prefix = Kind::prefix;
        if (!text.starts_with(prefix)) return std::nullopt;
        text.remove_prefix(prefix.size());
        if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value > INT64_MAX)
            return std::nullopt;
        return from_value(value);
    }

    constexpr std::uint64_t value() const { return value_; }
    std::string text() const { return std::string{Kind::prefix} + std::to_string(value_); }
    friend constexpr auto operator<=>(Id, Id) = default;

private:
    std::uint64_t value_;
};

using MarketId = Id<struct MarketKind>;
using StallId = Id<struct StallKind>;
using VendorId = Id<struct VendorKindTag>;
using PaymentRequestId = Id<struct PaymentRequestKind>;
using TransferId = Id<struct TransferKind>;
using TokenId = Id<struct TokenKind>;  ///< Of whoever may call: a token, a device, a person.
using SessionId = Id<struct SessionKind>;
using PayeeChangeId = Id<struct PayeeChangeKind>;
using OwnerAskId = Id<struct OwnerAskKind>;  ///< Of an account's owner who was asked.
using PasskeyId = Id<struct PasskeyKind>;

struct MarketKind {
    static constexpr std::string_view prefix = "mk";
};
struct StallKind {
    static constexpr std::string_view prefix = "st";
};
struct VendorKindTag {
    static constexpr std::string_view prefix = "vd";
};
struct PaymentRequestKind {
    static constexpr std::string_view prefix = "pr";
};
struct TransferKind {
    static constexpr std::string_view prefix = "tx";
};
struct TokenKind {
    static constexpr std::string_view prefix = "tk";
};
struct SessionKind {
    static constexpr std::string_view prefix = "ss";
};
struct PayeeChangeKind {
    static constexpr std::string_view prefix = "pc";
};
struct OwnerAskKind {
    static constexpr std::string_view prefix = "oa";
};
struct PasskeyKind {
    static constexpr std::string_view prefix = "pk";
};

/// A name that a person or provider chose, of one kind: built by a checked factory, 1 to `Kind::length_max`
/// bytes of printable UTF-8 (no control characters).
template <class Kind>
class Name {
public:
    static std::optional<Name> parse(std::string_view text) {
        if (text.empty() || text.size() > Kind::length_max) return std::nullopt;
        for (const char c : text)
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
        return Name{text};
    }
    const std::string& text() const { return text_; }
    friend auto operator<=>(const Name&, const Name&) = default;

private:
    explicit Name(std::string_view text) : text_{text} {}
    std::string text_;
};

/// One provider account as named in the configuration, e.g. "sepay-main".
using FeedId = Name<struct FeedKind>;
/// The provider's own identifier of a transfer: with the feed, the key that makes a notice idempotent, for
/// ever.
using ProviderReference = Name<struct ProviderReferenceKind>;

struct FeedKind {
    static constexpr std::size_t length_max = 64;
};
struct ProviderReferenceKind {
    static constexpr std::size_t length_max = 128;
};

}  // namespace choqr

template <class Kind>
struct std::hash<choqr::Id<Kind>> {
    std::size_t operator()(choqr::Id<Kind> id) const noexcept {
        return std::hash<std::uint64_t>{}(id.value());
    }
};
template <class Kind>
struct std::hash<choqr::Name<Kind>> {
    std::size_t operator()(const choqr::Name<Kind>& name) const noexcept {
        return std::hash<std::string>{}(name.text());
    }
};

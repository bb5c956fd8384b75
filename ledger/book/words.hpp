#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/assert.hpp"
#include "book/events.hpp"

// One row per enumerator: its stable word in the outside contract and in the reports, and its number in
// events.proto. An enumerator without a row does not compile.
namespace choqr::book {

template <class Enum>
struct Word {
    Enum value;
    std::string_view word;
    int on_disk;  ///< Never changes its meaning.
};

template <class Enum>
struct Words;

template <>
struct Words<merchants::PointKind> {
    using enum merchants::PointKind;
    static constexpr Word<merchants::PointKind> list[] = {{stall, "stall", 0},
                                                          {collection_point, "collection_point", 1}};
};
template <>
struct Words<merchants::StallStatus> {
    using enum merchants::StallStatus;
    static constexpr Word<merchants::StallStatus> list[] = {
        {open, "open", 0}, {suspended, "suspended", 1}, {closed, "closed", 2}};
};
template <>
struct Words<merchants::VendorKind> {
    using enum merchants::VendorKind;
    static constexpr Word<merchants::VendorKind> list[] = {{person, "person", 0},
                                                           {household_business, "household_business", 1},
                                                           {organisation, "organisation", 2}};
};
template <>
struct Words<merchants::ConsentStatus> {
    using enum merchants::ConsentStatus;
    static constexpr Word<merchants::ConsentStatus> list[] = {
        {not_asked, "not_asked", 0}, {given, "given", 1}, {withdrawn, "withdrawn", 2}};
};
template <>
struct Words<merchants::ConsentHow> {
    using enum merchants::ConsentHow;
    static constexpr Word<merchants::ConsentHow> list[] = {
        {tap, "tap", 0}, {signature, "signature", 1}, {spoken, "spoken", 2}};
};
template <>
struct Words<merchants::AccountKind> {
    using enum merchants::AccountKind;
    static constexpr Word<merchants::AccountKind> list[] = {
        {bank, "bank", 0}, {virtual_account, "virtual_account", 1}, {wallet_phone, "wallet_phone", 2}};
};
template <>
struct Words<merchants::Direction> {
    using enum merchants::Direction;
    static constexpr Word<merchants::Direction> list[] = {{credit, "in", 0}, {debit, "out", 1}};
};
template <>
struct Words<merchants::PaymentRequestStatus> {
    using enum merchants::PaymentRequestStatus;
    static constexpr Word<merchants::PaymentRequestStatus> list[] = {
        {open, "open", 0},         {settled, "settled", 1}, {underpaid, "underpaid", 2},
        {overpaid, "overpaid", 3}, {expired, "expired", 4}, {cancelled, "cancelled", 5}};
};
template <>
struct Words<merchants::MatchBasis> {
    using enum merchants::MatchBasis;
    static constexpr Word<merchants::MatchBasis> list[] = {{virtual_account, "virtual_account", 1},
                                                           {request_code, "request_code", 2},
                                                           {stall_code, "stall_code", 3},
                                                           {only_account, "only_account", 4},
                                                           {none_no_clue, "none_no_clue", 0},
                                                           {none_shared_account, "none_shared_account", 5},
                                                           {none_several_codes, "none_several_codes", 6},
                                                           {none_contradiction, "none_contradiction", 7},
                                                           {none_request_closed, "none_request_closed", 8},
                                                           {none_stall_closed, "none_stall_closed", 9},
                                                           {reversal, "reversal", 10},
                                                           {outgoing, "outgoing", 11},
                                                           {none_outside_feed, "none_outside_feed", 12},
                                                           {none_booked_long_ago, "none_booked_long_ago", 13},
                                                           {none_booked_ahead, "none_booked_ahead", 14},
                                                           {none_perhaps_known, "none_perhaps_known", 15}};
};
template <>
struct Words<EvidenceKind> {
    using enum EvidenceKind;
    static constexpr Word<EvidenceKind> list[] = {
        {notice, "notice", 0}, {polled, "polled", 1}, {statement_line, "statement_line", 2}};
};
template <>
struct Words<TransferStatus> {
    using enum TransferStatus;
    static constexpr Word<TransferStatus> list[] = {{matched, "matched", 1},
                                                    {unmatched, "unmatched", 0},
                                                    {assigned, "assigned", 2},
                                                    {reversed, "reversed", 3},
                                                    {outgoing, "outgoing", 4}};
};
template <>
struct Words<merchants::PlaceKind> {
    using enum merchants::PlaceKind;
    static constexpr Word<merchants::PlaceKind> list[] = {{market, "market", 0}, {hamlets, "hamlets", 1}};
};
template <>
struct Words<merchants::VisitOutcome> {
    using enum merchants::VisitOutcome;
    static constexpr Word<merchants::VisitOutcome> list[] = {
        {spoke, "spoke", 0}, {stand_handed_over, "stand_handed_over", 1}, {refused, "refused", 2}};
};
template <>
struct Words<merchants::RefusalReason> {
    using enum merchants::RefusalReason;
    static constexpr Word<merchants::RefusalReason> list[] = {{other_bank_code, "other_bank_code", 0},
                                                              {fears_tax, "fears_tax", 1},
                                                              {no_smartphone, "no_smartphone", 2},
                                                              {owner_absent, "owner_absent", 3},
                                                              {other, "other", 4}};
};
template <>
struct Words<AsideReason> {
    using enum AsideReason;
    static constexpr Word<AsideReason> list[] = {
        {cash_exchange, "cash_exchange", 0}, {mistake, "mistake", 1}, {family, "family", 2}};
};
template <>
struct Words<Role> {
    using enum Role;
    static constexpr Word<Role> list[] = {
        {operator_, "operator", 0},  {board, "board", 1},     {vendor, "vendor", 2},
        {provider, "provider", 3},   {owner, "owner", 4},     {helper, "helper", 5},
        {province, "province", 6},   {commune, "commune", 7}, {fee_officer, "fee_officer", 8},
        {volunteer, "volunteer", 9}, {display, "display", 10}};
};
template <>
struct Words<Shows> {
    using enum Shows;
    static constexpr Word<Shows> list[] = {{payments, "payments", 0}, {counts, "counts", 1}};
};
template <>
struct Words<KeyAlgorithm> {
    using enum KeyAlgorithm;
    static constexpr Word<KeyAlgorithm> list[] = {
        {es256, "ES256", 0}, {eddsa, "EdDSA", 1}, {rs256, "RS256", 2}};
};

namespace detail {

/// Whether an enumerator has this value: the compiler writes a cast where none has.
template <auto Value>
consteval bool is_enumerator() {
    constexpr std::string_view signature = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Value = ";
    return signature[signature.find(before) + before.size()] != '(';
}

/// The rows stand in the order of the enumerators, which count from 0; each has another word and another
/// number.
template <class Enum>
consteval bool has_every_word() {
    const auto& list = Words<Enum>::list;
    int index = 0;
    for (const auto& one : list) {
        if (static_cast<int>(one.value) != index++) return false;
        for (const auto& other : list)
            if (&one != &other && (one.word == other.word || one.on_disk == other.on_disk)) return false;
    }
    return !is_enumerator<static_cast<Enum>(std::size(Words<Enum>::list))>();
}

}  // namespace detail

template <class Enum>
concept HasWords = requires {
    Words<Enum>::list;
};

template <HasWords Enum>
constexpr const Word<Enum>& word_of(Enum value) {
    static_assert(detail::has_every_word<Enum>(), "every enumerator has its row, in order");
    CHOQR_ASSERT(static_cast<std::size_t>(value) < std::size(Words<Enum>::list), "an enumerator has a word");
    return Words<Enum>::list[static_cast<std::size_t>(value)];
}

/// "matched", in the outside contract.
template <HasWords Enum>
constexpr std::string_view name_of(Enum value) {
    return word_of(value).word;
}

template <HasWords Enum>
constexpr std::optional<Enum> from_disk(int number) {
    for (const auto& one : Words<Enum>::list)
        if (one.on_disk == number) return one.value;
    return std::nullopt;
}

}  // namespace choqr::book

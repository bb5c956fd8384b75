#include <algorithm>

#include "access/capability.hpp"

// Who may do what, and where: one row for each role. What a role has it has at its own places only
// (Principal::reaches).
namespace choqr::gateway {
namespace {

using enum Capability;

// What a stall sold beside what the ledger counts is the stall's own.
constexpr auto of_operator =
    Capabilities::all().without(change_payees).without(own_sales).without(link_refunds);
// Sums of its communes and markets: no stall, nothing that changes anything.
constexpr auto of_province = Capabilities::of(know_oneself, see_places, list_places, see_counts);
constexpr auto of_commune = of_province;
constexpr auto of_board = Capabilities::of(
    know_oneself, see_places, list_places, list_stalls, register_stalls, manage_stalls, print_stands,
    see_transfers, see_past_days, settle_claims, open_trials, see_counts, close_days, pair_first_phones,
    pair_devices, pair_market_devices, record_voice, record_consents, see_acts);
// The one-stop desk: what is asked of those who pay fees, at collection points alone.
constexpr auto of_fee_officer =
    Capabilities::of(know_oneself, see_places, list_places, list_stalls, request_payments);
// Sets stalls up, and sees no money.
constexpr auto of_volunteer =
    Capabilities::of(know_oneself, see_places, list_places, list_stalls, register_stalls, print_stands,
                     pair_first_phones, record_consents, open_trials);
constexpr auto of_vendor = Capabilities::of(know_oneself, see_places, hear_payments, see_transfers,
                                            see_past_days, see_amounts, claim_transfers, request_payments,
                                            open_trials, prove_records, pair_first_phones, pair_devices);
// What a person says of their own data, their own account and their own sales no program says for them.
constexpr auto of_owner =
    with(of_vendor, change_payees, record_consents, own_data, see_acts, own_sales, link_refunds);
constexpr auto of_helper =
    Capabilities::of(know_oneself, see_places, hear_payments, see_transfers, see_amounts, claim_transfers,
                     request_payments, own_sales, open_trials);
constexpr auto of_provider = Capabilities::of(know_oneself);
// Of these the one that was chosen when its code was shown (book::token_of).
constexpr auto of_display = Capabilities::of(know_oneself, hear_aloud, see_counts);

}  // namespace

Capabilities capabilities_of(book::Role role) {
    switch (role) {
        case book::Role::operator_:
            return of_operator;
        case book::Role::province:
            return of_province;
        case book::Role::commune:
            return of_commune;
        case book::Role::board:
            return of_board;
        case book::Role::fee_officer:
            return of_fee_officer;
        case book::Role::volunteer:
            return of_volunteer;
        case book::Role::vendor:
            return of_vendor;
        case book::Role::owner:  // The screen is the same; but this one a person holds.
            return of_owner;
        case book::Role::helper:
            return of_helper;
        case book::Role::provider:
            return of_provider;
        case book::Role::display:
            return of_display;
    }
    return {};
}

Capabilities capabilities_of_person(book::Role role) {
    const bool changes_payees = role == book::Role::operator_ || role == book::Role::board;
    const auto of_token = capabilities_of(role);
    return changes_payees ? of_token.with(change_payees) : of_token;
}

Capabilities limited(Capabilities of_role, const std::optional<std::vector<std::string>>& scopes) {
    if (!scopes) return of_role;
    auto named = Capabilities::of(know_oneself);
    for (const auto& name : *scopes)
        if (const auto one = capability_named(name)) named.add(*one);
    return of_role & named;
}

Bounds bounds_of(book::Role role) {
    using enum Bound;
    switch (role) {
        case book::Role::operator_:
            return {.has_account = true, .has_token = true};
        case book::Role::province:
            return {.province = must, .has_account = true, .has_token = true};
        case book::Role::commune:
            return {.province = must, .commune = must, .has_account = true, .has_token = true};
        case book::Role::board:
            return {.market = must, .has_account = true, .has_token = true};
        case book::Role::fee_officer:  // One of both: are_bounds_of().
            return {.market = may, .province = may, .commune = may, .has_account = true, .has_token = true};
        case book::Role::volunteer:
            return {.market = must, .zone = may, .has_account = true, .has_token = true};
        case book::Role::vendor:
            return {.stall = must, .has_token = true};
        case book::Role::provider:
            return {.feed = must, .has_token = true};
        case book::Role::owner:
        case book::Role::helper:
            return {.stall = must};
        case book::Role::display:
            return {.market = must, .zone = may, .stall = may};
    }
    return {};
}

bool are_bounds_of(book::Role role, bool has_market, const book::Area& area) {
    const auto bounds = bounds_of(role);
    const auto fits = [](Bound bound, bool is_there) {
        return bound == Bound::may || is_there == (bound == Bound::must);
    };
    const bool is_of_commune = area.province && area.commune;
    const bool is_of_one = has_market ? !area.province && !area.commune : is_of_commune;
    if (role == book::Role::fee_officer) return is_of_one && !area.zone;
    return fits(bounds.market, has_market) && fits(bounds.province, area.province.has_value()) &&
           fits(bounds.commune, area.commune.has_value()) && fits(bounds.zone, area.zone.has_value());
}

std::optional<Capability> capability_named(std::string_view name) {
    for (std::size_t i = 0; i < capability_count; ++i)
        if (const auto one = static_cast<Capability>(i); name_of(one) == name) return one;
    return std::nullopt;
}

std::string_view name_of(Capability capability) {
    switch (capability) {
        case know_oneself:
            return "know_oneself";
        case see_places:
            return "see_places";
        case list_places:
            return "list_places";
        case list_stalls:
            return "list_stalls";
        case manage_markets:
            return "manage_markets";
        case register_stalls:
            return "register_stalls";
        case manage_stalls:
            return "manage_stalls";
        case print_stands:
            return "print_stands";
        case hear_payments:
            return "hear_payments";
        case hear_aloud:
            return "hear_aloud";
        case see_transfers:
            return "see_transfers";
        case see_past_days:
            return "see_past_days";
        case see_amounts:
            return "see_amounts";
        case assign_transfers:
            return "assign_transfers";
        case settle_claims:
            return "settle_claims";
        case claim_transfers:
            return "claim_transfers";
        case own_sales:
            return "own_sales";
        case link_refunds:
            return "link_refunds";
        case request_payments:
            return "request_payments";
        case open_trials:
            return "open_trials";
        case see_counts:
            return "see_counts";
        case close_days:
            return "close_days";
        case issue_tokens:
            return "issue_tokens";
        case manage_users:
            return "manage_users";
        case pair_first_phones:
            return "pair_first_phones";
        case pair_devices:
            return "pair_devices";
        case change_payees:
            return "change_payees";
        case pair_market_devices:
            return "pair_market_devices";
        case record_voice:
            return "record_voice";
        case erase_vendors:
            return "erase_vendors";
        case record_consents:
            return "record_consents";
        case own_data:
            return "own_data";
        case see_acts:
            return "see_acts";
        case read_ledger:
            return "read_ledger";
        case prove_records:
            return "prove_records";
        case keep_cosignatures:
            return "keep_cosignatures";
        case act_without_limit:
            return "act_without_limit";
    }
    return "";
}

}  // namespace choqr::gateway

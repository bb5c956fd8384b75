#include "access/capability.hpp"

// Who may do what: one row for each role. What a role has it has at its own places only (Principal::reaches).
namespace choqr::gateway {
namespace {

using enum Capability;

constexpr auto of_operator = Capabilities::all();
constexpr auto of_board =
    Capabilities::of(know_oneself, see_places, list_places, manage_stalls, print_stands, see_transfers,
                     see_past_days, see_counts, close_days, pair_devices, record_consents, see_acts);
constexpr auto of_vendor =
    Capabilities::of(know_oneself, see_places, hear_payments, see_transfers, see_past_days, see_amounts,
                     request_payments, prove_records, pair_devices);
// What a person says of their own data no program says for them.
constexpr auto of_owner = with(of_vendor, record_consents, own_data, see_acts);
constexpr auto of_helper =
    Capabilities::of(know_oneself, see_places, hear_payments, see_transfers, see_amounts);
constexpr auto of_provider = Capabilities::of(know_oneself);

}  // namespace

Capabilities capabilities_of(book::Role role) {
    switch (role) {
        case book::Role::operator_:
            return of_operator;
        case book::Role::board:
            return of_board;
        case book::Role::vendor:
            return of_vendor;
        case book::Role::owner:
            return of_owner;
        case book::Role::helper:
            return of_helper;
        case book::Role::provider:
            return of_provider;
    }
    return {};
}

std::string_view name_of(Capability capability) {
    switch (capability) {
        case know_oneself:
            return "know_oneself";
        case see_places:
            return "see_places";
        case list_places:
            return "list_places";
        case manage_markets:
            return "manage_markets";
        case manage_stalls:
            return "manage_stalls";
        case print_stands:
            return "print_stands";
        case hear_payments:
            return "hear_payments";
        case see_transfers:
            return "see_transfers";
        case see_past_days:
            return "see_past_days";
        case see_amounts:
            return "see_amounts";
        case assign_transfers:
            return "assign_transfers";
        case request_payments:
            return "request_payments";
        case see_counts:
            return "see_counts";
        case close_days:
            return "close_days";
        case issue_tokens:
            return "issue_tokens";
        case manage_users:
            return "manage_users";
        case pair_devices:
            return "pair_devices";
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

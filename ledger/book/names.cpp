#include "base/assert.hpp"
#include "book/book.hpp"

// Stable words of the outside contract and of the reports. A switch without a default: a new value does not compile unnamed.
namespace choqr::book {

std::string_view code_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::idempotency_key_reused: return "idempotency_key_reused";
        case Refusal::market_not_found: return "market_not_found";
        case Refusal::stall_not_found: return "stall_not_found";
        case Refusal::payment_request_not_found: return "payment_request_not_found";
        case Refusal::transfer_not_found: return "transfer_not_found";
        case Refusal::token_not_found: return "token_not_found";
        case Refusal::vendor_not_found: return "vendor_not_found";
        case Refusal::market_code_taken: return "market_code_taken";
        case Refusal::stall_code_taken: return "stall_code_taken";
        case Refusal::market_full:
            return "market_full";
        case Refusal::stall_closed:
            return "stall_closed";
        case Refusal::stall_not_registered: return "stall_not_registered";
        case Refusal::stall_suspended: return "stall_suspended";
        case Refusal::too_many_open_requests:
            return "too_many_open_requests";
        case Refusal::request_quota:
            return "request_quota";
        case Refusal::payment_request_not_open: return "payment_request_not_open";
        case Refusal::transfer_not_assignable: return "transfer_not_assignable";
        case Refusal::codes_exhausted: return "codes_exhausted";
        case Refusal::day_already_closed: return "day_already_closed";
        case Refusal::day_before_market:
            return "day_before_market";
        case Refusal::day_not_over: return "day_not_over";
        case Refusal::stand_version_unknown: return "stand_version_unknown";
        case Refusal::ledger_not_empty:
            return "ledger_not_empty";
        case Refusal::stale_totals: return "stale_totals";
    }
    CHOQR_ASSERT(false, "every refusal has a code");
}

std::string_view name_of(TransferStatus status) {
    switch (status) {
        case TransferStatus::matched: return "matched";
        case TransferStatus::unmatched: return "unmatched";
        case TransferStatus::assigned: return "assigned";
        case TransferStatus::reversed: return "reversed";
        case TransferStatus::outgoing: return "outgoing";
    }
    CHOQR_ASSERT(false, "every transfer status has a name");
}

std::string_view name_of(merchants::PaymentRequestStatus status) {
    using enum merchants::PaymentRequestStatus;
    switch (status) {
        case open: return "open";
        case settled: return "settled";
        case underpaid: return "underpaid";
        case overpaid: return "overpaid";
        case expired: return "expired";
        case cancelled: return "cancelled";
    }
    CHOQR_ASSERT(false, "every payment request status has a name");
}

std::string_view name_of(merchants::MatchBasis basis) {
    using enum merchants::MatchBasis;
    switch (basis) {
        case virtual_account: return "virtual_account";
        case request_code: return "request_code";
        case stall_code: return "stall_code";
        case only_account: return "only_account";
        case none_no_clue: return "none_no_clue";
        case none_shared_account: return "none_shared_account";
        case none_several_codes: return "none_several_codes";
        case none_contradiction: return "none_contradiction";
        case none_request_closed: return "none_request_closed";
        case none_stall_closed: return "none_stall_closed";
        case reversal: return "reversal";
        case outgoing: return "outgoing";
        case none_outside_feed:
            return "none_outside_feed";
        case none_booked_long_ago:
            return "none_booked_long_ago";
        case none_booked_ahead:
            return "none_booked_ahead";
    }
    CHOQR_ASSERT(false, "every match basis has a name");
}

std::string_view name_of(Role role) {
    switch (role) {
        case Role::operator_: return "operator";
        case Role::board: return "board";
        case Role::vendor: return "vendor";
        case Role::provider: return "provider";
    }
    CHOQR_ASSERT(false, "every role has a name");
}

}  // namespace choqr::book

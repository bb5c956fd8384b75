#include "base/assert.hpp"
#include "book/book.hpp"

// Stable codes of the outside contract. A switch without a default: a new value does not compile unnamed.
namespace choqr::book {

std::string_view code_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::idempotency_key_reused:
            return "idempotency_key_reused";
        case Refusal::caller_ended:
            return "caller_ended";
        case Refusal::market_not_found:
            return "market_not_found";
        case Refusal::stall_not_found:
            return "stall_not_found";
        case Refusal::payment_request_not_found:
            return "payment_request_not_found";
        case Refusal::transfer_not_found:
            return "transfer_not_found";
        case Refusal::token_not_found:
            return "token_not_found";
        case Refusal::vendor_not_found:
            return "vendor_not_found";
        case Refusal::user_not_found:
            return "user_not_found";
        case Refusal::session_not_found:
            return "session_not_found";
        case Refusal::passkey_not_found:
            return "passkey_not_found";
        case Refusal::invitation_unknown:
            return "invitation_unknown";
        case Refusal::payee_change_not_found:
            return "payee_change_not_found";
        case Refusal::market_code_taken:
            return "market_code_taken";
        case Refusal::stall_code_taken:
            return "stall_code_taken";
        case Refusal::market_full:
            return "market_full";
        case Refusal::stall_closed:
            return "stall_closed";
        case Refusal::stall_not_registered:
            return "stall_not_registered";
        case Refusal::stall_suspended:
            return "stall_suspended";
        case Refusal::too_many_open_requests:
            return "too_many_open_requests";
        case Refusal::request_quota:
            return "request_quota";
        case Refusal::stall_has_devices:
            return "stall_has_devices";
        case Refusal::too_many_devices:
            return "too_many_devices";
        case Refusal::too_many_market_devices:
            return "too_many_market_devices";
        case Refusal::too_many_users:
            return "too_many_users";
        case Refusal::payee_change_not_theirs:
            return "payee_change_not_theirs";
        case Refusal::payee_change_needed:
            return "payee_change_needed";
        case Refusal::payee_change_not_needed:
            return "payee_change_not_needed";
        case Refusal::payees_unchanged:
            return "payees_unchanged";
        case Refusal::payee_change_open:
            return "payee_change_open";
        case Refusal::payee_change_alone:
            return "payee_change_alone";
        case Refusal::payee_change_vendors:
            return "payee_change_vendors";
        case Refusal::payee_reason_needed:
            return "payee_reason_needed";
        case Refusal::too_many_passkeys:
            return "too_many_passkeys";
        case Refusal::passkey_known:
            return "passkey_known";
        case Refusal::payment_request_not_open:
            return "payment_request_not_open";
        case Refusal::transfer_not_assignable:
            return "transfer_not_assignable";
        case Refusal::codes_exhausted:
            return "codes_exhausted";
        case Refusal::stall_without_vendor:
            return "stall_without_vendor";
        case Refusal::consent_text_unknown:
            return "consent_text_unknown";
        case Refusal::consent_withdrawn:
            return "consent_withdrawn";
        case Refusal::erasure_not_asked_for:
            return "erasure_not_asked_for";
        case Refusal::account_not_at_stall:
            return "account_not_at_stall";
        case Refusal::owner_link_unknown:
            return "owner_link_unknown";
        case Refusal::day_already_closed:
            return "day_already_closed";
        case Refusal::day_before_market:
            return "day_before_market";
        case Refusal::day_not_over:
            return "day_not_over";
        case Refusal::stand_version_unknown:
            return "stand_version_unknown";
        case Refusal::ledger_not_empty:
            return "ledger_not_empty";
        case Refusal::stale_totals:
            return "stale_totals";
    }
    CHOQR_ASSERT(false, "every refusal has a code");
}

}  // namespace choqr::book

#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "merchants/feed_bounds.hpp"
#include "merchants/places.hpp"
#include "merchants/transfer_notice.hpp"

namespace choqr::merchants {

/// How a transfer found its stall, in the order in which it is tried, or why it did not. Stable names: they
/// are written into the journal and shown to people who reconcile.
enum class MatchBasis {
    virtual_account,       ///< The sub-account belongs to one stall.
    request_code,          ///< A payment request's code stands in the text.
    stall_code,            ///< A stall's code stands in the text.
    only_account,          ///< The receiving account belongs to exactly one stall.
    none_no_clue,          ///< No code, and no account we know.
    none_shared_account,   ///< No code, and several stalls share the account.
    none_several_codes,    ///< The text holds the codes of different stalls or requests.
    none_contradiction,    ///< The code names one stall, the account belongs to others only.
    none_request_closed,   ///< The request was cancelled or has expired.
    none_stall_closed,     ///< The stall is suspended or closed.
    reversal,              ///< It takes an earlier transfer back and stands where that one stood.
    outgoing,              ///< Money that left an account: not matched at all.
    none_outside_feed,     ///< The feed may not speak of this account or market (FeedBounds).
    none_booked_long_ago,  ///< Booked too long before it was told of to be believed unseen.
    none_booked_ahead,     ///< Booked in the future.
    none_perhaps_known,    ///< Perhaps another feed has told of this very money already.
};

struct Match {
    MatchBasis basis = MatchBasis::none_no_clue;
    std::optional<StallId> stall;
    std::optional<PaymentRequestId> request;
};

/// All codes of either kind found in a transfer text, without repetition: first as tokens (runs of letters
/// and digits), and only if there are none, in the text with all but letters and digits removed, which
/// repairs the spaces and dashes that banks insert or drop. Vietnamese letters are folded and case is
/// ignored. Only codes whose checks are right.
std::vector<TransferCode> find_codes(std::string_view text);

/// What matching may ask of the book. Each answer is the committed and decided state.
class Registry {
public:
    virtual ~Registry() = default;
    virtual const Stall* stall(StallId id) const = 0;
    virtual const Stall* stall_by_code(StallCode code) const = 0;
    virtual const PaymentRequest* request_by_code(RequestCode code) const = 0;
    /// The stalls that receive on this account now or did within the watch period; two of them if there are
    /// more, as then the account alone says nothing. A closed one only if no other does. `bin` may be unknown
    /// to the provider: then stalls with that account number at any bank.
    virtual std::vector<StallId> stalls_by_account(std::optional<Bin> bin,
                                                   const AccountNumber& number) const = 0;
    /// Whether `stall` is one of those, closed or not.
    virtual bool receives(StallId stall, std::optional<Bin> bin, const AccountNumber& number) const = 0;
    /// Market::code of a market that some stall is in.
    virtual std::string_view market_code(MarketId id) const = 0;
};

/// Whether it moved on an account of `stall` as match() understands the notice: the sub-account where some
/// stall has it, else the account. One that the stall gave up counts as long as it does there.
bool landed_at(const TransferNotice& notice, StallId stall, const Registry& registry);

/// Decides where a credit belongs. Never a guess: doubt is `none_…`, and a person assigns it. Pure.
Match match(const TransferNotice& notice, const Registry& registry);
/// The same for a feed with bounds: what lies outside of them is none_outside_feed, wherever it would have
/// belonged. The account that counts is the sub-account where some stall has it, else the account; a bank
/// that the provider left out is the one of the bounds.
Match match(const TransferNotice& notice, const FeedBounds& bounds, const Registry& registry);

}  // namespace choqr::merchants

#include "merchants/matching.hpp"

#include <algorithm>
#include <string>

#include "base/fold.hpp"

namespace choqr::merchants {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void add_once(std::vector<TransferCode>& codes, TransferCode code) {
    if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
}

std::vector<TransferCode> codes_among_tokens(std::string_view folded) {
    std::vector<TransferCode> codes;
    for (std::size_t i = 0; i < folded.size();) {
        const auto begin = i;
        while (i < folded.size() && is_letter_or_digit(folded[i])) ++i;
        if (const auto code = TransferCode::parse(folded.substr(begin, i - begin))) add_once(codes, *code);
        if (i == begin) ++i;
    }
    return codes;
}

std::vector<TransferCode> codes_when_squeezed(std::string_view folded) {
    std::string squeezed;
    std::ranges::copy_if(folded, std::back_inserter(squeezed), is_letter_or_digit);
    std::vector<TransferCode> codes;
    const std::string_view all{squeezed};
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto length = TransferCode::length_at_begin_of(all.substr(i)))
            if (const auto code = TransferCode::parse(all.substr(i, *length))) add_once(codes, *code);
    return codes;
}

/// What the text names, as far as the registry knows it.
struct Named {
    std::vector<const Stall*> stalls;
    std::vector<const PaymentRequest*> requests;
    bool empty() const { return stalls.empty() && requests.empty(); }
};

Named known_of(const std::vector<TransferCode>& codes, const Registry& registry) {
    Named named;
    for (const auto code : codes) {
        if (code.kind() == TransferCode::Kind::stall) {
            if (const auto* stall = registry.stall_by_code(StallCode::make(code.number())))
                named.stalls.push_back(stall);
        } else if (const auto* request = registry.request_by_code(RequestCode::make(code.number()))) {
            named.requests.push_back(request);
        }
    }
    return named;
}

Named named_in(std::string_view text, const Registry& registry) {
    const auto folded = fold_to_ascii(text);
    auto named = known_of(codes_among_tokens(folded), registry);
    if (named.empty()) named = known_of(codes_when_squeezed(folded), registry);
    return named;
}

bool takes_money(const PaymentRequest& request) {
    return request.status != PaymentRequestStatus::cancelled &&
           request.status != PaymentRequestStatus::expired;
}

Match none(MatchBasis basis) { return {basis, std::nullopt, std::nullopt}; }

Match at_stall(MatchBasis basis, StallId id, const Registry& registry,
               std::optional<PaymentRequestId> request = {}) {
    const auto* stall = registry.stall(id);
    if (!stall || stall->status != StallStatus::open) return none(MatchBasis::none_stall_closed);
    return {basis, id, request};
}

/// The stalls behind the receiving account: the sub-account's where the provider names one that we know, else
/// the account's.
struct Receiver {
    std::vector<StallId> stalls;  ///< No more than two: one, or several.
    const AccountNumber* number = nullptr;
    bool virtual_account = false;
};

bool is_virtual_account_of(StallId id, const AccountNumber& number, const Registry& registry) {
    const auto* stall = registry.stall(id);
    return stall && std::ranges::any_of(stall->accounts, [&](const Account& account) {
               return account.number == number && account.kind == AccountKind::virtual_account;
           });
}

Receiver receiver_of(const TransferNotice& notice, const Registry& registry) {
    if (notice.virtual_account) {
        auto stalls = registry.stalls_by_account(notice.creditor_bin, *notice.virtual_account);
        if (!stalls.empty()) return {std::move(stalls), &*notice.virtual_account, true};
    }
    if (!notice.creditor_account) return {};
    auto stalls = registry.stalls_by_account(notice.creditor_bin, *notice.creditor_account);
    const bool is_virtual =
        stalls.size() == 1 && is_virtual_account_of(stalls.front(), *notice.creditor_account, registry);
    return {std::move(stalls), &*notice.creditor_account, is_virtual};
}

/// What a transfer says, and who might be meant.
struct Case {
    const TransferNotice& notice;
    const Registry& registry;
    Named named;
    Receiver receiver;

    bool belongs_to_others_only(StallId stall) const {
        return !receiver.stalls.empty() && !registry.receives(stall, notice.creditor_bin, *receiver.number);
    }
};

bool same_number(const AccountNumber& a, const AccountNumber& b) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    return std::ranges::equal(a.text(), b.text(), {}, upper, upper);
}

/// The bank that the provider left out, where the bounds know only one for this number.
std::optional<Bin> bank_in_bounds(const TransferNotice& notice, const FeedBounds& bounds) {
    std::optional<Bin> found;
    for (const auto& account : bounds.accounts) {
        const auto is = [&](const std::optional<AccountNumber>& number) {
            return number && same_number(*number, account.number);
        };
        if (!is(notice.virtual_account) && !is(notice.creditor_account)) continue;
        if (found && *found != account.bin) return std::nullopt;
        found = account.bin;
    }
    return found;
}

bool observes(const FeedBounds& bounds, const TransferNotice& notice, const Registry& registry) {
    if (bounds.accounts.empty()) return true;
    const auto& sub = notice.virtual_account;
    const auto& receiving =
        sub && !registry.stalls_by_account(notice.creditor_bin, *sub).empty() ? sub : notice.creditor_account;
    return receiving && std::ranges::any_of(bounds.accounts, [&](const AccountKey& account) {
               return (!notice.creditor_bin || *notice.creditor_bin == account.bin) &&
                      same_number(*receiving, account.number);
           });
}

bool may_credit(const FeedBounds& bounds, StallId stall, const Registry& registry) {
    if (bounds.markets.empty()) return true;
    const auto code = registry.market_code(registry.stall(stall)->market);
    return std::ranges::find(bounds.markets, code) != bounds.markets.end();
}

/// Where the money landed decides; a code only says for which of this stall's requests.
Match match_virtual_account(const Case& asked) {
    const auto stall = asked.receiver.stalls.front();
    const auto& named = asked.named;
    std::optional<PaymentRequestId> request;
    if (named.requests.size() == 1 && named.requests.front()->stall == stall &&
        takes_money(*named.requests.front()))
        request = named.requests.front()->id;
    return at_stall(MatchBasis::virtual_account, stall, asked.registry, request);
}

Match match_request(const Case& asked) {
    const auto& request = *asked.named.requests.front();
    const auto elsewhere = [&](const Stall* stall) { return stall->id != request.stall; };
    if (asked.named.requests.size() > 1 || std::ranges::any_of(asked.named.stalls, elsewhere))
        return none(MatchBasis::none_several_codes);
    if (asked.belongs_to_others_only(request.stall)) return none(MatchBasis::none_contradiction);
    if (!takes_money(request)) return none(MatchBasis::none_request_closed);
    return at_stall(MatchBasis::request_code, request.stall, asked.registry, request.id);
}

Match match_stall_code(const Case& asked) {
    if (asked.named.stalls.size() > 1) return none(MatchBasis::none_several_codes);
    const auto stall = asked.named.stalls.front()->id;
    if (asked.belongs_to_others_only(stall)) return none(MatchBasis::none_contradiction);
    return at_stall(MatchBasis::stall_code, stall, asked.registry);
}

}  // namespace

std::vector<TransferCode> find_codes(std::string_view text) {
    const auto folded = fold_to_ascii(text);
    auto codes = codes_among_tokens(folded);
    return codes.empty() ? codes_when_squeezed(folded) : codes;
}

bool landed_at(const TransferNotice& notice, StallId stall, const Registry& registry) {
    const auto receiver = receiver_of(notice, registry);
    return receiver.number && registry.receives(stall, notice.creditor_bin, *receiver.number);
}

Match match(const TransferNotice& notice, const Registry& registry) {
    const Case asked{notice, registry, named_in(notice.remittance_information, registry),
                     receiver_of(notice, registry)};
    const auto& stalls = asked.receiver.stalls;
    if (asked.receiver.virtual_account && stalls.size() == 1) return match_virtual_account(asked);
    if (!asked.named.requests.empty()) return match_request(asked);
    if (!asked.named.stalls.empty()) return match_stall_code(asked);
    if (stalls.empty()) return none(MatchBasis::none_no_clue);
    if (stalls.size() > 1) return none(MatchBasis::none_shared_account);
    return at_stall(MatchBasis::only_account, stalls.front(), registry);
}

Match match(const TransferNotice& notice, const FeedBounds& bounds, const Registry& registry) {
    if (!notice.creditor_bin)
        if (const auto bank = bank_in_bounds(notice, bounds)) {
            auto told = notice;
            told.creditor_bin = bank;
            return match(told, bounds, registry);
        }
    if (!observes(bounds, notice, registry)) return none(MatchBasis::none_outside_feed);
    const auto found = match(notice, registry);
    return found.stall && !may_credit(bounds, *found.stall, registry) ? none(MatchBasis::none_outside_feed)
                                                                      : found;
}

}  // namespace choqr::merchants

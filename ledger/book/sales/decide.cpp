#include <algorithm>

#include "base/plant.hpp"
#include "book/rules.hpp"
#include "book/transfers/named.hpp"
#include "book/transfers/registry.hpp"

namespace choqr::book {
namespace {

bool is_too_late(const NamedTransfer& transfer, const Deciding& at) {
    return at.now - transfer.counts_at > sales_open_for;
}

/// Why nothing can be said of it as a sale; nothing: it can.
std::optional<Refusal> no_sale_of(const std::optional<NamedTransfer>& transfer, StallId stall,
                                  const Deciding& at) {
    const bool is_theirs = transfer && transfer->stall == stall;
    if (!is_theirs || transfer->status == TransferStatus::unmatched) return Refusal::transfer_not_found;
    if (transfer->received.trial) return Refusal::transfer_is_trial;
    if (!transfer->is_money_at(stall)) return Refusal::transfer_not_received;
    if (is_too_late(*transfer, at)) return Refusal::sale_too_old;
    return std::nullopt;
}

bool is_same(const std::optional<AccountNumber>& a, const std::optional<AccountNumber>& b) {
    return a && b && upper_case(a->text()) == upper_case(b->text());
}

/// Both moved on one account, as told.
bool on_one_account(const merchants::TransferNotice& a, const merchants::TransferNotice& b) {
    const bool one_bank = !a.creditor_bin || !b.creditor_bin || *a.creditor_bin == *b.creditor_bin;
    return one_bank && is_same(a.creditor_account, b.creditor_account);
}

/// All digits and letters: providers also write "****0917".
bool is_told(const std::optional<merchants::Debtor>& who) {
    return who && AccountNumber::parse(who->account_number).has_value();
}

/// Nothing: nobody told one of both.
std::optional<bool> went_to_sender(const merchants::TransferNotice& incoming,
                                   const merchants::TransferNotice& outgoing) {
    if (!is_told(incoming.debtor) || !is_told(outgoing.debtor)) return std::nullopt;
    const auto &from = *incoming.debtor, &to = *outgoing.debtor;
    if (upper_case(from.account_number) != upper_case(to.account_number)) return false;
    if (!from.bin || !to.bin) return std::nullopt;
    return *from.bin == *to.bin;
}

/// Why it cannot have gone back for `incoming`; nothing: it can.
std::optional<Refusal> no_refund_of(const NamedTransfer& incoming,
                                    const std::optional<NamedTransfer>& outgoing, StallId stall,
                                    const Deciding& at) {
    const StateRegistry registry{at.state, at.now};
    if (!outgoing || !landed_at(outgoing->received.notice, stall, registry))
        return Refusal::transfer_not_found;
    const bool left = outgoing->status == TransferStatus::outgoing &&
                      outgoing->received.notice.direction == merchants::Direction::debit;
    if (!left || outgoing->received.trial || outgoing->received.reverses) return Refusal::refund_not_outgoing;
    if (!on_one_account(incoming.received.notice, outgoing->received.notice))
        return Refusal::refund_other_account;
    if (is_too_late(*outgoing, at)) return Refusal::sale_too_old;
    return std::nullopt;
}

Day today(StallId stall, const Deciding& at) {
    const auto market = at.state.places.stall(stall)->stall.market;
    return business_day(at.now, at.state.places.markets.at(market).business_day_cutoff);
}

}  // namespace

Decision decide(SetTransferAside&& asked, const Deciding& at) {
    if (!at.state.places.stall(asked.stall)) return no(Refusal::stall_not_found);
    const auto refused = no_sale_of(named(at, asked.transfer), asked.stall, at);
    if (refused) return no(*refused);
    const auto& aside = at.state.sales.aside;
    const auto found = aside.find(asked.transfer);
    const bool is_aside = found != aside.end() && found->second.stall == asked.stall;
    if (!is_aside && !asked.reason) return nothing();
    if (is_aside && asked.reason == found->second.reason) return exists(found->second.at);
    return record(at, TransferSetAside{asked.transfer, asked.stall, asked.reason});
}

Decision decide(LinkRefund&& asked, const Deciding& at) {
    if (!at.state.places.stall(asked.stall)) return no(Refusal::stall_not_found);
    const auto incoming = named(at, asked.incoming), outgoing = named(at, asked.outgoing);
    if (const auto refused = no_sale_of(incoming, asked.stall, at)) return no(*refused);
    if (const auto refused = no_refund_of(*incoming, outgoing, asked.stall, at)) return no(*refused);
    const auto& sales = at.state.sales;
    if (const auto before = sales.refunds.find(asked.outgoing); before != sales.refunds.end())
        return before->second.incoming == asked.incoming ? exists(before->second.at)
                                                         : no(Refusal::refund_linked_before);
    const auto amount = outgoing->received.notice.amount;
    const auto so_far = sales.refunded.find(asked.incoming);
    const auto sum = (so_far == sales.refunded.end() ? 0 : so_far->second.dong()) + amount.dong();
    if (sum > incoming->received.notice.amount.dong() && !planted("refund_beyond_payment"))
        return no(Refusal::refund_exceeds);
    return record(at, RefundLinked{asked.stall, asked.incoming, asked.outgoing, amount,
                                   went_to_sender(incoming->received.notice, outgoing->received.notice)});
}

Decision decide(DeclareCash&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const std::chrono::sys_days date{asked.date}, last{today(asked.stall, at)};
    if (date > last || date < last - DeclareCash::days_back) return no(Refusal::cash_date_out_of_range);
    const auto found = at.state.sales.cash.find({asked.stall, asked.date});
    const auto vendor = at.state.places.vendor_of(asked.stall);
    const bool is_said = found != at.state.sales.cash.end() && found->second.owner == vendor &&
                         found->second.amount == asked.amount;
    if (is_said) return exists(found->second.at);
    return record(at, CashDeclared{asked.stall, asked.date, asked.amount, vendor});
}

}  // namespace choqr::book

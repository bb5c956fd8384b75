// ConsentMovesNoMoney, NoStays.

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;

/// The stall that what was said is about, if it is such an event.
std::optional<StallId> said_of(const book::Event& event) {
    if (const auto* one = std::get_if<book::ConsentGiven>(&event)) return one->stall;
    if (const auto* one = std::get_if<book::ConsentWithdrawn>(&event)) return one->stall;
    if (const auto* one = std::get_if<book::ErasureRequested>(&event)) return one->stall;
    if (const auto* one = std::get_if<book::ErasureWithdrawn>(&event)) return one->stall;
    return std::nullopt;
}

/// What becomes of money for the stall, told in each way in which it may come.
std::string fate_of_money(const book::Book& book, const merchants::Stall& stall, Instant now) {
    merchants::TransferNotice notice{.reference = *ProviderReference::parse("probe-consent"),
                                     .direction = merchants::Direction::credit,
                                     .creditor_bin = Bin::parse("970436"),
                                     .creditor_account = AccountNumber::parse("97040009"),
                                     .virtual_account = std::nullopt,
                                     .amount = Vnd::of(12'345),
                                     .remittance_information = stall.transfer_code.text(),
                                     .booked_at = now,
                                     .debtor = std::nullopt,
                                     .reversal_of = std::nullopt,
                                     .bank_reference = {},
                                     .as_received = {}};
    std::string fate;
    const auto tell = [&] {
        const auto decision = book.decide(
            {book::RecordTransfer{*FeedId::parse("probe"), notice}, "probe", {}}, book.next(), now);
        for (const auto& event : decision.events)
            if (const auto* received = std::get_if<book::TransferReceived>(&event))
                fate += std::to_string(static_cast<int>(received->status)) + "/" +
                        std::to_string(static_cast<int>(received->match.basis)) + "/" +
                        (received->match.stall ? received->match.stall->text() : "-") + " ";
    };
    tell();
    for (const auto& account : stall.accounts) {
        notice.remittance_information = "mua rau";
        notice.creditor_bin = account.bin;
        notice.creditor_account = account.number;
        tell();
    }
    return fate;
}

/// From the journal alone: a yes after a no is of a phone that was there, or before the operator.
class Noes {
public:
    void take(const RecordedEvent& event) {
        if (const auto* token = std::get_if<book::TokenIssued>(&event.event))
            if (token->token.role == book::Role::operator_) operators_.insert(token->id);
        if (const auto* no = std::get_if<book::ConsentWithdrawn>(&event.event))
            since_.insert_or_assign(no->stall, event.sequence);
        const auto* yes = std::get_if<book::ConsentGiven>(&event.event);
        if (yes == nullptr) return;
        if (const auto no = since_.find(yes->stall); no != since_.end()) must_undo(*yes, event, no->second);
        since_.erase(yes->stall);
    }

private:
    void must_undo(const book::ConsentGiven& yes, const RecordedEvent& event, Sequence no) const {
        const auto by = TokenId::parse(event.actor);
        const bool was_there = !yes.witness && by && by->value() < no.value();
        must(
            was_there || (yes.witness && operators_.contains(*yes.witness)),
            "NoStays: " + event.actor + " said yes at " + yes.stall.text() + " after its vendor had said no");
    }

    std::map<StallId, Sequence> since_;
    std::set<TokenId> operators_;
};

}  // namespace

void check_consents(const std::vector<RecordedEvent>& history) {
    book::Book book;
    Noes noes;
    for (const auto& event : history) {
        noes.take(event);
        const auto stall = said_of(event.event);
        std::optional<merchants::Stall> known;
        if (stall)
            book.each_stall([&](const merchants::Stall& one) {
                if (one.id == *stall) known = one;
            });
        const auto before = known ? fate_of_money(book, *known, event.recorded_at) : std::string{};
        book.apply(event);
        if (known)
            must(fate_of_money(book, *known, event.recorded_at) == before,
                 "ConsentMovesNoMoney: what was said at " + stall->text() + " changes where money goes");
    }
}

}  // namespace choqr::market_day

// ReplayEqualsLive.

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::TransferReceived;

std::string text(Sequence sequence) { return std::to_string(sequence.value()); }

/// The bytes of everything that `book`, which stands after `history`, would do about `commands`, one line
/// each.
std::vector<std::string> opinions(const book::Book& book, const std::vector<RecordedEvent>& history,
                                  const std::vector<book::Command>& commands,
                                  const reports::Reports& reports) {
    const auto now = history.empty() ? Instant{} : history.back().recorded_at;
    book::PlainSealer sealer;
    std::vector<std::string> lines;
    for (const auto& command : commands) {
        book::Book::Known known;
        for (const auto& lookup : book.lookups(command))
            if (const auto found = (lookup.transfer ? reports.known_transfer(*lookup.transfer)
                                                    : reports.known_transfer(lookup.feed, lookup.reference))
                                       .value())
                known.references.push_back({lookup, *found});
        for (const auto& lookup : book.entry_lookups(command)) {
            known.entries = reports.known_entries(lookup).value();
            known.entries_upto = book.next();
        }
        for (const auto& lookup : book.record_lookups(command)) {
            const auto& event = history.at(lookup.record.value());
            const auto* transfer = std::get_if<TransferReceived>(&event.event);
            if (!transfer) continue;
            auto reported = lookup.is_held ? std::nullopt : reports.known_transfer(transfer->id).value();
            known.records.push_back({*transfer, event.recorded_at, reported});
        }
        const auto decision = book.decide(command, book.next(), now, known);
        std::string line = std::to_string(decision.outcome.index());
        if (const auto* exists = std::get_if<book::Exists>(&decision.outcome))
            line += '@' + text(exists->sequence);
        for (auto sequence = book.next(); const auto& event : decision.events) {
            line += '|' + book::encode({sequence, now, "probe", {}, event}, sealer).value().payload;
            sequence = sequence.next();
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

/// What can be asked of a book after `history`: about everything that is in it, so that each answer that a
/// snapshot could have lost is asked for.
class Probes {
public:
    explicit Probes(const std::vector<RecordedEvent>& history) {
        for (const auto& event : history) ask_about(event);
        for (const auto& event : history)
            if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
                ask(book::ChangeMarket{market->market.id, std::chrono::days{90}});
        ask(book::Tick{});
    }
    std::vector<book::Command> commands;

private:
    void ask(book::Ask ask) { commands.push_back({std::move(ask), "probe", {}}); }

    void ask_about(const RecordedEvent& event) {
        if (event.idempotency) commands.push_back({book::Tick{}, "probe", event.idempotency});
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event)) ask_about(stall->stall);
        if (const auto* request = std::get_if<book::PaymentRequestOpened>(&event.event))
            ask(book::CancelPaymentRequest{request->request.id});
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event)) ask_about(*transfer);
        if (const auto* evidence = std::get_if<book::EvidenceSeen>(&event.event))
            ask(book::RecordTransfer{evidence->feed, evidence->notice});
    }

    void ask_about(const merchants::Stall& stall) {
        ask(book::SuspendStall{stall.id, "probe"});
        ask(book::CloseStall{stall.id, "probe"});
        ask(book::RegisterStall{stall.market, stall.kind, stall.code, stall.zone, stall.goods, {}, {}});
        ask(book::RegisterStall{
            stall.market, stall.kind, stall.code + " probe", stall.zone, stall.goods, {}, {}});
        for (std::uint32_t version = 1; version < 8; ++version)
            ask(book::RecordStandsPrinted{stall.market, {{stall.id, version}}});
        for (const auto& account : stall.accounts)
            ask(book::ChangeStall{stall.id, {}, {}, {}, std::vector{account}});
        ask(book::ChangeStall{stall.id, {}, {}, {}, std::vector<merchants::Account>{}});
        ask(book::OpenPaymentRequest{stall.id, Vnd::of(1'000), "probe", {}});
    }

    void ask_about(const TransferReceived& transfer) {
        ask(book::RecordTransfer{transfer.feed, transfer.notice});
        ask(book::AssignTransfer{transfer.id, StallId::from_value(2), "probe"});
        auto again = transfer.notice;  // The same text and account under a new reference.
        again.reference = *ProviderReference::parse("probe-" + again.reference.text());
        again.reversal_of.reset();
        ask(book::RecordTransfer{transfer.feed, again});
        for (const auto kind : {book::EvidenceKind::notice, book::EvidenceKind::statement_line}) {
            book::RecordTransfer told{*FeedId::parse("probe"), again};
            told.kind = kind;
            ask(told);
            told.notice.bank_reference.clear();
            ask(told);
        }
    }
};

}  // namespace

void check_replay(gateway::Ledger& ledger, const std::vector<RecordedEvent>& history) {
    const auto& book = ledger.book();
    book::Book replayed;
    for (const auto& event : history) replayed.apply(event);
    must(replayed.next() == book.next(), "ReplayEqualsLive: the live book is at another sequence");
    must(replayed.next_expiry() == book.next_expiry(), "ReplayEqualsLive: another expiry is next");
    must(replayed.erased_vendors() == book.erased_vendors(), "ReplayEqualsLive: other vendors are erased");
    for (const auto* one : {&book, static_cast<const book::Book*>(&replayed)})
        if (const auto broken = one->broken_invariants(); !broken.empty())
            throw Violation{"BookInvariants: invariant: " + broken.front()};
    const auto commands = Probes{history}.commands;
    const auto live = opinions(book, history, commands, ledger.reports());
    const auto again = opinions(replayed, history, commands, ledger.reports());
    for (std::size_t i = 0; i < commands.size(); ++i)
        must(live[i] == again[i], "ReplayEqualsLive: they decide differently about probe " +
                                      std::to_string(i) + " of kind " +
                                      std::to_string(commands[i].ask.index()));
}

}  // namespace choqr::market_day

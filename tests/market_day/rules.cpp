#include <algorithm>
#include <utility>

#include "journal/merkle.hpp"
#include "journal/proof.hpp"
#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::TransferReceived;
using book::TransferStatus;

std::string text(Sequence sequence) { return std::to_string(sequence.value()); }

const TransferReceived* transfer_at(const std::vector<RecordedEvent>& history, Sequence sequence) {
    if (sequence.value() >= history.size()) return nullptr;
    return std::get_if<TransferReceived>(&history[sequence.value()].event);
}

bool says_the_same(const connectors::SimwalletTransfer& bank, const TransferReceived& recorded) {
    const auto& ours = recorded.notice;
    return ours.reference.text() == bank.transaction_id && ours.amount.dong() == bank.amount &&
           (recorded.erased || ours.remittance_information == bank.content) && ours.creditor_account &&
           ours.creditor_account->text() == bank.account_number && ours.booked_at == bank.booked_at &&
           (ours.direction == merchants::Direction::credit) == bank.incoming;
}

void check_nothing_lost(const Rules& rules, const std::vector<RecordedEvent>& history) {
    for (const auto& transfer : rules.bank) {
        if (!transfer.acknowledged) continue;
        const auto* recorded = transfer_at(history, transfer.acknowledged_as);
        must(recorded != nullptr, "NothingLost: " + transfer.transfer.transaction_id + " was acknowledged as " +
                                      text(transfer.acknowledged_as) + " and is not there");
        must(says_the_same(transfer.transfer, *recorded),
             "NothingLost: " + transfer.transfer.transaction_id + " stands there with other contents");
    }
    for (const auto& [sequence, kind] : rules.promised) {
        must(sequence.value() < history.size(), "NothingLost: " + text(sequence) + " was promised to a person and is not there");
        must(history[sequence.value()].event.index() == kind, "NothingLost: " + text(sequence) + " is another kind of event now");
    }
    std::set<StallId> closed;
    for (const auto& event : history) {
        if (const auto* one = std::get_if<book::StallClosed>(&event.event)) closed.insert(one->stall);
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer && transfer->status == TransferStatus::matched)
            must(!closed.contains(*transfer->match.stall),
                 "ClosedIsClosed: " + transfer->id.text() + " is matched to a stall that is closed");
    }
    std::set<std::pair<TransferId, StallId>> assigned;
    for (const auto& event : history)
        if (const auto* one = std::get_if<book::TransferAssigned>(&event.event)) assigned.emplace(one->transfer, one->stall);
    for (const auto& promise : rules.assigned)
        must(assigned.contains(promise), "NothingLost: the assignment of " + promise.first.text() + " was acknowledged and is not there");
}

void check_one_credit(const std::vector<RecordedEvent>& history) {
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& event : history)
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event))
            must(seen.emplace(transfer->feed.text(), transfer->notice.reference.text()).second,
                 "OneCreditPerTransfer: " + transfer->notice.reference.text() + " was recorded twice");
}

/// What the demonstration wallet pays is marked, and pays no request; nothing else is marked. The sums leave
/// it out (payments_by_day).
void check_trials(const std::vector<RecordedEvent>& history) {
    for (const auto& event : history) {
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr) continue;
        const auto& reference = transfer->notice.reference.text();
        must(transfer->trial == reference.starts_with("demo-"),
             "TrialsCountNowhere: " + reference + (transfer->trial ? " is money" : " is no money"));
        must(!transfer->trial || !transfer->match.request,
             "TrialsCountNowhere: " + reference + " pays a request");
    }
}

void check_time(const std::vector<RecordedEvent>& history) {
    for (std::size_t i = 1; i < history.size(); ++i)
        must(history[i - 1].recorded_at <= history[i].recorded_at, "HistoryOnlyGrows: recorded time runs backwards at " + std::to_string(i));
}

void check_only_grows(const std::vector<journal::TreeHead>& heads, const std::vector<RecordedEvent>& history,
                      const journal::JournalFiles& journal) {
    const auto records = journal.read(Sequence{0}, SIZE_MAX, SIZE_MAX).value();
    std::vector<Hash> roots;
    journal::TreeEdge edge;
    roots.push_back(edge.root());
    for (const auto& record : records) {
        edge.push(journal::leaf_hash(record.entry()));
        roots.push_back(edge.root());
    }
    must(journal.head() == journal::TreeHead{edge.size(), edge.root()}, "HistoryOnlyGrows: the head is not that of the records");
    for (const auto& head : heads)
        must(head.size < roots.size() && roots[head.size] == head.root,
             "HistoryOnlyGrows: the tree of size " + std::to_string(head.size) + " that was shown is no part of this one");
    std::set<std::pair<MarketId, Day>> days;
    for (const auto& event : history) {
        const auto* closed = std::get_if<book::DayClosed>(&event.event);
        if (closed == nullptr) continue;
        must(closed->root == roots[event.sequence.value()], "HistoryOnlyGrows: a day was closed over another tree");
        must(days.emplace(closed->market, closed->day).second, "HistoryOnlyGrows: a day was closed twice");
    }
}

std::string account_and_day(const std::string& account, Instant booked_at) {
    return account + " " + format_day(business_day(booked_at, std::chrono::minutes{0}));
}

/// The bytes of everything that `book` would do about `commands`, one line each.
std::vector<std::string> opinions(const book::Book& book, const std::vector<book::Command>& commands, Instant now,
                                  const reports::Reports& reports) {
    book::PlainSealer sealer;
    std::vector<std::string> lines;
    for (const auto& command : commands) {
        std::vector<book::Book::KnownReference> known;
        for (const auto& lookup : book.lookups(command))
            if (const auto found = reports.known_transfer(lookup.feed, lookup.reference).value()) known.push_back({lookup, *found});
        const auto decision = book.decide(command, book.next(), now, known);
        std::string line = std::to_string(decision.outcome.index());
        if (const auto* exists = std::get_if<book::Exists>(&decision.outcome)) line += '@' + text(exists->sequence);
        for (auto sequence = book.next(); const auto& event : decision.events) {
            line += '|' + book::encode({sequence, now, "probe", {}, event}, sealer).value().payload;
            sequence = sequence.next();
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<book::Command> probes(const std::vector<RecordedEvent>& history) {
    std::vector<book::Command> commands;
    const auto probe = [&](book::Request request) { commands.push_back({std::move(request), "probe", {}}); };
    for (const auto& event : history) {
        if (event.idempotency) commands.push_back({book::Tick{}, "probe", event.idempotency});
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event)) {
            probe(book::SuspendStall{stall->stall.id, "probe"});
            probe(book::CloseStall{stall->stall.id, "probe"});
            auto again = stall->stall;
            probe(book::RegisterStall{again.market, again.kind, again.code, again.zone, again.goods, {}, {}});
            probe(book::RegisterStall{
                again.market, again.kind, again.code + " probe", again.zone, again.goods, {}, {}});
            for (std::uint32_t version = 1; version < 8; ++version) probe(book::RecordStandsPrinted{stall->stall.market, {{stall->stall.id, version}}});
            for (const auto& account : stall->stall.accounts) probe(book::ChangeStall{stall->stall.id, {}, {}, {}, std::vector{account}});
            probe(book::OpenPaymentRequest{stall->stall.id, Vnd::of(1'000), "probe", {}});
        }
        if (const auto* request = std::get_if<book::PaymentRequestOpened>(&event.event))
            probe(book::CancelPaymentRequest{request->request.id});
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event)) {
            probe(book::RecordTransfer{transfer->feed, transfer->notice});
            probe(book::AssignTransfer{transfer->id, StallId::from_value(2), "probe"});
            auto again = transfer->notice;  // The same text and account under a new reference.
            again.reference = *ProviderReference::parse("probe-" + again.reference.text());
            again.reversal_of.reset();
            probe(book::RecordTransfer{transfer->feed, again});
        }
    }
    for (const auto& event : history)
        if (const auto* market = std::get_if<book::MarketRegistered>(&event.event)) probe(book::ChangeMarket{market->market.id, std::chrono::days{90}});
    probe(book::Tick{});
    return commands;
}

struct Sums {
    std::int64_t transactions = 0, amount = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
};

/// Payments by market and day, read from the events in the simplest words.
std::map<std::pair<MarketId, Day>, Sums> payments_by_day(const std::vector<RecordedEvent>& history) {
    std::map<MarketId, std::chrono::minutes> cutoffs;
    std::map<StallId, MarketId> markets;
    struct Payment { StallId stall; Instant booked_at; std::int64_t amount; };
    std::map<TransferId, Payment> payments;
    for (const auto& event : history) {
        if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
            cutoffs.emplace(market->market.id, market->market.business_day_cutoff);
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event)) markets.emplace(stall->stall.id, stall->stall.market);
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event)) {
            if (transfer->reverses) payments.erase(*transfer->reverses);
            if (transfer->status == TransferStatus::matched && !transfer->trial)
                payments.emplace(transfer->id,
                                 Payment{*transfer->match.stall, counts_at(*transfer, event.recorded_at),
                                         transfer->notice.amount.dong()});
        }
        if (const auto* assigned = std::get_if<book::TransferAssigned>(&event.event)) {
            const auto& record = history[assigned->transfer.value()];
            const auto& transfer = std::get<TransferReceived>(record.event);
            if (transfer.trial) continue;
            payments.emplace(assigned->transfer,
                             Payment{assigned->stall, counts_at(transfer, record.recorded_at),
                                     transfer.notice.amount.dong()});
        }
    }
    std::map<std::pair<MarketId, Day>, Sums> sums;
    for (const auto& [id, payment] : payments) {
        const auto market = markets.at(payment.stall);
        auto& sum = sums[{market, business_day(payment.booked_at, cutoffs.at(market))}];
        ++sum.transactions;
        sum.amount += payment.amount;
    }
    return sums;
}

/// What the day's report shows, with what came after its closing.
Sums with_adjustments(const reports::Reports& reports, MarketId market, Day day) {
    const auto counts = reports.counts(market, day, day).value();
    Sums sums{counts.transactions, counts.amount.dong()};
    for (const auto& adjustment : reports.adjustments(market, day, day).value()) {
        sums.transactions += adjustment.transactions;
        sums.amount += adjustment.amount;
    }
    return sums;
}

/// A closed day never changes silently: what was sealed is what the events before it said, and what the report still shows.
void check_closed_day(const reports::Reports& reports, const std::vector<RecordedEvent>& history, Sequence at, const book::DayClosed& closed) {
    auto before = payments_by_day({history.begin(), history.begin() + static_cast<std::ptrdiff_t>(at.value())});
    const Sums sealed{closed.totals.transactions, closed.totals.amount.dong()};
    must(before[{closed.market, closed.day}] == sealed, "ClosedDaysStand: a day was closed with other sums than the events before it have");
    const auto counts = reports.counts(closed.market, closed.day, closed.day).value();
    must(Sums{counts.transactions, counts.amount.dong()} == sealed, "ClosedDaysStand: a closed day's report has changed");
}

}  // namespace

Result<std::vector<RecordedEvent>> history_of(const journal::JournalFiles& journal, const book::Sealer& sealer) {
    const auto records = journal.read(Sequence{0}, SIZE_MAX, SIZE_MAX);
    if (!records) return records.error();
    std::vector<RecordedEvent> history;
    for (const auto& record : *records) {
        auto event = book::decode(record.sequence, record.type, record.payload, sealer);
        if (!event) return event.error();
        history.push_back(*std::move(event));
    }
    return history;
}

void check_journal(const Rules& rules, const std::vector<RecordedEvent>& history, const journal::JournalFiles& journal) {
    check_nothing_lost(rules, history);
    check_one_credit(history);
    check_time(history);
    check_only_grows(rules.heads, history, journal);
    check_trials(history);
}

void check_conservation(const Rules& rules, const std::vector<RecordedEvent>& history) {
    std::map<std::string, std::int64_t> bank, ours;
    std::set<std::string> taken_back;
    for (const auto& transfer : rules.bank)
        if (!transfer.transfer.reversal_of.empty()) taken_back.insert(transfer.transfer.reversal_of);
    for (const auto& [transfer, acknowledged, sequence] : rules.bank) {
        must(acknowledged, "ConservationOfDong: " + transfer.transaction_id + " was never acknowledged though the bank kept asking");
        if (transfer.incoming && !taken_back.contains(transfer.transaction_id))
            bank[account_and_day(transfer.account_number, transfer.booked_at)] += transfer.amount;
    }
    std::set<TransferId> reversed;
    for (const auto& event : history) {
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer != nullptr && transfer->reverses) reversed.insert(*transfer->reverses);
        if (transfer != nullptr && transfer->status == TransferStatus::reversed) reversed.insert(transfer->id);
    }
    for (const auto& event : history) {
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr || transfer->status == TransferStatus::outgoing || reversed.contains(transfer->id)) continue;
        if (transfer->trial) continue;  // TrialsCountNowhere: the bank knows nothing of it.
        ours[account_and_day(transfer->notice.creditor_account->text(), transfer->notice.booked_at)] += transfer->notice.amount.dong();
    }
    for (const auto& [key, dong] : bank)
        must(ours[key] == dong, "ConservationOfDong: " + key + ": the bank has " + std::to_string(dong) + ", the ledger " + std::to_string(ours[key]));
    must(ours.size() == bank.size(), "ConservationOfDong: the ledger has money on a day of which the bank knows nothing");
}

void check_accounts(const std::vector<RecordedEvent>& history) {
    struct Stall {
        MarketId market;
        std::set<std::string> accounts;
        std::map<std::string, Instant> given_up;
        bool closed = false;
    };
    std::map<StallId, Stall> stalls;
    std::map<MarketId, std::chrono::days> watched;
    const auto now_has = [&](const merchants::Stall& stall, Instant at) {
        auto& known = stalls.try_emplace(stall.id, Stall{stall.market, {}, {}, false}).first->second;
        for (const auto& account : std::exchange(known.accounts, {})) known.given_up[account] = at;
        for (const auto& account : stall.accounts) known.accounts.insert(account.number.text());
    };
    for (const auto& event : history) {
        if (const auto* market = std::get_if<book::MarketRegistered>(&event.event)) watched.emplace(market->market.id, std::chrono::days{90});
        if (const auto* market = std::get_if<book::MarketChanged>(&event.event))
            watched[market->market] = market->watch_period.value_or(watched[market->market]);
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event)) now_has(stall->stall, event.recorded_at);
        if (const auto* stall = std::get_if<book::StallChanged>(&event.event)) now_has(stall->stall, event.recorded_at);
        if (const auto* closed = std::get_if<book::StallClosed>(&event.event)) {
            stalls.at(closed->stall).closed = true;
            stalls.at(closed->stall).given_up.clear();
        }
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr) continue;
        std::set<StallId> holders, closed_holders;  // Those count where nobody else does, and get nothing.
        const auto account = transfer->notice.creditor_account->text();
        for (const auto& [id, stall] : stalls) {
            const auto old = stall.given_up.find(account);
            const bool still = old != stall.given_up.end() && event.recorded_at - old->second <= watched.at(stall.market);
            if (stall.accounts.contains(account) || still)
                (stall.closed ? closed_holders : holders).insert(id);
        }
        if (transfer->match.basis == merchants::MatchBasis::only_account)
            must(holders == std::set{*transfer->match.stall}, "OldAccountsAreWatched: " + transfer->id.text() + " is at a stall that does not hold its account");
        if (transfer->match.basis == merchants::MatchBasis::none_no_clue)
            must(holders.empty() && closed_holders.empty(),
                 "OldAccountsAreWatched: " + transfer->id.text() +
                     " has no stall, though one holds its account");
    }
}

void check_replay(gateway::Ledger& ledger, const std::vector<RecordedEvent>& history) {
    const auto& book = ledger.book();
    book::Book replayed;
    for (const auto& event : history) replayed.apply(event);
    must(replayed.next() == book.next(), "ReplayEqualsLive: the live book is at another sequence");
    must(replayed.next_expiry() == book.next_expiry(), "ReplayEqualsLive: another expiry is next");
    must(replayed.erased_vendors() == book.erased_vendors(), "ReplayEqualsLive: other vendors are erased");
    for (const auto* one : {&book, static_cast<const book::Book*>(&replayed)})
        if (const auto broken = one->broken_invariants(); !broken.empty()) throw Violation{"BookInvariants: invariant: " + broken.front()};
    const auto commands = probes(history);
    const auto now = history.empty() ? Instant{} : history.back().recorded_at;
    const auto live = opinions(book, commands, now, ledger.reports());
    const auto again = opinions(replayed, commands, now, ledger.reports());
    for (std::size_t i = 0; i < commands.size(); ++i)
        must(live[i] == again[i], "ReplayEqualsLive: they decide differently about probe " + std::to_string(i) + " of kind " +
                                      std::to_string(commands[i].request.index()));
}

void check_checkpoints(const std::vector<journal::SignedCheckpoint>& earlier, const journal::SignedCheckpoint& latest,
                       gateway::Ledger& ledger) {
    const auto& key = ledger.checkpoints().verifier();
    const auto checkpoint = journal::open_checkpoint(latest.note, key.name(), {&key, 1});
    must(checkpoint && checkpoint->head == latest.head, "HistoryOnlyGrows: a checkpoint does not say what its signature is for");
    for (const auto& one : earlier) {
        if (one.head.size == 0 || one.head == latest.head) continue;
        const auto proof = journal::prove_consistency(ledger.journal(), one.head, latest.head);
        must(proof && journal::verify_consistency({one.head.size, latest.head.size, one.head.root, latest.head.root}, *proof),
             "HistoryOnlyGrows: the checkpoint of size " + std::to_string(latest.head.size) + " is not proven to continue that of size " +
                 std::to_string(one.head.size));
    }
}

void check_erased(gateway::Ledger& ledger, const std::vector<RecordedEvent>& history) {
    for (const auto vendor : ledger.book().erased_vendors())
        must(!ledger.sealer().holds(vendor), "Erased: the key of " + vendor.text() + " is still there");
    std::set<VendorId> erased;
    for (const auto& event : history)
        if (const auto* one = std::get_if<book::VendorErased>(&event.event)) erased.insert(one->vendor);
    for (const auto& event : history)
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event); transfer && transfer->owner && erased.contains(*transfer->owner))
            must(transfer->erased, "Erased: the text of " + transfer->notice.reference.text() + " can still be read");
}

void check_reports(const reports::Reports& reports, const std::vector<RecordedEvent>& history) {
    const auto rebuilt = reports::Reports::open(":memory:").value();
    rebuilt->apply(history).value();
    must(rebuilt->fingerprint().value() == reports.fingerprint().value(), "ReportsAgree: a rebuild differs from what was followed");
    for (const auto& [key, sums] : payments_by_day(history))
        must(with_adjustments(reports, key.first, key.second) == sums,
             "ReportsAgree: " + key.first.text() + " on " + format_day(key.second) + " has other sums than the events");
    for (const auto& event : history)
        if (const auto* closed = std::get_if<book::DayClosed>(&event.event)) check_closed_day(reports, history, event.sequence, *closed);
}

}  // namespace choqr::market_day

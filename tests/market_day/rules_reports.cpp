// ReportsAgree, ClosedDaysStand.

#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::TransferReceived;
using book::TransferStatus;

struct Sums {
    std::int64_t transactions = 0, amount = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
};

struct Payment {
    StallId stall;
    Instant counts_at;
    std::int64_t amount;
};

/// What is at a stall and was not taken back. Trials are no money.
std::map<TransferId, Payment> payments_in(const std::vector<RecordedEvent>& history) {
    std::map<TransferId, Payment> payments;
    const auto pay = [&payments](StallId stall, const TransferReceived& transfer, Instant recorded_at) {
        if (transfer.trial) return;
        const auto at = book::counts_at(transfer, recorded_at);
        payments.insert_or_assign(transfer.id, Payment{stall, at, transfer.notice.amount.dong()});
    };
    const auto put = [&](TransferId id, StallId stall) {
        const auto& record = history[id.value()];
        pay(stall, std::get<TransferReceived>(record.event), record.recorded_at);
    };
    for (const auto& event : history) {
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event)) {
            if (transfer->reverses) payments.erase(*transfer->reverses);
            if (transfer->status == TransferStatus::matched)
                pay(*transfer->match.stall, *transfer, event.recorded_at);
        }
        if (const auto* evidence = std::get_if<book::EvidenceSeen>(&event.event))
            if (evidence->reversed_by) payments.erase(evidence->transfer);
        if (const auto* assigned = std::get_if<book::TransferAssigned>(&event.event))
            put(assigned->transfer, assigned->stall);
        if (const auto* claimed = std::get_if<book::TransferClaimed>(&event.event))
            put(claimed->transfer, claimed->stall);
    }
    return payments;
}

/// Payments by market and day, read from the events in the simplest words.
std::map<std::pair<MarketId, Day>, Sums> payments_by_day(const std::vector<RecordedEvent>& history) {
    std::map<MarketId, std::chrono::minutes> cutoffs;
    std::map<StallId, MarketId> markets;
    for (const auto& event : history) {
        if (const auto* market = std::get_if<book::MarketRegistered>(&event.event))
            cutoffs.emplace(market->market.id, market->market.business_day_cutoff);
        if (const auto* stall = std::get_if<book::StallRegistered>(&event.event))
            markets.emplace(stall->stall.id, stall->stall.market);
    }
    std::map<std::pair<MarketId, Day>, Sums> sums;
    for (const auto& [id, payment] : payments_in(history)) {
        const auto market = markets.at(payment.stall);
        auto& sum = sums[{market, business_day(payment.counts_at, cutoffs.at(market))}];
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

/// A closed day never changes silently: what was sealed is what the events before it said, and what the
/// report still shows.
void check_closed_day(const reports::Reports& reports, const std::vector<RecordedEvent>& history, Sequence at,
                      const book::DayClosed& closed) {
    auto before =
        payments_by_day({history.begin(), history.begin() + static_cast<std::ptrdiff_t>(at.value())});
    const Sums sealed{closed.totals.transactions, closed.totals.amount.dong()};
    must(before[{closed.market, closed.day}] == sealed,
         "ClosedDaysStand: a day was closed with other sums than the events before it have");
    const auto counts = reports.counts(closed.market, closed.day, closed.day).value();
    must(Sums{counts.transactions, counts.amount.dong()} == sealed,
         "ClosedDaysStand: a closed day's report has changed");
}

}  // namespace

void check_reports(const reports::Reports& reports, const std::vector<RecordedEvent>& history) {
    const auto rebuilt = reports::Reports::open(":memory:").value();
    rebuilt->apply(history).value();
    must(rebuilt->fingerprint().value() == reports.fingerprint().value(),
         "ReportsAgree: a rebuild differs from what was followed");
    for (const auto& [key, sums] : payments_by_day(history))
        must(with_adjustments(reports, key.first, key.second) == sums, "ReportsAgree: " + key.first.text() +
                                                                           " on " + format_day(key.second) +
                                                                           " has other sums than the events");
    for (const auto& event : history)
        if (const auto* closed = std::get_if<book::DayClosed>(&event.event))
            check_closed_day(reports, history, event.sequence, *closed);
}

}  // namespace choqr::market_day

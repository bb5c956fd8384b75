#include "reports/roll_ups.hpp"

#include <algorithm>

namespace choqr::reports {
namespace {

constexpr const char* add_to_stall_day =
    "INSERT INTO stall_day VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
    "transactions = transactions + excluded.transactions, amount = amount + excluded.amount";
// ?6: the days that have a payment now; ?7: those that have none any more.
constexpr const char* add_to_stall_month =
    "INSERT INTO stall_month VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET "
    "transactions = transactions + excluded.transactions, amount = amount + excluded.amount, "
    "days = (days | excluded.days) & ~?7";
constexpr const char* add_to_market_day =
    "INSERT INTO market_day VALUES(?1, ?2, ?3, ?4, 0) ON CONFLICT DO UPDATE SET "
    "transactions = transactions + excluded.transactions, amount = amount + excluded.amount";
constexpr const char* add_to_market_hour =
    "INSERT INTO market_hour VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
    "transactions = transactions + excluded.transactions, amount = amount + excluded.amount";
constexpr const char* add_to_market_amount =
    "INSERT INTO market_amount VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
    "payments = payments + excluded.payments";

/// What a stall's days of one month through one feed come to.
struct Month {
    Sums::Sum sum;
    std::int64_t paid = 0, emptied = 0;  ///< Days as bits.
};

}  // namespace

std::int64_t month_of_day(std::int64_t day) {
    const auto date = day_of(day);
    return day_number(date.year() / date.month() / 1);
}

std::size_t Sums::Mix::operator()(const Key& key) const {
    std::uint64_t mixed = 0;
    for (const auto part : key) {
        mixed = (mixed ^ static_cast<std::uint64_t>(part)) * 0x9e3779b97f4a7c15;
        mixed ^= mixed >> 32;
    }
    return mixed;
}

std::vector<std::pair<Sums::Key, Sums::Sum>> Sums::sorted() const {
    std::vector<std::pair<Key, Sum>> list{sums_.begin(), sums_.end()};
    std::ranges::sort(list, {}, &std::pair<Key, Sum>::first);
    return list;
}

void RollUps::add(const Payment& payment, std::int64_t by) {
    const auto dong = by * payment.amount;
    stall_days_.add({static_cast<std::int64_t>(payment.stall.value()), payment.day, payment.feed}, by, dong);
    if (!payment.market) return;
    const auto market = static_cast<std::int64_t>(payment.market->value());
    market_hours_.add({market, payment.day, payment.hour}, by, dong);
    market_amounts_.add({market, payment.day, payment.amount}, by, 0);
}

void RollUps::list(MarketId market, TransferId transfer) {
    const auto of = static_cast<std::int64_t>(market.value());
    const auto block = static_cast<std::int64_t>(transfer.value()) / block_sequences;
    const auto [last, is_new] = last_blocks_.try_emplace(of, block);
    if (!is_new && last->second == block) return;
    last->second = block;
    blocks_.emplace(of, block);
}

void RollUps::write() {
    write_stalls();
    write_markets();
    write_blocks();
    drop();
}

void RollUps::write_stalls() {
    std::map<Sums::Key, Month> months;  // stall, month, feed
    for (const auto& [key, sum] : stall_days_.sorted()) {
        const auto [stall, day, feed] = key;
        database_.run(add_to_stall_day, stall, day, feed, sum.transactions, sum.amount);
        const auto first = month_of_day(day);
        const auto bit = std::int64_t{1} << (day - first);
        auto& month = months[{stall, first, feed}];
        month.sum.transactions += sum.transactions;
        month.sum.amount += sum.amount;
        if (sum.transactions > 0) month.paid |= bit;
        if (sum.transactions < 0 && is_empty(key)) month.emptied |= bit;
    }
    for (const auto& [key, month] : months)
        database_.run(add_to_stall_month, key[0], key[1], key[2], month.sum.transactions, month.sum.amount,
                      month.paid, month.emptied);
}

bool RollUps::is_empty(const Sums::Key& stall_day) {
    return database_
        .query("SELECT 1 FROM stall_day WHERE stall = ?1 AND day = ?2 AND feed = ?3 AND transactions = 0",
               stall_day[0], stall_day[1], stall_day[2])
        .next();
}

void RollUps::write_markets() {
    Sums days, amounts;
    for (const auto& [key, sum] : market_hours_.sorted()) {
        database_.run(add_to_market_hour, key[0], key[1], key[2], sum.transactions, sum.amount);
        days.add({key[0], key[1], 0}, sum.transactions, sum.amount);
    }
    for (const auto& [key, sum] : days.sorted())
        database_.run(add_to_market_day, key[0], key[1], sum.transactions, sum.amount);
    for (const auto& [key, sum] : market_amounts_.sorted())
        amounts.add({key[0], month_of_day(key[1]), key[2]}, sum.transactions, 0);
    for (const auto& [key, sum] : amounts.sorted())
        database_.run(add_to_market_amount, key[0], key[1], key[2], sum.transactions);
}

void RollUps::write_blocks() {
    for (const auto& [market, block] : blocks_)
        database_.run("INSERT INTO transfer_block VALUES(?1, ?2) ON CONFLICT DO NOTHING", market, block);
}

void RollUps::drop() {
    for (auto* sums : {&stall_days_, &market_hours_, &market_amounts_}) sums->clear();
    blocks_.clear();
}

void RollUps::forget() {
    drop();
    last_blocks_.clear();
}

}  // namespace choqr::reports

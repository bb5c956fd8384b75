#include "book/book.hpp"

#include <algorithm>
#include <ranges>

#include "base/plant.hpp"
#include "book/state.hpp"

namespace choqr::book {

std::string upper_case(std::string_view ascii) {
    std::string upper{ascii};
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

void Book::State::expect_to_let_go() const {
    if (letting_go.size() <= 24) return;
    transfers.expect_remove_1(letting_go[24].second);
    transfers.expect_remove_2(letting_go[16].second);
    if (const auto hash = transfers.expect_remove_3(letting_go[8].second)) forgotten.expect(*hash);
}

bool Book::State::is_erased(std::optional<VendorId> vendor) const {
    if (!vendor) return false;
    const auto found = vendors.find(*vendor);
    return found != vendors.end() && found->second;
}

std::optional<VendorId> Book::State::vendor_of(std::optional<StallId> stall) const {
    if (!stall) return std::nullopt;
    const auto found = stalls.find(*stall);
    if (found == stalls.end() || !found->second.stall.vendor) return std::nullopt;
    return found->second.stall.vendor->id;
}

std::vector<HeldAccount> accounts_held(const merchants::Stall& stall) {
    std::vector<HeldAccount> held;
    for (const auto& account : stall.accounts) {
        HeldAccount one{upper_case(account.number.text()), account.bin};
        if (std::ranges::find(held, one) == held.end()) held.push_back(std::move(one));
    }
    return held;
}

namespace {

template <class T>
void insert_sorted(std::vector<T>& into, const T& one) {
    const auto place = std::ranges::lower_bound(into, one);
    if (place == into.end() || *place != one) into.insert(place, one);
}

template <class T>
void erase_sorted(std::vector<T>& from, const T& one) {
    const auto place = std::ranges::lower_bound(from, one);
    if (place != from.end() && *place == one) from.erase(place);
}

}  // namespace

void Book::State::hold(const HeldAccount& account, StallEntry& stall) {
    const Holders::Holder holder{stall.stall.id, account.bin};
    auto& there = holders[account.number];
    insert_sorted(there.current, holder);
    std::erase_if(stall.former, [&](const FormerAccount& former) {
        if (former.account != account) return false;
        erase_sorted(there.given_up, {former.given_up_at, holder});
        return true;
    });
}

void Book::State::let_go(const HeldAccount& account, StallEntry& stall, Instant at) {
    const Holders::Holder holder{stall.stall.id, account.bin};
    auto& there = holders[account.number];
    erase_sorted(there.current, holder);
    insert_sorted(there.given_up, {at, holder});
    stall.former.push_back({account, at});
    const auto outlived = [&](const FormerAccount& former) {
        // Kept as long as any setting could ask for it: what a market watches may be changed at any time.
        return stall.former.size() > former_accounts_max ||
               at - former.given_up_at > merchants::Market::watch_period_max;
    };
    while (outlived(stall.former.front())) {
        const auto& [oldest, given_up_at] = stall.former.front();
        const auto found = holders.find(oldest.number);
        erase_sorted(found->second.given_up, {given_up_at, {stall.stall.id, oldest.bin}});
        if (found->second.empty()) holders.erase(found);
        stall.former.erase(stall.former.begin());
    }
}

void Book::State::hold_closed(StallEntry& stall) {
    for (const auto& account : accounts_held(stall.stall)) {
        auto& there = holders[account.number];
        erase_sorted(there.current, {stall.stall.id, account.bin});
        insert_sorted(there.closed, {stall.stall.id, account.bin});
    }
}

void Book::State::remember_holders(const StallEntry& entry) {
    const auto id = entry.stall.id;
    const bool closed = entry.stall.status == merchants::StallStatus::closed;
    for (const auto& account : accounts_held(entry.stall)) {
        auto& there = holders[account.number];
        insert_sorted(closed ? there.closed : there.current, {id, account.bin});
    }
    for (const auto& [account, at] : entry.former)
        insert_sorted(holders[account.number].given_up, {at, {id, account.bin}});
}

StateRegistry::StateRegistry(const Book::State& state, Instant now) : state_{state}, now_{now} {}

const merchants::Stall* StateRegistry::stall(StallId id) const {
    const auto found = state_.stalls.find(id);
    return found == state_.stalls.end() ? nullptr : &found->second.stall;
}

const merchants::Stall* StateRegistry::stall_by_code(merchants::StallCode code) const {
    const auto found = state_.stall_by_code.find(code.number());
    return found == state_.stall_by_code.end() ? nullptr : stall(found->second);
}

const merchants::PaymentRequest* StateRegistry::request_by_code(merchants::RequestCode code) const {
    const auto id = state_.request_by_code.find(code.number());
    if (id == state_.request_by_code.end()) return nullptr;
    const auto found = state_.requests.find(id->second);
    return found == state_.requests.end() ? nullptr : &found->second.request;
}

std::string_view StateRegistry::market_code(MarketId id) const { return state_.markets.at(id).code; }

bool StateRegistry::counts(const merchants::Stall& stall, Instant at) const {
    return now_ - at <= state_.markets.at(stall.market).watch_period;
}

std::vector<StallId> StateRegistry::stalls_by_account(std::optional<Bin> bin, const AccountNumber& number) const {
    std::vector<StallId> stalls;
    const auto found = state_.holders.find(upper_case(number.text()));
    if (found == state_.holders.end()) return stalls;
    const auto& [current, closed, given_up] = found->second;
    const auto several = [&](const Holders::Holder& holder) {
        if ((!bin || *bin == holder.second) && std::ranges::find(stalls, holder.first) == stalls.end())
            stalls.push_back(holder.first);
        return stalls.size() > 1;
    };
    if (std::ranges::any_of(current, several)) return stalls;
    const auto newest_first = given_up | std::views::reverse | std::views::take(given_up_asked_max);
    const auto counts_too = [&](const Holders::GivenUp& one) {
        const auto* by = stall(one.by.first);
        return by->status != merchants::StallStatus::closed && counts(*by, one.at) && several(one.by);
    };
    if (std::ranges::any_of(newest_first, counts_too) || !stalls.empty()) return stalls;
    static_cast<void>(std::ranges::any_of(closed, several));
    return stalls;
}

bool StateRegistry::receives(StallId id, std::optional<Bin> bin, const AccountNumber& number) const {
    const auto found = state_.stalls.find(id);
    if (found == state_.stalls.end()) return false;
    const auto& entry = found->second;
    const auto upper = upper_case(number.text());
    const auto same = [&](const HeldAccount& account) {
        return account.number == upper && (!bin || *bin == account.bin);
    };
    if (std::ranges::any_of(accounts_held(entry.stall), same)) return true;
    return std::ranges::any_of(entry.former, [&](const FormerAccount& former) {
        return same(former.account) && counts(entry.stall, former.given_up_at);
    });
}

Book::Book() : state_{std::make_unique<State>()} {}
Book::~Book() = default;
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;

namespace {

/// Length-prefixed, so that no two different notices give the same bytes.
class Canonical {
public:
    Canonical& text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        bytes_ += value;
        return *this;
    }
    Canonical& number(std::int64_t value) {
        for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
        return *this;
    }
    template <class T>
    Canonical& named(const std::optional<T>& value) {
        number(value ? 1 : 0);
        return value ? text(value->text()) : *this;
    }
    Canonical& debtor(const std::optional<merchants::Debtor>& value) {
        number(value ? 1 : 0);
        if (!value) return *this;
        return named(value->bin).text(value->account_number).text(value->name);
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

}  // namespace

Hash Book::digest(const merchants::TransferNotice& notice) {
    Canonical canonical;
    canonical.text(notice.reference.text())
        .number(notice.direction == merchants::Direction::credit ? 0 : 1)
        .named(notice.creditor_bin)
        .named(notice.creditor_account)
        .named(notice.virtual_account)
        .number(notice.amount.dong())
        .text(notice.remittance_information)
        .number(notice.booked_at_told ? notice.booked_at.time_since_epoch().count() : -1)
        .debtor(notice.debtor)
        .named(notice.reversal_of)
        .text(notice.bank_reference)
        .number(notice.test ? 1 : 0);
    return sha256(canonical.bytes());
}

std::vector<Book::Lookup> Book::lookups(const Command& command) const {
    const auto* record = std::get_if<RecordTransfer>(&command.request);
    std::vector<Lookup> needed;
    if (!record || record->notice.test) return needed;
    const auto need = [&](const ProviderReference& reference, bool its_contents) {
        const ReferenceKey key{record->feed, reference};
        if (const auto* held = state_->transfers.find(key.text())) {
            if (its_contents && held->digest == Hash{} && !state_->is_erased(held->owner)) needed.push_back({record->feed, reference, held->id});
        } else if (state_->forgotten.perhaps(TransferTable::hash_of(key.text()))) {
            if (planted("filter_false_negative") && key.text().size() % 2 == 0) return;
            needed.push_back({record->feed, reference, std::nullopt});
        }
    };
    need(record->notice.reference, true);
    if (record->notice.reversal_of) need(*record->notice.reversal_of, false);
    return needed;
}

bool Book::is_trial() const { return state_->is_trial; }

Sequence Book::next() const { return state_->next; }

Instant Book::last_recorded_at() const { return state_->last_recorded_at; }

std::size_t Book::references_held() const { return state_->transfers.size(); }

std::optional<Instant> Book::next_expiry() const {
    if (state_->expiries.empty()) return std::nullopt;
    return state_->expiries.begin()->first;
}

std::vector<VendorId> Book::erased_vendors() const {
    std::vector<VendorId> erased;
    for (const auto& [id, at] : state_->vendors)
        if (at) erased.push_back(id);
    return erased;
}

void Book::forget_references(Sequence upto, std::size_t keep) {
    auto& state = *state_;
    while (state.letting_go.size() > keep && state.letting_go.front().first <= upto) {
        state.expect_to_let_go();
        const auto [changed_at, id] = state.letting_go.front();
        state.letting_go.pop_front();
        const auto* transfer = state.transfers.find(id);
        // An unmatched one stays until somebody assigns it; a changed one has a later place in the queue.
        if (!transfer || transfer->changed_at != changed_at || transfer->status == TransferStatus::unmatched) continue;
        if (const auto totals = state.account_days.find(transfer->account_day); totals != state.account_days.end())
            if (++totals->second.forgotten == totals->second.transfers) state.account_days.erase(totals);
        state.forgotten.add(state.transfers.remove(id));
    }
}

}  // namespace choqr::book

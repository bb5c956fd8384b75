#include "book/book.hpp"

#include <algorithm>

#include "base/plant.hpp"
#include "book/rules.hpp"
#include "book/transfers/sameness.hpp"

namespace choqr::book {

Book::Book() : state_{std::make_unique<State>()} {}
Book::~Book() = default;
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;

std::vector<Book::Lookup> Book::lookups(const Command& command) const {
    const auto* record = std::get_if<RecordTransfer>(&command.ask);
    std::vector<Lookup> needed;
    if (!record || record->notice.test) return needed;
    const auto& transfers = state_->transfers;
    const auto need = [&](const ProviderReference& reference, bool its_contents) {
        const ReferenceKey key{record->feed, reference};
        if (const auto* held = transfers.table.find(key.text())) {
            const auto& evidence = held->evidence;
            if (its_contents && evidence.digest == Hash{} && !state_->people.is_erased(evidence.owner))
                needed.push_back({record->feed, reference, Sequence{held->id.value()}});
            if (held->is_further() && !transfers.table.find(evidence.of))
                needed.push_back({record->feed, reference, std::nullopt, evidence.of});
        } else if (transfers.forgotten.perhaps(TransferTable::hash_of(key.text()))) {
            if (planted("filter_false_negative") && key.text().size() % 2 == 0) return;
            needed.push_back({record->feed, reference, std::nullopt});
        }
    };
    need(record->notice.reference, true);
    if (record->notice.reversal_of) need(*record->notice.reversal_of, false);
    return needed;
}

std::vector<Book::EntryLookup> Book::entry_lookups(const Command& command) const {
    const auto* record = std::get_if<RecordTransfer>(&command.ask);
    if (!record || !tells_of_an_entry(*record) || planted("feeds_taken_apart")) return {};
    const auto& notice = record->notice;
    const auto& transfers = state_->transfers;
    if (transfers.table.find(ReferenceKey{record->feed, notice.reference}.text())) return {};
    const bool is_line = record->kind == EvidenceKind::statement_line;
    const Booking booking{notice};
    const auto perhaps_forgotten = [&](std::uint64_t (Booking::*key_of)(int) const) {
        return std::ranges::any_of(days_around, [&](int days) {
            const auto key = (booking.*key_of)(days);
            return key != 0 && transfers.forgotten.perhaps(key);
        });
    };
    const bool by_amount = is_line || perhaps_forgotten(&Booking::line);
    if (!by_amount && !perhaps_forgotten(&Booking::entry)) return {};
    const auto day = std::chrono::sys_days{booking_day(notice)};
    return {{record->feed, std::string{AccountText{notice}.text()},
             day + std::chrono::days{days_around.front()}, day + std::chrono::days{days_around.back()},
             notice.bank_reference, by_amount ? std::optional{notice.amount} : std::nullopt}};
}

namespace {

std::vector<TransferId> transfers_named(const Command& command, const Transfers& transfers) {
    if (const auto* claim = std::get_if<ClaimTransfer>(&command.ask)) return {claim->transfer};
    if (const auto* aside = std::get_if<SetTransferAside>(&command.ask)) return {aside->transfer};
    if (const auto* refund = std::get_if<LinkRefund>(&command.ask))
        return {refund->incoming, refund->outgoing};
    const auto* assign = std::get_if<AssignTransfer>(&command.ask);
    if (assign && transfers.claims.find(assign->transfer)) return {assign->transfer};
    return {};
}

}  // namespace

std::vector<Book::RecordLookup> Book::record_lookups(const Command& command) const {
    std::vector<RecordLookup> needed;
    for (const auto id : transfers_named(command, state_->transfers)) {
        const Sequence record{id.value() < next().value() ? id.value() : 0};
        needed.push_back({record, state_->transfers.table.find(id) != nullptr});
    }
    return needed;
}

namespace {

/// Who may call is asked when the call comes; by the time its turn comes they may have been revoked, and then
/// they have asked too late, whatever they waited for.
bool asks_too_late(const Command& command, const Book::State& state, Instant now) {
    const auto caller = TokenId::parse(command.actor);
    return caller && state.people.has_ended(*caller, now) && !planted("revoked_caller_heard");
}

/// To a command that was carried out before: its Idempotency-Key says so.
std::optional<Decision> answered_before(const Command& command, const Book::State& state) {
    if (!command.idempotency) return std::nullopt;
    auto answered = state.answers.by_key.find(command.idempotency->key);
    if (answered == state.answers.by_key.end() && command.former_key)
        answered = state.answers.by_key.find(*command.former_key);
    if (answered == state.answers.by_key.end()) return std::nullopt;
    if (answered->second.body != command.idempotency->body) return no(Refusal::idempotency_key_reused);
    const auto* transfer = state.transfers.table.find(TransferId{answered->second.sequence});
    return Decision{
        {}, Exists{answered->second.sequence, transfer ? transfer->status : TransferStatus::unmatched}};
}

}  // namespace

Decision Book::decide(Command&& command, Sequence next, Instant now, const Known& known) const {
    if (asks_too_late(command, *state_, now)) return no(Refusal::caller_ended);
    if (auto answer = answered_before(command, *state_)) return *std::move(answer);
    const Deciding at{*state_, next, now, known, command.actor};
    return std::visit([&](auto& asked) { return book::decide(std::move(asked), at); }, command.ask);
}

Decision Book::decide(Command&& command, Sequence next, Instant now) const {
    return decide(std::move(command), next, now, Known{});
}
Decision Book::decide(const Command& command, Sequence next, Instant now, const Known& known) const {
    return decide(Command{command}, next, now, known);
}
Decision Book::decide(const Command& command, Sequence next, Instant now) const {
    return decide(Command{command}, next, now, Known{});
}

void Answers::remember(const RecordedEvent& event) {
    if (!event.idempotency) return;
    const auto [key, body] = *event.idempotency;
    if (!by_key.emplace(key, Answer{body, event.sequence}).second) return;
    if (const auto gone = shares.add(event.actor, key)) by_key.erase(*gone);
}

void Book::apply(const RecordedEvent& event) {
    auto& state = *state_;
    CHOQR_ASSERT(event.sequence == state.next, "events are applied in order, without a gap");
    state.requests.let_go_of_old_requests(event.recorded_at, state.places);
    state.places.let_go_of_old_stalls(event.recorded_at);
    state.transfers.let_go_of_old_claims(event.recorded_at, event.sequence);
    state.sales.let_go(event.recorded_at);
    const Applying at{state, event};
    std::visit([&](const auto& what) { book::apply(what, at); }, event.event);
    state.answers.remember(event);
    state.next = event.sequence.next();
    state.last_recorded_at = event.recorded_at;
}

bool Book::is_trial() const { return state_->transfers.is_trial_ledger; }

Sequence Book::next() const { return state_->next; }

Instant Book::last_recorded_at() const { return state_->last_recorded_at; }

std::size_t Book::references_held() const { return state_->transfers.table.size(); }

std::optional<Instant> Book::next_expiry() const {
    const auto& expiries = state_->requests.expiries;
    const auto& due = state_->payees.due;
    if (expiries.empty() && due.empty()) return std::nullopt;
    if (expiries.empty()) return due.begin()->first;
    if (due.empty()) return expiries.begin()->first;
    return std::min(expiries.begin()->first, due.begin()->first);
}

void Book::each_token(const std::function<void(const TokenKnown&)>& visit) const {
    for (const auto& [id, entry] : state_->people.tokens)
        visit({id, entry.token, entry.revoked_at, entry.is_device});
}

void Book::each_market(const std::function<void(const merchants::Market&)>& visit) const {
    for (const auto& [id, market] : state_->places.markets) visit(market);
}

void Book::each_stall(const std::function<void(const merchants::Stall&)>& visit) const {
    for (const auto& [id, entry] : state_->places.stalls) visit(entry.stall);
}

void Book::each_account(const std::function<void(const AccountHeld&)>& visit) const {
    for (const auto& [id, entry] : state_->places.stalls) {
        for (const auto& [number, bin] : accounts_held(entry.stall)) visit({id, number, bin, std::nullopt});
        for (const auto& [account, at] : entry.former) visit({id, account.number, account.bin, at});
    }
}

void Book::each_payee_change(const std::function<void(const PayeeChange&)>& visit) const {
    for (const auto& [stall, change] : state_->payees.open) visit(change);
}

const Users& Book::users() const { return state_->people.users; }

std::vector<VendorId> Book::erased_vendors() const {
    std::vector<VendorId> erased;
    for (const auto& [id, at] : state_->people.vendors)
        if (at) erased.push_back(id);
    return erased;
}

void Book::forget_references(Sequence upto, std::size_t keep) { state_->transfers.forget(upto, keep); }

}  // namespace choqr::book

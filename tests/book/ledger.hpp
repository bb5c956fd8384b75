#pragma once

#include <string>
#include <vector>

#include "book/book.hpp"
#include "book/codec.hpp"
#include "book/transfers/bank_entry.hpp"
#include "support/catch.hpp"

// The tests' small language: a ledger in memory that takes commands as the sequencer would, and on the way
// proves for each of them that the events survive the journal's bytes and that no invariant breaks.
namespace choqr::book::testing {

inline const Instant start = *parse_rfc3339("2026-11-22T01:00:00Z");
inline const FeedId feed = *FeedId::parse("simwallet");
inline ProviderReference reference(std::string_view text) { return *ProviderReference::parse(text); }
inline merchants::Account account(std::string_view number, std::string_view bin = "970422") {
    return {merchants::AccountKind::bank, *Bin::parse(bin), *AccountNumber::parse(number), "NGUYEN THI BA"};
}

inline merchants::TransferNotice credit(std::string_view ref, std::int64_t dong, std::string text,
                                        std::string_view account_number = "0011223344") {
    return {.reference = reference(ref),
            .direction = merchants::Direction::credit,
            .creditor_bin = Bin::parse("970422"),
            .creditor_account = AccountNumber::parse(account_number),
            .virtual_account = std::nullopt,
            .amount = Vnd::of(dong),
            .remittance_information = std::move(text),
            .booked_at = start,
            .debtor = std::nullopt,
            .reversal_of = std::nullopt,
            .bank_reference = "FT26326000001",
            .as_received = "{}"};
}
inline merchants::TransferNotice debit(std::string_view ref, std::int64_t dong, std::string text = "") {
    auto notice = credit(ref, dong, std::move(text));
    notice.direction = merchants::Direction::debit;
    return notice;
}
inline merchants::TransferNotice reversal(std::string_view ref, std::int64_t dong, std::string_view of) {
    auto notice = debit(ref, dong, "hoan tien");
    notice.reversal_of = reference(of);
    return notice;
}

class Ledger {
public:
    Outcome ask(Ask ask, std::optional<Idempotency> idempotency = {}) {
        return ask_as("operator", std::move(ask), idempotency);
    }
    Outcome ask_as(TokenId who, Ask ask) { return ask_as(who.text(), std::move(ask), {}); }
    Outcome ask_as(std::string who, Ask ask, std::optional<Idempotency> idempotency) {
        Command command{std::move(ask), std::move(who), idempotency};
        auto decision = book.decide(command, book.next(), now, known_to(book, command));
        for (auto& event : decision.events)
            keep({book.next(), now, command.actor, idempotency, std::move(event)});
        const auto broken = book.broken_invariants();
        CHECK(broken == std::vector<std::string>{});
        return decision.outcome;
    }
    /// Booked at this moment: credit() is booked at the start, which after a while nobody believes.
    merchants::TransferNotice credit_now(std::string_view ref, std::int64_t dong, std::string text,
                                         std::string_view account_number = "0011223344") const {
        auto notice = credit(ref, dong, std::move(text), account_number);
        notice.booked_at = now;
        return notice;
    }
    Outcome record(merchants::TransferNotice notice) { return ask(RecordTransfer{feed, std::move(notice)}); }

    MarketId open_market(std::string code = "vungtau") {
        const auto id = MarketId{book.next()};
        ask(RegisterMarket{"Chợ Vũng Tàu", std::move(code), "Bà Rịa", "Phường 1"});
        return id;
    }
    StallId open_stall(MarketId market, std::string code, std::vector<merchants::Account> accounts) {
        const auto id = StallId{book.next()};
        ask(RegisterStall{market, merchants::PointKind::stall, std::move(code), "A", "Rau",
                          VendorDetails{merchants::VendorKind::person, "Ba", {}}, std::move(accounts)});
        return id;
    }
    PaymentRequestId open_request(StallId stall, std::int64_t dong,
                                  std::optional<std::chrono::seconds> expires_in = {}) {
        const auto id = PaymentRequestId{book.next()};
        ask(OpenPaymentRequest{stall, Vnd::of(dong), "ba ký cá", expires_in});
        return id;
    }

    // Who may act. All passwords and secrets are different.
    Hash another() { return sha256("hash " + std::to_string(++hashes_)); }
    TokenId person(Role role, std::optional<MarketId> market = {}) {
        const TokenId id{book.next()};
        ask(InviteUser{role, market, {another(), now + std::chrono::hours{72}}});
        const auto invitation = last<UserInvited>().invitation.code_hash;
        ask(SetPassword{id, another(), invitation, std::nullopt});
        return id;
    }
    TokenId device(StallId stall, TokenId paired_by, Role role = Role::owner) {
        const TokenId id{book.next()};
        ask(PairDevice{stall, role, "Máy", paired_by, another()});
        return id;
    }
    TokenId program(Role role, std::optional<MarketId> market, std::optional<StallId> stall,
                    const std::string& issued_by) {
        const TokenId id{book.next()};
        ask_as(issued_by, IssueToken{role, market, stall, {}, "chương trình", another()}, {});
        return id;
    }

    /// In one step where one is enough; else two operators agree, in a market without delay. The last event
    /// is the stall's change.
    Outcome set_accounts(StallId stall, std::vector<merchants::Account> accounts) {
        auto outcome = ask(ChangeStall{stall, {}, {}, {}, accounts});
        const auto* refused = std::get_if<Refusal>(&outcome);
        if (!refused || *refused != Refusal::payee_change_needed) return outcome;
        while (operators_.size() < 2) operators_.push_back(person(Role::operator_));
        const auto& registered = std::get<StallRegistered>(events.at(stall.value()).event);
        ask(ChangeMarket{
            .market = registered.stall.market, .watch_period = {}, .payee_delay = std::chrono::hours{0}});
        const PayeeChangeId change{book.next()};
        ask_as(operators_[0], ProposePayeeChange{stall, std::move(accounts), ""});
        ask_as(operators_[1], ConfirmPayeeChange{stall, change, "chủ quầy đến tận nơi"});
        return ask(Tick{});
    }

    template <class E>
    const E& last() const {
        return std::get<E>(events.back().event);
    }
    template <class E>
    std::vector<E> all() const {
        std::vector<E> found;
        for (const auto& event : events)
            if (const auto* one = std::get_if<E>(&event.event)) found.push_back(*one);
        return found;
    }
    std::string stall_code(StallId id) const {
        return std::get<StallRegistered>(events.at(id.value()).event).stall.transfer_code.text();
    }
    std::string request_code(PaymentRequestId id) const {
        return std::get<PaymentRequestOpened>(events.at(id.value()).event).request.reference_code.text();
    }

    Book book;
    Instant now = start;
    std::vector<RecordedEvent> events;  ///< events[n] has sequence n.

    /// What the reports would answer to all that `asked` needs for it: they have seen every event.
    Book::Known known_to(const Book& asked, const Command& command) const {
        return {answer(asked.lookups(command)), answer(asked.entry_lookups(command)), asked.next(),
                answer(asked.record_lookups(command))};
    }
    std::vector<Book::KnownReference> answer(const std::vector<Book::Lookup>& lookups) const;
    std::vector<KnownEntry> answer(const std::vector<Book::EntryLookup>& lookups) const;
    std::vector<Book::KnownRecord> answer(const std::vector<Book::RecordLookup>& lookups) const;
    /// As it stands after all events.
    KnownTransfer known(KnownTransfer told) const;

private:
    std::vector<TokenId> operators_;
    int hashes_ = 0;

    void keep(const RecordedEvent& event) {
        PlainSealer sealer;
        const auto encoded = encode(event, sealer);
        REQUIRE(encoded.has_value());
        const auto decoded = decode(event.sequence, encoded->type, encoded->payload, sealer);
        REQUIRE(decoded.has_value());
        REQUIRE(encode(*decoded, sealer)->payload == encoded->payload);
        book.apply(event);
        events.push_back(*decoded);
    }
};

inline KnownTransfer Ledger::known(KnownTransfer told) const {
    for (const auto& event : events) {
        if (const auto* e = std::get_if<TransferReceived>(&event.event)) {
            if (e->id == told.id) {
                told.status = e->status;
                told.stall = e->match.stall;
                told.request = e->match.request;
                told.trial = e->trial;
            }
            if (e->reverses == told.id) told.status = TransferStatus::reversed;
        }
        if (const auto* e = std::get_if<EvidenceSeen>(&event.event);
            e && e->transfer == told.id && e->reversed_by)
            told.status = TransferStatus::reversed;
        if (const auto* e = std::get_if<TransferAssigned>(&event.event); e && e->transfer == told.id) {
            told.status = TransferStatus::assigned;
            told.stall = e->stall;
        }
        if (const auto* e = std::get_if<TransferClaimed>(&event.event); e && e->transfer == told.id) {
            told.status = TransferStatus::assigned;
            told.stall = e->stall;
        }
        if (const auto* e = std::get_if<VendorErased>(&event.event); e && told.owner == e->vendor)
            told.notice_digest = {};
    }
    return told;
}

inline std::vector<Book::KnownReference> Ledger::answer(const std::vector<Book::Lookup>& lookups) const {
    std::vector<Book::KnownReference> answers;
    for (const auto& lookup : lookups)
        for (const auto& event : events) {
            const auto* first = std::get_if<TransferReceived>(&event.event);
            const auto* further = std::get_if<EvidenceSeen>(&event.event);
            const bool tells = first
                                   ? first->feed == lookup.feed && first->notice.reference == lookup.reference
                                   : further && further->feed == lookup.feed &&
                                         further->notice.reference == lookup.reference;
            const bool is_it = lookup.recorded   ? event.sequence == lookup.recorded
                               : lookup.transfer ? first && first->id == lookup.transfer
                                                 : tells;
            if (is_it) answers.push_back({lookup, known(*told_by(event.event))});
        }
    return answers;
}

inline std::vector<KnownEntry> Ledger::answer(const std::vector<Book::EntryLookup>& lookups) const {
    std::vector<KnownEntry> entries;
    for (const auto& lookup : lookups)
        for (const auto& event : events) {
            const auto* e = std::get_if<TransferReceived>(&event.event);
            if (!e || AccountText{e->notice}.text() != lookup.account) continue;
            if (e->match.basis == merchants::MatchBasis::none_outside_feed) continue;
            const std::chrono::sys_days day{booking_day(e->notice)};
            if (day < std::chrono::sys_days{lookup.from} || day > std::chrono::sys_days{lookup.to}) continue;
            const auto& reference = e->notice.bank_reference;
            const bool same = !reference.empty() && reference == lookup.reference;
            if (!same && e->notice.amount != lookup.amount) continue;
            bool told = e->feed == lookup.feed;
            for (const auto& other : events)
                if (const auto* further = std::get_if<EvidenceSeen>(&other.event))
                    told = told || (further->transfer == e->id && further->feed == lookup.feed);
            const bool by_line = e->kind == EvidenceKind::statement_line;
            // As the reports have it: the oldest few of a reference.
            const auto of_reference = std::ranges::count_if(entries, [&](const KnownEntry& one) {
                return same && one.same_reference && one.day == Day{day};
            });
            if (of_reference == entry_holders_max) continue;
            entries.push_back({known(*told_by(event.event)), day, !reference.empty(), same, by_line, told});
        }
    return entries;
}

inline std::vector<Book::KnownRecord> Ledger::answer(const std::vector<Book::RecordLookup>& lookups) const {
    std::vector<Book::KnownRecord> records;
    for (const auto& lookup : lookups) {
        const auto& event = events.at(lookup.record.value());
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (!transfer) continue;
        const auto told = lookup.is_held ? std::nullopt : std::optional{known(*told_by(event.event))};
        records.push_back({*transfer, event.recorded_at, told});
    }
    return records;
}

// Short words for outcomes.
inline std::optional<Refusal> refusal(const Outcome& outcome) {
    const auto* refused = std::get_if<Refusal>(&outcome);
    return refused ? std::optional{*refused} : std::nullopt;
}
inline bool recorded(const Outcome& outcome) { return std::holds_alternative<Recorded>(outcome); }
inline std::optional<TransferStatus> recorded_as(const Outcome& outcome) {
    const auto* one = std::get_if<Recorded>(&outcome);
    return one ? std::optional{one->status} : std::nullopt;
}
inline std::optional<std::uint64_t> exists_at(const Outcome& outcome) {
    const auto* one = std::get_if<Exists>(&outcome);
    return one ? std::optional{one->sequence.value()} : std::nullopt;
}

}  // namespace choqr::book::testing

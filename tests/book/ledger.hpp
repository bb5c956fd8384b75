#pragma once

#include <string>
#include <vector>

#include "book/book.hpp"
#include "book/codec.hpp"
#include "support/catch.hpp"

// The tests' small language: a ledger in memory that takes commands as the sequencer would, and on the way proves for each
// of them that the events survive the journal's bytes and that no invariant breaks.
namespace choqr::book::testing {

inline const Instant start = *parse_rfc3339("2026-11-22T01:00:00Z");
inline const FeedId feed = *FeedId::parse("simwallet");
inline ProviderReference reference(std::string_view text) { return *ProviderReference::parse(text); }
inline merchants::Account account(std::string_view number, std::string_view bin = "970422") {
    return {merchants::AccountKind::bank, *Bin::parse(bin), *AccountNumber::parse(number), "NGUYEN THI BA"};
}

inline merchants::TransferNotice credit(std::string_view ref, std::int64_t dong, std::string text,
                                        std::string_view account_number = "0011223344") {
    return {.reference = reference(ref), .direction = merchants::Direction::credit, .creditor_bin = Bin::parse("970422"),
            .creditor_account = AccountNumber::parse(account_number), .virtual_account = std::nullopt, .amount = Vnd::of(dong),
            .remittance_information = std::move(text), .booked_at = start, .debtor = std::nullopt, .reversal_of = std::nullopt,
            .bank_reference = "FT26326000001", .as_received = "{}"};
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
    Outcome ask(Request request, std::optional<Idempotency> idempotency = {}) {
        Command command{std::move(request), "operator", idempotency};
        const auto known = answer(book.lookups(command));
        auto decision = book.decide(command, book.next(), now, known);
        for (auto& event : decision.events) keep({book.next(), now, command.actor, idempotency, std::move(event)});
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
        ask(RegisterStall{market, merchants::PointKind::stall, std::move(code), "A", "Rau", VendorDetails{merchants::VendorKind::person, "Ba", {}}, std::move(accounts)});
        return id;
    }
    PaymentRequestId open_request(StallId stall, std::int64_t dong, std::optional<std::chrono::seconds> expires_in = {}) {
        const auto id = PaymentRequestId{book.next()};
        ask(OpenPaymentRequest{stall, Vnd::of(dong), "ba ký cá", expires_in});
        return id;
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
    std::string stall_code(StallId id) const { return std::get<StallRegistered>(events.at(id.value()).event).stall.transfer_code.text(); }
    std::string request_code(PaymentRequestId id) const {
        return std::get<PaymentRequestOpened>(events.at(id.value()).event).request.reference_code.text();
    }

    Book book;
    Instant now = start;
    std::vector<RecordedEvent> events;  ///< events[n] has sequence n.

    /// What the reports would answer: they have seen every event.
    std::vector<Book::KnownReference> answer(const std::vector<Book::Lookup>& lookups) const;

private:
    void keep(const RecordedEvent& event) {
        PlainSealer sealer;
        const auto encoded = encode(event, sealer);
        REQUIRE(encoded.has_value());
        const auto decoded = decode(event.sequence, encoded->type, encoded->payload, sealer);
        REQUIRE(decoded.has_value());
        REQUIRE(encode(*decoded, sealer)->payload == encoded->payload);
        book.apply(*decoded);
        events.push_back(*decoded);
    }
};

inline std::vector<Book::KnownReference> Ledger::answer(const std::vector<Book::Lookup>& lookups) const {
    std::vector<Book::KnownReference> known;
    for (const auto& lookup : lookups) {
        std::optional<KnownTransfer> found;
        for (const auto& event : events) {
            if (const auto* e = std::get_if<TransferReceived>(&event.event)) {
                if (e->feed == lookup.feed && e->notice.reference == lookup.reference)
                    found = KnownTransfer{e->id,
                                          e->status,
                                          Book::digest(e->notice),
                                          e->notice.amount,
                                          e->match.stall,
                                          e->match.request,
                                          e->owner,
                                          e->trial};
                if (found && e->reverses == found->id) found->status = TransferStatus::reversed;
            }
            if (const auto* e = std::get_if<TransferAssigned>(&event.event); e && found && e->transfer == found->id) {
                found->status = TransferStatus::assigned;
                found->stall = e->stall;
            }
            if (const auto* e = std::get_if<VendorErased>(&event.event); e && found && found->owner == e->vendor) found->notice_digest = {};
        }
        if (found) known.push_back({lookup, *found});
    }
    return known;
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

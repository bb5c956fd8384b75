#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

/// A random market day of commands, right and wrong ones alike, from a seed.
class RandomDay {
public:
    explicit RandomDay(std::uint32_t seed) : chance_{seed} {
        markets_ = {ledger.open_market("a"), ledger.open_market("b")};
        for (int i = 0; i < 6; ++i) stall();
        for (const auto market : markets_) {
            actors_.push_back(ledger.person(Role::board, market));
            actors_.push_back(ledger.person(Role::operator_));
        }
        for (const auto id : stalls_) actors_.push_back(ledger.device(id, actors_[below(actors_.size())]));
    }

    void step() {
        ledger.now += std::chrono::milliseconds{below(90'000)};
        switch (below(21)) {
            case 0:
                stall();
                break;
            case 1:
                change_payees();
                break;
            case 2:
                ledger.ask(SuspendStall{any_stall(), ""});
                break;
            case 3:
                ledger.ask(ResumeStall{any_stall()});
                break;
            case 4:
            case 5:
                request();
                break;
            case 6:
                ledger.ask(
                    CancelPaymentRequest{PaymentRequestId::from_value(below(ledger.events.size() + 3))});
                break;
            case 7:
                ledger.ask(Tick{});
                break;
            case 8:
                ledger.ask(AssignTransfer{TransferId::from_value(below(ledger.events.size() + 3)),
                                          any_stall(), "r"});
                break;
            case 9:
                reverse();
                break;
            case 10:
                repeat();
                break;
            case 15:
            case 16:
                observe();
                break;
            case 12:
                print();
                break;
            case 13:
                ledger.ask(ChangeMarket{markets_[below(2)], std::chrono::days{below(3)}});
                break;
            case 14:
                change_quota_or_close();
                break;
            case 11:
                ledger.book.forget_references(Sequence{ledger.events.size()}, below(40));
                break;
            default:
                pay();
                break;
        }
    }

    Ledger ledger;

private:
    std::size_t below(std::size_t limit) { return chance_() % limit; }
    StallId any_stall() {
        return below(20) == 0 ? StallId::from_value(99'999) : stalls_[below(stalls_.size())];
    }
    merchants::Account any_account() { return account("10" + std::to_string(below(8))); }
    void stall() {
        std::vector<merchants::Account> accounts;
        if (below(5) != 0) accounts.push_back(any_account());
        const auto id = StallId{ledger.book.next()};
        if (recorded(ledger.ask(RegisterStall{markets_[below(2)],
                                              merchants::PointKind::stall,
                                              "S" + std::to_string(below(60)),
                                              "A",
                                              "",
                                              {},
                                              accounts})))
            stalls_.push_back(id);
    }
    void change_payees() {
        const auto who = actors_[below(actors_.size())];
        const auto id = any_stall();
        const auto change = change_of_[id];
        switch (below(5)) {
            case 0:
                ledger.ask(ChangeStall{id, {}, {}, {}, std::vector{any_account()}});
                break;
            case 1:
                ledger.ask_as(who, RefusePayeeChange{id, PayeeChangeId::from_value(change), ""});
                break;
            case 2:
                propose(who, id);
                break;
            case 3:
                if (id.value() < ledger.events.size()) ledger.set_accounts(id, {any_account()});
                break;
            default:
                for (const auto one : actors_)
                    ledger.ask_as(one, ConfirmPayeeChange{id, PayeeChangeId::from_value(change), "r"});
        }
        if (below(9) == 0) ledger.now += std::chrono::hours{below(400)};
    }
    void propose(TokenId who, StallId id) {
        const auto next = ledger.book.next();
        if (recorded(ledger.ask_as(who, ProposePayeeChange{id, {any_account()}, ""})))
            change_of_[id] = next.value();
    }
    void change_quota_or_close() {
        if (below(3) == 0)
            ledger.ask(ChangeMarket{markets_[below(2)], {}, static_cast<std::uint32_t>(1 + below(12))});
        else
            ledger.ask(CloseStall{any_stall(), "thử"});
        if (below(6) == 0) ledger.now += std::chrono::days{below(100)};
    }
    void request() {
        std::optional<std::chrono::seconds> expiry;
        if (below(2)) expiry = std::chrono::seconds{below(600)};
        const auto id = PaymentRequestId{ledger.book.next()};
        if (recorded(ledger.ask(OpenPaymentRequest{
                any_stall(), Vnd::of(static_cast<std::int64_t>(1 + below(3)) * 1'000), "", expiry})))
            requests_.push_back(id);
    }
    void pay() {
        std::string text;
        if (below(3) == 0) text = ledger.stall_code(stalls_[below(stalls_.size())]);
        if (!requests_.empty() && below(2) == 0)
            text += " " +
                    ledger.request_code(
                        requests_[requests_.size() - 1 - below(std::min<std::size_t>(6, requests_.size()))]);
        auto notice = credit(
            below(12) == 0 ? "r" + std::to_string(below(300)) : "t" + std::to_string(ledger.events.size()),
            static_cast<std::int64_t>(1 + below(3)) * 1'000, text, "10" + std::to_string(below(9)));
        notice.booked_at = ledger.now;
        notice.bank_reference = below(8) == 0 ? "" : "FT" + std::to_string(below(4'000));
        if (below(12) == 0) notice.direction = merchants::Direction::debit;
        sent_.push_back(notice);
        ledger.record(notice);
    }
    /// Another feed tells of what was told, now and then not quite the same.
    void observe() {
        if (sent_.empty()) return;
        auto notice = sent_[below(sent_.size())];
        if (notice.reversal_of) return;
        RecordTransfer told{*FeedId::parse(below(2) ? "sepay-main" : "statement"), notice};
        told.notice.reference = reference("o" + std::to_string(below(300)));
        if (below(4) == 0) told.notice.bank_reference.clear();
        if (below(9) == 0) told.notice.amount = Vnd::of(7'000);
        if (below(9) == 0) told.notice.booked_at += std::chrono::hours{20};
        if (below(2)) told.kind = EvidenceKind::statement_line;
        ledger.ask(told);
    }
    void repeat() {
        if (sent_.empty()) return;
        auto notice = sent_[below(sent_.size())];
        if (below(4) == 0) notice.amount = Vnd::of(7);
        const auto outcome = ledger.record(notice);
        CHECK((exists_at(outcome) || std::holds_alternative<Conflicts>(outcome)));
    }
    void print() {
        RecordStandsPrinted printed{markets_[below(2)], {}};
        for (auto left = below(3); left > 0; --left)
            printed.stands.push_back({any_stall(), static_cast<std::uint32_t>(below(4))});
        ledger.ask(printed);
    }
    void reverse() {
        // Known ones, unknown ones, ones that come later, wrong amounts, and such as look like credits.
        const auto of = below(4) == 0 || sent_.empty() ? "r" + std::to_string(below(300))
                                                       : sent_[below(sent_.size())].reference.text();
        auto notice = reversal("v" + std::to_string(ledger.events.size()),
                               static_cast<std::int64_t>(1 + below(3)) * 1'000, of);
        if (below(5) == 0) notice.direction = merchants::Direction::credit;
        notice.booked_at = ledger.now;
        sent_.push_back(notice);
        ledger.record(notice);
    }

    std::mt19937 chance_;
    std::vector<MarketId> markets_;
    std::vector<StallId> stalls_;
    std::vector<TokenId> actors_;  ///< Boards, operators, owners' phones.
    std::map<StallId, std::uint64_t> change_of_;
    std::vector<PaymentRequestId> requests_;
    std::vector<merchants::TransferNotice> sent_;
};

/// What went on, as one text: two books that answer alike are alike as far as anybody can tell.
std::string answers_of(const Book& book, const Ledger& ledger) {
    std::string all;
    PlainSealer sealer;
    for (const auto& event : ledger.events) {
        const auto* e = std::get_if<TransferReceived>(&event.event);
        const auto* further = std::get_if<EvidenceSeen>(&event.event);
        if (!e && !further) continue;
        const Command again{
            e ? RecordTransfer{e->feed, e->notice} : RecordTransfer{further->feed, further->notice}, "", {}};
        const auto outcome =
            book.decide(again, book.next(), ledger.now, ledger.known_to(book, again)).outcome;
        const auto* exists = std::get_if<Exists>(&outcome);
        all += exists ? std::to_string(exists->sequence.value()) + std::string{name_of(exists->status)} + " "
                      : "? ";
    }
    const auto tick = book.decide({Tick{}, "", {}}, book.next(), ledger.now + std::chrono::days{1});
    return all + std::to_string(tick.events.size());
}

}  // namespace

TEST_CASE("book: whatever is asked in whatever order, no invariant breaks", "[book][property]") {
    constexpr int steps = 250;
    const char* const asked =
        std::getenv("CHOQR_BOOK_OPERATIONS");  // script/check book-operations asks for more.
    const auto operations = asked ? std::strtol(asked, nullptr, 10) : 60 * steps;
    std::size_t events = 0;
    for (std::uint32_t seed = 1; seed <= operations / steps; ++seed) {
        CAPTURE(seed);
        RandomDay day{seed};
        for (int step = 0; step < steps; ++step) day.step();
        events += day.ledger.events.size();
    }
    if (asked)
        std::printf("%ld operations, %zu events: after each no invariant was broken\n",
                    operations / steps * steps, events);
    CHECK(events > static_cast<std::size_t>(operations / 4));
}

TEST_CASE("book: the state is what the events say, however often they are replayed", "[book][property]") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        RandomDay day{seed};
        for (int step = 0; step < 200; ++step) day.step();
        Book replayed;
        for (const auto& event : day.ledger.events) replayed.apply(event);
        CHECK(replayed.broken_invariants().empty());
        CHECK(answers_of(replayed, day.ledger) == answers_of(day.ledger.book, day.ledger));
        CHECK(replayed.next_expiry() == day.ledger.book.next_expiry());
    }
}

TEST_CASE("book: loaded from a snapshot it is the book that was replayed, whatever the history",
          "[book][property][snapshot]") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        RandomDay day{seed};
        for (int step = 0; step < 200; ++step) day.step();
        const auto& events = day.ledger.events;
        const auto cut = seed * events.size() / 20;
        CAPTURE(seed, cut, events.size());
        Book replayed;
        Book loaded;
        for (std::size_t at = 0; at < events.size(); ++at) {
            if (at == cut) loaded = Book::from_snapshot(replayed.snapshot()).value();
            if (at >= cut) loaded.apply(events[at]);
            replayed.apply(events[at]);
            // As the sequencer would, at moments that depend on the sequence alone.
            if (at % 32 != 0) continue;
            replayed.forget_references(Sequence{at}, 20);
            if (at >= cut) loaded.forget_references(Sequence{at}, 20);
        }
        if (cut == events.size()) loaded = Book::from_snapshot(replayed.snapshot()).value();
        CHECK(loaded.next() == replayed.next());
        CHECK(loaded.last_recorded_at() == replayed.last_recorded_at());
        CHECK(loaded.snapshot().bytes == replayed.snapshot().bytes);
        CHECK(loaded.broken_invariants().empty());
        CHECK(loaded.next_expiry() == replayed.next_expiry());
        CHECK(answers_of(loaded, day.ledger) == answers_of(replayed, day.ledger));
    }
}

TEST_CASE("book: one that ran and forgot survives its snapshot and goes on", "[book][property][snapshot]") {
    for (std::uint32_t seed = 21; seed <= 30; ++seed) {
        CAPTURE(seed);
        RandomDay day{seed};
        for (int step = 0; step < 300; ++step) {
            day.step();
            if (step % 60 == 0) day.ledger.book = Book::from_snapshot(day.ledger.book.snapshot()).value();
        }
        CHECK(Book::from_snapshot(day.ledger.book.snapshot()).value().broken_invariants().empty());
    }
}

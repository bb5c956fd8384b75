#pragma once

#include <string>
#include <vector>

#include "book/book.hpp"
#include "book/events.hpp"

namespace choqr::reports::test {

struct StallWords {
    std::string code;
    std::string zone = "A";
    bool account = true;
    merchants::PointKind kind = merchants::PointKind::stall;
};

struct TransferWords {
    std::int64_t dong = 10'000;
    std::optional<Instant> booked_at = std::nullopt;  ///< `now` unless told.
    std::string feed = "simwallet";
    std::optional<PaymentRequestId> request = std::nullopt;
    std::optional<merchants::PaymentRequestStatus> request_status = std::nullopt;
    std::optional<TransferId> reverses = std::nullopt;
    std::string text = "mua rau";
    std::string payer = "0903123456";
    std::optional<std::string> account = std::nullopt;
};

/// A small language for histories: each word adds the event that the book would have decided.
class History {
public:
    explicit History(Instant start) : now{start} {}

    Instant now;  ///< Of the next event.
    std::vector<book::RecordedEvent> events;

    MarketId market(const std::string& code, std::chrono::minutes cutoff = std::chrono::minutes{0}) {
        const MarketId id{next()};
        add(book::MarketRegistered{{id, "Chợ " + code, code, "Bà Rịa - Vũng Tàu", "Vũng Tàu", cutoff}});
        return id;
    }

    StallId stall(MarketId market, const StallWords& words) {
        const StallId id{next()};
        merchants::Stall stall{
            id,         market,
            words.kind, merchants::StallStatus::open,
            words.code, words.zone,
            "rau",      merchants::StallCode::make(static_cast<std::uint32_t>(next().value())),
            {},         {}};
        stall.vendor =
            merchants::Vendor{VendorId{next()}, merchants::VendorKind::person, "Cô Ba", std::nullopt};
        if (words.account) stall.accounts.push_back(account_of(id));
        stalls.push_back(stall);
        add(book::StallRegistered{stall});
        return id;
    }
    static merchants::Account account_of(StallId id, const std::string& bin = "970436") {
        return {merchants::AccountKind::bank, *Bin::parse(bin),
                *AccountNumber::parse("10" + std::to_string(id.value())), "CO BA"};
    }
    void change(StallId id, std::vector<merchants::Account> accounts) {
        auto& stall = of(id);
        stall.accounts = std::move(accounts);
        add(book::StallChanged{stall});
    }
    void move(StallId id, const std::string& zone, const std::string& goods) {
        auto& stall = of(id);
        stall.zone = zone;
        stall.goods = goods;
        add(book::StallChanged{stall});
    }
    void suspend(StallId id) { add(book::StallSuspended{id, "nghỉ Tết"}); }
    void resume(StallId id) { add(book::StallResumed{id}); }
    void close_for_good(StallId id) { add(book::StallClosed{id, "nhập nhầm"}); }

    TransferId pay(StallId stall, const TransferWords& words = {}) {
        return transfer(book::TransferStatus::matched, stall, merchants::MatchBasis::stall_code, words);
    }
    TransferId unmatched(const TransferWords& words = {}) {
        return transfer(book::TransferStatus::unmatched, std::nullopt, merchants::MatchBasis::none_no_clue,
                        words);
    }
    /// Takes `original` back; it stood at `stall` if anywhere.
    TransferId reverse(TransferId original, std::optional<StallId> stall, TransferWords words = {}) {
        words.reverses = original;
        return transfer(book::TransferStatus::outgoing, stall, merchants::MatchBasis::reversal, words);
    }
    void assign(TransferId transfer, StallId stall) {
        add(book::TransferAssigned{transfer, stall, "bà ấy nhận ra"});
    }
    void claim(TransferId transfer, StallId stall) { add(book::TransferClaimed{transfer, stall}); }
    void dispute(TransferId transfer, StallId stall) { add(book::TransferClaimDisputed{transfer, stall}); }
    /// A person settles what `from` had claimed and another disputes.
    void settle(TransferId transfer, StallId from, StallId stall) {
        add(book::TransferAssigned{transfer, stall, "đã hỏi cả hai", from});
    }

    PaymentRequestId request(StallId stall, std::int64_t dong,
                             std::optional<std::uint32_t> code = std::nullopt) {
        const PaymentRequestId id{next()};
        merchants::PaymentRequest request{
            id,
            stall,
            Vnd::of(dong),
            "2 kg cam",
            merchants::RequestCode::make(code.value_or(static_cast<std::uint32_t>(next().value()))),
            now,
            {},
            {},
            merchants::PaymentRequestStatus::open};
        add(book::PaymentRequestOpened{request});
        return id;
    }

    void close(MarketId market, Day day, const book::DayTotals& totals) {
        add(book::DayClosed{market, day, totals, sha256("tree")});
    }
    void erase(VendorId vendor) { add(book::VendorErased{vendor, "theo yêu cầu"}); }

    void add(book::Event event, std::optional<book::Idempotency> idempotency = std::nullopt) {
        events.push_back({next(), now, "operator", idempotency, std::move(event)});
        now += std::chrono::seconds{1};
    }
    Sequence next() const { return Sequence{events.size()}; }

private:
    merchants::Stall& of(StallId id) {
        for (auto& stall : stalls)
            if (stall.id == id) return stall;
        std::abort();
    }
    TransferId transfer(book::TransferStatus status, std::optional<StallId> stall,
                        merchants::MatchBasis basis, const TransferWords& words) {
        const TransferId id{next()};
        merchants::TransferNotice notice{
            .reference = *ProviderReference::parse("FT" + std::to_string(next().value())),
            .direction = merchants::Direction::credit,
            .creditor_bin = std::nullopt,
            .creditor_account = words.account ? AccountNumber::parse(*words.account) : std::nullopt,
            .virtual_account = std::nullopt,
            .amount = Vnd::of(words.dong),
            .remittance_information = words.text,
            .booked_at = words.booked_at.value_or(now),
            .debtor = merchants::Debtor{std::nullopt, words.payer, "NGUYEN VAN A"},
            .reversal_of = std::nullopt,
            .bank_reference = {},
            .as_received = {},
            .test = false};
        book::TransferReceived event{
            .id = id, .feed = *FeedId::parse(words.feed), .notice = std::move(notice)};
        event.status = status;
        event.match = {basis, stall, words.request};
        event.request_status = words.request_status;
        event.reverses = words.reverses;
        add(std::move(event));
        return id;
    }

    std::vector<merchants::Stall> stalls;
};

/// "2026-11-22 10:04:05" in Vietnam.
inline Instant local(const char* text) { return parse_vietnam_local(text).value(); }
inline Day day(const char* text) { return parse_day(text).value(); }

}  // namespace choqr::reports::test

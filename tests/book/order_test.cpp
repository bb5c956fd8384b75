#include <algorithm>
#include <map>

#include "ledger.hpp"
#include "merchants/payment_request.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::PaymentRequestStatus;

namespace {

// Seven things that happen to one payment of 100,000 dong: it is paid in two parts, the first part's notice
// comes twice and once more with another amount, it is taken back, the vendor cancels, and a third part
// arrives late.
enum Step { paid, duplicate, refund, late, cancel, correction, settle, step_count };

/// Where everything stands in the end, without the sequences, which differ by order.
struct Ending {
    std::map<std::string, std::pair<TransferStatus, std::int64_t>> transfers;
    PaymentRequestStatus request = PaymentRequestStatus::open;
    std::int64_t received = 0;
    friend bool operator==(const Ending&, const Ending&) = default;
};

class OnePayment {
public:
    void happen(Step step) {
        const auto text = ledger_.request_code(request_);
        switch (step) {
            case paid:
                record(credit("part-1", 60'000, text));
                break;
            case duplicate:
                record(credit("part-1", 60'000, text));
                break;
            case correction:
                record(credit("part-1", 66'000, text));
                break;
            case settle:
                record(credit("part-2", 40'000, text));
                break;
            case late:
                record(credit("part-3", 10'000, text));
                break;
            case refund:
                record(reversal("refund", 60'000, "part-1"));
                break;
            case cancel: {
                const auto outcome = ledger_.ask(CancelPaymentRequest{request_});
                cancelled = recorded(outcome);
                cancel_refused = refusal(outcome).has_value();
                break;
            }
            case step_count:
                break;
        }
    }

    /// From the events alone, as somebody who only has the journal would count.
    Ending ending() const {
        Ending end;
        std::map<TransferId, std::string> names;
        for (const auto& e : ledger_.all<TransferReceived>()) {
            end.transfers[e.notice.reference.text()] = {e.status, e.notice.amount.dong()};
            names[e.id] = e.notice.reference.text();
            if (e.reverses) end.transfers[names.at(*e.reverses)].first = TransferStatus::reversed;
            if (e.reversed_by) end.transfers[names.at(*e.reversed_by)].first = TransferStatus::outgoing;
        }
        for (const auto& [reference, transfer] : end.transfers)
            if (transfer.first == TransferStatus::matched) end.received += transfer.second;
        VndSum received;
        received += Vnd::of(end.received);
        end.request = cancelled ? PaymentRequestStatus::cancelled
                                : merchants::status_by_money(Vnd::of(100'000), received);
        return end;
    }

    /// A person is told that something waits for them: money unmatched, contents in conflict, a cancellation
    /// refused.
    bool needs_review() const {
        const auto end = ending();
        const auto unmatched = [](const auto& entry) {
            return entry.second.first == TransferStatus::unmatched;
        };
        return cancel_refused || !ledger_.all<NoticeConflicted>().empty() ||
               std::ranges::any_of(end.transfers, unmatched);
    }

    bool cancelled = false, cancel_refused = false;
    std::size_t part_1_conflicts() const { return ledger_.all<NoticeConflicted>().size(); }
    std::int64_t part_1_amount() const { return ending().transfers.at("part-1").second; }

private:
    void record(merchants::TransferNotice notice) { CHECK(!refusal(ledger_.record(std::move(notice)))); }

    Ledger ledger_;
    StallId stall_ = ledger_.open_stall(ledger_.open_market(), "A-1", {account("0011223344")});
    PaymentRequestId request_ = ledger_.open_request(stall_, 100'000);
};

std::vector<Step> all_steps() {
    std::vector<Step> steps;
    for (int step = 0; step < step_count; ++step) steps.push_back(static_cast<Step>(step));
    return steps;
}

}  // namespace

TEST_CASE("book: seven events of one payment in all 5,040 orders end alike, or a person is told",
          "[book][orders]") {
    // What may differ lawfully: whether the vendor's cancellation came early enough to be accepted, and which
    // of the two contents of part 1 came first. Given these two answers, every order ends in the same books.
    std::map<std::pair<bool, std::int64_t>, Ending> endings;
    auto order = all_steps();
    std::size_t orders = 0;
    do {
        OnePayment payment;
        for (const auto step : order) payment.happen(step);
        const auto end = payment.ending();
        const auto known = endings.try_emplace({payment.cancelled, payment.part_1_amount()}, end).first;
        CAPTURE(order, payment.cancelled, payment.part_1_amount());
        CHECK(end == known->second);
        CHECK(payment.needs_review());           // The correction alone makes sure of it.
        CHECK(payment.part_1_conflicts() == 1);  // Once, however often the other contents come.
        ++orders;
    } while (std::ranges::next_permutation(order).found);
    CHECK(orders == 5'040);
    CHECK(endings.size() == 4);
}

TEST_CASE("book: without a cancellation and a correction every order ends in one and the same books",
          "[book][orders]") {
    std::optional<Ending> first;
    std::vector<Step> order{paid, duplicate, refund, late, settle};
    do {
        OnePayment payment;
        for (const auto step : order) payment.happen(step);
        const auto end = payment.ending();
        if (!first) first = end;
        CAPTURE(order);
        CHECK(end == *first);
        CHECK(!payment.needs_review());
    } while (std::ranges::next_permutation(order).found);
    CHECK(first->transfers.at("part-1").first == TransferStatus::reversed);
    CHECK(first->request == PaymentRequestStatus::underpaid);
    CHECK(first->received == 50'000);
}

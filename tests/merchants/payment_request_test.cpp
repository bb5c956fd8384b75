#include "merchants/payment_request.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;
using enum PaymentRequestStatus;

namespace {
VndSum sum(std::int64_t dong) {
    VndSum total;
    total += Vnd::of(dong);
    return total;
}
}  // namespace

TEST_CASE("payment request: every change from every status, legal or not", "[merchants][requests]") {
    struct Row {
        PaymentRequestStatus from;
        RequestChange change;
        std::int64_t received;
        std::optional<PaymentRequestStatus> to;
    };
    const auto arrived = RequestChange::money_arrived, reversed = RequestChange::money_reversed,
               cancel = RequestChange::cancel, expire = RequestChange::expire;
    const Row rows[] = {
        {open, arrived, 40, underpaid},
        {open, arrived, 100, settled},
        {open, arrived, 101, overpaid},
        {open, reversed, 0, {}},
        {open, cancel, 0, cancelled},
        {open, expire, 0, expired},
        {underpaid, arrived, 99, underpaid},
        {underpaid, arrived, 100, settled},
        {underpaid, arrived, 200, overpaid},
        {underpaid, reversed, 0, open},
        {underpaid, reversed, 10, underpaid},
        {underpaid, cancel, 40, {}},
        {underpaid, expire, 40, {}},
        {settled, arrived, 101, overpaid},
        {settled, reversed, 0, open},
        {settled, reversed, 60, underpaid},
        {settled, cancel, 100, {}},
        {settled, expire, 100, {}},
        {overpaid, arrived, 300, overpaid},
        {overpaid, reversed, 100, settled},
        {overpaid, reversed, 50, underpaid},
        {overpaid, reversed, 150, overpaid},
        {overpaid, cancel, 200, {}},
        {overpaid, expire, 200, {}},
        {expired, arrived, 100, {}},
        {expired, reversed, 0, {}},
        {expired, cancel, 0, {}},
        {expired, expire, 0, {}},
        {cancelled, arrived, 100, {}},
        {cancelled, reversed, 0, {}},
        {cancelled, cancel, 0, {}},
        {cancelled, expire, 0, {}},
    };
    for (const auto& [from, change, received, to] : rows) {
        CAPTURE(static_cast<int>(from), static_cast<int>(change), received);
        CHECK(after(from, change, Vnd::of(100), sum(received)) == to);
    }
}

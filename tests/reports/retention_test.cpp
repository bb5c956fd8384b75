#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

constexpr Retention week{std::chrono::days{7}};

struct Kept {
    History history{local("2026-11-01 08:00:00")};
    MarketId market = history.market("a");
    StallId stall = history.stall(market, {"A-1"});
    TransferId old = history.pay(stall, {.text = "ba ký cá"});
    PaymentRequestId request = history.request(stall, 5'000);

    Kept() {
        history.now = local("2026-11-08 09:00:00");
        history.pay(stall, {.text = "hai bó rau"});
    }
    std::unique_ptr<Reports> follow(Retention retention, std::size_t portion = 1'000) const {
        auto reports = Reports::open(":memory:", {}, retention).value();
        const auto& events = history.events;
        for (std::size_t from = 0; from < events.size(); from += portion) {
            const auto to = std::min(events.size(), from + portion);
            reports
                ->apply({events.begin() + static_cast<std::ptrdiff_t>(from),
                         events.begin() + static_cast<std::ptrdiff_t>(to)})
                .value();
        }
        return reports;
    }
};

std::string text_of(const Reports& reports, TransferId id) {
    const auto row = reports.transfer(id).value().value();
    return row.remittance_information + row.debtor_account_tail;
}

}  // namespace

TEST_CASE("retention: without it texts stay", "[reports][retention]") {
    const Kept kept;
    CHECK(text_of(*kept.follow({}), kept.old) == "ba ký cá3456");
}

TEST_CASE("retention: what is older goes with a new day, amounts stay", "[reports][retention]") {
    Kept kept;
    CHECK(text_of(*kept.follow(week), kept.old) == "ba ký cá3456");  // Seven days, counted in whole days.
    kept.history.now = local("2026-11-09 09:00:00");
    const auto young = kept.history.pay(kept.stall, {.text = "một con gà"});
    const auto reports = kept.follow(week);
    CHECK(text_of(*reports, kept.old).empty());
    CHECK(reports->transfer(kept.old).value()->amount == Vnd::of(10'000));
    CHECK(reports->payment_request(kept.request).value()->description.empty());
    CHECK(text_of(*reports, young) == "một con gà3456");
}

TEST_CASE("retention: followed in portions or rebuilt, the same is forgotten", "[reports][retention]") {
    Kept kept;
    for (int day = 0; day < 20; ++day) {
        kept.history.now += std::chrono::hours{20};
        kept.history.pay(kept.stall);
        kept.history.request(kept.stall, 1'000);
    }
    const auto at_once = kept.follow(week)->fingerprint().value();
    for (const std::size_t portion : {1u, 2u, 7u})
        CHECK(kept.follow(week, portion)->fingerprint().value() == at_once);
    CHECK(kept.follow({})->fingerprint().value() != at_once);
}

TEST_CASE("retention: a file of another retention is made anew, one that is not told keeps its own",
          "[reports][retention]") {
    const Kept kept;
    const TemporaryFile file;
    Reports::open(file.path(), "ledger", week).value()->apply(kept.history.events).value();
    const auto same = Reports::open(file.path(), "ledger").value();
    CHECK(same->retention() == week);
    CHECK(same->position() == kept.history.next());
    CHECK(Reports::open(file.path(), "ledger", week).value()->position() == kept.history.next());
    CHECK(Reports::open(file.path(), "ledger", Retention{std::chrono::days{30}}).value()->position() ==
          Sequence{});
}

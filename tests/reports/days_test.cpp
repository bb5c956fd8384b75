#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

struct Scene {
    History history{local("2026-11-21 08:00:00")};
    MarketId market = history.market("vt");
    StallId meat = history.stall(market, {"A-1"});
    StallId desk = history.stall(market, {"M-1", "Một cửa", true, merchants::PointKind::collection_point});
    TransferId first = history.pay(meat, {.dong = 20'000});
    TransferId fee = history.pay(desk, {.dong = 50'000});
    TransferId unknown = history.unmatched({.dong = 7'000});
    Instant closed_at{};

    void close() {
        const auto reports = follow(history.events);
        const auto counted = reports->day_totals(market, day("2026-11-21")).value();
        REQUIRE(counted.has_value());
        CHECK(counted->counted_before == history.next());
        history.now = closed_at = local("2026-11-22 00:10:00");
        history.close(market, day("2026-11-21"), counted->totals);
    }
    TransferId pay_late(StallId stall, std::int64_t dong) {
        return history.pay(stall, {.dong = dong, .booked_at = local("2026-11-21 17:00:00")});
    }
    Counts counts() const {
        return follow(history.events)->counts(market, day("2026-11-21"), day("2026-11-21")).value();
    }
    std::vector<Adjustment> adjustments() const {
        return follow(history.events)->adjustments(market, day("2026-11-21"), day("2026-11-21")).value();
    }
};

}  // namespace

TEST_CASE("reports: a closed day keeps its numbers, and what comes late stands beside them",
          "[reports][day]") {
    Scene scene;
    scene.close();
    const auto before = scene.counts();
    CHECK(before.transactions == 1);
    CHECK(before.unmatched == 1);

    scene.pay_late(scene.meat, 100'000);
    scene.pay_late(scene.meat, 30'000);
    scene.pay_late(scene.desk, 9'000);
    scene.history.assign(scene.unknown, scene.meat);
    scene.history.reverse(scene.first, scene.meat, {.dong = 20'000});

    const auto after = scene.counts();
    CHECK(after.transactions == before.transactions);
    CHECK(after.amount == before.amount);
    CHECK(after.median_amount == before.median_amount);
    CHECK(after.unmatched == before.unmatched);
    CHECK(after.unmatched_amount == before.unmatched_amount);
    CHECK(after.active == before.active);
    CHECK(after.reversed == before.reversed);
    CHECK(after.by_hour == before.by_hour);
    CHECK(after.collection_point_transactions == before.collection_point_transactions);

    const auto adjustments = scene.adjustments();
    REQUIRE(adjustments.size() == 5);
    std::int64_t transactions = 0, dong = 0;
    for (const auto& one : adjustments) {
        CHECK(one.day == day("2026-11-21"));
        if (one.at_collection_point) continue;
        transactions += one.transactions;
        dong += one.amount;
    }
    CHECK(transactions == 2);
    CHECK(dong == 100'000 + 30'000 + 7'000 - 20'000);
    CHECK(adjustments[2].at_collection_point);
    CHECK(adjustments[4].transfer == scene.first);
    CHECK(adjustments[4].transactions == -1);
}

TEST_CASE("reports: a late payment that is taken back leaves two adjustments that cancel out",
          "[reports][day]") {
    Scene scene;
    scene.close();
    const auto late = scene.pay_late(scene.meat, 100'000);
    scene.history.reverse(late, scene.meat, {.dong = 100'000});
    const auto adjustments = scene.adjustments();
    REQUIRE(adjustments.size() == 2);
    CHECK(adjustments[0].amount + adjustments[1].amount == 0);
    CHECK(scene.counts().reversed == 0);
}

TEST_CASE("reports: the day after a closed one counts as ever", "[reports][day]") {
    Scene scene;
    scene.close();
    scene.history.pay(scene.meat, {.dong = 11'000});
    const auto reports = follow(scene.history.events);
    CHECK(reports->counts(scene.market, day("2026-11-22"), day("2026-11-22")).value().transactions == 1);
    CHECK(reports->counts(scene.market, day("2026-11-21"), day("2026-11-22")).value().transactions == 2);
    const auto closes = reports->day_closes(scene.market, day("2026-11-01"), day("2026-11-30")).value();
    REQUIRE(closes.size() == 1);
    CHECK(closes[0].closed_at == scene.closed_at);
    CHECK(closes[0].totals.transactions == 1);
    CHECK(closes[0].totals.collection_point_amount.dong() == 50'000);
    CHECK(closes[0].root == sha256("tree"));
    CHECK(closes[0].sequence == Sequence{scene.history.next().value() - 2});
}

TEST_CASE("reports: closes and adjustments survive any portions and restarts", "[reports][day]") {
    Scene scene;
    scene.close();
    scene.pay_late(scene.meat, 100'000);
    scene.history.assign(scene.unknown, scene.meat);
    const auto whole = follow(scene.history.events)->fingerprint().value();
    CHECK(follow(scene.history.events, 1)->fingerprint().value() == whole);
    const TemporaryFile file;
    for (const auto& event : scene.history.events) Reports::open(file.path()).value()->apply({event}).value();
    CHECK(Reports::open(file.path()).value()->fingerprint().value() == whole);
}

TEST_CASE("reports: after an erasure the projection is what a rebuild without the data gives",
          "[reports][erase]") {
    Scene scene;
    auto& history = scene.history;
    const auto vendor = VendorId::from_value(scene.meat.value());
    for (auto& recorded : history.events)
        if (auto* transfer = std::get_if<book::TransferReceived>(&recorded.event);
            transfer && transfer->match.stall == scene.meat)
            transfer->owner = vendor;
    history.assign(scene.unknown, scene.meat);
    const auto before = follow(history.events);
    CHECK(before->stall(scene.meat).value()->vendor->name == "Cô Ba");
    CHECK(before->transfer(scene.first).value()->remittance_information == "mua rau");
    history.erase(vendor);
    const auto live = follow(history.events);
    const auto stall = live->stall(scene.meat).value().value();
    CHECK_FALSE(stall.vendor.has_value());
    CHECK(stall.accounts.at(0).name.empty());
    for (const auto id : {scene.first, scene.unknown}) {
        const auto row = live->transfer(id).value().value();
        CHECK(row.remittance_information.empty());
        CHECK(row.debtor_account_tail.empty());
    }
    CHECK(live->stall(scene.desk).value()->vendor->name == "Cô Ba");
    CHECK(live->transfer(scene.fee).value()->remittance_information == "mua rau");
    CHECK(live->counts(scene.market, day("2026-11-21"), day("2026-11-21")).value().amount.dong() == 27'000);

    // What the codec gives when the key is gone.
    for (auto& recorded : history.events) {
        if (auto* transfer = std::get_if<book::TransferReceived>(&recorded.event);
            transfer && transfer->owner == vendor) {
            transfer->erased = true;
            transfer->notice.remittance_information.clear();
            transfer->notice.debtor.reset();
        }
        if (auto* registered = std::get_if<book::StallRegistered>(&recorded.event);
            registered && registered->stall.id == scene.meat) {
            registered->stall.vendor->name.clear();
            registered->stall.accounts.at(0).name.clear();
        }
    }
    CHECK(follow(history.events)->fingerprint().value() == live->fingerprint().value());
}

#include "support.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using merchants::ConsentHow;
using merchants::ConsentStatus;

namespace {

// In the words of the book's events, as the book would have decided them.
struct Said {
    History history{local("2026-11-01 08:00:00")};
    MarketId market = history.market("a");
    StallId stall = history.stall(market, {"A-1"});
    VendorId vendor = VendorId::from_value(stall.value());
    merchants::Account account = History::account_of(stall);

    void give() { history.add(book::ConsentGiven{stall, vendor, 1, ConsentHow::tap, std::nullopt}); }
    void withdraw() { history.add(book::ConsentWithdrawn{stall, vendor}); }
    OwnerAskId ask(std::string_view code) {
        const OwnerAskId id{history.next()};
        history.add(book::OwnerAsked{id, stall, account.bin, account.number, sha256(code),
                                     history.now + std::chrono::hours{168}});
        return id;
    }
    merchants::Consent consent() const { return follow(history.events)->stall(stall).value()->consent; }
};

}  // namespace

TEST_CASE("reports: a stall's consent is as the book has it", "[reports][consent]") {
    Said said;
    CHECK(said.consent() == merchants::Consent{});
    said.give();
    CHECK(said.consent().status == ConsentStatus::given);
    CHECK(said.consent().at.value() == said.history.next().value() - 1);
    SECTION("a no stays through a move and an erasure") {
        said.withdraw();
        said.history.move(said.stall, "B", "cá");
        said.history.erase(said.vendor);
        CHECK(said.consent().status == ConsentStatus::withdrawn);
        CHECK(said.consent().version == 1);
    }
    SECTION("a yes stays through a move and ends with an erasure") {
        said.history.move(said.stall, "B", "cá");
        CHECK(said.consent().status == ConsentStatus::given);
        said.history.erase(said.vendor);
        CHECK(said.consent() == merchants::Consent{});
    }
    const auto rows = follow(said.history.events)->consents(said.stall).value();
    CHECK(rows.size() >= 1);
    CHECK(rows[0].version == 1);
}

TEST_CASE("reports: who waits to be erased, the longest first, until it is done or taken back",
          "[reports][consent]") {
    Said said;
    const auto other = said.history.stall(said.market, {"A-2"});
    const auto other_vendor = VendorId::from_value(other.value());
    said.history.add(book::ErasureRequested{other, other_vendor});
    said.history.add(book::ErasureRequested{said.stall, said.vendor});
    const auto waiting = [&] { return follow(said.history.events)->erasures({}, 10).value(); };
    REQUIRE(waiting().size() == 2);
    CHECK(waiting()[0].vendor == other_vendor);
    said.history.add(book::ErasureWithdrawn{other, other_vendor});
    REQUIRE(waiting().size() == 1);
    CHECK(waiting()[0].stall == said.stall);
    said.history.erase(said.vendor);
    CHECK(waiting().empty());
}

TEST_CASE("reports: an account owner's answer stays until they answer again", "[reports][consent]") {
    Said said;
    const auto first = said.ask("one");
    said.history.add(book::OwnerAnswered{first, said.stall, false});
    said.ask("two");
    const auto reports = follow(said.history.events);
    const auto rows = reports->owner_consents(said.stall).value();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].agrees == false);
    CHECK_FALSE(rows[0].used);
    CHECK_FALSE(reports->owner_consent(sha256("one")).value());
    CHECK(reports->owner_consent(sha256("two")).value());
    CHECK(reports->owner_consents_in(said.market).value().size() == 1);
}

TEST_CASE("reports: acts are what people did, at the stall and market that it touched", "[reports][acts]") {
    Said said;
    said.history.pay(said.stall);
    said.history.request(said.stall, 5'000);
    said.history.suspend(said.stall);
    said.give();
    const auto reports = follow(said.history.events);
    const auto acts = reports->acts({.stall = said.stall}).value();
    std::vector<std::string_view> what;
    for (const auto& act : acts) what.push_back(act.event);
    CHECK(what == std::vector<std::string_view>{"stall_registered", "stall_suspended", "consent_given"});
    for (const auto& act : acts) CHECK(act.market == said.market);
    CHECK(reports->acts({.market = said.market}).value().size() == 4);
    CHECK(reports->acts({.market = said.market, .without = {book::number_of<book::StallSuspended>}})
              .value()
              .size() == 3);
}

TEST_CASE("reports: an erasure is an act at each of the vendor's stalls", "[reports][acts]") {
    Said said;
    said.history.erase(said.vendor);
    const auto acts = follow(said.history.events)->acts({.stall = said.stall}).value();
    REQUIRE(acts.size() == 2);
    CHECK(acts[1].event == "vendor_erased");
    CHECK(acts[1].actor.name == "operator");
}

#include "ledger.hpp"
#include "merchants/stand.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::MatchBasis;
using merchants::PrintReason;
using merchants::StandState;
using std::chrono::days;

namespace {

merchants::Account named(merchants::Account account, std::string name) {
    account.name = std::move(name);
    return account;
}

struct Market {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});

    Outcome change(StallId stall, std::vector<merchants::Account> accounts) {
        return ledger.set_accounts(stall, std::move(accounts));
    }
    std::uint32_t version() const { return ledger.last<StallChanged>().stall.stand.version; }
    Outcome print(StallId stall, std::uint32_t version) {
        return ledger.ask(RecordStandsPrinted{market, {{stall, version}}});
    }
    Outcome watch(int days_long) { return ledger.ask(ChangeMarket{market, days{days_long}}); }
    TransferStatus pay_old(const std::string& ref) {
        return *recorded_as(ledger.record(ledger.credit_now(ref, 1'000, "", "0011223344")));
    }
};

/// The event as a version of choqr from before stands had versions would have written it.
RecordedEvent without_version(RecordedEvent event) {
    if (auto* registered = std::get_if<StallRegistered>(&event.event)) registered->stall.stand.version = 0;
    if (auto* changed = std::get_if<StallChanged>(&event.event)) changed->stall.stand.version = 0;
    return event;
}

}  // namespace

TEST_CASE_METHOD(
    Market, "stands: a new version comes with every change of what a payer compares, and with nothing else",
    "[book][stands]") {
    CHECK(ledger.all<StallRegistered>().front().stall.stand.version == 1);
    struct Change {
        const char* what;
        std::vector<merchants::Account> accounts;
        std::uint32_t version;
    };
    const auto first = account("0011223344"), other = account("77889900"),
               elsewhere = account("77889900", "970436");
    auto wallet = elsewhere;
    wallet.kind = merchants::AccountKind::wallet_phone;
    const Change changes[] = {{"a second account behind it", {first, other}, 1},
                              {"another number", {other, first}, 2},
                              {"another bank", {elsewhere}, 3},
                              {"another kind of account", {wallet}, 4},
                              {"another holder", {named(wallet, "LE THI CHI")}, 5},
                              {"no account: nothing to hang there instead", {}, 5},
                              {"an account again, even the same", {named(wallet, "LE THI CHI")}, 6}};
    for (const auto& [what, accounts, expected] : changes) {
        CAPTURE(what);
        REQUIRE(recorded(change(fish, accounts)));
        CHECK(version() == expected);
    }
    ledger.ask(
        ChangeStall{fish, "C", "Cá", VendorDetails{merchants::VendorKind::person, "Năm", "0901234567"}, {}});
    CHECK(version() == 6);
}

TEST_CASE_METHOD(Market, "stands: a stall without an account has none, and its first is version 1",
                 "[book][stands]") {
    const auto bare = ledger.open_stall(market, "A-9", {});
    CHECK(ledger.last<StallRegistered>().stall.stand.version == 0);
    CHECK(refusal(print(bare, 1)) == Refusal::stand_version_unknown);
    change(bare, {account("5")});
    CHECK(version() == 1);
    CHECK(recorded(print(bare, 1)));
}

TEST_CASE_METHOD(Market, "stands: what is printed is recorded once, and only what there is",
                 "[book][stands]") {
    CHECK(refusal(ledger.ask(RecordStandsPrinted{MarketId::from_value(77), {}})) ==
          Refusal::market_not_found);
    CHECK(refusal(print(StallId::from_value(99), 1)) == Refusal::stall_not_found);
    CHECK(refusal(print(fish, 0)) == Refusal::stand_version_unknown);
    CHECK(refusal(print(fish, 2)) == Refusal::stand_version_unknown);
    const auto elsewhere = ledger.open_stall(ledger.open_market("hai"), "A-1", {account("6")});
    CHECK(refusal(print(elsewhere, 1)) == Refusal::stall_not_found);
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(RecordStandsPrinted{market, {}})));

    CHECK(recorded(print(fish, 1)));
    CHECK(std::holds_alternative<NothingToRecord>(print(fish, 1)));
    change(fish, {account("77889900")});
    change(fish, {account("88990011")});
    CHECK(recorded(ledger.ask(RecordStandsPrinted{market, {{fish, 3}, {fish, 2}}})));
    CHECK(ledger.last<StandsPrinted>().stands == std::vector<PrintedStand>{{fish, 3}});
    CHECK(std::holds_alternative<NothingToRecord>(
        print(fish, 2)));  // An older one from the drawer changes nothing.
}

TEST_CASE_METHOD(Market, "stands: what its bank was called on it is remembered, and another name is news",
                 "[book][stands]") {
    const auto print_as = [&](std::uint32_t version, std::string bank) {
        return ledger.ask(RecordStandsPrinted{market, {{fish, version, std::move(bank)}}});
    };
    CHECK(recorded(print_as(1, "MB")));
    CHECK(std::holds_alternative<NothingToRecord>(print_as(1, "MB")));
    CHECK(std::holds_alternative<NothingToRecord>(print(fish, 1)));  // Nobody told: the name stays.
    CHECK(recorded(print_as(1, "MBV")));
    CHECK(ledger.last<StandsPrinted>().stands == std::vector<PrintedStand>{{fish, 1, "MBV"}});
    change(fish, {account("77889900")});
    CHECK(std::holds_alternative<NothingToRecord>(print_as(1, "MBV")));
    CHECK(recorded(print(fish, 2)));
    CHECK(ledger.last<StandsPrinted>().stands == std::vector<PrintedStand>{{fish, 2, ""}});
    CHECK(std::holds_alternative<NothingToRecord>(print_as(1, "MB")));  // One from the drawer.
    CHECK(recorded(print_as(2, "MB")));
}

TEST_CASE_METHOD(Market, "places: a market's colour and the meaning of its headings change when they do",
                 "[book]") {
    CHECK(recorded(ledger.ask(ChangeMarket{.market = market, .watch_period = {}, .colour = 0xB00020})));
    CHECK(ledger.last<MarketChanged>().colour == 0xB00020u);
    CHECK(std::holds_alternative<NothingToRecord>(
        ledger.ask(ChangeMarket{.market = market, .watch_period = {}, .colour = 0xB00020})));

    const std::vector<merchants::ColumnMeaning> columns{{"Số TK", "account_number"}, {"Ghi chú", ""}};
    CHECK(recorded(ledger.ask(MapColumns{market, columns})));
    CHECK(ledger.last<ColumnsMapped>().columns == columns);
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(MapColumns{market, columns})));
    CHECK(recorded(ledger.ask(MapColumns{market, {}})));
    CHECK(refusal(ledger.ask(MapColumns{MarketId::from_value(77), columns})) == Refusal::market_not_found);
}

TEST_CASE_METHOD(Market, "places: the businesses of hamlets are a place of their own kind", "[book]") {
    RegisterMarket hamlets{"Tân Ân", "tanan", "Cà Mau", "Tân Ân"};
    hamlets.kind = merchants::PlaceKind::hamlets;
    CHECK(recorded(ledger.ask(RegisterMarket{hamlets})));
    CHECK(ledger.last<MarketRegistered>().market.kind == merchants::PlaceKind::hamlets);
    hamlets.kind = merchants::PlaceKind::market;
    CHECK(refusal(ledger.ask(RegisterMarket{hamlets})) == Refusal::market_code_taken);
}

TEST_CASE("stands: a market of any size prints at once, in records that the journal can hold",
          "[book][stands]") {
    Ledger ledger;
    const auto market = ledger.open_market();
    RecordStandsPrinted all{market, {}};
    for (std::uint64_t i = 0; i < 4'001; ++i) {
        const RecordedEvent registered{
            ledger.book.next(),
            start,
            "operator",
            {},
            StallRegistered{{.id = StallId{ledger.book.next()},
                             .market = market,
                             .code = std::to_string(i),
                             .zone = {},
                             .goods = {},
                             .transfer_code = merchants::StallCode::make(static_cast<std::uint32_t>(i)),
                             .vendor = {},
                             .accounts = {account(std::to_string(i + 1))}}}};
        all.stands.push_back(
            {StallId{registered.sequence}, 1, std::string(PrintedStand::bank_bytes_max, 'B')});
        ledger.book.apply(registered);
    }
    const Command command{all, "operator", {}};
    const auto decision = ledger.book.decide(command, ledger.book.next(), start);
    REQUIRE(decision.events.size() == 6);
    PlainSealer sealer;
    std::size_t stands = 0;
    for (const auto& event : decision.events) {
        CHECK(encode({ledger.book.next(), start, "operator", {}, event}, sealer)->payload.size() < 65'000);
        stands += std::get<StandsPrinted>(event).stands.size();
    }
    CHECK(stands == 4'001);
}

TEST_CASE("stands: why one is to be printed", "[merchants][stands]") {
    CHECK(print_reason(StandState{.version = 3, .since = {}, .account_version = 3, .printed = 0}) ==
          PrintReason::never_printed);
    CHECK(print_reason(StandState{.version = 3, .since = {}, .account_version = 3, .printed = 2}) ==
          PrintReason::account_changed);
    CHECK(print_reason(StandState{.version = 3, .since = {}, .account_version = 2, .printed = 1}) ==
          PrintReason::account_changed);
    CHECK(print_reason(StandState{.version = 3, .since = {}, .account_version = 2, .printed = 2}) ==
          PrintReason::account_name_changed);
}

TEST_CASE("stands: a stall needs one when it can be paid and what hangs there is old",
          "[merchants][stands]") {
    merchants::Stall stall{.id = StallId::from_value(1),
                           .market = MarketId::from_value(0),
                           .code = "A-1",
                           .zone = {},
                           .goods = {},
                           .transfer_code = merchants::StallCode::make(1),
                           .vendor = {},
                           .accounts = {account("1")}};
    stall.stand = {.version = 2, .since = {}, .account_version = 2, .printed = 1};
    CHECK(stall.needs_stand());
    stall.stand.printed = 2;
    CHECK(!stall.needs_stand());
    stall.stand.version = 3;
    stall.status = merchants::StallStatus::suspended;
    CHECK(!stall.needs_stand());
    stall.status = merchants::StallStatus::open;
    stall.accounts.clear();
    CHECK(!stall.needs_stand());
}

TEST_CASE("stands: an event from before versions counts by the account, since the name may be gone",
          "[merchants][stands]") {
    merchants::Stall stall{.id = StallId::from_value(1),
                           .market = MarketId::from_value(0),
                           .code = "A-1",
                           .zone = {},
                           .goods = {},
                           .transfer_code = merchants::StallCode::make(1),
                           .vendor = {},
                           .accounts = {account("1")}};
    const auto first = stand_after({}, std::nullopt, stall, start);
    CHECK(first == StandState{1, start, 1, 0});
    const auto later = start + days{1};
    auto printed = first;
    printed.printed = 1;
    stall.accounts.front().name = "";
    CHECK(stand_after(printed, account_on_stand(stall), stall, later) == printed);
    const auto before = account_on_stand(stall);
    stall.accounts = {account("2")};
    CHECK(stand_after(printed, before, stall, later) == StandState{2, later, 2, 1});
    stall.accounts.clear();
    CHECK(stand_after(printed, before, stall, later) == printed);
}

TEST_CASE_METHOD(
    Market,
    "stands: a journal from before versions, and one whose names were erased, replay to the same versions",
    "[book][stands][erasure]") {
    change(fish, {account("77889900")});
    change(fish, {named(account("77889900"), "LE THI CHI")});
    CHECK(version() == 3);
    Book old_journal, erased;
    for (auto event : ledger.events) {
        old_journal.apply(without_version(event));
        if (auto* registered = std::get_if<StallRegistered>(&event.event))
            registered->stall.accounts.front().name = "";
        if (auto* changed = std::get_if<StallChanged>(&event.event))
            changed->stall.accounts.front().name = "";
        erased.apply(event);
    }
    const auto newest_of = [&](const Book& book) {
        for (std::uint32_t version = 9; version > 0; --version)
            if (!refusal(
                    book.decide({RecordStandsPrinted{market, {{fish, version}}}, "", {}}, book.next(), start)
                        .outcome))
                return version;
        return 0u;
    };
    CHECK(newest_of(ledger.book) == 3);
    CHECK(newest_of(erased) == 3);
    CHECK(newest_of(old_journal) == 2);  // It did not know that the name is part of the stand.
    CHECK(old_journal.broken_invariants().empty());
}

TEST_CASE_METHOD(Market, "stands: erasing the vendor makes no new version; the next name at the stall does",
                 "[book][stands][erasure]") {
    print(fish, 1);
    ledger.ask(EraseVendor{ledger.all<StallRegistered>().front().stall.vendor->id, "theo yêu cầu"});
    ledger.ask(ChangeStall{fish, "C", {}, {}, {}});
    CHECK(version() == 1);
    change(fish, {named(account("0011223344"), "LE THI CHI")});
    CHECK(version() == 2);
}

TEST_CASE_METHOD(Market, "stands: versions and what was printed survive a snapshot",
                 "[book][stands][snapshot]") {
    change(fish, {account("77889900")});
    print(fish, 1);
    watch(10);
    const auto loaded = Book::from_snapshot(ledger.book.snapshot()).value();
    const auto outcome = [&](std::uint32_t version) {
        return loaded
            .decide({RecordStandsPrinted{market, {{fish, version}}}, "", {}}, loaded.next(), ledger.now)
            .outcome;
    };
    CHECK(std::holds_alternative<NothingToRecord>(outcome(1)));
    CHECK(recorded(outcome(2)));
    CHECK(refusal(outcome(3)) == Refusal::stand_version_unknown);
    CHECK(std::holds_alternative<NothingToRecord>(
        loaded.decide({ChangeMarket{market, days{10}}, "", {}}, loaded.next(), ledger.now).outcome));
}

TEST_CASE_METHOD(Market, "watch period: on both sides of every setting an old account counts or does not",
                 "[book][stands][watch]") {
    for (const int setting : {0, 1, 90, 365, 3'650}) {
        CAPTURE(setting);
        Market scene;
        CHECK((setting == 90 ? std::holds_alternative<NothingToRecord>(scene.watch(90))
                             : recorded(scene.watch(setting))));
        scene.change(scene.fish, {account("77889900")});
        scene.ledger.now += days{setting};
        CHECK(scene.pay_old("within") == TransferStatus::matched);
        CHECK(scene.ledger.last<TransferReceived>().match.basis == MatchBasis::only_account);
        scene.ledger.now += std::chrono::milliseconds{1};
        CHECK(scene.pay_old("beyond") == TransferStatus::unmatched);
        CHECK(scene.ledger.last<TransferReceived>().match.basis == MatchBasis::none_no_clue);
    }
}

TEST_CASE_METHOD(Market,
                 "watch period: another setting counts from its event on, and rewrites nothing before it",
                 "[book][stands][watch]") {
    change(fish, {account("77889900")});
    ledger.now += days{60};
    CHECK(pay_old("1") == TransferStatus::matched);
    CHECK(recorded(watch(30)));
    CHECK(pay_old("2") == TransferStatus::unmatched);
    CHECK(std::get<Exists>(ledger.record(ledger.credit_now("1", 1'000, "", "0011223344"))).status ==
          TransferStatus::matched);
    // The same account at another stall meanwhile: what was given up is kept, whatever the setting.
    const auto fruit = ledger.open_stall(market, "A-2", {account("0011223344")});
    CHECK(pay_old("3") == TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().match.stall == fruit);
    CHECK(recorded(watch(61)));
    CHECK(pay_old("4") == TransferStatus::unmatched);
    CHECK(ledger.last<TransferReceived>().match.basis == MatchBasis::none_shared_account);

    Book replayed;
    for (const auto& event : ledger.events) replayed.apply(event);
    CHECK(replayed.snapshot().bytes == ledger.book.snapshot().bytes);
}

TEST_CASE_METHOD(Market, "watch period: each market has its own", "[book][stands][watch]") {
    const auto other = ledger.open_market("hai");
    const auto flowers = ledger.open_stall(other, "A-1", {account("55")});
    change(fish, {account("77889900")});
    change(flowers, {account("66")});
    watch(1);
    ledger.now += days{2};
    CHECK(pay_old("1") == TransferStatus::unmatched);
    CHECK(recorded_as(ledger.record(credit("2", 1'000, "", "55"))) == TransferStatus::matched);
    CHECK(refusal(ledger.ask(ChangeMarket{MarketId::from_value(77), days{1}})) == Refusal::market_not_found);
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(ChangeMarket{market, {}})));
}

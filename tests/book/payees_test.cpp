#include <map>

#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using std::chrono::days;
using std::chrono::hours;

// How a stall's accounts change: one proposes, another confirms, a delay passes (docs/decisions/0635).

namespace {

const auto old_account = account("0011223344"), new_account = account("77889900");

/// Two markets, everybody who may have to do with a stall of the first, and some who let others in.
struct Square {
    Ledger ledger;
    MarketId market = ledger.open_market(), other_market = ledger.open_market("hai");
    StallId fish = ledger.open_stall(market, "A-1", {old_account});
    StallId fruit = ledger.open_stall(market, "A-2", {account("2222")});
    StallId foreign = ledger.open_stall(other_market, "B-1", {account("3333")});
    TokenId hoa = ledger.person(Role::board, market), binh = ledger.person(Role::board, market);
    TokenId stranger = ledger.person(Role::board, other_market);
    TokenId an = ledger.person(Role::operator_), bich = ledger.person(Role::operator_);

    Outcome propose(TokenId who, std::vector<merchants::Account> accounts = {new_account}) {
        const PayeeChangeId next{ledger.book.next()};
        auto outcome = ledger.ask_as(who, ProposePayeeChange{fish, std::move(accounts), "đổi ngân hàng"});
        if (recorded(outcome)) change = next;
        return outcome;
    }
    Outcome confirm(TokenId who, std::string reason = "đã gặp chủ quầy") {
        return ledger.ask_as(who, ConfirmPayeeChange{fish, change, std::move(reason)});
    }
    Outcome refuse(TokenId who) { return ledger.ask_as(who, RefusePayeeChange{fish, change, "không xin"}); }
    void pass(hours time) {
        ledger.now += time;
        ledger.ask(Tick{});
    }
    std::vector<merchants::Account> accounts_of(StallId id) {
        std::vector<merchants::Account> found;
        ledger.book.each_stall([&](const merchants::Stall& stall) {
            if (stall.id == id) found = stall.accounts;
        });
        return found;
    }
    bool is_changed() { return accounts_of(fish) == std::vector{new_account}; }
    bool waits() {
        bool found = false;
        ledger.book.each_payee_change([&](const PayeeChange& one) { found = found || one.stall == fish; });
        return found;
    }

    PayeeChangeId change{Sequence{}};
};

/// Everybody by name; whoever let a phone in stands in its name.
struct Cast : Square {
    TokenId vendor = ledger.device(fish, binh);  ///< Let in by Bình, who has nothing to do with what follows.
    std::map<std::string, TokenId> who{
        {"vendor", vendor},
        {"phone of hoa", ledger.device(fish, hoa)},
        {"phone of hoa's phone", ledger.device(fish, TokenId{ledger.events.back().sequence})},
        {"helper", ledger.device(fish, binh, Role::helper)},
        {"vendor of fruit", ledger.device(fruit, binh)},
        {"hoa", hoa},
        {"binh", binh},
        {"an", an},
        {"board elsewhere", stranger},
        {"token of board", ledger.program(Role::board, market, {}, an.text())},
        {"token of stall", ledger.program(Role::vendor, {}, fish, an.text())},
        {"token of operator", ledger.program(Role::operator_, {}, {}, "init")},
    };
};

}  // namespace

TEST_CASE_METHOD(Square, "payees: a first account is one step; every other takes two people",
                 "[book][payees]") {
    const auto bare = ledger.open_stall(market, "A-9", {});
    CHECK(recorded(ledger.ask(ChangeStall{bare, {}, {}, {}, std::vector{account("5")}})));
    const auto alone = [&](std::vector<merchants::Account> accounts) {
        return ledger.ask(ChangeStall{fish, {}, {}, {}, std::move(accounts)});
    };
    auto wallet = old_account, renamed = old_account;
    wallet.kind = merchants::AccountKind::wallet_phone;
    renamed.name = "HO KINH DOANH NGUYEN THI BA";
    CHECK(refusal(alone({new_account})) == Refusal::payee_change_needed);
    CHECK(refusal(alone({old_account, new_account})) == Refusal::payee_change_needed);
    CHECK(refusal(alone({})) == Refusal::payee_change_needed);
    CHECK(refusal(alone({wallet})) == Refusal::payee_change_needed);
    CHECK(exists_at(alone({old_account})) == fish.value());
    CHECK(recorded(alone({renamed})));  // No money goes another way.
    // Nothing of it is done, the words neither.
    CHECK(refusal(ledger.ask(ChangeStall{fish, "C", {}, {}, std::vector{new_account}})) ==
          Refusal::payee_change_needed);
    CHECK(refusal(propose(hoa, {renamed})) == Refusal::payees_unchanged);
    const auto empty = ledger.open_stall(market, "A-8", {});
    CHECK(refusal(ledger.ask_as(hoa, ProposePayeeChange{empty, {account("6")}, ""})) ==
          Refusal::payee_change_not_needed);
}

TEST_CASE_METHOD(Square, "payees: a stall that two left without an account gets the next one by two",
                 "[book][payees]") {
    ledger.set_accounts(fish, {});
    CHECK(accounts_of(fish).empty());
    CHECK(refusal(ledger.ask(ChangeStall{fish, {}, {}, {}, std::vector{new_account}})) ==
          Refusal::payee_change_needed);
}

TEST_CASE_METHOD(Square, "payees: proposed, confirmed, and after the delay in effect as any change",
                 "[book][payees]") {
    const auto vendor = ledger.device(fish, binh);
    REQUIRE(recorded(propose(hoa)));
    CHECK(exists_at(propose(hoa)) == change.value());
    CHECK(refusal(propose(binh, {account("9")})) == Refusal::payee_change_open);
    pass(hours{24});
    CHECK(!is_changed());  // Time alone changes nothing.
    REQUIRE(recorded(confirm(vendor, "")));
    CHECK(ledger.last<PayeeChangeConfirmed>().takes_effect_at == ledger.now + hours{24});
    CHECK(exists_at(confirm(vendor)) == change.value());
    CHECK(ledger.book.next_expiry() == ledger.now + hours{24});
    pass(hours{23});
    CHECK(!is_changed());
    pass(hours{1});
    CHECK(is_changed());
    CHECK(ledger.last<StallChanged>().payee_change == change);
    CHECK(ledger.last<StallChanged>().stall.stand.version == 2);
    CHECK(!waits());
    // The old stand hangs on: its money is the stall's still.
    CHECK(recorded_as(ledger.record(ledger.credit_now("1", 1'000, "", "0011223344"))) ==
          TransferStatus::matched);
    CHECK(recorded_as(ledger.record(ledger.credit_now("2", 1'000, "", "77889900"))) ==
          TransferStatus::matched);
    CHECK(refusal(confirm(vendor)) == Refusal::payee_change_not_found);
    CHECK(refusal(refuse(vendor)) == Refusal::payee_change_not_found);
}

TEST_CASE("payees: who may confirm what", "[book][payees]") {
    using enum Refusal;
    const std::optional<Refusal> yes;
    struct Row {
        const char* proposer;
        std::map<std::string, std::optional<Refusal>> answers;
    };
    // The vendor's phone was let in by Bình: he and it are one side, whatever they say.
    const Row table[] = {
        {"hoa",
         {{"vendor", yes},
          {"phone of hoa", payee_change_alone},
          {"phone of hoa's phone", payee_change_alone},
          {"helper", payee_change_not_theirs},
          {"vendor of fruit", payee_change_not_found},
          {"hoa", payee_change_alone},
          {"binh", payee_change_vendors},
          {"an", payee_change_vendors},
          {"board elsewhere", payee_change_not_found},
          {"token of board", payee_change_not_theirs},
          {"token of stall", payee_change_not_theirs},
          {"token of operator", payee_change_not_theirs}}},
        {"vendor",
         {{"vendor", payee_change_alone},
          {"phone of hoa", payee_change_alone},
          {"helper", payee_change_not_theirs},
          {"hoa", yes},
          {"binh", payee_change_alone},
          {"an", yes},
          {"board elsewhere", payee_change_not_found},
          {"token of board", payee_change_not_theirs}}},
        {"phone of hoa's phone", {{"hoa", payee_change_alone}, {"binh", yes}, {"an", yes}}},
        {"an",
         {{"an", payee_change_alone}, {"vendor", yes}, {"phone of hoa", yes}, {"hoa", payee_change_vendors}}},
        // A list that a program brought: whoever may hold its text is nobody else.
        {"token of board",
         {{"hoa", payee_change_alone},
          {"binh", payee_change_alone},
          {"an", payee_change_alone},
          {"vendor", payee_change_alone},
          {"phone of hoa", payee_change_alone}}},
        {"token of operator", {{"an", payee_change_alone}, {"vendor", yes}, {"hoa", payee_change_vendors}}},
    };
    for (const auto& [proposer, answers] : table)
        for (const auto& [name, expected] : answers) {
            CAPTURE(proposer, name);
            Cast cast;
            REQUIRE(recorded(cast.propose(cast.who.at(proposer))));
            const auto id = cast.who.at(name);
            const auto asked = cast.ledger.ask_as(id, ConfirmPayeeChange{cast.fish, cast.change, "", true});
            CHECK(std::holds_alternative<NothingToRecord>(asked) == !expected);
            CHECK(refusal(asked) == expected);
            CHECK(refusal(cast.confirm(id)) == expected);
            cast.pass(hours{24});
            CHECK(cast.is_changed() == !expected);
        }
}

TEST_CASE("payees: who may propose", "[book][payees]") {
    const std::map<std::string, bool> expected{{"vendor", true},
                                               {"phone of hoa", true},
                                               {"helper", false},
                                               {"vendor of fruit", false},
                                               {"hoa", true},
                                               {"an", true},
                                               {"board elsewhere", false},
                                               {"token of board", true},
                                               {"token of stall", false},
                                               {"token of operator", true}};
    for (const auto& [name, may] : expected) {
        CAPTURE(name);
        Cast cast;
        const auto outcome = cast.propose(cast.who.at(name));
        CHECK(recorded(outcome) == may);
        if (!may) CHECK(refusal(outcome) == Refusal::payee_change_not_theirs);
    }
    Square square;
    square.ledger.ask(DisableUser{square.hoa});
    CHECK(refusal(square.propose(square.hoa)) == Refusal::caller_ended);
    CHECK(refusal(square.propose(TokenId::from_value(9'999))) == Refusal::payee_change_not_theirs);
}

TEST_CASE_METHOD(Square,
                 "payees: without a phone of the owner's that may, a second person confirms and says why",
                 "[book][payees]") {
    REQUIRE(recorded(propose(hoa)));
    CHECK(refusal(confirm(hoa)) == Refusal::payee_change_alone);
    CHECK(refusal(confirm(binh, "")) == Refusal::payee_reason_needed);
    SECTION("a colleague") { CHECK(recorded(confirm(binh))); }
    SECTION("the operator") { CHECK(recorded(confirm(an))); }
    SECTION("phones that the proposer let in do not count as the owner's") {
        ledger.device(fish, hoa);
        CHECK(recorded(confirm(binh)));
    }
    SECTION("nor does a helper's, nor one that is revoked") {
        ledger.device(fish, binh, Role::helper);
        const auto lost = ledger.device(fish, binh);
        CHECK(refusal(confirm(an)) == Refusal::payee_change_vendors);
        ledger.ask(RevokeToken{lost});
        CHECK(refusal(ledger.ask_as(lost, ConfirmPayeeChange{fish, change, "r"})) == Refusal::caller_ended);
        CHECK(recorded(confirm(an)));
    }
    CHECK(ledger.last<PayeeChangeConfirmed>().reason == "đã gặp chủ quầy");
    pass(hours{24});
    CHECK(is_changed());
}

TEST_CASE_METHOD(Square, "payees: either side refuses until it takes effect, and it never does then",
                 "[book][payees]") {
    const auto vendor = ledger.device(fish, binh);
    const bool is_confirmed = GENERATE(false, true);
    const auto who = GENERATE(0, 1, 2, 3);
    CAPTURE(is_confirmed, who);
    REQUIRE(recorded(propose(hoa)));
    if (is_confirmed) REQUIRE(recorded(confirm(vendor)));
    const TokenId all[] = {vendor, hoa, binh, an};
    CHECK(refusal(refuse(stranger)) == Refusal::payee_change_not_found);
    CHECK(recorded(refuse(all[who])));
    CHECK(!waits());
    CHECK(refusal(confirm(vendor)) == Refusal::payee_change_not_found);
    pass(days{15});
    CHECK(!is_changed());
    CHECK(recorded(propose(hoa)));  // It may be proposed anew.
}

TEST_CASE_METHOD(Square, "payees: unconfirmed for 14 days it lapses", "[book][payees]") {
    REQUIRE(recorded(propose(hoa)));
    pass(days{14} - hours{1});
    CHECK(waits());
    pass(hours{1});
    CHECK(ledger.last<PayeeChangeLapsed>().change == change);
    CHECK(!waits());
    CHECK(refusal(confirm(an)) == Refusal::payee_change_not_found);
    pass(days{14});
    CHECK(!is_changed());
}

TEST_CASE_METHOD(Square, "payees: another proposal of one's own, or the stall's end, ends the one that waits",
                 "[book][payees]") {
    REQUIRE(recorded(propose(hoa)));
    const auto first = change;
    REQUIRE(recorded(confirm(an)));
    REQUIRE(recorded(propose(hoa, {account("9")})));
    CHECK(refusal(ledger.ask_as(an, ConfirmPayeeChange{fish, first, "r"})) ==
          Refusal::payee_change_not_found);
    pass(days{2});
    CHECK(accounts_of(fish) == std::vector{old_account});
    ledger.ask(CloseStall{fish, "nghỉ"});
    CHECK(!waits());
    CHECK(refusal(propose(hoa)) == Refusal::stall_closed);
}

TEST_CASE_METHOD(Square, "payees: a shorter delay is for what is proposed later, a longer one at once",
                 "[book][payees]") {
    const auto delay = [&](int long_) {
        ledger.ask(ChangeMarket{.market = market, .watch_period = {}, .payee_delay = hours{long_}});
    };
    REQUIRE(recorded(propose(hoa)));
    delay(0);
    REQUIRE(recorded(confirm(an)));
    CHECK(ledger.last<PayeeChangeConfirmed>().takes_effect_at == ledger.now + hours{24});
    refuse(binh);
    REQUIRE(recorded(propose(hoa)));
    delay(168);
    REQUIRE(recorded(confirm(an)));
    CHECK(ledger.last<PayeeChangeConfirmed>().takes_effect_at == ledger.now + hours{168});
    refuse(binh);
    delay(0);
    REQUIRE(recorded(propose(hoa)));
    REQUIRE(recorded(confirm(an)));
    ledger.ask(Tick{});
    CHECK(is_changed());
    CHECK(std::holds_alternative<NothingToRecord>(
        ledger.ask(ChangeMarket{.market = market, .watch_period = {}, .payee_delay = hours{0}})));
}

TEST_CASE_METHOD(Square, "payees: an account of another market's stall needs that market's board, too",
                 "[book][payees]") {
    const auto shared = account("3333");
    const auto vendor = ledger.device(fish, binh);
    REQUIRE(recorded(propose(hoa, {shared})));
    CHECK(refusal(confirm(an)) == Refusal::payee_change_vendors);
    SECTION("in any order") {
        const bool other_first = GENERATE(false, true);
        REQUIRE(recorded(confirm(other_first ? stranger : vendor, "")));
        CHECK(!ledger.last<PayeeChangeConfirmed>().takes_effect_at);
        pass(hours{24});
        CHECK(accounts_of(fish) == std::vector{old_account});
        REQUIRE(recorded(confirm(other_first ? vendor : stranger, "")));
        pass(hours{24});
        CHECK(accounts_of(fish) == std::vector{shared});
    }
    SECTION("which may refuse") {
        CHECK(recorded(refuse(stranger)));
        CHECK(!waits());
    }
    SECTION("the operator stands in only where there is nobody") {
        REQUIRE(recorded(confirm(vendor, "")));
        CHECK(refusal(confirm(an)) == Refusal::payee_change_not_theirs);
        ledger.ask(DisableUser{stranger});
        CHECK(refusal(confirm(an, "")) == Refusal::payee_reason_needed);
        CHECK(recorded(confirm(an)));
    }
    SECTION("and which no longer has to where its stall gave the account up") {
        ledger.set_accounts(foreign, {account("4444")});
        REQUIRE(recorded(confirm(vendor, "")));
        CHECK(ledger.last<PayeeChangeConfirmed>().takes_effect_at);
    }
}

TEST_CASE_METHOD(Square, "payees: one that another market's stall has by then does not take effect",
                 "[book][payees]") {
    REQUIRE(recorded(propose(hoa)));
    REQUIRE(recorded(confirm(an)));
    ledger.open_stall(other_market, "B-2", {new_account});
    CHECK(accounts_of(StallId{ledger.events.back().sequence}) == std::vector{new_account});
    pass(hours{24});
    CHECK(ledger.last<PayeeChangeLapsed>().change == change);
    CHECK(accounts_of(fish) == std::vector{old_account});
}

TEST_CASE_METHOD(Square, "payees: a stall is registered without an account that another market's stall has",
                 "[book][payees]") {
    const RegisterStall asked{other_market, merchants::PointKind::stall, "B-5", "A", "Rau", {},
                              {old_account}};
    const auto issuer = ledger.program(Role::operator_, {}, {}, "init");
    const StallId registered{ledger.book.next()};
    REQUIRE(recorded(ledger.ask_as(issuer, asked)));
    const PayeeChangeId waiting{Sequence{registered.value()}};
    CHECK(accounts_of(registered).empty());
    CHECK(ledger.last<StallRegistered>().proposed == std::vector{old_account});
    CHECK(exists_at(ledger.ask_as(issuer, asked)) == registered.value());
    // The other market's stall matches as before.
    CHECK(recorded_as(ledger.record(ledger.credit_now("1", 1'000, ""))) == TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().match.stall == fish);
    const auto say_yes = [&](TokenId who) {
        return ledger.ask_as(who, ConfirmPayeeChange{registered, waiting, "r"});
    };
    // Its own board may refuse it, and has nothing to confirm; the operator's token is the operators'.
    CHECK(refusal(say_yes(stranger)) == Refusal::payee_change_not_theirs);
    CHECK(refusal(say_yes(an)) == Refusal::payee_change_alone);
    REQUIRE(recorded(say_yes(hoa)));
    ledger.ask(Tick{});  // It is its first: there is no delay.
    CHECK(accounts_of(registered) == std::vector{old_account});
    CHECK(ledger.last<StallChanged>().payee_change == waiting);
    // A stall that knew it only by name may not have it set by one either.
    const auto bare = ledger.open_stall(other_market, "B-6", {});
    CHECK(refusal(ledger.ask(ChangeStall{bare, {}, {}, {}, std::vector{account("2222")}})) ==
          Refusal::payee_change_needed);
    CHECK(recorded(ledger.ask_as(stranger, ProposePayeeChange{bare, {account("2222")}, ""})));
}

TEST_CASE_METHOD(Square, "payees: a stall in the place of a closed one has what that one had, the rest waits",
                 "[book][payees]") {
    const auto vendor_of_old = ledger.device(fish, binh);
    const auto again = [&](TokenId who, std::vector<merchants::Account> accounts) {
        const StallId next{ledger.book.next()};
        REQUIRE(recorded(ledger.ask_as(
            who,
            RegisterStall{market, merchants::PointKind::stall, "A-1", "A", "Rau", {}, std::move(accounts)})));
        return next;
    };
    const auto close = [&](StallId id) { REQUIRE(recorded(ledger.ask_as(hoa, CloseStall{id, "nghỉ"}))); };
    const auto set = [&](StallId id, merchants::Account one) {
        return refusal(ledger.ask_as(hoa, ChangeStall{id, {}, {}, {}, std::vector{std::move(one)}}));
    };
    close(fish);
    SECTION("the same, its holder's name put right: one step") {
        auto renamed = old_account;
        renamed.name = "HO KINH DOANH NGUYEN THI BA";
        CHECK(accounts_of(again(hoa, {renamed})) == std::vector{renamed});
        CHECK(!ledger.last<StallRegistered>().proposed);
    }
    SECTION("another: proposed, confirmed by somebody else, after the delay") {
        const auto next = again(hoa, {new_account});
        CHECK(accounts_of(next).empty());
        const PayeeChangeId waiting{Sequence{next.value()}};
        const auto yes = [&](TokenId who) {
            return ledger.ask_as(who, ConfirmPayeeChange{next, waiting, "đã gặp người bán mới"});
        };
        CHECK(refusal(yes(hoa)) == Refusal::payee_change_alone);
        CHECK(refusal(yes(vendor_of_old)) == Refusal::payee_change_not_found);
        // Nobody shortens the delay that was set when it was proposed.
        ledger.ask(ChangeMarket{.market = market, .watch_period = {}, .payee_delay = hours{0}});
        REQUIRE(recorded(yes(binh)));
        pass(hours{23});
        CHECK(accounts_of(next).empty());
        pass(hours{1});
        CHECK(accounts_of(next) == std::vector{new_account});
    }
    SECTION("both: the one at once") {
        const auto next = again(hoa, {new_account, old_account});
        CHECK(accounts_of(next) == std::vector{old_account});
        CHECK(ledger.last<StallRegistered>().proposed == std::vector{new_account, old_account});
    }
    SECTION("none: its first takes two as well, and so does that of whoever follows it") {
        auto next = again(hoa, {});
        CHECK(set(next, new_account) == Refusal::payee_change_needed);
        CHECK(set(next, old_account) == Refusal::payee_change_needed);
        close(next);
        next = again(hoa, {new_account});
        CHECK(accounts_of(next).empty());
        // It stays so, however long it stands there without.
        pass(days{91});
        CHECK(set(next, new_account) == Refusal::payee_change_needed);
        close(next);
        CHECK(accounts_of(again(hoa, {old_account})).empty());  // By now nobody knows whose it was.
    }
    SECTION("after 90 days its number is as good as new") {
        pass(days{90});
        SECTION("and not before") { CHECK(accounts_of(again(hoa, {new_account})).empty()); }
        SECTION("whatever") {
            pass(hours{1});
            CHECK(accounts_of(again(hoa, {new_account})) == std::vector{new_account});
        }
    }
    SECTION("what it gave up before it was closed is no account of it") {
        const auto next = again(hoa, {old_account});
        ledger.set_accounts(next, {new_account});
        close(next);
        CHECK(accounts_of(again(hoa, {old_account})).empty());
    }
    SECTION("elsewhere the number is another's") {
        const StallId next{ledger.book.next()};
        ledger.ask_as(
            stranger,
            RegisterStall{other_market, merchants::PointKind::stall, "A-1", "A", "Rau", {}, {new_account}});
        CHECK(accounts_of(next) == std::vector{new_account});
    }
    SECTION("a start from a snapshot knows it, too") {
        ledger.book = Book::from_snapshot(ledger.book.snapshot()).value();
        const auto next = again(hoa, {});
        ledger.book = Book::from_snapshot(ledger.book.snapshot()).value();
        CHECK(set(next, new_account) == Refusal::payee_change_needed);
    }
}

TEST_CASE_METHOD(Square,
                 "payees: in the place of one whose vendor took the consent back, every account waits",
                 "[book][payees]") {
    const auto vendor = ledger.device(fish, binh);
    REQUIRE(recorded(ledger.ask_as(vendor, WithdrawConsent{fish})));
    ledger.ask_as(hoa, CloseStall{fish, "nghỉ"});
    const StallId next{ledger.book.next()};
    ledger.ask_as(hoa,
                  RegisterStall{market, merchants::PointKind::stall, "A-1", "A", "Rau", {}, {old_account}});
    CHECK(accounts_of(next).empty());  // Else the answer would say whether a guess is right.
}

TEST_CASE_METHOD(Square, "payees: within one market a family shares an account in one step",
                 "[book][payees]") {
    const auto second = ledger.open_stall(market, "A-7", {old_account});
    CHECK(accounts_of(second) == std::vector{old_account});
    CHECK(!ledger.last<StallRegistered>().proposed);
}

TEST_CASE_METHOD(Square, "payees: what waits survives replay, snapshot and an erasure", "[book][payees]") {
    const auto vendor = ledger.device(fish, binh);
    REQUIRE(recorded(propose(hoa)));
    const bool is_confirmed = GENERATE(false, true);
    if (is_confirmed) REQUIRE(recorded(confirm(vendor)));
    ledger.ask(EraseVendor{ledger.all<StallRegistered>().front().stall.vendor->id, "theo yêu cầu"});
    ledger.book.each_payee_change([](const PayeeChange& one) { CHECK(one.accounts.front().name.empty()); });
    Book replayed;
    for (const auto& event : ledger.events) replayed.apply(event);
    auto loaded = Book::from_snapshot(ledger.book.snapshot()).value();
    CHECK(replayed.broken_invariants().empty());
    for (const auto* book : {&replayed, &loaded}) {
        CHECK(book->next_expiry() == ledger.book.next_expiry());
        const auto tick = book->decide({Tick{}, "clock", {}}, book->next(), ledger.now + days{14});
        REQUIRE(tick.events.size() == 1);
        CHECK(std::holds_alternative<StallChanged>(tick.events.front()) == is_confirmed);
    }
    CHECK(loaded.snapshot().bytes == ledger.book.snapshot().bytes);
}

#include <map>
#include <set>

#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::PaymentRequestStatus;

namespace {
struct Market {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId fish = ledger.open_stall(market, "A-1", {account("0011223344")});
    RegisterStall same_again() const {
        return {market,
                merchants::PointKind::stall,
                "A-1",
                "A",
                "Rau",
                VendorDetails{merchants::VendorKind::person, "Ba", {}},
                {account("0011223344")}};
    }
};
Hash hash_of(std::string_view text) { return sha256(text); }
}  // namespace

TEST_CASE_METHOD(Market,
                 "book: the same stall again is there already; other details under its number are refused",
                 "[book][stalls]") {
    CHECK(exists_at(ledger.ask(same_again())) == fish.value());
    auto other = same_again();
    other.zone = "B";
    CHECK(refusal(ledger.ask(other)) == Refusal::stall_code_taken);
    other = same_again();
    other.vendor->phone = "0901234567";
    CHECK(refusal(ledger.ask(other)) == Refusal::stall_code_taken);
    other = same_again();
    other.market = MarketId::from_value(77);
    CHECK(refusal(ledger.ask(other)) == Refusal::market_not_found);
    const auto second = ledger.open_market("second");
    other = same_again();
    other.market = second;
    CHECK(recorded(ledger.ask(other)));
}

TEST_CASE_METHOD(Market, "book: a market's code is its own", "[book][markets]") {
    CHECK(exists_at(ledger.ask(RegisterMarket{"Chợ Vũng Tàu", "vungtau", "Bà Rịa", "Phường 1"})) ==
          market.value());
    CHECK(refusal(ledger.ask(RegisterMarket{"Chợ khác", "vungtau", "Bà Rịa", "Phường 1"})) ==
          Refusal::market_code_taken);
}

TEST_CASE_METHOD(Market, "book: a change keeps what it does not name, and a new name is a new person",
                 "[book][stalls]") {
    const auto before = ledger.all<StallRegistered>().front().stall;
    CHECK(recorded(ledger.ask(ChangeStall{fish, "C", {}, {}, {}})));
    CHECK(ledger.last<StallChanged>().stall.zone == "C");
    CHECK(ledger.last<StallChanged>().stall.goods == before.goods);
    CHECK(ledger.last<StallChanged>().stall.transfer_code == before.transfer_code);
    CHECK(exists_at(ledger.ask(ChangeStall{fish, "C", {}, {}, {}})) == ledger.events.size() - 1);

    ledger.ask(
        ChangeStall{fish, {}, {}, VendorDetails{merchants::VendorKind::person, "Ba", "0901234567"}, {}});
    CHECK(ledger.last<StallChanged>().stall.vendor->id == before.vendor->id);
    ledger.ask(ChangeStall{fish, {}, {}, VendorDetails{merchants::VendorKind::person, "Năm", {}}, {}});
    CHECK(ledger.last<StallChanged>().stall.vendor->id.value() == ledger.events.size() - 1);
    CHECK(refusal(ledger.ask(ChangeStall{StallId::from_value(99), "C", {}, {}, {}})) ==
          Refusal::stall_not_found);
}

TEST_CASE_METHOD(Market, "book: suspending twice and resuming twice change nothing the second time",
                 "[book][stalls]") {
    CHECK(recorded(ledger.ask(SuspendStall{fish, "sửa mái"})));
    CHECK(exists_at(ledger.ask(SuspendStall{fish, "sửa mái"})) == ledger.events.size() - 1);
    CHECK(refusal(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1), "", {}})) == Refusal::stall_suspended);
    CHECK(recorded(ledger.ask(ResumeStall{fish})));
    CHECK(exists_at(ledger.ask(ResumeStall{fish})) == ledger.events.size() - 1);
    CHECK(refusal(ledger.ask(SuspendStall{StallId::from_value(99), ""})) == Refusal::stall_not_found);
    CHECK(refusal(ledger.ask(ResumeStall{StallId::from_value(99)})) == Refusal::stall_not_found);
}

TEST_CASE_METHOD(Market, "book: a payment request needs a stall that can be paid", "[book][requests]") {
    const auto bare = ledger.open_stall(market, "A-9", {});
    CHECK(refusal(ledger.ask(OpenPaymentRequest{StallId::from_value(99), Vnd::of(1), "", {}})) ==
          Refusal::stall_not_found);
    CHECK(refusal(ledger.ask(OpenPaymentRequest{bare, Vnd::of(1), "", {}})) == Refusal::stall_not_registered);
    CHECK(recorded(ledger.ask(OpenPaymentRequest{fish, Vnd::of(1), "", {}})));
}

TEST_CASE_METHOD(Market, "book: only an open payment request is cancelled", "[book][requests]") {
    const auto request = ledger.open_request(fish, 100'000);
    const auto paid = ledger.open_request(fish, 100'000);
    ledger.record(credit("1", 30'000, ledger.request_code(paid)));
    CHECK(refusal(ledger.ask(CancelPaymentRequest{PaymentRequestId::from_value(99)})) ==
          Refusal::payment_request_not_found);
    CHECK(refusal(ledger.ask(CancelPaymentRequest{paid})) == Refusal::payment_request_not_open);
    CHECK(recorded(ledger.ask(CancelPaymentRequest{request})));
    const auto at = ledger.events.size() - 1;
    CHECK(exists_at(ledger.ask(CancelPaymentRequest{request})) == at);
}

TEST_CASE_METHOD(Market, "book: a tick expires what is due and open, and nothing else", "[book][requests]") {
    using std::chrono::seconds;
    const auto first = ledger.open_request(fish, 1'000, seconds{60});
    const auto second = ledger.open_request(fish, 2'000, seconds{120});
    const auto underpaid = ledger.open_request(fish, 3'000, seconds{60});
    const auto unsaid = ledger.open_request(fish, 4'000);  // No request is for ever.
    ledger.record(credit("1", 1'000, ledger.request_code(underpaid)));
    CHECK(ledger.book.next_expiry() == start + seconds{60});
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(Tick{})));
    ledger.now += seconds{60};
    CHECK(recorded(ledger.ask(Tick{})));
    CHECK(ledger.all<PaymentRequestExpired>().size() == 1);
    CHECK(ledger.last<PaymentRequestExpired>().request == first);
    CHECK(ledger.book.next_expiry() == start + seconds{120});
    ledger.now += std::chrono::days{1};
    ledger.ask(Tick{});
    CHECK(ledger.last<PaymentRequestExpired>().request == second);
    CHECK(ledger.book.next_expiry() == start + OpenPaymentRequest::expires_in_default);

    ledger.record(reversal("2", 1'000, "1"));
    CHECK(ledger.last<TransferReceived>().request_status == PaymentRequestStatus::open);
    ledger.ask(Tick{});
    CHECK(ledger.last<PaymentRequestExpired>().request == underpaid);
    ledger.now += std::chrono::days{6};
    ledger.ask(Tick{});
    CHECK(ledger.last<PaymentRequestExpired>().request == unsaid);
    CHECK(!ledger.book.next_expiry());
}

TEST_CASE_METHOD(Market, "book: a request's code becomes free 90 days after it closed, not before",
                 "[book][requests]") {
    const auto request = ledger.open_request(fish, 1'000);
    const auto code = ledger.request_code(request);
    ledger.record(credit("1", 1'000, code));
    ledger.now += std::chrono::days{90};
    CHECK(recorded_as(ledger.record(ledger.credit_now("2", 1'000, code))) == TransferStatus::matched);
    CHECK(ledger.last<TransferReceived>().request_status == PaymentRequestStatus::overpaid);
    ledger.now += std::chrono::days{91};
    ledger.ask(SuspendStall{fish, ""});
    ledger.ask(ResumeStall{fish});
    ledger.record(ledger.credit_now("3", 1'000, code));
    CHECK(!ledger.last<TransferReceived>().match.request);
    CHECK(refusal(ledger.ask(CancelPaymentRequest{request})) == Refusal::payment_request_not_open);
    ledger.record(
        reversal("4", 1'000, "1"));  // Nothing is left of the request; the transfer is reversed all the same.
    CHECK(ledger.last<TransferReceived>().reverses.has_value());
}

TEST_CASE_METHOD(Market, "book: one key and one body are one command; another body is refused",
                 "[book][idempotency]") {
    const Idempotency key{hash_of("key"), hash_of("body")};
    const OpenPaymentRequest asked{fish, Vnd::of(5'000), "", {}};
    CHECK(recorded(ledger.ask(asked, key)));
    const auto at = ledger.events.size() - 1;
    CHECK(exists_at(ledger.ask(asked, key)) == at);
    CHECK(refusal(ledger.ask(asked, Idempotency{key.key, hash_of("other")})) ==
          Refusal::idempotency_key_reused);
    CHECK(recorded(ledger.ask(asked, Idempotency{hash_of("key 2"), key.body})));
    CHECK(refusal(ledger.ask(SuspendStall{StallId::from_value(99), ""},
                             Idempotency{key.key, hash_of("x")})) == Refusal::idempotency_key_reused);
}

TEST_CASE_METHOD(Market, "book: a key that an older version bound otherwise is recognised in its former form",
                 "[book][idempotency]") {
    const OpenPaymentRequest asked{fish, Vnd::of(5'000), "", {}};
    CHECK(recorded(ledger.ask(asked, Idempotency{hash_of("former"), hash_of("body")})));
    const auto at = ledger.events.size() - 1;
    Command again{asked, "operator", Idempotency{hash_of("now"), hash_of("body")}};
    const auto outcome = [&] { return ledger.book.decide(again, ledger.book.next(), ledger.now).outcome; };
    CHECK(recorded(outcome()));
    again.former_key = hash_of("former");
    CHECK(exists_at(outcome()) == at);
    again.idempotency->body = hash_of("other");
    CHECK(refusal(outcome()) == Refusal::idempotency_key_reused);
}

TEST_CASE_METHOD(Market, "book: a token names what exists, and is revoked once", "[book][tokens]") {
    const auto token = [&](IssueToken asked) { return ledger.ask(std::move(asked)); };
    CHECK(refusal(token({Role::board, MarketId::from_value(77), {}, {}, "ban quản lý", hash_of("a")})) ==
          Refusal::market_not_found);
    CHECK(refusal(token({Role::vendor, {}, StallId::from_value(77), {}, "cô Ba", hash_of("a")})) ==
          Refusal::stall_not_found);
    CHECK(recorded(token({Role::provider, {}, {}, feed, "", hash_of("a")})));
    const TokenId id{Sequence{ledger.events.size() - 1}};
    CHECK(recorded(ledger.ask(RevokeToken{id})));
    CHECK(exists_at(ledger.ask(RevokeToken{id})) == ledger.events.size() - 1);
    CHECK(refusal(ledger.ask(RevokeToken{TokenId::from_value(0)})) == Refusal::token_not_found);
}

TEST_CASE_METHOD(Market,
                 "book: a device is paired by whoever may still show a code, and is revoked as a token is",
                 "[book][tokens]") {
    ledger.ask(IssueToken{Role::board, market, {}, {}, "ban quản lý", hash_of("board")});
    const TokenId board{Sequence{ledger.events.size() - 1}};
    const auto pair = [&](TokenId by, StallId stall) {
        return ledger.ask(PairDevice{stall, Role::owner, "Điện thoại cô Ba", by, hash_of("device")});
    };
    CHECK(refusal(pair(board, StallId::from_value(77))) == Refusal::stall_not_found);
    CHECK(refusal(pair(TokenId::from_value(77), fish)) == Refusal::token_not_found);
    CHECK(recorded(pair(board, fish)));
    const auto paired = ledger.last<DevicePaired>();
    CHECK(paired.owner == std::get<StallRegistered>(ledger.events.at(fish.value()).event).stall.vendor->id);
    CHECK(paired.paired_by == board);
    CHECK(recorded(pair(paired.id, fish)));  // By the first phone.
    CHECK(recorded(ledger.ask(RevokeToken{paired.id})));
    CHECK(exists_at(ledger.ask(RevokeToken{paired.id})) == ledger.events.size() - 1);
    CHECK(refusal(pair(paired.id, fish)) == Refusal::token_not_found);
    ledger.ask(CloseStall{fish, "nhầm"});
    CHECK(refusal(pair(board, fish)) == Refusal::stall_closed);
}

TEST_CASE_METHOD(Market, "book: who was revoked or disabled before their turn came has asked too late",
                 "[book][tokens]") {
    const auto asks = [&](TokenId who) {
        return ledger.book.decide(Command{SuspendStall{fish, "nghỉ"}, who.text(), std::nullopt},
                                  ledger.book.next(), ledger.now);
    };
    const auto refused = [](const Decision& decision) {
        return decision.events.empty() && refusal(decision.outcome) == Refusal::caller_ended;
    };
    ledger.ask(IssueToken{Role::board, market, {}, {}, "ban quản lý", hash_of("board")});
    const TokenId board{Sequence{ledger.events.size() - 1}};
    CHECK(recorded(asks(board).outcome));
    ledger.ask(RevokeToken{board});
    CHECK(refused(asks(board)));

    ledger.ask(InviteUser{Role::board, market, {hash_of("code"), ledger.now + std::chrono::hours{72}}});
    const TokenId person{Sequence{ledger.events.size() - 1}};
    CHECK(recorded(asks(person).outcome));  // Who may log in is not decided here.
    ledger.ask(DisableUser{person});
    CHECK(refused(asks(person)));
    CHECK(recorded(asks(TokenId::from_value(77)).outcome));  // Nobody of this ledger, who was never revoked.
}

TEST_CASE_METHOD(Market, "book: a stall has fifty devices at most, and a revoked one makes room",
                 "[book][tokens]") {
    ledger.ask(IssueToken{Role::operator_, {}, {}, {}, "", hash_of("office")});
    const TokenId office{Sequence{ledger.events.size() - 1}};
    const auto pair = [&] {
        return ledger.ask(
            PairDevice{fish, Role::helper, "Máy", office, hash_of(std::to_string(ledger.events.size()))});
    };
    for (std::uint32_t i = 0; i < PairDevice::devices_max; ++i) CHECK(recorded(pair()));
    CHECK(refusal(pair()) == Refusal::too_many_devices);
    const auto last = ledger.last<DevicePaired>().id;
    ledger.ask(RevokeToken{last});
    ledger.ask(RevokeToken{last});
    CHECK(recorded(pair()));
    CHECK(refusal(pair()) == Refusal::too_many_devices);
    const auto again = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(again);
    CHECK(again->snapshot().bytes == ledger.book.snapshot().bytes);
}

TEST_CASE_METHOD(
    Market,
    "book: a market's device is a display for good or a volunteer for a day, and counts until it ends",
    "[book][tokens]") {
    ledger.ask(IssueToken{Role::board, market, {}, {}, "ban quản lý", hash_of("board")});
    const TokenId board{Sequence{ledger.events.size() - 1}};
    const auto evening = ledger.now + std::chrono::hours{9};
    const auto pair = [&](Role role, std::optional<StallId> stall, std::optional<Instant> ends_at,
                          std::optional<TokenId> by = {}) {
        return ledger.ask(
            PairMarketDevice{.market = market,
                             .role = role,
                             .stall = stall,
                             .zone = {},
                             .shows = role == Role::display ? std::optional{Shows::payments} : std::nullopt,
                             .name = "Máy",
                             .paired_by = by.value_or(board),
                             .secret_hash = hash_of(std::to_string(ledger.events.size())),
                             .ends_at = ends_at});
    };
    const auto elsewhere = ledger.open_market("dalat");
    const auto there = ledger.open_stall(elsewhere, "C-1", {});
    CHECK(refusal(pair(Role::display, StallId::from_value(77), {})) == Refusal::stall_not_found);
    CHECK(refusal(pair(Role::display, there, {})) == Refusal::stall_not_found);
    CHECK(refusal(pair(Role::volunteer, {}, evening, TokenId::from_value(77))) == Refusal::token_not_found);
    CHECK(recorded(pair(Role::display, fish, {})));
    CHECK(token_of(ledger.last<MarketDevicePaired>()).scopes == std::vector<std::string>{"hear_aloud"});
    for (std::size_t i = 1; i < PairMarketDevice::devices_max; ++i)
        REQUIRE(recorded(pair(Role::volunteer, {}, evening)));
    CHECK(refusal(pair(Role::volunteer, {}, evening)) == Refusal::too_many_market_devices);
    const auto last = ledger.last<MarketDevicePaired>().id;
    CHECK(recorded(ledger.ask(RevokeToken{last})));
    CHECK(recorded(pair(Role::volunteer, {}, evening)));
    CHECK(refusal(pair(Role::volunteer, {}, evening)) == Refusal::too_many_market_devices);
    const auto volunteer = ledger.last<MarketDevicePaired>().id;
    const auto pairs_phone = [&](std::string device) {
        return ledger.ask(PairDevice{fish, Role::owner, "Máy", volunteer, hash_of(std::move(device))});
    };
    CHECK(recorded(pairs_phone("first")));
    CHECK(refusal(pairs_phone("second")) == Refusal::stall_has_devices);
    ledger.ask(RevokeToken{ledger.last<DevicePaired>().id});
    const auto before = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(before);
    CHECK(before->snapshot().bytes == ledger.book.snapshot().bytes);

    ledger.now = evening;
    CHECK(refusal(pairs_phone("late")) == Refusal::token_not_found);  // Its day is over.
    CHECK(recorded(pair(Role::volunteer, {}, evening + std::chrono::hours{24})));
    CHECK(recorded(ledger.ask(RevokeToken{volunteer})));  // One that has ended can be revoked all the same.
    const auto again = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(again);
    CHECK(again->snapshot().bytes == ledger.book.snapshot().bytes);
}

TEST_CASE_METHOD(Market, "book: a token that has expired lets nobody in", "[book][tokens]") {
    IssueToken asked{Role::board, market, {}, {}, "tháng này", hash_of("month")};
    asked.expires_at = ledger.now + std::chrono::hours{1};
    ledger.ask(std::move(asked));
    const TokenId month{Sequence{ledger.events.size() - 1}};
    const auto pair = [&](const std::string& device) {
        return ledger.ask(PairDevice{fish, Role::owner, "Máy", month, hash_of(device)});
    };
    CHECK(recorded(pair("in time")));
    ledger.now += std::chrono::hours{1};
    CHECK(refusal(pair("late")) == Refusal::token_not_found);
}

namespace {

Invitation invitation(const std::string& code, Instant expires_at) { return {hash_of(code), expires_at}; }

}  // namespace

TEST_CASE_METHOD(Market, "book: who is invited sets a password once, until the invitation expires",
                 "[book][users]") {
    const auto in_three_days = ledger.now + std::chrono::hours{72};
    CHECK(refusal(ledger.ask(InviteUser{Role::board, MarketId::from_value(77),
                                        invitation("a", in_three_days)})) == Refusal::market_not_found);
    CHECK(recorded(ledger.ask(InviteUser{Role::board, market, invitation("a", in_three_days)})));
    const auto id = ledger.last<UserInvited>().id;
    const auto set = [&](const std::string& code, const std::string& name) {
        return ledger.ask(SetPassword{id, hash_of(name), hash_of(code), std::nullopt});
    };
    CHECK(refusal(set("b", "first")) == Refusal::invitation_unknown);
    CHECK(refusal(ledger.ask(SetPassword{id, hash_of("first"), {}, {}})) == Refusal::user_not_found);
    CHECK(refusal(ledger.ask(BeginSession{id, hash_of("first"), in_three_days})) == Refusal::user_not_found);
    CHECK(recorded(set("a", "first")));
    CHECK(refusal(set("a", "second")) == Refusal::invitation_unknown);

    CHECK(recorded(ledger.ask(ResetUser{id, invitation("c", in_three_days)})));
    CHECK(refusal(ledger.ask(BeginSession{id, hash_of("first"), in_three_days})) == Refusal::user_not_found);
    ledger.now = in_three_days;
    CHECK(refusal(set("c", "second")) == Refusal::invitation_unknown);
    CHECK(recorded(ledger.ask(ResetUser{id, invitation("d", ledger.now + std::chrono::hours{72})})));
    CHECK(recorded(set("d", "second")));
    CHECK(refusal(ledger.ask(ResetUser{TokenId::from_value(0), invitation("e", in_three_days)})) ==
          Refusal::user_not_found);

    CHECK(recorded(ledger.ask(DisableUser{id})));
    CHECK(exists_at(ledger.ask(DisableUser{id})) == ledger.events.size() - 1);
    CHECK(refusal(ledger.ask(DisableUser{TokenId::from_value(0)})) == Refusal::user_not_found);
    CHECK(refusal(ledger.ask(ResetUser{id, invitation("f", ledger.now)})) == Refusal::user_not_found);
    CHECK(refusal(ledger.ask(BeginSession{id, hash_of("second"), ledger.now})) == Refusal::user_not_found);
}

TEST_CASE_METHOD(Market, "book: a session ends by log-out, by its time, and with the password",
                 "[book][users]") {
    const auto later = ledger.now + std::chrono::hours{72};
    ledger.ask(InviteUser{Role::operator_, {}, invitation("a", later)});
    const auto id = ledger.last<UserInvited>().id;
    ledger.ask(SetPassword{id, hash_of("first"), hash_of("a"), std::nullopt});
    const auto begin = [&](const std::string& password = "first") {
        return ledger.ask(BeginSession{id, hash_of(password), ledger.now + std::chrono::hours{12}});
    };
    const auto& sessions = ledger.book.users().sessions;
    CHECK(refusal(begin("other")) == Refusal::user_not_found);
    CHECK(recorded(begin()));
    const auto first = ledger.last<SessionBegun>().id;
    CHECK(recorded(begin()));
    CHECK(sessions.size() == 2);
    CHECK(refusal(ledger.ask(EndSession{TokenId::from_value(0), first})) == Refusal::session_not_found);
    CHECK(recorded(ledger.ask(EndSession{id, first})));
    CHECK(refusal(ledger.ask(EndSession{id, first})) == Refusal::session_not_found);
    CHECK(sessions.size() == 1);

    CHECK(refusal(ledger.ask(SetPassword{id, hash_of("second"), {}, hash_of("guess")})) ==
          Refusal::user_not_found);
    CHECK(recorded(ledger.ask(SetPassword{id, hash_of("second"), {}, hash_of("first")})));
    CHECK(sessions.empty());
    CHECK(refusal(begin("first")) == Refusal::user_not_found);

    for (std::size_t i = 0; i < Users::sessions_max + 5; ++i) CHECK(recorded(begin("second")));
    CHECK(sessions.size() == Users::sessions_max);
    CHECK(sessions.rbegin()->first == ledger.last<SessionBegun>().id);
    ledger.now += std::chrono::hours{12};
    CHECK(recorded(begin("second")));
    CHECK(sessions.size() == 1);
    const auto again = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(again);
    CHECK(again->snapshot().bytes == ledger.book.snapshot().bytes);
    ledger.ask(DisableUser{id});
    CHECK(sessions.empty());
}

TEST_CASE_METHOD(Market, "book: a person with an account pairs phones, until they are disabled",
                 "[book][users]") {
    ledger.ask(InviteUser{Role::board, market, invitation("a", ledger.now + std::chrono::hours{72})});
    const auto id = ledger.last<UserInvited>().id;
    const auto pair = [&] { return ledger.ask(PairDevice{fish, Role::owner, "Máy", id, hash_of("device")}); };
    CHECK(refusal(pair()) == Refusal::token_not_found);
    ledger.ask(SetPassword{id, hash_of("first"), hash_of("a"), std::nullopt});
    CHECK(recorded(pair()));
    ledger.ask(DisableUser{id});
    CHECK(refusal(pair()) == Refusal::token_not_found);
}

TEST_CASE_METHOD(Market, "book: whoever starts from it learns each token, market and stall once", "[book]") {
    ledger.ask(IssueToken{Role::board, market, {}, {}, "ban quản lý", hash_of("a")});
    const TokenId revoked{Sequence{ledger.events.size() - 1}};
    ledger.ask(IssueToken{Role::vendor, {}, fish, {}, "cô Ba", hash_of("b")});
    ledger.ask(RevokeToken{revoked});
    std::map<TokenId, std::pair<std::string, bool>> tokens;
    ledger.book.each_token([&](const Book::TokenKnown& one) {
        CHECK(tokens.emplace(one.id, std::pair{one.token.label, one.revoked_at.has_value()}).second);
    });
    CHECK(tokens.size() == 2);
    CHECK(tokens.at(revoked) == std::pair{std::string{"ban quản lý"}, true});
    std::set<std::string> markets, stalls;
    ledger.book.each_market([&](const merchants::Market& one) { CHECK(markets.insert(one.code).second); });
    ledger.book.each_stall([&](const merchants::Stall& one) { CHECK(stalls.insert(one.code).second); });
    CHECK(markets.size() == ledger.all<MarketRegistered>().size());
    CHECK(stalls.size() == ledger.all<StallRegistered>().size());
}

TEST_CASE("book: an earlier refusal in the list hides a later one", "[book]") {
    Market m;
    m.ledger.ask(SuspendStall{m.fish, ""});
    const auto bare = m.ledger.open_stall(m.market, "A-9", {});
    m.ledger.ask(SuspendStall{bare, ""});
    CHECK(refusal(m.ledger.ask(OpenPaymentRequest{bare, Vnd::of(1), "", {}})) ==
          Refusal::stall_not_registered);
    CHECK(refusal(m.ledger.ask(AssignTransfer{TransferId::from_value(9999), StallId::from_value(9999),
                                              ""})) == Refusal::stall_not_found);
    CHECK(refusal(m.ledger.ask(AssignTransfer{TransferId::from_value(9999), bare, ""})) ==
          Refusal::transfer_not_found);
}

TEST_CASE_METHOD(Market, "book: where codes are asked for, a password alone begins no session",
                 "[book][users]") {
    const auto later = ledger.now + std::chrono::hours{72};
    ledger.ask(InviteUser{Role::operator_, {}, invitation("a", later)});
    const auto id = ledger.last<UserInvited>().id;
    CHECK(refusal(ledger.ask(SetOneTimeCodes{id, hash_of("codes")})) == Refusal::user_not_found);
    ledger.ask(SetPassword{id, hash_of("first"), hash_of("a"), std::nullopt});
    const auto begin = [&](std::optional<Hash> codes) {
        return ledger.ask(BeginSession{id, hash_of("first"), later, codes});
    };
    CHECK(refusal(begin(hash_of("codes"))) == Refusal::user_not_found);
    CHECK(recorded(begin(std::nullopt)));
    CHECK(recorded(ledger.ask(SetOneTimeCodes{id, hash_of("codes")})));
    CHECK(ledger.book.users().sessions.size() == 1);
    CHECK(refusal(begin(std::nullopt)) == Refusal::user_not_found);
    CHECK(refusal(begin(hash_of("former"))) == Refusal::user_not_found);
    CHECK(recorded(begin(hash_of("codes"))));
    CHECK(recorded(ledger.ask(SetPassword{id, hash_of("second"), {}, hash_of("first")})));
    CHECK(ledger.book.users().find(id)->codes == hash_of("codes"));
    CHECK(recorded(ledger.ask(RemoveOneTimeCodes{id})));
    CHECK(std::holds_alternative<NothingToRecord>(ledger.ask(RemoveOneTimeCodes{id})));
    CHECK(recorded(ledger.ask(BeginSession{id, hash_of("second"), later})));

    CHECK(recorded(ledger.ask(SetOneTimeCodes{id, hash_of("codes")})));
    CHECK(recorded(ledger.ask(ResetUser{id, invitation("b", later)})));
    CHECK_FALSE(ledger.book.users().find(id)->codes);
    CHECK(refusal(ledger.ask(RemoveOneTimeCodes{id})) == Refusal::user_not_found);
}

TEST_CASE_METHOD(Market, "book: a passkey is one person's, counts on, and is over when it is removed",
                 "[book][users]") {
    const auto later = ledger.now + std::chrono::hours{72};
    const auto person = [&](const std::string& code) {
        ledger.ask(InviteUser{Role::operator_, {}, invitation(code, later)});
        const auto id = ledger.last<UserInvited>().id;
        ledger.ask(SetPassword{id, hash_of(code), hash_of(code), std::nullopt});
        return id;
    };
    const auto lan = person("a"), hoa = person("b");
    const auto key = [](const std::string& id, std::uint32_t count = 0) {
        return PasskeyKey{id, KeyAlgorithm::es256, "key", "cho.example.vn", count};
    };
    CHECK(refusal(ledger.ask(AddPasskey{TokenId::from_value(0), key("x")})) == Refusal::user_not_found);
    CHECK(recorded(ledger.ask(AddPasskey{lan, key("x", 5)})));
    const auto x = ledger.last<PasskeyAdded>().id;
    CHECK(refusal(ledger.ask(AddPasskey{hoa, key("x")})) == Refusal::passkey_known);
    CHECK(recorded(ledger.ask(AddPasskey{lan, key("shared")})));
    const auto shared = ledger.last<PasskeyAdded>().id;
    const auto use = [&](TokenId user, PasskeyId passkey, std::uint32_t count) {
        return ledger.ask(BeginSession{user, {}, later, {}, PasskeyUse{passkey, count}});
    };
    ledger.ask(SetOneTimeCodes{lan, hash_of("codes")});  // A passkey needs none.
    CHECK(refusal(use(lan, x, 5)) == Refusal::user_not_found);
    CHECK(refusal(use(lan, x, 0)) == Refusal::user_not_found);
    CHECK(recorded(use(lan, x, 6)));
    CHECK(ledger.book.users().sessions.contains(ledger.all<SessionBegun>().back().id));
    CHECK(ledger.book.users().find(x)->used_at == ledger.now);
    CHECK(refusal(use(lan, x, 6)) == Refusal::user_not_found);
    CHECK(recorded(use(lan, shared, 0)));
    CHECK(recorded(use(lan, shared, 0)));
    CHECK(refusal(use(hoa, x, 9)) == Refusal::user_not_found);
    CHECK(refusal(ledger.ask(RemovePasskey{hoa, x})) == Refusal::passkey_not_found);
    const auto again = Book::from_snapshot(ledger.book.snapshot());
    REQUIRE(again);
    CHECK(again->snapshot().bytes == ledger.book.snapshot().bytes);
    CHECK(recorded(ledger.ask(RemovePasskey{lan, x})));
    CHECK(refusal(ledger.ask(RemovePasskey{lan, x})) == Refusal::passkey_not_found);
    CHECK(refusal(use(lan, x, 10)) == Refusal::user_not_found);

    for (auto count = ledger.book.users().passkeys_of(lan); count < AddPasskey::passkeys_max; ++count)
        CHECK(recorded(ledger.ask(AddPasskey{lan, key("n" + std::to_string(count))})));
    CHECK(refusal(ledger.ask(AddPasskey{lan, key("more")})) == Refusal::too_many_passkeys);
    CHECK(recorded(ledger.ask(AddPasskey{hoa, key("hers")})));
    CHECK(recorded(ledger.ask(DisableUser{lan})));
    CHECK(ledger.book.users().passkeys.size() == 1);
    CHECK(refusal(use(lan, shared, 0)) == Refusal::user_not_found);
}

#include "registry.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;
using namespace choqr::merchants::testing;

namespace {

struct Market {
    MarketOfStalls registry;
    Stall& fish = registry.add({account("111")});
    Stall& fruit = registry.add({account("222")});
    Stall& meat = registry.add({account("333"), account("444")});
    Stall& meat_too = registry.add({account("333")});
    Stall& rice = registry.add({account("SBVA01", AccountKind::virtual_account)});
    Stall& bare = registry.add();

    Match at(std::string text, std::optional<std::string_view> account_number = {},
             std::optional<std::string_view> sub_account = {},
             std::optional<std::string_view> bin = "970422") const {
        auto notice = credit_with(std::move(text));
        if (bin) notice.creditor_bin = Bin::parse(*bin);
        if (account_number) notice.creditor_account = AccountNumber::parse(*account_number);
        if (sub_account) notice.virtual_account = AccountNumber::parse(*sub_account);
        return match(notice, registry);
    }
};

std::string code(const Stall& stall) { return stall.transfer_code.text(); }
std::string code(const PaymentRequest& request) { return request.reference_code.text(); }

#define CHECK_AT(found, expected_basis, expected_stall) \
    do {                                                \
        const auto m = found;                           \
        CHECK(m.basis == MatchBasis::expected_basis);   \
        CHECK(m.stall == (expected_stall).id);          \
    } while (false)
#define CHECK_NOWHERE(found, expected_basis)          \
    do {                                              \
        const auto m = found;                         \
        CHECK(m.basis == MatchBasis::expected_basis); \
        CHECK(!m.stall);                              \
        CHECK(!m.request);                            \
    } while (false)

}  // namespace

TEST_CASE_METHOD(Market, "matching: an account of one stall is enough", "[merchants][matching]") {
    CHECK_AT(at("mua ca", "111"), only_account, fish);
    CHECK_AT(at("", "444"), only_account, meat);
    CHECK_AT(at("", "111", {}, std::nullopt), only_account, fish);
    CHECK_NOWHERE(at("", "111", {}, "970436"), none_no_clue);
}

TEST_CASE_METHOD(Market, "matching: without a code and a known account there is no clue",
                 "[merchants][matching]") {
    CHECK_NOWHERE(at("NGUYEN VAN A chuyen tien"), none_no_clue);
    CHECK_NOWHERE(at("", "999"), none_no_clue);
}

TEST_CASE_METHOD(Market, "matching: a shared account needs a code", "[merchants][matching]") {
    CHECK_NOWHERE(at("mua thit", "333"), none_shared_account);
    CHECK_AT(at("mua thit " + code(meat_too), "333"), stall_code, meat_too);
}

TEST_CASE_METHOD(Market, "matching: a code decides where the account is unknown or also the stall's",
                 "[merchants][matching]") {
    CHECK_AT(at(code(fish)), stall_code, fish);
    CHECK_AT(at(code(fish), "999"), stall_code, fish);
    CHECK_AT(at(code(fish), "111"), stall_code, fish);
    CHECK_AT(at(code(bare), "999"), stall_code, bare);
}

TEST_CASE_METHOD(Market, "matching: a code against an account of others is a contradiction",
                 "[merchants][matching]") {
    CHECK_NOWHERE(at(code(fish), "222"), none_contradiction);
    CHECK_NOWHERE(at(code(fish), "333"), none_contradiction);
    CHECK_NOWHERE(at(code(registry.ask(fish)), "222"), none_contradiction);
}

TEST_CASE_METHOD(Market, "matching: codes of different stalls or requests are a person's business",
                 "[merchants][matching]") {
    const auto& first = registry.ask(fish);
    const auto& second = registry.ask(fish);
    CHECK_NOWHERE(at(code(fish) + " " + code(fruit)), none_several_codes);
    CHECK_NOWHERE(at(code(first) + " " + code(second)), none_several_codes);
    CHECK_NOWHERE(at(code(first) + " " + code(fruit)), none_several_codes);
    CHECK_AT(at(code(fish) + " " + code(fish)), stall_code, fish);
    const auto both = at(code(fish) + "-" + code(first));
    CHECK_AT(both, request_code, fish);
    CHECK(both.request == first.id);
}

TEST_CASE_METHOD(Market, "matching: a request's code brings the money to its stall, paid or not",
                 "[merchants][matching]") {
    using enum PaymentRequestStatus;
    for (const auto status : {open, underpaid, settled, overpaid}) {
        const auto& request = registry.ask(fruit, status);
        const auto found = at(code(request), "222");
        CHECK_AT(found, request_code, fruit);
        CHECK(found.request == request.id);
    }
    for (const auto status : {cancelled, expired})
        CHECK_NOWHERE(at(code(registry.ask(fruit, status)), "222"), none_request_closed);
}

TEST_CASE_METHOD(Market, "matching: nothing is matched to a stall that is suspended or closed",
                 "[merchants][matching]") {
    for (const auto status : {StallStatus::suspended, StallStatus::closed}) {
        fish.status = status;
        CHECK_NOWHERE(at("", "111"), none_stall_closed);
        CHECK_NOWHERE(at(code(fish), "111"), none_stall_closed);
        CHECK_NOWHERE(at(code(registry.ask(fish)), "111"), none_stall_closed);
        rice.status = status;
        CHECK_NOWHERE(at("", "999", "SBVA01"), none_stall_closed);
    }
}

TEST_CASE_METHOD(Market, "matching: a sub-account decides before any text", "[merchants][matching]") {
    CHECK_AT(at("", "999", "SBVA01"), virtual_account, rice);
    CHECK_AT(at(code(fish), "111", "SBVA01"), virtual_account, rice);
    CHECK_AT(at("", "SBVA01"), virtual_account, rice);
    CHECK_AT(at("", "111", "UNKNOWN"), only_account, fish);
    const auto& request = registry.ask(rice);
    CHECK(at(code(request), "999", "SBVA01").request == request.id);
    CHECK(!at(code(registry.ask(fish)), "999", "SBVA01").request);
    CHECK(!at(code(registry.ask(rice, PaymentRequestStatus::expired)), "999", "SBVA01").request);
}

TEST_CASE_METHOD(Market, "matching: a code that nobody has is no code", "[merchants][matching]") {
    const auto nobody = StallCode::make(900'000).text(), no_request = RequestCode::make(900'000).text();
    CHECK_AT(at(nobody, "111"), only_account, fish);
    CHECK_AT(at(no_request + " " + code(fish)), stall_code, fish);
    CHECK_NOWHERE(at(nobody), none_no_clue);
}

TEST_CASE_METHOD(Market, "matching: codes are found however banks write them", "[merchants][matching]") {
    const auto text = code(fish);
    auto lower = text;
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::string texts[] = {text,
                                 lower,
                                 "mua cá " + text + " cảm ơn",
                                 "MBVCB.12625223638.943148." + text + ".CT tu 0721000000000",
                                 "MoMoT0901234567T21052476367T970416T" + text,
                                 "ND:" + text + ";",
                                 text.substr(0, 4) + " " + text.substr(4),
                                 "CT DEN:603719547897 " + text.substr(0, 8) + "\n" + text.substr(8),
                                 text.substr(0, 3) + "-" + text.substr(3, 5) + "-" + text.substr(8),
                                 "FT25077404901198" + text + "GD6120",
                                 "\xC4\x90\xC3\xA0o " + text,
                                 "\xF0\x9F\x90\x9F" + text};
    for (const auto& written : texts) {
        CAPTURE(written);
        CHECK_AT(at(written), stall_code, fish);
    }
}

TEST_CASE_METHOD(Market, "matching: a long code is found however banks write it, beside short ones",
                 "[merchants][matching]") {
    auto& late = registry.add_with_code(TransferCode::short_capacity + 7, {account("555")});
    const auto text = code(late);
    const std::string texts[] = {text,
                                 "mua cá " + text + " cảm ơn",
                                 "MoMoT0901234567T21052476367T970416T" + text,
                                 text.substr(0, 9) + " " + text.substr(9),
                                 "FT25077404901198" + text + "GD6120",
                                 text.substr(0, 3) + "-" + text.substr(3, 7) + "-" + text.substr(10)};
    for (const auto& written : texts) {
        CAPTURE(written);
        CHECK_AT(at(written), stall_code, late);
    }
    CHECK_NOWHERE(at(text + " " + code(fish)), none_several_codes);
    CHECK_NOWHERE(at(code(fish) + text), none_several_codes);
    CHECK_NOWHERE(at(text.substr(0, 9)), none_no_clue);
}

TEST_CASE("matching: codes are found once each, words before glued letters", "[merchants][matching]") {
    const auto a = StallCode::make(1).text(), b = StallCode::make(2).text();
    CHECK(find_codes(a + " " + a).size() == 1);
    CHECK(find_codes(a + " " + b).size() == 2);
    CHECK(find_codes(a + b).size() == 2);
    CHECK(find_codes(a + " x" + b).size() == 1);
    CHECK(find_codes("").empty());
    CHECK(find_codes("CHQ CHR chợ").empty());
}

namespace {
/// "970422:111".
AccountKey key(std::string_view text) {
    return {*Bin::parse(text.substr(0, 6)), *AccountNumber::parse(text.substr(7))};
}
}  // namespace

TEST_CASE_METHOD(Market, "matching: a feed with accounts credits what arrives on them and nothing else",
                 "[merchants][matching][bounds]") {
    const FeedBounds fish_only{{key("970422:111")}, {}}, pool{{key("970422:999")}, {}};
    const auto told = [&](const FeedBounds& bounds, std::string text, std::string_view number,
                          std::optional<std::string_view> bin = "970422",
                          std::optional<std::string_view> sub = {}) {
        auto notice = credit_with(std::move(text));
        if (bin) notice.creditor_bin = Bin::parse(*bin);
        if (!number.empty()) notice.creditor_account = AccountNumber::parse(number);
        if (sub) notice.virtual_account = AccountNumber::parse(*sub);
        return match(notice, bounds, registry);
    };
    CHECK_AT(told(fish_only, "", "111"), only_account, fish);
    CHECK_AT(told(fish_only, code(fish), "111"), stall_code, fish);
    CHECK_NOWHERE(told(fish_only, "", "222"), none_outside_feed);
    CHECK_NOWHERE(told(fish_only, code(fruit), "222"), none_outside_feed);
    CHECK_NOWHERE(told(fish_only, code(fish), "222"), none_outside_feed);
    CHECK_NOWHERE(told(fish_only, code(fish), ""), none_outside_feed);
    CHECK_NOWHERE(told(fish_only, "", "111", "970436"), none_outside_feed);
    CHECK_NOWHERE(told(fish_only, code(fruit), "111"), none_contradiction);

    // A market's own account is nobody's stall; the code says whose money it is.
    CHECK_AT(told(pool, code(fruit), "999"), stall_code, fruit);
    CHECK_NOWHERE(told(pool, "", "999"), none_no_clue);

    // A sub-account that some stall has is what is credited, so it is what must be observed; another is a
    // bank's own word.
    CHECK_NOWHERE(told(fish_only, "", "111", "970422", "222"), none_outside_feed);
    CHECK_AT(told(fish_only, "", "111", "970422", "KHACH7"), only_account, fish);
    CHECK_AT(told({{key("970422:SBVA01")}, {}}, "", "111", "970422", "SBVA01"), virtual_account, rice);
}

TEST_CASE_METHOD(Market, "matching: a bank that the provider left out is the one that the bounds name",
                 "[merchants][matching][bounds]") {
    auto& elsewhere = registry.add({account("111", AccountKind::bank, "970436")});
    auto notice = credit_with("");
    notice.creditor_account = AccountNumber::parse("111");
    CHECK_NOWHERE(match(notice, registry), none_shared_account);
    CHECK_AT(match(notice, {{key("970422:111")}, {}}, registry), only_account, fish);
    CHECK_AT(match(notice, {{key("970436:111")}, {}}, registry), only_account, elsewhere);
    CHECK_NOWHERE(match(notice, {{key("970422:111"), key("970436:111")}, {}}, registry), none_shared_account);
    CHECK_NOWHERE(match(notice, {{key("970418:111")}, {}}, registry), none_no_clue);
    CHECK_NOWHERE(match(notice, {{key("970422:222")}, {}}, registry), none_outside_feed);
}

TEST_CASE_METHOD(
    Market,
    "matching: a feed with markets credits their stalls alone, and both bounds hold where both are named",
    "[merchants][matching][bounds]") {
    auto& far = registry.add({account("777")});
    far.market = MarketId::from_value(1);
    const auto told = [&](const FeedBounds& bounds, std::string_view number, std::string text = "") {
        auto notice = credit_with(std::move(text));
        notice.creditor_bin = Bin::parse("970422");
        notice.creditor_account = AccountNumber::parse(number);
        return match(notice, bounds, registry);
    };
    CHECK_AT(told({{}, {"vungtau"}}, "111"), only_account, fish);
    CHECK_NOWHERE(told({{}, {"vungtau"}}, "777"), none_outside_feed);
    CHECK_NOWHERE(told({{}, {"vungtau"}}, "999", code(far)), none_outside_feed);
    CHECK_NOWHERE(told({{}, {"vungtau"}}, "999"), none_no_clue);
    CHECK_AT(told({{}, {"vungtau", "hungson"}}, "777"), only_account, far);
    CHECK_NOWHERE(told({{key("970422:111"), key("970422:777")}, {"vungtau"}}, "777"), none_outside_feed);
    CHECK_NOWHERE(told({{key("970422:111")}, {"vungtau"}}, "222"), none_outside_feed);
    CHECK_AT(told({{}, {}}, "222"), only_account, fruit);
}

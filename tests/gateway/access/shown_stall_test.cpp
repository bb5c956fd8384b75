#include "access/shown_stall.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using merchants::ConsentStatus;

namespace {

merchants::Stall stall_with(ConsentStatus status) {
    merchants::Stall stall{.id = StallId::from_value(7),
                           .market = MarketId::from_value(3),
                           .code = "B-12",
                           .zone = "Rau",
                           .goods = "rau củ",
                           .transfer_code = merchants::StallCode::make(5),
                           .vendor = merchants::Vendor{VendorId::from_value(7), {}, "Cô Lan", "0912345678"},
                           .accounts = {{merchants::AccountKind::bank, *Bin::parse("970436"),
                                         *AccountNumber::parse("0011004821"), "NGUYEN THI LAN"}}};
    stall.consent.status = status;
    return stall;
}

Principal reader(book::Role role, std::optional<MarketId> market = {}, std::optional<StallId> stall = {}) {
    return principal_of(
        TokenId::from_value(9),
        {.role = role, .market = market, .stall = stall, .feed = {}, .label = {}, .token_hash = {}});
}

const auto market = MarketId::from_value(3);
const auto own = StallId::from_value(7), other = StallId::from_value(8);

}  // namespace

TEST_CASE("who sees a stall's vendor: by what the vendor said, and by whose stall it is",
          "[access][consent]") {
    struct Row {
        const char* who;
        Principal reader;
        bool not_asked, given, withdrawn;
    };
    const Row rows[] = {
        {"operator", reader(book::Role::operator_), true, true, true},
        {"the stall's owner", reader(book::Role::owner, {}, own), true, true, true},
        {"the stall's helper", reader(book::Role::helper, {}, own), true, true, true},
        {"the stall's program", reader(book::Role::vendor, {}, own), true, true, true},
        {"the market's board", reader(book::Role::board, market), true, true, false},
        {"another stall's owner", reader(book::Role::owner, {}, other), true, true, false},
    };
    for (const auto& [who, reader, not_asked, given, withdrawn] : rows) {
        CAPTURE(who);
        CHECK(shown_to(reader, stall_with(ConsentStatus::not_asked)).is_whole() == not_asked);
        CHECK(shown_to(reader, stall_with(ConsentStatus::given)).is_whole() == given);
        CHECK(shown_to(reader, stall_with(ConsentStatus::withdrawn)).is_whole() == withdrawn);
    }
}

TEST_CASE("what is withheld is not in what is shown", "[access][consent]") {
    const auto shown = shown_to(reader(book::Role::board, market), stall_with(ConsentStatus::withdrawn));
    CHECK(shown.whole() == nullptr);
    CHECK_FALSE(shown.place().vendor);
    CHECK(shown.place().accounts.empty());
    CHECK(shown.place().code == "B-12");
    CHECK(shown.registered());
    REQUIRE(shown.accounts().size() == 1);
    CHECK(shown.accounts()[0].last_four == "4821");
    CHECK_FALSE(shown.accounts()[0].number);
    CHECK_FALSE(shown.accounts()[0].name);

    const auto whole = shown_to(reader(book::Role::board, market), stall_with(ConsentStatus::given));
    REQUIRE(whole.whole());
    CHECK(whole.whole()->vendor->name == "Cô Lan");
    CHECK(whole.accounts()[0].number == "0011004821");
}

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

TEST_CASE("who is told of a visit, of the stand that was handed over, and who sees its photograph",
          "[access][consent]") {
    struct Row {
        const char* who;
        Principal reader;
        bool visit, visit_of_withdrawn, stand, photo, photo_of_withdrawn;
    };
    const Row rows[] = {
        {"operator", reader(book::Role::operator_), true, true, true, true, true},
        {"the market's board", reader(book::Role::board, market), true, false, true, true, false},
        {"a volunteer", reader(book::Role::volunteer, market), true, false, true, false, false},
        {"the stall's owner", reader(book::Role::owner, {}, own), false, false, false, true, true},
        {"the stall's helper", reader(book::Role::helper, {}, own), false, false, false, false, false},
        {"a fee officer", reader(book::Role::fee_officer, market), false, false, false, false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.who);
        auto given = stall_with(ConsentStatus::given), withdrawn = stall_with(ConsentStatus::withdrawn);
        given.visit = withdrawn.visit = merchants::Visit{};
        given.stand.handed_over = withdrawn.stand.handed_over = 1;
        CHECK(shown_to(row.reader, given).place().visit.has_value() == row.visit);
        CHECK(shown_to(row.reader, withdrawn).place().visit.has_value() == row.visit_of_withdrawn);
        CHECK((shown_to(row.reader, given).place().stand.handed_over == 1) == row.stand);
        CHECK((shown_to(row.reader, withdrawn).place().stand.handed_over == 1) == row.stand);
        CHECK(is_shown_photo(row.reader, given) == row.photo);
        CHECK(is_shown_photo(row.reader, withdrawn) == row.photo_of_withdrawn);
    }
}

#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;
using merchants::ConsentHow;
using merchants::ConsentStatus;

namespace {

const auto version = merchants::consent_text().version;

// A market with a stall, its board's token and its owner's phone.
struct Stall {
    Ledger ledger;
    MarketId market = ledger.open_market();
    StallId stall =
        ledger.open_stall(market, "B-12", {account("0011223344"), account("0099887766", "970436")});
    TokenId board = token(Role::board), office = token(Role::operator_), phone = paired(office);

    TokenId token(Role role) {
        const TokenId id{ledger.book.next()};
        IssueToken issue;
        issue.role = role;
        if (role == Role::board) issue.market = market;
        issue.token_hash = sha256(id.text());
        REQUIRE(recorded(ledger.ask(issue)));
        return id;
    }
    TokenId paired(TokenId by, Role role = Role::owner) {
        const TokenId id{ledger.book.next()};
        REQUIRE(recorded(ledger.ask(PairDevice{stall, role, "Điện thoại", by, sha256(id.text())})));
        return id;
    }
    merchants::Consent consent() const {
        merchants::Consent found;
        ledger.book.each_stall([&](const merchants::Stall& one) {
            if (one.id == stall) found = one.consent;
        });
        return found;
    }
    VendorId vendor() const {
        std::optional<VendorId> found;
        ledger.book.each_stall([&](const merchants::Stall& one) {
            if (one.id == stall && one.vendor) found = one.vendor->id;
        });
        return found.value();
    }
    Outcome before_witness(TokenId by, std::uint32_t of = version) {
        return ledger.ask(GiveConsent{stall, {of, ConsentHow::spoken, by, false}});
    }
    Outcome on_phone(TokenId by) {
        return ledger.ask(GiveConsent{stall, {version, ConsentHow::tap, by, true}});
    }
    Outcome withdraw() { return ledger.ask(WithdrawConsent{stall}); }
    Outcome rename(std::string name) {
        return ledger.ask(
            ChangeStall{.stall = stall,
                        .zone = {},
                        .goods = {},
                        .vendor = VendorDetails{merchants::VendorKind::person, std::move(name), {}},
                        .accounts = {}});
    }
    Outcome ask_owner(std::string_view code, const merchants::Account& of = account("0011223344")) {
        return ledger.ask(
            AskOwner{stall, merchants::key_of(of), sha256(code), ledger.now + std::chrono::hours{24 * 7}});
    }
    Outcome answer(std::string_view code, bool agrees = true) {
        return ledger.ask(AnswerOwner{sha256(code), agrees});
    }
};

// What the journal alone makes of it.
merchants::Consent replayed(const Stall& at) {
    Book book;
    for (const auto& event : at.ledger.events) book.apply(event);
    merchants::Consent found;
    book.each_stall([&](const merchants::Stall& one) {
        if (one.id == at.stall) found = one.consent;
    });
    return found;
}

}  // namespace

TEST_CASE("consent: a vendor is asked once for each text, before a witness or on their own phone",
          "[book][consent]") {
    Stall at;
    CHECK(at.consent().status == ConsentStatus::not_asked);
    CHECK(recorded(at.before_witness(at.board)));
    const auto& given = at.ledger.last<ConsentGiven>();
    CHECK(given.witness == at.board);
    CHECK(given.version == version);
    CHECK(given.vendor == at.vendor());
    CHECK(at.consent().status == ConsentStatus::given);
    CHECK(at.consent().since == at.ledger.now);
    CHECK(exists_at(at.on_phone(at.phone)) == at.consent().at.value());

    Stall other;
    CHECK(recorded(other.on_phone(other.phone)));
    CHECK_FALSE(other.ledger.last<ConsentGiven>().witness);
}

TEST_CASE("consent: what cannot be agreed to is refused", "[book][consent]") {
    Stall at;
    CHECK(refusal(at.before_witness(at.board, 0)) == Refusal::consent_text_unknown);
    CHECK(refusal(at.before_witness(at.board, version + 1)) == Refusal::consent_text_unknown);
    const ConsentAnswer answer{version, ConsentHow::tap, at.board, false};
    CHECK(refusal(at.ledger.ask(GiveConsent{StallId::from_value(999), answer})) == Refusal::stall_not_found);
    CHECK(refusal(at.ledger.ask(WithdrawConsent{StallId::from_value(999)})) == Refusal::stall_not_found);
    const StallId empty{at.ledger.book.next()};
    at.ledger.ask(RegisterStall{at.market, merchants::PointKind::stall, "C-1", "A", "Rau", std::nullopt, {}});
    CHECK(refusal(at.ledger.ask(GiveConsent{empty, answer})) == Refusal::stall_without_vendor);
    CHECK(refusal(at.ledger.ask(RequestErasure{empty})) == Refusal::stall_without_vendor);
    at.ledger.ask(CloseStall{at.stall, "nghỉ"});
    CHECK(refusal(at.before_witness(at.board)) == Refusal::stall_closed);
}

TEST_CASE("consent: it is given while being registered, or nothing is registered", "[book][consent]") {
    Stall at;
    RegisterStall asked{at.market, merchants::PointKind::stall,
                        "C-1",     "A",
                        "Rau",     VendorDetails{merchants::VendorKind::person, "Tư", {}},
                        {}};
    asked.consent = ConsentAnswer{version, ConsentHow::tap, at.board, false};
    const StallId id{at.ledger.book.next()};
    const auto outcome = at.ledger.ask(asked);
    REQUIRE(recorded(outcome));
    CHECK(std::get<Recorded>(outcome).sequence.value() == id.value());
    CHECK(at.ledger.last<ConsentGiven>().stall == id);
    CHECK(exists_at(at.ledger.ask(asked)) == id.value());

    asked.code = "C-2";
    asked.consent->version = 99;
    const auto events = at.ledger.events.size();
    CHECK(refusal(at.ledger.ask(asked)) == Refusal::consent_text_unknown);
    asked.consent->version = version;
    asked.vendor.reset();
    CHECK(refusal(at.ledger.ask(asked)) == Refusal::stall_without_vendor);
    CHECK(at.ledger.events.size() == events);
}

TEST_CASE("consent: after a no only a phone that was there, or the operator, brings a yes",
          "[book][consent]") {
    Stall at;
    REQUIRE(recorded(at.before_witness(at.board)));
    REQUIRE(recorded(at.withdraw()));
    CHECK(at.consent().status == ConsentStatus::withdrawn);
    CHECK(at.consent().version == version);
    CHECK(exists_at(at.withdraw()) == at.consent().at.value());
    CHECK(refusal(at.before_witness(at.board)) == Refusal::consent_withdrawn);
    CHECK(refusal(at.on_phone(at.paired(at.board))) == Refusal::consent_withdrawn);

    SECTION("a phone that was there") { CHECK(recorded(at.on_phone(at.phone))); }
    SECTION("the operator") { CHECK(recorded(at.before_witness(at.office))); }
}

TEST_CASE("consent: a no outlasts another name, another list and the erasure", "[book][consent]") {
    Stall at;
    REQUIRE(recorded(at.withdraw()));  // From one who was never asked, too.
    SECTION("another name") { REQUIRE(recorded(at.rename("Bảy"))); }
    SECTION("erasure") { REQUIRE(recorded(at.ledger.ask(EraseVendor{at.vendor(), "xin xóa"}))); }
    SECTION("closing") { REQUIRE(recorded(at.ledger.ask(CloseStall{at.stall, "nghỉ"}))); }
    CHECK(at.consent().status == ConsentStatus::withdrawn);
    CHECK(replayed(at) == at.consent());
}

TEST_CASE("consent: a yes is a person's and ends with them", "[book][consent]") {
    Stall at;
    REQUIRE(recorded(at.before_witness(at.board)));
    SECTION("a new one at the stall was not asked") { REQUIRE(recorded(at.rename("Bảy"))); }
    SECTION("who was erased has agreed to nothing") {
        REQUIRE(recorded(at.ledger.ask(EraseVendor{at.vendor(), "xin xóa"})));
    }
    CHECK(at.consent() == merchants::Consent{});
    CHECK(replayed(at) == merchants::Consent{});
}

TEST_CASE("consent: whether a guess of a withdrawn vendor is right is not told", "[book][consent]") {
    Stall at;
    const RegisterStall right{at.market,
                              merchants::PointKind::stall,
                              "B-12",
                              "A",
                              "Rau",
                              VendorDetails{merchants::VendorKind::person, "Ba", {}},
                              {account("0011223344"), account("0099887766", "970436")}};
    CHECK(exists_at(at.ledger.ask(right)) == at.stall.value());
    REQUIRE(recorded(at.withdraw()));
    CHECK(refusal(at.ledger.ask(right)) == Refusal::stall_code_taken);
}

TEST_CASE("erasure: who asks waits until it is done or taken back", "[book][consent]") {
    Stall at;
    CHECK(refusal(at.ledger.ask(WithdrawErasure{at.stall})) == Refusal::erasure_not_asked_for);
    const auto asked = at.ledger.ask(RequestErasure{at.stall});
    REQUIRE(recorded(asked));
    const auto first = std::get<Recorded>(asked).sequence.value();
    CHECK(exists_at(at.ledger.ask(RequestErasure{at.stall})) == first);
    CHECK(recorded(at.ledger.ask(WithdrawErasure{at.stall})));
    CHECK(refusal(at.ledger.ask(WithdrawErasure{at.stall})) == Refusal::erasure_not_asked_for);

    REQUIRE(recorded(at.ledger.ask(RequestErasure{at.stall})));
    REQUIRE(recorded(at.ledger.ask(EraseVendor{at.vendor(), "xin xóa"})));
    CHECK(refusal(at.ledger.ask(WithdrawErasure{at.stall})) == Refusal::erasure_not_asked_for);
    CHECK(refusal(at.ledger.ask(RequestErasure{at.stall})) == Refusal::stall_without_vendor);
}

TEST_CASE("an account's owner answers once, within seven days, about an account that is there",
          "[book][consent]") {
    Stall at;
    CHECK(refusal(at.ask_owner("x", account("123"))) == Refusal::account_not_at_stall);
    CHECK(refusal(at.answer("one")) == Refusal::owner_link_unknown);
    REQUIRE(recorded(at.ask_owner("one")));
    SECTION("once") {
        CHECK(recorded(at.answer("one", false)));
        CHECK_FALSE(at.ledger.last<OwnerAnswered>().agrees);
        CHECK(refusal(at.answer("one")) == Refusal::owner_link_unknown);
    }
    SECTION("the newest link of an account is the only one, another account's stays") {
        REQUIRE(recorded(at.ask_owner("two", account("0099887766", "970436"))));
        REQUIRE(recorded(at.ask_owner("three")));
        CHECK(refusal(at.answer("one")) == Refusal::owner_link_unknown);
        CHECK(recorded(at.answer("two")));
        CHECK(recorded(at.answer("three")));
    }
    SECTION("seven days") {
        at.ledger.now += std::chrono::hours{24 * 7} - std::chrono::milliseconds{1};
        SECTION("not over") { CHECK(recorded(at.answer("one"))); }
        SECTION("over") {
            at.ledger.now += std::chrono::milliseconds{1};
            CHECK(refusal(at.answer("one")) == Refusal::owner_link_unknown);
        }
    }
    SECTION("the stall has given the account up, or is closed") {
        SECTION("given up") { REQUIRE(recorded(at.ledger.set_accounts(at.stall, {account("555")}))); }
        SECTION("closed") { REQUIRE(recorded(at.ledger.ask(CloseStall{at.stall, "nghỉ"}))); }
        CHECK(refusal(at.answer("one")) == Refusal::owner_link_unknown);
    }
}

TEST_CASE("consent: a book that was put away and taken out again decides the same", "[book][consent]") {
    Stall at;
    REQUIRE(recorded(at.before_witness(at.board)));
    REQUIRE(recorded(at.withdraw()));
    REQUIRE(recorded(at.ledger.ask(RequestErasure{at.stall})));
    REQUIRE(recorded(at.ask_owner("one")));
    const auto snapshot = at.ledger.book.snapshot();
    auto again = Book::from_snapshot(snapshot);
    REQUIRE(again);
    CHECK(again->snapshot().bytes == snapshot.bytes);
    at.ledger.book = *std::move(again);
    CHECK(at.consent().status == ConsentStatus::withdrawn);
    CHECK(refusal(at.before_witness(at.board)) == Refusal::consent_withdrawn);
    CHECK(exists_at(at.ledger.ask(RequestErasure{at.stall})));
    CHECK(recorded(at.answer("one")));
}

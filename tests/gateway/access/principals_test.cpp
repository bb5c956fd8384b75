#include "access/principals.hpp"

#include "access/access.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;

namespace {

const StallId stall{Sequence{3}};
const MarketId market{Sequence{1}};

book::RecordedEvent issued(std::uint64_t at, book::Role role, std::string_view secret) {
    book::IssueToken token;
    token.role = role;
    if (role == book::Role::board) token.market = market;
    if (role == book::Role::vendor) token.stall = stall;
    token.label = "máy ở quầy";
    token.token_hash = hash_of_token(secret);
    return {Sequence{at}, Instant{}, "tk0", std::nullopt, book::TokenIssued{TokenId{Sequence{at}}, token}};
}
book::RecordedEvent revoked(std::uint64_t at, std::uint64_t token) {
    return {Sequence{at}, Instant{}, "tk0", std::nullopt, book::TokenRevoked{TokenId{Sequence{token}}}};
}
void follow(Principals& principals, const std::vector<book::RecordedEvent>& events) {
    principals.take({events, events.back().sequence.next()}).value();
}

}  // namespace

TEST_CASE("principals: whose token it is, where it reaches and what it may do follow from its issue",
          "[gateway][access]") {
    Principals principals;
    follow(principals, {issued(5, book::Role::operator_, "o"), issued(6, book::Role::board, "b"),
                        issued(7, book::Role::vendor, "v"), issued(8, book::Role::provider, "p")});
    const auto of = [&](std::string_view secret) {
        return *principals.find(hash_of_token(secret)).value().principal;
    };
    const StallId neighbour{Sequence{4}};
    const MarketId elsewhere{Sequence{2}};
    CHECK(of("o").name() == "tk5");
    const auto at = [](StallId id, MarketId lies_in) { return StallPlace{id, MarketPlace{lies_in}}; };
    CHECK(of("o").reaches(at(neighbour, elsewhere)));
    CHECK(of("b").reaches(at(neighbour, market)));
    CHECK_FALSE(of("b").reaches(at(neighbour, elsewhere)));
    CHECK(of("v").reaches(at(stall, market)));
    CHECK_FALSE(of("v").reaches(at(neighbour, market)));
    CHECK_FALSE(of("v").reaches(MarketPlace{market}));
    CHECK_FALSE(of("p").reaches(at(stall, market)));
    CHECK(of("o").may(Capability::see_amounts));
    CHECK(of("v").may(Capability::see_amounts));
    CHECK_FALSE(of("b").may(Capability::see_amounts));
    CHECK(of("v").kind == Principal::Kind::device);
    CHECK_FALSE(principals.find(hash_of_token("guess")));
}

TEST_CASE(
    "principals: a scope is a province, a commune, a market, a zone or a stall, told apart by names as "
    "people write them",
    "[gateway][access]") {
    const auto of = [](book::Role role, std::optional<MarketId> where, book::Area area) {
        book::IssueToken token;
        token.role = role;
        token.market = where;
        token.area = std::move(area);
        return principal_of(TokenId{Sequence{9}}, token);
    };
    const MarketId elsewhere{Sequence{2}};
    const MarketPlace here{market, "Lâm Đồng", "Tân Hội"}, beside{elsewhere, "Lâm Đồng", "Tân Hợi"},
        far{elsewhere, "Lào Cai", "Tân Hội"};
    const StallPlace fish{stall, here, "Dãy A", false}, desk{stall, here, "Một cửa", true};
    // Typed by a keyboard that writes marks behind the letter, in capitals, with the mark where it used to
    // be.
    const auto province = of(book::Role::province, {}, {"LA\u0302M ĐÔ\u0300NG", {}, {}});
    CHECK(province.reaches(here));
    CHECK(province.reaches(beside));
    CHECK_FALSE(province.reaches(far));
    CHECK_FALSE(province.reaches(fish));
    CHECK_FALSE(province.reaches(desk));
    CHECK_FALSE(province.reaches_all_of(market));
    const auto commune = of(book::Role::commune, {}, {"Lâm Đồng", "tân  hội", {}});
    CHECK(commune.reaches(here));
    CHECK_FALSE(commune.reaches(beside));  // Another commune, though only a mark is another one.
    CHECK_FALSE(commune.reaches(far));     // The same name in another province.
    CHECK_FALSE(commune.reaches(fish));
    const auto desk_of_commune = of(book::Role::fee_officer, {}, {"Lâm Đồng", "Tân Hội", {}}),
               desk_of_market = of(book::Role::fee_officer, market, {});
    for (const auto* officer : {&desk_of_commune, &desk_of_market}) {
        CHECK(officer->reaches(here));
        CHECK(officer->reaches(desk));
        CHECK_FALSE(officer->reaches(fish));
        CHECK_FALSE(officer->reaches(far));
        CHECK_FALSE(officer->reaches_all_of(market));
    }
    const auto volunteer = of(book::Role::volunteer, market, {}),
               of_zone = of(book::Role::volunteer, market, {{}, {}, "DÃY a"});
    CHECK(volunteer.reaches(desk));
    CHECK(volunteer.reaches_all_of(market));
    CHECK(of_zone.reaches(here));
    CHECK(of_zone.reaches(fish));
    CHECK_FALSE(of_zone.reaches(desk));
    CHECK_FALSE(of_zone.reaches_all_of(market));
    CHECK_FALSE(of_zone.reaches(StallPlace{stall, far, "Dãy A", false}));
}

TEST_CASE("principals: a market's display has one capability, and a volunteer's phone ends with its day",
          "[gateway][access]") {
    Principals principals;
    std::vector<TokenId> ended;
    principals.on_ended([&](TokenId token) { ended.push_back(token); });
    const Instant evening{std::chrono::hours{9}};
    const auto paired = [&](std::uint64_t at, book::Role role, std::optional<book::Shows> shows,
                            std::optional<Instant> ends_at) {
        const TokenId id{Sequence{at}};
        return book::RecordedEvent{Sequence{at}, Instant{}, "tk0", std::nullopt,
                                   book::MarketDevicePaired{.id = id,
                                                            .market = market,
                                                            .role = role,
                                                            .stall = {},
                                                            .area = {},
                                                            .shows = shows,
                                                            .paired_by = TokenId{Sequence{0}},
                                                            .secret_hash = hash_of_token(std::to_string(at)),
                                                            .ends_at = ends_at,
                                                            .name = "Máy"}};
    };
    follow(principals, {paired(5, book::Role::display, book::Shows::payments, {}),
                        paired(6, book::Role::display, book::Shows::counts, {}),
                        paired(7, book::Role::volunteer, {}, evening)});
    const auto of = [&](std::string_view secret) { return principals.find(hash_of_token(secret)); };
    CHECK(of("5")->principal->capabilities ==
          Capabilities::of(Capability::know_oneself, Capability::hear_aloud));
    CHECK(of("6")->principal->capabilities ==
          Capabilities::of(Capability::know_oneself, Capability::see_counts));
    const auto volunteer = of("7").value();
    CHECK(volunteer.principal->kind == Principal::Kind::device);
    CHECK(volunteer.principal->device_of == market);
    CHECK(volunteer.principal->capabilities == capabilities_of(book::Role::volunteer));
    CHECK_FALSE(volunteer.principal->has_ended(evening - std::chrono::milliseconds{1}));
    CHECK(volunteer.principal->has_ended(evening));
    principals.end_those_that_are_over(evening - std::chrono::milliseconds{1});
    CHECK(ended.empty());
    CHECK(principals.is_current(volunteer));
    principals.end_those_that_are_over(evening);
    CHECK(ended == std::vector{TokenId{Sequence{7}}});
    CHECK_FALSE(principals.is_current(volunteer));  // What was found before may begin no stream.
    CHECK(of("7"));                                 // Known, so that it is told why.
    principals.end_those_that_are_over(evening + Principals::remembered_when_over);
    CHECK_FALSE(of("7"));
    CHECK(of("5"));
    CHECK(ended.size() == 1);
}

TEST_CASE("principals: a token with scopes may what its role may and they name, and knows itself",
          "[gateway][access]") {
    const auto of = [](book::Role role, std::vector<std::string> scopes) {
        book::IssueToken token;
        token.role = role;
        token.scopes = std::move(scopes);
        return principal_of(TokenId{Sequence{9}}, token).capabilities;
    };
    CHECK(of(book::Role::board, {"see_counts"}) ==
          Capabilities::of(Capability::know_oneself, Capability::see_counts));
    CHECK(of(book::Role::board, {"see_amounts", "issue_tokens", "of another version"}) ==
          Capabilities::of(Capability::know_oneself));
}

TEST_CASE(
    "roles: officials and volunteers see no money, and nobody but the operator makes tokens or accounts",
    "[gateway][access]") {
    using enum Capability;
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list) {
        CAPTURE(word);
        const auto may = capabilities_of(role);
        const bool holds_a_stall = role == book::Role::vendor || book::is_stall_device(role);
        const bool is_operator = role == book::Role::operator_;
        CHECK(may.has(know_oneself));
        for (const auto money : {see_amounts, hear_payments})
            CHECK(may.has(money) == (holds_a_stall || is_operator));
        for (const auto power : {issue_tokens, manage_users, manage_markets, assign_transfers, read_ledger})
            CHECK(may.has(power) == is_operator);
        if (role == book::Role::volunteer) CHECK_FALSE(may.has(see_transfers));
        // What a stall says of its own sales is no operator's, and none of the programs' that they make.
        CHECK(may.has(own_sales) == book::is_stall_device(role));
        CHECK(may.has(link_refunds) == (role == book::Role::owner));
        // Each role is bound by something, or by nothing on purpose.
        CHECK(are_bounds_of(role, false, {}) ==
              (is_operator || role == book::Role::provider || holds_a_stall));
    }
    for (std::size_t i = 0; i < capability_count; ++i)
        CHECK(capability_named(name_of(static_cast<Capability>(i))) == static_cast<Capability>(i));
    CHECK_FALSE(capability_named(""));
}

TEST_CASE("principals: who was found before a revocation is not current after it, and the others are",
          "[gateway][access]") {
    Principals principals;
    std::vector<TokenId> ended;
    principals.on_ended([&](TokenId token) { ended.push_back(token); });
    follow(principals, {issued(5, book::Role::vendor, "a"), issued(6, book::Role::vendor, "b")});
    const auto a = principals.find(hash_of_token("a")).value(),
               b = principals.find(hash_of_token("b")).value();
    CHECK(principals.is_current(a));
    principals.revoke(TokenId{Sequence{5}});
    CHECK_FALSE(principals.is_current(a));
    CHECK(principals.is_current(b));
    CHECK_FALSE(principals.find(hash_of_token("a")));
    CHECK(ended == std::vector{TokenId{Sequence{5}}});
}

TEST_CASE("principals: one that was revoked before its making was read here is never valid",
          "[gateway][access]") {
    Principals principals;
    std::vector<bool> seen;
    // Asked at each moment at which somebody might ask: whenever a token ends, too.
    principals.on_ended([&](TokenId) { seen.push_back(principals.find(hash_of_token("a")).has_value()); });
    principals.revoke(TokenId{Sequence{5}});
    follow(principals, {issued(5, book::Role::vendor, "a")});
    CHECK_FALSE(principals.find(hash_of_token("a")));
    follow(principals, {revoked(6, 5), issued(7, book::Role::vendor, "b")});
    CHECK_FALSE(principals.find(hash_of_token("a")));
    CHECK(principals.find(hash_of_token("b")));
    CHECK(std::ranges::count(seen, true) == 0);
}

TEST_CASE(
    "roles: an operator may everything that is not a stall's own, a program of theirs all of it but "
    "change payees, a provider nothing",
    "[gateway][access]") {
    const auto but_the_stalls =
        Capabilities::all().without(Capability::own_sales).without(Capability::link_refunds);
    CHECK(capabilities_of_person(book::Role::operator_) == but_the_stalls);
    CHECK(capabilities_of(book::Role::operator_) == but_the_stalls.without(Capability::change_payees));
    CHECK(capabilities_of(book::Role::provider) == Capabilities::of(Capability::know_oneself));
    for (std::size_t i = 0; i < capability_count; ++i)
        CHECK_FALSE(name_of(static_cast<Capability>(i)).empty());
    CHECK(name_of(static_cast<Capability>(capability_count)).empty());
}

TEST_CASE("principals: a person is found by a session until it, the password or the account ends",
          "[gateway][access]") {
    Principals principals;
    std::vector<TokenId> ended;
    principals.on_ended([&](TokenId id) { ended.push_back(id); });
    const auto happened = [](std::uint64_t at, book::Event event) {
        return book::RecordedEvent{Sequence{at}, Instant{}, "tk0", std::nullopt, std::move(event)};
    };
    const TokenId lan{Sequence{5}}, hoa{Sequence{6}};
    const book::Invitation invitation{sha256("code"), Instant{std::chrono::hours{72}}};
    const auto begun = [&](std::uint64_t at) {
        return happened(at,
                        book::SessionBegun{SessionId{Sequence{at}}, lan, Instant{std::chrono::hours{12}}});
    };
    const auto finds = [&](std::uint64_t session, TokenId user) {
        return principals.find(SessionId{Sequence{session}}, user).has_value();
    };
    follow(principals, {happened(5, book::UserInvited{lan, book::Role::board, market, invitation})});
    CHECK(principals.invited_by(sha256("code"), Instant{}) == lan);
    CHECK_FALSE(principals.invited_by(sha256("code"), invitation.expires_at));
    CHECK_FALSE(principals.find(lan));  // Nobody yet.
    follow(principals, {happened(6, book::UserInvited{hoa, book::Role::operator_, {}, invitation}),
                        happened(7, book::PasswordSet{lan, sha256("first")}), begun(8), begun(9)});
    const auto found = principals.find(SessionId{Sequence{8}}, lan).value();
    CHECK(found.principal->kind == Principal::Kind::person);
    CHECK(found.principal->capabilities == capabilities_of_person(book::Role::board));
    CHECK(found.principal->scope.market == market);
    CHECK_FALSE(found.principal->scope.everywhere);
    CHECK(found.session_ends_at == Instant{std::chrono::hours{12}});
    CHECK_FALSE(finds(8, hoa));
    CHECK(principals.find(lan));

    follow(principals, {happened(10, book::SessionEnded{lan, SessionId{Sequence{8}}})});
    CHECK_FALSE(finds(8, lan));
    CHECK_FALSE(principals.is_current(found));
    CHECK(finds(9, lan));
    CHECK(principals.is_current(*principals.find(SessionId{Sequence{9}}, lan)));
    const auto other = principals.find(SessionId{Sequence{9}}, lan).value();
    follow(principals, {happened(11, book::PasswordSet{lan, sha256("second")})});
    CHECK_FALSE(finds(9, lan));
    CHECK_FALSE(principals.is_current(other));
    follow(principals, {begun(12), happened(13, book::UserReset{lan, invitation})});
    CHECK_FALSE(finds(12, lan));
    CHECK_FALSE(principals.find(lan));
    follow(principals, {happened(14, book::PasswordSet{lan, sha256("third")}), begun(15),
                        happened(16, book::UserDisabled{lan})});
    CHECK_FALSE(finds(15, lan));
    CHECK_FALSE(principals.find(lan));
    CHECK(ended.size() == 6);
}

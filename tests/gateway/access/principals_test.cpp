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
    CHECK(of("o").reaches(neighbour, elsewhere));
    CHECK(of("b").reaches(neighbour, market));
    CHECK_FALSE(of("b").reaches(neighbour, elsewhere));
    CHECK(of("v").reaches(stall, market));
    CHECK_FALSE(of("v").reaches(neighbour, market));
    CHECK_FALSE(of("v").reaches(market));
    CHECK_FALSE(of("p").reaches(stall, market));
    CHECK(of("o").may(Capability::see_amounts));
    CHECK(of("v").may(Capability::see_amounts));
    CHECK_FALSE(of("b").may(Capability::see_amounts));
    CHECK(of("v").kind == Principal::Kind::device);
    CHECK_FALSE(principals.find(hash_of_token("guess")));
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

TEST_CASE("roles: an operator may everything, a provider nothing but know itself", "[gateway][access]") {
    CHECK(capabilities_of(book::Role::operator_) == Capabilities::all());
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
    CHECK(found.principal->capabilities == capabilities_of(book::Role::board));
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

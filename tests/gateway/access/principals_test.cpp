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

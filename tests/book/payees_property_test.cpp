#include <map>
#include <random>
#include <set>

#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

// One person alone never changes a payee, whatever that person does: proposes, confirms, pairs phones of
// their own by phones of their own, issues tokens, revokes others', closes a stall and registers another in
// its place, waits.

namespace {

/// One person with everything that a place gives them, against a market that nobody else minds: the honest do
/// nothing.
class Attack {
public:
    Attack(std::uint32_t seed, Role role) : chance_{seed} {
        market_ = ledger.open_market();
        for (int i = 0; i < 3; ++i)
            stalls_.push_back(ledger.open_stall(market_, "A-" + std::to_string(i), {honest(i)}));
        first_ = stalls_;
        const auto vendor_side = ledger.person(Role::board, market_);
        ledger.device(stalls_[0], vendor_side);
        ledger.device(stalls_[1], vendor_side, Role::helper);
        mine_.push_back(ledger.person(role, role == Role::board ? std::optional{market_} : std::nullopt));
        if (role == Role::operator_)
            ledger.ask(
                ChangeMarket{.market = market_, .watch_period = {}, .payee_delay = std::chrono::hours{0}});
    }

    void step(bool may_issue) {
        const auto who = mine_[below(mine_.size())];
        const auto stall = stalls_[below(stalls_.size())];
        switch (below(may_issue ? 8 : 7)) {
            case 0:
                pair(stall, who);
                break;
            case 1:
                propose(who, stall);
                break;
            case 2:
                for (const auto one : mine_)
                    ledger.ask_as(one, ConfirmPayeeChange{stall, PayeeChangeId::from_value(change_of_[stall]),
                                                          "lý do"});
                break;
            case 3:
                ledger.ask_as(who, ChangeStall{stall, {}, {}, {}, std::vector{theirs()}});
                break;
            case 4:
                ledger.now += std::chrono::hours{below(60)};
                ledger.ask(Tick{});
                break;
            case 5:
                revoke_some();
                break;
            case 6:
                put_another_in_its_place(who, stall);
                break;
            default:
                issue(who, stall);
                break;
        }
    }

    bool is_as_it_was() const {
        bool same = true;
        ledger.book.each_stall([&](const merchants::Stall& stall) {
            // One that was put in another's place may have what that one had, or nothing yet.
            const auto number = stall.code.back() - '0';
            const bool is_first = std::ranges::find(first_, stall.id) != first_.end();
            same = same &&
                   (stall.accounts == std::vector{honest(number)} || (!is_first && stall.accounts.empty()));
        });
        return same;
    }
    /// Those that came with a stall's registration, too.
    std::size_t proposals() const {
        std::size_t found = ledger.all<PayeeChangeProposed>().size();
        for (const auto& one : ledger.all<StallRegistered>()) found += one.proposed ? 1u : 0u;
        return found;
    }
    std::size_t replaced() const { return ledger.all<StallClosed>().size(); }

    Ledger ledger;

private:
    static merchants::Account honest(int i) { return account("100" + std::to_string(i)); }
    merchants::Account theirs() { return account("666" + std::to_string(below(3))); }
    std::size_t below(std::size_t limit) { return chance_() % limit; }

    void pair(StallId stall, TokenId who) {
        const TokenId next{ledger.book.next()};
        if (recorded(ledger.ask(
                PairDevice{stall, below(4) ? Role::owner : Role::helper, "m", who, ledger.another()})))
            mine_.push_back(next);
    }
    void propose(TokenId who, StallId stall) {
        const auto next = ledger.book.next();
        if (recorded(ledger.ask_as(who, ProposePayeeChange{stall, {theirs()}, ""})))
            change_of_[stall] = next.value();
    }
    void put_another_in_its_place(TokenId who, StallId stall) {
        const auto at = static_cast<std::size_t>(std::ranges::find(stalls_, stall) - stalls_.begin());
        ledger.ask_as(who, CloseStall{stall, "nghỉ"});
        const std::vector<merchants::Account> asked[] = {
            {}, {theirs()}, {honest(static_cast<int>(at))}, {theirs(), honest(static_cast<int>(at))}};
        const StallId next{ledger.book.next()};
        RegisterStall anew{
            market_, merchants::PointKind::stall, "A-" + std::to_string(at), "A", "Rau", {}, asked[below(4)]};
        if (!recorded(ledger.ask_as(who, std::move(anew)))) return;  // Theirs was revoked.
        stalls_[at] = next;
        change_of_[next] = next.value();  // What it was registered with waits under its id.
    }
    // The phones of the vendors, too: whoever may pair may revoke.
    void revoke_some() {
        for (const auto& paired : ledger.all<DevicePaired>())
            if (below(4) == 0) ledger.ask(RevokeToken{paired.id});
    }
    void issue(TokenId who, StallId stall) {
        const TokenId next{ledger.book.next()};
        const bool is_board = below(2) == 0;
        const auto outcome = ledger.ask_as(who, IssueToken{is_board ? Role::board : Role::vendor,
                                                           is_board ? std::optional{market_} : std::nullopt,
                                                           is_board ? std::nullopt : std::optional{stall},
                                                           {},
                                                           "",
                                                           ledger.another()});
        if (recorded(outcome)) mine_.push_back(next);
    }

    std::mt19937 chance_;
    MarketId market_{Sequence{}};
    std::vector<StallId> first_, stalls_;
    std::vector<TokenId> mine_;
    std::map<StallId, std::uint64_t> change_of_;
};

}  // namespace

TEST_CASE("payees: one person alone never changes a payee", "[book][payees][property]") {
    std::size_t proposals = 0, replaced = 0;
    for (const auto role : {Role::board, Role::operator_})
        for (std::uint32_t seed = 1; seed <= 60; ++seed) {
            CAPTURE(name_of(role), seed);
            Attack attack{seed, role};
            for (int step = 0; step < 120; ++step) {
                attack.step(role == Role::operator_);
                REQUIRE(attack.is_as_it_was());
            }
            proposals += attack.proposals();
            replaced += attack.replaced();
        }
    CHECK(proposals > 500);
    CHECK(replaced > 500);
}

#include "payees.hpp"

namespace choqr::market_day {

using namespace std::chrono_literals;

// One market lets a confirmed change wait for an hour.
void Payees::take_seats(const std::array<MarketId, 2>& markets) {
    for (const auto market : markets) {
        const auto delay = market == markets[0] ? 0h : 1h;
        operator_.record_now(
            book::ChangeMarket{.market = market, .watch_period = {}, .stalls_max = {}, .payee_delay = delay});
        for (int i = 0; i < 2; ++i) people_.push_back(seat(book::Role::board, market));
    }
    for (int i = 0; i < 2; ++i) people_.push_back(seat(book::Role::operator_, std::nullopt));
    vendors_.on_two_needed(
        [this](StallId stall, const merchants::Account& account) { propose(stall, account); });
    // What is proposed by a registration has its id.
    vendors_.on_waiting([this](StallId stall, const merchants::Account& account) {
        waiting_.push_back({stall, PayeeChangeId::from_value(stall.value()), account.number.text()});
    });
}

TokenId Payees::seat(book::Role role, std::optional<MarketId> market) {
    const auto number = std::to_string(people_.size());
    const auto code = sha256("invitation " + number);
    const auto until = machine_.clock().now() + 24h;
    const TokenId id{operator_.record_now(book::InviteUser{role, market, {code, until}})};
    operator_.record_now(book::SetPassword{id, sha256("password " + number), code, std::nullopt});
    return id;
}

void Payees::propose(StallId stall, const merchants::Account& account) {
    book::ProposePayeeChange proposal{stall, {account}, "đổi ngân hàng"};
    operator_.record_as(anybody(), std::move(proposal), [this, stall, account](Sequence at) {
        trace_.say(stall.text() + " is to have account " + account.number.text());
        waiting_.push_back({stall, PayeeChangeId{at}, account.number.text()});
    });
}

void Payees::answer() {
    if (waiting_.empty()) return;
    const auto waiting = chance_.any(waiting_);
    const auto who = anybody();
    if (chance_.happens(800)) return confirm(waiting, who);
    refuse(waiting, who);
}

// Buyers pay on the new account from now on, some of them too early.
void Payees::confirm(const Waiting& waiting, TokenId who) {
    operator_.record_as(who, book::ConfirmPayeeChange{waiting.stall, waiting.change, "đã gặp"},
                        [this, waiting](Sequence at) {
                            trace_.say(waiting.change.text() + " is confirmed");
                            if (machine_.failed() || machine_.gateway().failed()) return;
                            const auto event = machine_.event_at(at);
                            if (std::get<book::PayeeChangeConfirmed>(event.event).takes_effect_at)
                                vendors_.note_account(waiting.stall, waiting.account);
                        });
}

void Payees::refuse(const Waiting& waiting, TokenId who) {
    operator_.record_as(who, book::RefusePayeeChange{waiting.stall, waiting.change, "không xin"},
                        [this, change = waiting.change](Sequence) {
                            trace_.say(change.text() + " is refused");
                            std::erase_if(waiting_, [&](const Waiting& one) { return one.change == change; });
                        });
}

void Payees::let_a_phone_in() {
    const auto stall = vendors_.any().id;
    const auto hash = sha256("phone " + std::to_string(phones_asked_++) + stall.text());
    book::PairDevice phone{stall, book::Role::owner, "May", anybody(), hash};
    operator_.record(std::move(phone), [this](Sequence at) {
        trace_.say("a phone was let in");
        people_.push_back(TokenId{at});
    });
}

}  // namespace choqr::market_day

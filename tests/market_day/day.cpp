#include "day.hpp"

namespace choqr::market_day {

using namespace std::chrono_literals;

Day::Day(std::uint64_t seed, bool credulous, bool talks)
    : chance_{seed},
      trace_{talks},
      machine_{seed, chance_, trace_},
      bank_{chance_, trace_, machine_, door_, credulous} {}

std::vector<Action> Day::table() {
    const unsigned full_disks = machine_.profile().disk_fills ? 1 : 0;
    return {
        {24, "pay", [this] { buyers_.pay(); }},
        {24, "deliver", [this] { bank_.deliver_any(false); }},
        {6, "deliver again", [this] { bank_.deliver_any(true); }},
        {4, "forge", [this] { forger_.forge(); }},
        {3, "change contents", [this] { bank_.change_contents(); }},
        {3, "take back", [this] { bank_.take_back(); }},
        {4, "import a statement", [this] { statements_.import(); }},
        {6, "manage", [this] { board_.manage(); }},
        {3, "assign", [this] { board_.assign(); }},
        {3, "repeat a request", [this] { vendors_.repeat_request(); }},
        {2, "close a day", [this] { board_.close_day(); }},
        {1, "erase a vendor", [this] { board_.erase_vendor(); }},
        {1, "resume a screen", [this] { screens_.resume(); }},
        {2, "pair a phone", [this] { phones_.pair(); }},
        {1, "revoke a phone", [this] { phones_.revoke(); }},
        {3, "a phone calls", [this] { phones_.call(); }},
        {6, "answer a change of accounts", [this] { payees_.answer(); }},
        {1, "let a phone in", [this] { payees_.let_a_phone_in(); }},
        {4, "a vendor claims", [this] { sales_.claim(); }},
        {4, "a vendor says of sales", [this] { sales_.say(); }},
        {1, "a claim is settled", [this] { sales_.settle(); }},
        {2, "a vendor says", [this] { consents_.say(); }},
        {1, "a board witnesses", [this] { consents_.witness(); }},
        {1, "a board looks", [this] { consents_.look(); }},
        {1, "invite somebody", [this] { people_.invite(); }},
        {1, "an invitation is taken", [this] { people_.accept(); }},
        {1, "somebody logs in", [this] { people_.log_in(); }},
        {5, "somebody works", [this] { people_.work(); }},
        {1, "somebody leaves",
         [this] {
             const auto how = chance_.below(4);
             if (how == 0) return people_.change_password();
             how == 1 ? people_.reset_or_disable() : people_.log_out();
         }},
        {2, "publish", [this] { auditor_.publish(); }},
        {4, "follow", [this] { threads_.follow(); }},
        {4, "time passes", [this] { machine_.time_passes(); }},
        {full_disks, "fill the disk", [this] { machine_.fill_disk(); }},
        {2 - full_disks, "rush", [this] { buyers_.rush(); }},
        {2, "try out", [this] { buyers_.try_out(); }},
        {6, "decide", [this] { threads_.decide(); }},
    };
}

void Day::run() {
    found_ledger();
    const auto lives = machine_.profile().restless ? 6 + chance_.below(12) : 2 + chance_.below(6);
    for (std::uint64_t life = 0; life < lives && !machine_.ended(); ++life) live();
    if (!machine_.ended()) evening();
}

void Day::found_ledger() {
    machine_.create_ledger();
    start();
    operator_.take_office();
    board_.open_markets();
    payees_.take_seats(board_.markets());
    for (int i = 0; i < 7; ++i)
        vendors_.open_stall(i % 3 == 2 ? board_.night_market() : board_.day_market(), i);
    for (const auto market : {board_.day_market(), board_.night_market()}) consents_.seat_board(market);
    board_.change_watches();
    vendors_.change_some_accounts();
    auto& gateway = machine_.gateway();
    const auto settle = [&gateway] {
        while (gateway.ledger.sequencer().run_once() > 0) continue;
    };
    settle();
    for (int i = 0; i < 30; ++i) {
        payees_.answer();
        settle();
    }
    gateway.followers().catch_up().value();
    machine_.let_pass(
        26h);  // The day before this one is the markets', and can be closed; screens know it yet.
    machine_.end();
}

void Day::start() {
    machine_.start();
    auditor_.listen();
}

void Day::live() {
    machine_.before_life();
    try {
        start();
        live_on();
    } catch (const world::SimulatedCrash&) {
        trace_.say("crash");
        last_moments();
    } catch (const gateway::CannotStart& error) {
        machine_.does_not_start(error.what());
    } catch (const Error& error) {
        machine_.does_not_start(error.message());
    }
    machine_.after_life();
}

void Day::live_on() {
    machine_.go_on();
    const auto& ledger = machine_.gateway().ledger;
    trace_.say("open: " + ledger.recovery_note() + ", " + ledger.start_note());
    auditor_.check_start();
    machine_.first_words();
    const auto steps = machine_.profile().restless ? 1 + chance_.below(25) : 10 + chance_.below(90);
    for (auto step = steps; step > 0 && !machine_.failed(); --step) {
        const auto& action = actions_.draw(chance_);
        trace_.announce(action.name);
        action.happens();
    }
    if (!machine_.failed() && chance_.happens(300)) threads_.say_goodbye();
}

/// Other threads than the one that the crash met may have gone on for a moment: an answer that was handed
/// over leaves, a checkpoint of what counts as committed is signed.
void Day::last_moments() {
    machine_.dies();
    if (!machine_.runs()) return;
    if (chance_.happens(500)) machine_.gateway().poll();
    if (chance_.happens(300)) auditor_.publish();
}

/// Faults are over. Whoever was told "ask again" asks again, and then all books must agree.
void Day::evening() {
    machine_.recover();
    try {
        start();
        auditor_.check_start();
    } catch (const gateway::CannotStart& error) {
        return machine_.does_not_start(error.what());
    }
    for (int round = 0; round < 4; ++round) {
        bank_.deliver_rest([this] { threads_.settle(); });
        threads_.settle();
    }
    must(!machine_.failed(), "GoesOn: after the faults the gateway does not go on");
    machine_.wait(2s);
    auditor_.publish();
    auditor_.check_day();
    machine_.end();
}

}  // namespace choqr::market_day

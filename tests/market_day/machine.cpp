#include "machine.hpp"

#include <chrono>

#include "simulation/disk_damage.hpp"

namespace choqr::market_day {

using namespace std::chrono_literals;

Machine::Machine(std::uint64_t seed, Chance& chance, Trace& trace)
    : chance_{chance},
      trace_{trace},
      salts_{chance.random().next_u64()},
      profile_{draw_profile(chance)},
      disk_{seed ^ 0x5EED} {}

void Machine::create_ledger() {
    gateway::Ledger::create(place_, salts_, "choqr.test/market", small_segments);
}

void Machine::start() {
    gateway::Ledger::Options options;
    options.sequencing = {.queue_max = 64,
                          .batch_max = chance_.one_of({1, 4, 16, 48}),
                          .references_kept = profile_.references_kept,
                          .forget_every = profile_.forget_every,
                          .snapshot_every = profile_.snapshot_every};
    options.segments = small_segments;
    options.reading = sequencer::Reading::in_turn;
    options.following = {.records_max = 1 + chance_.below(64), .bytes_max = 1u << 20};
    gateway_ = std::make_unique<Gateway>(Gateway::Start{place_, salts_, clock_, options});
}

void Machine::end() {
    disk_.crash_after(std::nullopt);
    gateway_.reset();
}

void Machine::before_life() {
    auto at_start = profile_.faults;
    at_start.read_fails = profile_.read_fails;
    disk_.set_faults(at_start);
    if (chance_.happens(700)) disk_.crash_after(chance_.below(profile_.restless ? 60 : 150));
    forget_faults();
}

void Machine::go_on() { disk_.set_faults(profile_.faults); }

void Machine::first_words() {
    if (profile_.restless && chance_.happens(400)) disk_.crash_after(chance_.below(12));
}

void Machine::dies() {
    disk_.crash_after(std::nullopt);
    dying_ = true;  // Seed 100161: the crash met the thread that destroys a key, and the route says so.
}

void Machine::after_life() {
    end();
    failed_ = dying_ = false;
    const bool power = chance_.happens(profile_.power_often ? 500 : 120);
    trace_.say(power ? "power loss" : "kill");
    power ? disk_.power() : disk_.kill();
    trace_.say("after " + std::to_string(disk_.operations()) + " operations");
    disk_.set_capacity(std::nullopt);
    // One damage at a time: a batch and its mark both damaged are more than two copies can tell.
    if (chance_.happens(profile_.damage_per_mille) && !unhealed_) damage();
    if (chance_.happens(500)) trace_.say(reports_file_.misfortune(chance_.random(), power));
}

/// What no crash does. The next start heals it from a second copy or refuses; the trees of hashes are the
/// journal's simulation's matter, since a proof that fails there would need an excuse here.
void Machine::damage() {
    const auto done =
        simulation::damage_ledger(disk_, chance_.random(), simulation::Target::segments_and_checkpoint);
    if (!done) return;
    trace_.say(*done);
    unhealed_ = true;
}

void Machine::recover() {
    disk_.set_faults({});
    forget_faults();
    clock_.step_wall(truth_ - clock_.now());
}

void Machine::forget_faults() {
    struck_ = disk_.faults_struck();
    was_full_ = false;
}

void Machine::does_not_start(const std::string& why) {
    // Seed 200850: the reports' folder has another name in every run.
    const auto folder = reports_file_.path().string();
    trace_.say("does not start: " + (why.starts_with(folder) ? why.substr(folder.size()) : why));
    // Somebody must bring a backup: the day is over.
    ended_ = ended_ || (unhealed_ && !a_fault_struck());
    if (unhealed_) return;
    must(why.find("rolled back") == std::string::npos,
         "HistoryOnlyGrows: a checkpoint was signed over what is not in the ledger");
    must(a_fault_struck(), "NoFaultNoRefusal: the gateway does not start though no fault struck: " + why);
}

std::vector<book::RecordedEvent> Machine::history() const {
    const auto history = history_of(gateway_->ledger.journal(), gateway_->ledger.sealer());
    if (!history && unhealed_)
        throw gateway::CannotStart{"a record cannot be read: " + history.error().message()};
    must(history.has_value(),
         "NothingLost: a record cannot be read: " + (history ? "" : history.error().message()));
    return *history;
}

book::RecordedEvent Machine::event_at(Sequence at) const {
    const auto records = gateway_->ledger.journal().read(at, 1, SIZE_MAX);
    must(records && !records->empty(),
         "NothingLost: " + std::to_string(at.value()) + " was answered and is not there");
    return book::decode(at, records->front().type, records->front().payload, gateway_->ledger.sealer())
        .value();
}

bool Machine::clock_is_right() const { return std::chrono::abs(clock_.now() - truth_) < 290s; }

void Machine::time_passes() {
    const auto by = std::chrono::milliseconds{chance_.below(chance_.happens(100) ? 7'200'000 : 40'000)};
    let_pass(by);
    if (!profile_.clock_jumps || !chance_.happens(150)) return;
    clock_.step_wall(chance_.happens(500) ? 1h : -1h);
    trace_.say("the clock jumps");
    if (chance_.happens(500)) clock_.step_wall(truth_ - clock_.now());
}

void Machine::fill_disk() {
    const bool full = chance_.happens(500);
    was_full_ = was_full_ || full;
    trace_.say(full ? "the disk is full" : "there is room again");
    disk_.set_capacity(full ? std::optional<std::uint64_t>{0} : std::nullopt);
}

}  // namespace choqr::market_day

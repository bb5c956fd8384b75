#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chance.hpp"
#include "profile.hpp"
#include "reports_file.hpp"
#include "trace.hpp"
#include "world.hpp"

namespace choqr::market_day {

/// The computer on which the gateway runs: a disk, a clock, and one process. Its faults strike by themselves;
/// it kills the process, loses power and damages what lies on the disk; and it knows which failure of the
/// program has a fault of its own as the reason.
class Machine {
public:
    Machine(std::uint64_t seed, Chance& chance, Trace& trace);

    const Profile& profile() const { return profile_; }
    /// The program's own chance: keys, tokens, salts.
    world::Random& salts() { return salts_; }

    // The process.

    void create_ledger();
    /// Throws what a Ledger throws, or SimulatedCrash.
    void start();
    /// The process is no more; it had no time to say goodbye.
    void end();
    bool runs() const { return gateway_ != nullptr; }
    /// The life that runs. None: undefined.
    Gateway& gateway() { return *gateway_; }
    const Gateway& gateway() const { return *gateway_; }
    const reports::Reports& reports() const { return gateway_->ledger.reports(); }

    // A life, from one start to the next.

    /// Faults may strike from here on, and it may be settled already after how many operations of the disk
    /// the process dies.
    void before_life();
    /// It has started: reads fail no more.
    void go_on();
    /// On a restless day it may be settled that it dies in its first words.
    void first_words();
    /// The crash has come. One thread stands still in the middle of what it did; the others may go on for a
    /// moment.
    void dies();
    /// The process ends however it was; the next start finds what a kill, or a loss of power, and perhaps
    /// damage leave.
    void after_life();
    /// No more faults, and the clock is right again.
    void recover();

    // What is the machine's fault.

    /// In this life.
    bool a_fault_struck() const { return was_full_ || disk_.faults_struck() > struck_; }
    /// The program does not start, or meets in the middle of its life what it cannot read. Throws a Violation
    /// if that has no reason.
    void does_not_start(const std::string& why);
    /// Halted for good, with a reason.
    bool ended() const { return ended_; }
    /// The journal had failed when it was last asked: the process ends before its next answer.
    bool failed() const { return failed_; }
    void look_for_failure() { failed_ = gateway_->failed(); }
    bool dying() const { return dying_; }
    /// A start has read everything: no damage is left.
    void is_whole() { unhealed_ = false; }

    // What the ledger that runs says.

    /// Everything. Damage of a closed segment is met by whoever reads it first: throws CannotStart.
    std::vector<book::RecordedEvent> history() const;
    /// What somebody was told stands there.
    book::RecordedEvent event_at(Sequence at) const;

    // Time.

    Instant true_time() const { return truth_; }
    const world::SimulatedClock& clock() const { return clock_; }
    /// Right enough for a signature's age.
    bool clock_is_right() const;
    void wait(std::chrono::milliseconds by) { clock_.advance(by); }
    /// In truth, and on the clock.
    void let_pass(std::chrono::milliseconds by) {
        truth_ += by;
        clock_.advance(by);
    }

    // Actions.

    void time_passes();
    void fill_disk();

private:
    void forget_faults();
    void damage();

    Chance& chance_;
    Trace& trace_;
    world::SeededRandom salts_;
    const Profile profile_;
    world::MemoryDirectory disk_;
    ReportsFile reports_file_;
    const gateway::Ledger::Folder place_{disk_, "the ledger", reports_file_.path()};
    Instant truth_ = parse_vietnam_local("2026-11-21 05:00:00").value();
    world::SimulatedClock clock_{truth_};
    std::uint64_t struck_ = 0;  ///< Faults of the disk before this life.
    bool was_full_ = false;     ///< The disk, in this life.
    bool failed_ = false, dying_ = false, ended_ = false;
    bool unhealed_ = false;  ///< Damage that no start has met yet.
    std::unique_ptr<Gateway> gateway_;
};

}  // namespace choqr::market_day

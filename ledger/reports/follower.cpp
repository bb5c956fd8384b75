#include "reports/follower.hpp"

#include <sys/resource.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/assert.hpp"

namespace choqr::reports {

namespace {

constexpr std::chrono::milliseconds retry_after{500};

// When the processors are short, answers to providers go first: publishing may be late, acknowledging should not be. On
// Linux the value belongs to the calling thread. A refusal changes nothing but speed.
void step_back() { static_cast<void>(setpriority(PRIO_PROCESS, 0, 5)); }

}  // namespace

struct Follower::State {
    const journal::JournalFiles& journal;
    const book::Sealer& sealer;
    Reports& reports;
    const Options options;
    std::function<void(const std::vector<book::RecordedEvent>&)> on_applied;  // Constant once started.
    std::vector<book::RecordedEvent> events;                                  // The following thread's; kept for its room.

    std::mutex mutex;
    std::condition_variable_any changed;
    // Guarded by mutex:
    std::multimap<Sequence, Reached> waiting;  // By the sequence that must have been applied.
    std::optional<Error> failure;
    std::optional<Error> trouble;
    std::optional<book::Book::Snapshot> offered;
    bool woken = false;
    bool ended = false;  // Nothing will be applied any more.

    std::jthread thread;

    Result<std::size_t> step();
    Result<std::size_t> apply_some();
    void keep_offered();
    void tell_reached();
    void end();
    void follow(const std::stop_token& stop, const std::function<void(Error)>& failed);
    void wait_until_better(const std::stop_token& stop, Error error);
    void is_better();
};

Result<std::size_t> Follower::State::step() {
    const auto applied = apply_some();
    if (applied) keep_offered();
    return applied;
}

void Follower::State::keep_offered() {
    std::optional<book::Book::Snapshot> snapshot;
    {
        const std::lock_guard lock{mutex};
        if (!offered || offered->next > reports.position()) return;
        snapshot.swap(offered);
    }
    // It only saves time at the next start. Whatever is wrong with the file is found by what has to be written.
    static_cast<void>(reports.keep_snapshot(*snapshot));
}

Result<std::size_t> Follower::State::apply_some() {
    const auto from = reports.position();
    const auto committed = journal.committed();
    if (from > committed) return errc::ahead_of_journal;
    if (from == committed) return 0;
    const auto records = journal.read(from, options.records_max, options.bytes_max);
    if (!records) return records.error();
    events.clear();
    events.reserve(records->size());
    for (const auto& record : *records) {
        auto event = book::decode(record.sequence, record.type, record.payload, sealer);
        if (!event) return event.error();
        events.push_back(*std::move(event));
    }
    if (const auto applied = reports.apply(events); !applied) return applied.error();
    if (on_applied) on_applied(events);
    tell_reached();
    return events.size();
}

// The callbacks run without the lock, so that they may ask for more.
void Follower::State::tell_reached() {
    std::vector<Reached> reached;
    {
        const std::lock_guard lock{mutex};
        const auto end = waiting.lower_bound(reports.position());
        for (auto one = waiting.begin(); one != end; ++one) reached.push_back(std::move(one->second));
        waiting.erase(waiting.begin(), end);
    }
    for (const auto& tell : reached) tell(true);
}

void Follower::State::end() {
    std::multimap<Sequence, Reached> left;
    {
        const std::lock_guard lock{mutex};
        ended = true;
        left.swap(waiting);
    }
    for (const auto& [sequence, tell] : left) tell(false);
}

void Follower::State::follow(const std::stop_token& stop, const std::function<void(Error)>& failed) {
    while (!stop.stop_requested()) {
        const auto applied = step();
        // Reading opens the segment anew each time: without a free descriptor it is unreadable for as long.
        if (!applied && (may_pass(applied.error()) || applied.error() == journal::errc::unreadable)) {
            wait_until_better(stop, applied.error());
            continue;
        }
        if (applied) is_better();
        if (!applied) {
            {
                const std::lock_guard lock{mutex};
                failure = applied.error();
            }
            end();
            if (failed) failed(applied.error());
            return;
        }
        if (*applied > 0) continue;
        std::unique_lock lock{mutex};
        changed.wait(lock, stop, [&] { return woken; });
        woken = false;
    }
    end();
}

// The transaction was rolled back, and the journal still has all of it: as soon as it can be it goes in.
void Follower::State::wait_until_better(const std::stop_token& stop, Error error) {
    std::unique_lock lock{mutex};
    trouble = error;
    changed.wait_for(lock, stop, retry_after, [] { return false; });
}

void Follower::State::is_better() {
    const std::lock_guard lock{mutex};
    trouble.reset();
}

Follower::Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports)
    : Follower{journal, sealer, reports, Options{}} {}

Follower::Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports,
                   Options options)
    : state_{new State{journal, sealer, reports, options, {}, {}, {}, {}, {}, {}, {}, {}, false, false, {}}} {
}

Follower::~Follower() {
    stop();
    state_->end();
}

Result<std::size_t> Follower::run_once() { return state_->step(); }

Result<void> Follower::catch_up(const Progress& progress) {
    for (;;) {
        const auto applied = state_->step();
        if (!applied) return applied.error();
        if (*applied == 0) return {};
        if (progress) progress(state_->reports.position(), state_->journal.committed());
    }
}

void Follower::start(std::function<void(Error)> failed) {
    CHOQR_ASSERT(!state_->thread.joinable(), "a follower is started once");
    state_->thread = std::jthread{[state = state_.get(), failed = std::move(failed)](const std::stop_token& stop) {
        step_back();
        state->follow(stop, failed);
    }};
}

void Follower::stop() {
    state_->thread.request_stop();
    if (state_->thread.joinable()) state_->thread.join();
}

void Follower::wake() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->woken = true;
    }
    state_->changed.notify_one();
}

void Follower::offer(book::Book::Snapshot snapshot) {
    {
        const std::lock_guard lock{state_->mutex};
        state_->offered = std::move(snapshot);
        state_->woken = true;
    }
    state_->changed.notify_one();
}

void Follower::when_applied(Sequence sequence, Reached reached) {
    bool ended = false;
    {
        // Asked under the lock: tell_reached() takes it after the position has moved, so one of the two sees the other.
        const std::lock_guard lock{state_->mutex};
        if (state_->reports.position() <= sequence) {
            ended = state_->ended;
            if (!ended) {
                state_->waiting.emplace(sequence, std::move(reached));
                return;
            }
        }
    }
    reached(!ended);
}

bool Follower::wait_for(Sequence sequence, std::chrono::milliseconds limit) {
    struct Answer {
        std::mutex mutex;
        std::condition_variable told;
        std::optional<bool> reached;
    };
    const auto answer = std::make_shared<Answer>();
    when_applied(sequence, [answer](bool reached) {
        {
            const std::lock_guard lock{answer->mutex};
            answer->reached = reached;
        }
        answer->told.notify_one();
    });
    std::unique_lock lock{answer->mutex};
    answer->told.wait_for(lock, limit, [&] { return answer->reached.has_value(); });
    return answer->reached.value_or(false);
}

void Follower::on_applied(std::function<void(const std::vector<book::RecordedEvent>&)> callback) {
    state_->on_applied = std::move(callback);
}

std::optional<Error> Follower::trouble() const {
    const std::lock_guard lock{state_->mutex};
    return state_->trouble;
}

std::optional<Error> Follower::failure() const {
    const std::lock_guard lock{state_->mutex};
    return state_->failure;
}

}  // namespace choqr::reports

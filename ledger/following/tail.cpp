#include "following/tail.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "following/errc.hpp"
#include "following/lag.hpp"

namespace choqr::following {
namespace {

using std::chrono::milliseconds;

// On Linux the value belongs to the calling thread. A refusal changes nothing but speed.
void give_way() { static_cast<void>(setpriority(PRIO_PROCESS, 0, 5)); }

}  // namespace

struct Tail::State {
    const journal::Copy& journal;
    const book::Sealer& sealer;
    Consumer& consumer;
    const Options options;
    std::vector<book::RecordedEvent> events{};  // The following thread's; kept for its room.

    std::mutex mutex{};
    std::condition_variable_any changed{};
    std::condition_variable_any
        rested{};  // Who waits for a sequence ends a rest; what is committed does not.
    // Guarded by mutex:
    std::multimap<Sequence, Reached> waiting{};  // By the sequence that must have been taken.
    std::optional<Error> failure{};
    std::optional<Error> waiting_out{};
    Lag lag{};
    bool woken = false;
    bool ended = false;  // Nothing will be taken any more.

    std::jthread thread{};

    /// Whose error it was decides what becomes of it.
    struct Failed {
        Error error;
        bool of_consumer = false;
    };
    struct Step {
        std::size_t records = 0;
        std::optional<Failed> failed{};
        bool full = false;  // There may be more than a portion holds.
    };
    Step step();
    struct Gathered {
        std::size_t records = 0, bytes = 0;
        Sequence next{};
        bool full = false;
    };
    std::optional<Error> gather(Sequence from, Gathered& gathered);
    Step hand_over(const Gathered& gathered);
    Result<void> decode(const journal::RecordView& record);
    void tell_reached();
    void end();

    struct Patience {
        milliseconds pause;
        milliseconds unreadable{0};
    };
    bool is_waited_out(const Failed& failed, const Patience& patience) const;
    void follow(const std::stop_token& stop, const std::function<void(Error)>& failed);
    Step step_without_throwing();
    void wait_until_better(const std::stop_token& stop, Error error, Patience& patience);
    void wait_for_more(const std::stop_token& stop);
    void is_better();
    void give_up(Error error, const std::function<void(Error)>& failed);
};

Tail::State::Step Tail::State::step() {
    const auto from = consumer.position();
    const auto committed = journal.committed();
    if (from > committed) return {0, Failed{errc::ahead_of_journal}};
    if (from == committed) {
        consumer.afterwards();
        return {};
    }
    Gathered gathered;
    if (const auto failed = gather(from, gathered)) return {0, Failed{*failed}};
    return hand_over(gathered);
}

// Decoded where they lie: what the consumer does not want is not even copied.
std::optional<Error> Tail::State::gather(Sequence from, Gathered& gathered) {
    events.clear();
    std::optional<Error> undecodable;
    const auto visited = journal.visit(from, [&](const journal::RecordView& record) {
        if (const auto decoded = decode(record); !decoded) undecodable = decoded.error();
        ++gathered.records;
        gathered.bytes += record.payload().size();
        gathered.next = record.sequence.next();
        gathered.full = gathered.records >= options.records_max || gathered.bytes >= options.bytes_max;
        return !undecodable && !gathered.full;
    });
    if (!visited) return visited.error();
    return undecodable;
}

Tail::State::Step Tail::State::hand_over(const Gathered& gathered) {
    const auto taken = consumer.take({events, gathered.next});
    if (!taken) return {0, Failed{taken.error(), true}};
    tell_reached();
    consumer.afterwards();
    return {.records = gathered.records, .full = gathered.full};
}

Result<void> Tail::State::decode(const journal::RecordView& record) {
    if (!consumer.wants(record.type)) return {};
    if (consumer.reads_personal_data()) {
        auto event = book::decode(record.sequence, record.type, record.payload(), sealer);
        if (!event) return event.error();
        events.push_back(*std::move(event));
        return {};
    }
    std::optional<book::RecordedEvent> event;
    const auto done = book::decode_for_replay(record.sequence, record.type, record.payload(), sealer, event);
    if (!done) return done.error();
    events.push_back(*std::move(event));
    return {};
}

// The callbacks run without the lock, so that they may ask for more.
void Tail::State::tell_reached() {
    std::vector<Reached> reached;
    {
        const std::lock_guard lock{mutex};
        waiting_out.reset();  // Whoever is told that it is here is not told that it waits.
        const auto end = waiting.lower_bound(consumer.position());
        for (auto one = waiting.begin(); one != end; ++one) reached.push_back(std::move(one->second));
        waiting.erase(waiting.begin(), end);
    }
    for (const auto& tell : reached) tell(true);
}

void Tail::State::end() {
    std::multimap<Sequence, Reached> left;
    {
        const std::lock_guard lock{mutex};
        ended = true;
        left.swap(waiting);
    }
    for (const auto& [sequence, tell] : left) tell(false);
}

// The one place where it is decided what an error means.
bool Tail::State::is_waited_out(const Failed& failed, const Patience& patience) const {
    if (failed.of_consumer) return consumer.may_pass(failed.error);
    return failed.error == journal::errc::unreadable && patience.unreadable < options.unreadable_for;
}

// Above a thread of its own nobody catches: an exception would end the process without a line.
Tail::State::Step Tail::State::step_without_throwing() {
    try {
        return step();
    } catch (const std::exception&) {
        return {0, Failed{errc::consumer_threw}};
    }
}

void Tail::State::follow(const std::stop_token& stop, const std::function<void(Error)>& failed) {
    const Patience fresh{options.first_pause};
    auto patience = fresh;
    while (!stop.stop_requested()) {
        const auto done = step_without_throwing();
        if (done.failed) {
            if (!is_waited_out(*done.failed, patience)) return give_up(done.failed->error, failed);
            if (!done.failed->of_consumer) patience.unreadable += patience.pause;
            wait_until_better(stop, done.failed->error, patience);
            continue;
        }
        patience = fresh;
        is_better();
        if (!done.full) wait_for_more(stop);
    }
    end();
}

void Tail::State::give_up(Error error, const std::function<void(Error)>& failed) {
    {
        const std::lock_guard lock{mutex};
        failure = error;
        waiting_out.reset();
    }
    end();
    if (failed) failed(error);
}

// The journal still has all of it: as soon as it can be it goes on.
void Tail::State::wait_until_better(const std::stop_token& stop, Error error, Patience& patience) {
    std::unique_lock lock{mutex};
    waiting_out = error;
    changed.wait_for(lock, stop, patience.pause, [] { return false; });
    patience.pause = std::min(2 * patience.pause, options.longest_pause);
}

void Tail::State::wait_for_more(const std::stop_token& stop) {
    std::unique_lock lock{mutex};
    if (options.rest > milliseconds{0})
        rested.wait_for(lock, stop, options.rest, [&] { return !waiting.empty(); });
    changed.wait(lock, stop, [&] { return woken; });
    woken = false;
}

void Tail::State::is_better() {
    const std::lock_guard lock{mutex};
    waiting_out.reset();
}

Tail::Tail(const journal::Copy& journal, const book::Sealer& sealer, Consumer& consumer, Options options)
    : state_{new State{.journal = journal, .sealer = sealer, .consumer = consumer, .options = options}} {}

Tail::~Tail() {
    stop();
    state_->end();
}

Result<std::size_t> Tail::run_once() {
    const auto done = state_->step();
    if (done.failed) return done.failed->error;
    return done.records;
}

Result<void> Tail::catch_up(const Progress& progress) {
    for (;;) {
        const auto taken = run_once();
        if (!taken) return taken.error();
        if (*taken == 0) return {};
        if (progress) progress(state_->consumer.position(), state_->journal.committed());
    }
}

void Tail::start(std::function<void(Error)> failed) {
    CHOQR_ASSERT(!state_->thread.joinable(), "a tail is started once");
    state_->thread =
        std::jthread{[state = state_.get(), failed = std::move(failed)](const std::stop_token& stop) {
            if (state->options.gives_way) give_way();
            state->follow(stop, failed);
        }};
}

void Tail::stop() {
    state_->thread.request_stop();
    if (state_->thread.joinable()) state_->thread.join();
}

void Tail::wake() {
    {
        const std::lock_guard lock{state_->mutex};
        if (std::exchange(state_->woken, true)) return;  // Told already.
    }
    state_->changed.notify_one();
}

void Tail::when_taken(Sequence sequence, Reached reached) {
    bool ended = false;
    {
        // Asked under the lock: tell_reached() takes it after the position has moved, so one of the two sees
        // the other.
        const std::lock_guard lock{state_->mutex};
        if (state_->consumer.position() <= sequence) {
            ended = state_->ended;
            if (!ended) {
                state_->waiting.emplace(sequence, std::move(reached));
                state_->rested.notify_one();
                return;
            }
        }
    }
    reached(!ended);
}

bool Tail::wait_for(Sequence sequence, milliseconds limit) {
    struct Answer {
        std::mutex mutex;
        std::condition_variable told;
        std::optional<bool> reached;
    };
    const auto answer = std::make_shared<Answer>();
    when_taken(sequence, [answer](bool reached) {
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

Standing Tail::standing(std::chrono::nanoseconds now) {
    const std::lock_guard lock{state_->mutex};
    Standing standing;
    standing.position = state_->consumer.position();
    standing.committed = state_->journal.committed();
    standing.lag = state_->lag.look(standing.committed, standing.position, now);
    standing.waiting_out = state_->waiting_out;
    standing.failure = state_->failure;
    return standing;
}

}  // namespace choqr::following

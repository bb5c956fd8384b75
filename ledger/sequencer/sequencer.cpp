#include "sequencer/sequencer.hpp"

#include <algorithm>
#include <atomic>

#include "base/assert.hpp"
#include "base/plant.hpp"
#include "sequencer/queue.hpp"

namespace choqr::sequencer {
namespace {

using journal::Log;
using journal::Record;

// How long run() sleeps at most: a wall clock that was set forward is noticed within this time.
constexpr std::chrono::milliseconds sleep_max{1'000};
// How often a full disk is tried again while nobody asks for anything.
constexpr std::chrono::milliseconds retry_after{500};
// A round writes when it has gathered this much, and no decision may be larger than the second: together they
// fit a batch.
constexpr std::size_t batch_bytes_enough = Log::batch_bytes_max / 4;
constexpr std::size_t decision_bytes_max = Log::batch_bytes_max / 2;

std::size_t stored_bytes(const book::EncodedEvent& event) { return Log::stored_bytes(event.payload.size()); }

}  // namespace

struct Sequencer::State {
    State(Log& journal_in, book::Book& book_in, book::Sealer& sealer_in, References& references_in,
          const world::Clock& clock_in, Options options_in)
        : journal{journal_in},
          book{book_in},
          sealer{sealer_in},
          references{references_in},
          clock{clock_in},
          options{options_in},
          queue{options_in.queue_max},
          last_stamp{options_in.not_before},
          forgotten_at{book_in.next()},
          snapshot_at{options_in.snapshot_at} {}

    Log& journal;
    book::Book& book;
    book::Sealer& sealer;
    References& references;
    const world::Clock& clock;
    const Options options;
    Queue queue;
    std::atomic<bool> failed{false};  // Set once by the sequencer's thread, read by submit().

    // The sequencer's thread alone touches all below.
    struct Answer {
        Done done;
        Result<book::Outcome> outcome;
    };
    std::function<void(Sequence)> on_committed;
    std::vector<Submission> commands;       // Taken for this round; kept for its room.
    std::vector<Answer> answers;            // Decided, and told once `batch` is durable.
    std::vector<book::EncodedEvent> batch;  // Decided, applied to the book, not yet in the journal.
    std::size_t batch_bytes = 0;
    std::vector<book::RecordedEvent> decided;  // Of one decision, and
    std::vector<book::EncodedEvent> encoded;   // the same in bytes.
    std::vector<Record> records;               // Views of `batch` for the journal.
    book::Book::Known known;
    Error blocked;  // Why nothing can be written now: journal_full, until there is room, or journal_failed
                    // for ever.
    Error failure;  // The journal's own word for journal_failed.
    Instant last_stamp;
    Sequence forgotten_at;
    std::function<void(book::Book::Snapshot)> on_snapshot;
    Sequence snapshot_at;          // The newest that was handed over, or kept before the start.
    bool snapshot_spoilt = false;  // It holds what was erased since.

    std::size_t round();
    void expire_what_is_due();
    void decide(Submission& submission);
    bool stand_before(book::CloseDay& close);
    Result<book::Outcome> carry_out(book::Command&& command);
    Result<void> look_up(const book::Command& command);
    Result<std::optional<book::KnownTransfer>> look_up(const book::Book::Lookup& lookup);
    Result<std::optional<book::KnownTransfer>> read_back(Sequence evidence);
    Result<book::RecordedEvent> event_at(Sequence sequence);
    Result<void> look_up(const book::Book::RecordLookup& lookup);
    struct Source {
        std::string actor;
        std::optional<book::Idempotency> idempotency;
    };
    Result<void> encode_all(const Source& source, std::vector<book::Event>& events, Instant now);
    bool write_batch();
    Error append_batch();
    void tell(const Error& error);
    void let_go();
    bool snapshot_is_due() const;
    void hand_over_snapshot();
    std::optional<book::Book::Snapshot> snapshot() const;
    Instant stamp();
    std::chrono::milliseconds sleep() const;
    void answer_all_queued();
};

// Time never runs backwards in the journal, whatever the wall clock does: rules compare recorded times.
Instant Sequencer::State::stamp() {
    last_stamp = planted("time_runs_back") ? clock.now() : std::max(last_stamp, clock.now());
    return last_stamp;
}

std::size_t Sequencer::State::round() {
    commands.clear();
    queue.take(options.batch_max, commands);
    // A batch that found no room goes first: the book already counts on it.
    if (!failed && write_batch()) expire_what_is_due();
    for (auto& command : commands) decide(command);
    if (!failed && write_batch()) {
        let_go();
        if (on_snapshot && snapshot_is_due()) hand_over_snapshot();
    }
    return commands.size();
}

void Sequencer::State::expire_what_is_due() {
    const auto due = book.next_expiry();
    if (!due || *due > std::max(last_stamp, clock.now())) return;
    // Nobody waits for a tick's answer. What it could not record is still due in the next round.
    static_cast<void>(carry_out({book::Tick{}, "clock", std::nullopt}));
}

void Sequencer::State::decide(Submission& submission) {
    if (blocked) {
        submission.done(blocked);
        return;
    }
    auto* const close = std::get_if<book::CloseDay>(&submission.command.ask);
    if (close && !stand_before(*close)) {
        submission.done(blocked);
        return;
    }
    auto outcome = carry_out(std::move(submission.command));
    answers.push_back({std::move(submission.done), std::move(outcome)});
    if (close || batch_bytes > batch_bytes_enough) write_batch();
}

// A day's end names the tree before it, so all before it is written first, and nothing goes with it.
bool Sequencer::State::stand_before(book::CloseDay& close) {
    if (!write_batch()) return false;
    const auto head = journal.copy().head();
    CHOQR_ASSERT(head.size == book.next().value(), "after writing, the journal holds what the book knows");
    close.root = head.root;
    return true;
}

// Decide, encode, then apply: an event that cannot be encoded must not be in the book.
Result<book::Outcome> Sequencer::State::carry_out(book::Command&& command) {
    if (const auto found = look_up(command); !found) return found.error();
    const auto now = stamp();
    const Source source{command.actor, command.idempotency};  // The rest may go into the events.
    auto decision = book.decide(std::move(command), book.next(), now, known);
    if (decision.events.empty()) return decision.outcome;
    if (const auto done = encode_all(source, decision.events, now); !done) return done.error();
    for (const auto& event : decided) {
        book.apply(event);
        snapshot_spoilt = snapshot_spoilt || std::holds_alternative<book::VendorErased>(event.event);
    }
    for (auto& event : encoded) {
        batch_bytes += stored_bytes(event);
        batch.push_back(std::move(event));
    }
    return decision.outcome;
}

Result<void> Sequencer::State::look_up(const book::Command& command) {
    known.references.clear();
    known.entries.clear();
    known.entries_upto = {};
    known.records.clear();
    if (planted("reports_not_asked")) return {};
    for (auto& lookup : book.lookups(command)) {
        auto found = look_up(lookup);
        if (!found) return found.error();
        if (*found) known.references.push_back({std::move(lookup), **std::move(found)});
    }
    for (const auto& lookup : book.entry_lookups(command)) {
        known.entries_upto = references.position();  // Before: what comes while it looks is not missed.
        auto found = references.find_entries(lookup);
        if (!found) return found.error();
        known.entries = *std::move(found);
    }
    for (const auto& lookup : book.record_lookups(command))
        if (const auto found = look_up(lookup); !found) return found.error();
    return {};
}

Result<std::optional<book::KnownTransfer>> Sequencer::State::look_up(const book::Book::Lookup& lookup) {
    if (lookup.recorded) return read_back(*lookup.recorded);
    if (lookup.transfer) return references.find(*lookup.transfer);
    auto found = references.find(lookup.feed, lookup.reference);
    if (!found || !*found) return found;
    const auto told = read_back((*found)->told_at);
    if (!told) return told.error();
    (*found)->notice_digest = (*told)->notice_digest;
    return found;
}

// What a replay left sealed, or what the reports do not keep. Whatever has not been written yet is in the
// book with its digest.
Result<std::optional<book::KnownTransfer>> Sequencer::State::read_back(Sequence evidence) {
    const auto stored = journal.copy().read(evidence, 1, 1);
    if (!stored) return stored.error();
    CHOQR_ASSERT(!stored->empty(), "what is known without its digest came from the journal");
    const auto& record = stored->front();
    const auto event = book::decode(record.sequence, record.type, record.payload, sealer);
    if (!event) return event.error();
    const auto told = book::told_by(event->event);
    CHOQR_ASSERT(told, "an evidence's id is the sequence of its own event");
    return told;
}

// Decided in this batch, or written before it.
Result<book::RecordedEvent> Sequencer::State::event_at(Sequence sequence) {
    const auto unwritten = book.next().value() - batch.size();
    if (sequence.value() >= unwritten) {
        const auto& one = batch[sequence.value() - unwritten];
        return book::decode(sequence, one.type, one.payload, sealer);
    }
    const auto stored = journal.copy().read(sequence, 1, 1);
    if (!stored) return stored.error();
    CHOQR_ASSERT(!stored->empty(), "what the book applied and the batch does not hold was written");
    const auto& record = stored->front();
    return book::decode(record.sequence, record.type, record.payload, sealer);
}

Result<void> Sequencer::State::look_up(const book::Book::RecordLookup& lookup) {
    if (book.next() == Sequence{}) return {};  // Nothing is recorded yet.
    auto event = event_at(lookup.record);
    if (!event) return event.error();
    auto* const transfer = std::get_if<book::TransferReceived>(&event->event);
    if (!transfer) return {};
    std::optional<book::KnownTransfer> reported;
    if (!lookup.is_held) {
        auto found = references.find(transfer->id);
        if (!found) return found.error();
        reported = *found;
    }
    known.records.push_back({std::move(*transfer), event->recorded_at, reported});
    return {};
}

Result<void> Sequencer::State::encode_all(const Source& source, std::vector<book::Event>& events,
                                          Instant now) {
    decided.clear();
    encoded.clear();
    std::size_t bytes = 0;
    for (auto sequence = book.next(); auto& event : events) {
        decided.push_back({sequence, now, source.actor, source.idempotency, std::move(event)});
        auto encoded_event = book::encode(decided.back(), sealer);
        if (!encoded_event) return encoded_event.error();
        if (encoded_event->payload.size() > Record::payload_max) return journal::errc::record_too_large;
        bytes += stored_bytes(*encoded_event);
        encoded.push_back(*std::move(encoded_event));
        sequence = sequence.next();
    }
    if (bytes > decision_bytes_max) return journal::errc::record_too_large;
    return {};
}

// Writes and syncs what is decided, then tells its callers. A crash before the sync leaves callers without an
// answer, who ask again and find `exists` or are recorded then; a crash after it leaves them with a record
// they were not told of.
bool Sequencer::State::write_batch() {
    if (batch.empty()) {
        tell({});
        return true;
    }
    if (planted("answered_before_commit")) tell({});
    if (const auto error = append_batch(); error) {
        const bool room_is_missing = error == make_error_code(journal::errc::no_space);
        blocked = room_is_missing ? errc::journal_full : errc::journal_failed;
        if (!room_is_missing) {
            failure = error;
            failed = true;
        }
        tell(blocked);
        return false;
    }
    blocked = {};
    batch.clear();
    batch_bytes = 0;
    tell({});
    if (on_committed) on_committed(book.next());
    return true;
}

Error Sequencer::State::append_batch() {
    records.clear();
    for (const auto& event : batch) records.push_back({event.type, event.payload});
    const Sequence first{book.next().value() - batch.size()};
    const auto appended = journal.append(first, records);
    return appended ? Error{} : appended.error();
}

void Sequencer::State::tell(const Error& error) {
    for (auto& answer : answers) {
        if (error)
            answer.done(error);
        else
            answer.done(std::move(answer.outcome));
    }
    answers.clear();
}

void Sequencer::State::let_go() {
    if (book.next().value() - forgotten_at.value() < options.forget_every) return;
    forgotten_at = book.next();
    const auto position = references.position();
    if (position > Sequence{})
        book.forget_references(Sequence{position.value() - 1}, options.references_kept);
}

// It takes a moment, during which nobody is answered.
bool Sequencer::State::snapshot_is_due() const {
    if (snapshot_spoilt) return true;
    const auto events = book.next().value() - snapshot_at.value();
    return events >= options.snapshot_every && (queue.size() == 0 || events >= 2 * options.snapshot_every);
}

void Sequencer::State::hand_over_snapshot() {
    if (auto made = snapshot()) on_snapshot(*std::move(made));
    snapshot_at = book.next();
    snapshot_spoilt = false;
}

std::optional<book::Book::Snapshot> Sequencer::State::snapshot() const {
    const auto head = journal.copy().head();
    if (failed || head.size != book.next().value()) return std::nullopt;
    auto made = book.snapshot();
    made.root = head.root;
    return made;
}

std::chrono::milliseconds Sequencer::State::sleep() const {
    if (!batch.empty()) return retry_after;
    const auto due = book.next_expiry();
    if (!due) return sleep_max;
    return std::clamp(*due - std::max(last_stamp, clock.now()), std::chrono::milliseconds{0}, sleep_max);
}

void Sequencer::State::answer_all_queued() {
    while (round() > 0) continue;
}

Sequencer::Sequencer(Log& journal, book::Book& book, book::Sealer& sealer, References& references,
                     const world::Clock& clock, Options options)
    : state_{std::make_unique<State>(journal, book, sealer, references, clock, options)} {
    CHOQR_ASSERT(book.next() == journal.next_sequence(),
                 "the book has seen the whole journal before it is asked to decide");
}

Sequencer::~Sequencer() {
    state_->queue.close();
    if (!state_->blocked) state_->blocked = errc::stopping;
    state_->failed = true;  // Writes nothing more.
    state_->answer_all_queued();
}

void Sequencer::submit(book::Command command, Done done) {
    Submission submission{std::move(command), std::move(done)};
    if (state_->failed) return submission.done(make_error_code(errc::journal_failed));
    switch (state_->queue.push(submission)) {
        case Queue::Push::taken:
            return;
        case Queue::Push::full:
            return submission.done(make_error_code(errc::queue_full));
        case Queue::Push::closed:
            return submission.done(make_error_code(state_->failed ? errc::journal_failed : errc::stopping));
    }
}

std::size_t Sequencer::run_once() { return state_->round(); }

Result<void> Sequencer::run(std::stop_token stop) {
    while (!stop.stop_requested() && !state_->failed) {
        if (state_->round() == 0 && !state_->failed) state_->queue.wait(stop, state_->sleep());
    }
    state_->queue.close();
    state_->answer_all_queued();
    if (state_->failed) return state_->failure;
    return {};
}

void Sequencer::on_committed(std::function<void(Sequence)> callback) {
    state_->on_committed = std::move(callback);
}

void Sequencer::on_snapshot(std::function<void(book::Book::Snapshot)> callback) {
    state_->on_snapshot = std::move(callback);
}

std::optional<book::Book::Snapshot> Sequencer::snapshot() const { return state_->snapshot(); }

std::size_t Sequencer::queued() const { return state_->queue.size(); }
std::size_t Sequencer::queue_max() const { return state_->options.queue_max; }

}  // namespace choqr::sequencer

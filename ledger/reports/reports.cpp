#include "reports/reports.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>

#include "base/plant.hpp"
#include "reports/file.hpp"
#include "reports/market_money.hpp"
#include "reports/projection.hpp"
#include "reports/reader.hpp"

namespace choqr::reports {

using sqlite::Database;
using sqlite::Failure;
using sqlite::Transaction;

struct Reports::Store {
    Store(const std::string& file, std::string_view ledger, const std::optional<Retention>& wanted)
        : writer{open_writer(file, ledger, wanted)},
          retention{retention_of(*writer)},
          projection{*writer, retention},
          readers{file} {
        auto rows = writer->query("SELECT position, last_recorded_at FROM progress");
        if (!rows.next()) throw Failure{errc::not_a_projection};
        position = sequence_at(rows, 0).value();
        last_recorded_at = rows.integer(1);
    }

    // Touched by apply() only.
    std::unique_ptr<Database> writer;
    const Retention retention;
    Projection projection;
    Sequence erased_before;  // After the last erasure since the file was opened.
    // Any thread.
    Readers readers;
    Breakdowns breakdowns;
    std::atomic<std::uint64_t> position{0};
    std::atomic<std::int64_t> last_recorded_at{0};

    void write(const std::vector<book::RecordedEvent>& events) {
        Transaction transaction{*writer, Transaction::Kind::write};
        for (const auto& event : events)
            if (!planted("row_left_behind") || &event != &events.back() ||
                !std::holds_alternative<book::NoticeConflicted>(event.event))
                projection.apply(event);
        projection.flush();
        writer->run("UPDATE progress SET position = ?1, last_recorded_at = ?2", events.back().sequence.next(),
                    milliseconds_of(events.back().recorded_at));
        transaction.commit();
    }

    // What was erased still stands in the write-ahead log until the log is emptied. A reader may be in the
    // way for a moment; then the next checkpoint does it.
    void leave_no_copy() {
        try {
            writer->run("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (const Failure&) {
        }
    }
};

namespace {

constexpr std::size_t snapshot_part_bytes = 1u << 20;

bool is_erasure(const book::RecordedEvent& event) {
    return std::holds_alternative<book::VendorErased>(event.event);
}

bool are_consecutive(Sequence from, const std::vector<book::RecordedEvent>& events) {
    return std::ranges::all_of(events, [&from](const auto& event) {
        const bool expected = event.sequence == from;
        from = from.next();
        return expected;
    });
}

}  // namespace

// The subjects look at the store, which lives as long as they do; no base class is asked while it goes.
Reports::Reports(std::unique_ptr<Store> store)
    : Places{store->readers},
      Stands{store->readers},
      Requests{store->readers},
      Transfers{store->readers},
      Feeds{store->readers},
      Recorded{store->readers},
      Tokens{store->readers},
      Payees{store->readers},
      Consents{store->readers},
      Acts{store->readers},
      Sales{store->readers},
      Visits{store->readers},
      Days{store->readers, store->breakdowns},
      store_{std::move(store)} {}

Reports::~Reports() = default;

Result<std::unique_ptr<Reports>> Reports::open(const std::filesystem::path& file, std::string_view ledger,
                                               std::optional<Retention> retention) {
    const auto name = file == ":memory:" ? sqlite::memory_name() : file.string();
    try {
        return std::unique_ptr<Reports>{new Reports{std::make_unique<Store>(name, ledger, retention)}};
    } catch (const Failure& failure) {
        return failure.error;
    }
}

void Reports::discard(const std::filesystem::path& file) {
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        std::error_code
            ignored;  // A file that is not there is what we want; one that stays is found by the next open().
        std::filesystem::remove(file.string() + suffix, ignored);
    }
}

Sequence Reports::position() const { return Sequence{store_->position.load(std::memory_order_acquire)}; }

Retention Reports::retention() const { return store_->retention; }

std::optional<Instant> Reports::last_recorded_at() const {
    if (position() == Sequence{}) return std::nullopt;
    return Instant{std::chrono::milliseconds{store_->last_recorded_at.load()}};
}

Result<void> Reports::apply(const std::vector<book::RecordedEvent>& events) {
    if (events.empty()) return {};
    if (!are_consecutive(position(), events)) return errc::not_consecutive;
    try {
        store_->write(events);
    } catch (const Failure& failure) {
        store_->projection.forget();
        return failure.error;
    }
    for (const auto& event : events)
        if (is_erasure(event)) store_->erased_before = event.sequence.next();
    if (std::ranges::any_of(events, is_erasure)) store_->leave_no_copy();
    store_->last_recorded_at = milliseconds_of(events.back().recorded_at);
    store_->position.store(events.back().sequence.next().value(), std::memory_order_release);
    return {};
}

Result<void> Reports::keep_snapshot(const book::Book::Snapshot& snapshot) {
    if (snapshot.next < store_->erased_before || snapshot.next > position()) return {};
    auto& writer = *store_->writer;
    try {
        const RememberingLittle little{writer};
        Transaction transaction{writer, Transaction::Kind::write};
        writer.run("DELETE FROM book_snapshot");
        for (std::size_t at = 0; at < snapshot.bytes.size(); at += snapshot_part_bytes)
            writer.run("INSERT INTO book_snapshot(sequence, root, bytes) VALUES(?1, ?2, ?3)", snapshot.next,
                       snapshot.root,
                       sqlite::Blob{std::string_view{snapshot.bytes}.substr(at, snapshot_part_bytes)});
        transaction.commit();
        return {};
    } catch (const Failure& failure) {
        return failure.error;
    }
}

Result<std::optional<book::Book::Snapshot>> Reports::snapshot() const {
    return store_->readers.read([](Database& database) {
        std::optional<book::Book::Snapshot> kept;
        for (auto row = database.query("SELECT sequence, root, bytes FROM book_snapshot ORDER BY part");
             row.next();) {
            if (!kept) kept = {sequence_at(row, 0), intact(Hash::from_bytes(row.view(1))), {}};
            kept->bytes += row.view(2);
        }
        return kept;
    });
}

Result<Reports::Glance> Reports::glance(const std::filesystem::path& file, Instant now) {
    try {
        const auto database = open_to_look(file.string());
        Glance glance{.position = position_of(*database),
                      .feeds = feed_rows(*database),
                      .payees = payee_activity_rows(*database, now - PayeeActivity::period),
                      .ending_tokens = ending_tokens(*database)};
        auto waiting = database->query("SELECT count(*), min(at) FROM erasure");
        if (waiting.next() && waiting.integer(0) > 0) {
            glance.erasures = static_cast<std::size_t>(waiting.integer(0));
            glance.erasure_asked_at = instant_at(waiting, 1);
        }
        return glance;
    } catch (const Failure& failure) {
        return failure.error;
    }
}

Result<Reports::Content> Reports::examine(const std::filesystem::path& file) {
    try {
        const auto database = open_to_look(file.string());
        const Transaction moment{*database, Transaction::Kind::read};
        auto sound = database->query("PRAGMA integrity_check(1)");
        if (!sound.next() || sound.view(0) != "ok") return Error{SQLITE_CORRUPT, sqlite_category()};
        Sha256 rows;
        write_all(*database, [&rows](const std::string& line) { rows.update(line); });
        return Content{position_of(*database), rows.finish(), retention_of(*database)};
    } catch (const Failure& failure) {
        return failure.error;
    }
}

Result<std::string> Reports::fingerprint() const {
    return store_->readers.read([](Database& database) {
        const Transaction moment{database, Transaction::Kind::read};
        std::string text;
        write_all(database, [&text](const std::string& line) { text += line; });
        return text;
    });
}

}  // namespace choqr::reports

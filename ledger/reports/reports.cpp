#include "reports/reports.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>

#include "base/encoding.hpp"
#include "base/plant.hpp"
#include "reports/counts.hpp"
#include "reports/projection.hpp"
#include "reports/reader.hpp"
#include "reports/schema.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Failure;
using sqlite::Rows;

template <class Id>
Id id_at(const Rows& row, int column) {
    return Id::from_value(static_cast<std::uint64_t>(row.integer(column)));
}

template <class Id>
std::optional<Id> optional_id_at(const Rows& row, int column) {
    return row.null(column) ? std::nullopt : std::optional{id_at<Id>(row, column)};
}

Sequence sequence_at(const Rows& row, int column) { return Sequence{static_cast<std::uint64_t>(row.integer(column))}; }
Instant instant_at(const Rows& row, int column) { return Instant{std::chrono::milliseconds{row.integer(column)}}; }

// What this library wrote in a checked form and finds in another is a damaged file.
template <class T>
T intact(std::optional<T> value) {
    if (!value) throw Failure{Error{11 /* SQLITE_CORRUPT */, sqlite_category()}};
    return *std::move(value);
}

template <class Enum>
constexpr Enum last_of;
template <>
constexpr auto last_of<book::Role> = book::Role::provider;
template <>
constexpr auto last_of<book::TransferStatus> = book::TransferStatus::outgoing;
template <>
constexpr auto last_of<merchants::AccountKind> = merchants::AccountKind::wallet_phone;
template <>
constexpr auto last_of<merchants::MatchBasis> = merchants::MatchBasis::none_booked_ahead;
template <>
constexpr auto last_of<merchants::PaymentRequestStatus> = merchants::PaymentRequestStatus::cancelled;
template <>
constexpr auto last_of<merchants::PointKind> = merchants::PointKind::collection_point;
template <>
constexpr auto last_of<merchants::StallStatus> = merchants::StallStatus::closed;
template <>
constexpr auto last_of<merchants::VendorKind> = merchants::VendorKind::organisation;

// A number that is none of the names would end the process where somebody asks for its name.
template <class Enum>
Enum enum_at(const Rows& row, int column) {
    const auto number = row.integer(column);
    const bool is_one = number >= 0 && number <= static_cast<std::int64_t>(last_of<Enum>);
    return intact(is_one ? std::optional{static_cast<Enum>(number)} : std::nullopt);
}

constexpr std::string_view market_columns =
    "SELECT id, name, code, province, commune, cutoff_min, watch_days, stalls_max FROM market ";

merchants::Market market_at(const Rows& row) {
    return {id_at<MarketId>(row, 0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.text(4),
            std::chrono::minutes{row.integer(5)},
            std::chrono::days{row.integer(6)},
            static_cast<std::uint32_t>(row.integer(7))};
}

constexpr std::string_view stall_columns =
    "SELECT id, market, kind, status, code, zone, goods, transfer_code, vendor, vendor_kind, vendor_name, vendor_phone, "
    "stand_version, stand_since, stand_account_version, stand_printed FROM stall ";

merchants::Stall stall_at(const Rows& row) {
    merchants::Stall stall{id_at<StallId>(row, 0), id_at<MarketId>(row, 1), enum_at<merchants::PointKind>(row, 2),
                           enum_at<merchants::StallStatus>(row, 3), row.text(4), row.text(5), row.text(6),
                           merchants::StallCode::make(static_cast<std::uint32_t>(row.integer(7))), {}, {}, stand_at(row, 12)};
    if (!row.null(8))
        stall.vendor = merchants::Vendor{id_at<VendorId>(row, 8), enum_at<merchants::VendorKind>(row, 9), row.text(10),
                                         row.optional_text(11)};
    return stall;
}

void add_accounts(Database& database, merchants::Stall& stall) {
    auto rows = database.query("SELECT kind, bin, number, name FROM account WHERE stall = ?1 AND removed IS NULL ORDER BY place",
                               stall.id);
    while (rows.next())
        stall.accounts.push_back({enum_at<merchants::AccountKind>(rows, 0), intact(Bin::parse(rows.view(1))),
                                  intact(AccountNumber::parse(rows.view(2))), rows.text(3)});
}

std::optional<merchants::Stall> only_stall(Database& database, Rows rows) {
    if (!rows.next()) return std::nullopt;
    auto stall = stall_at(rows);
    add_accounts(database, stall);
    return stall;
}

constexpr std::string_view payment_request_columns =
    "SELECT id, stall, amount, description, reference_code, opened_at, expires_at, received, status FROM payment_request ";

merchants::PaymentRequest payment_request_at(const Rows& row) {
    return {id_at<PaymentRequestId>(row, 0), id_at<StallId>(row, 1), Vnd::of(row.integer(2)), row.text(3),
            merchants::RequestCode::make(static_cast<std::uint32_t>(row.integer(4))), instant_at(row, 5),
            row.null(6) ? std::nullopt : std::optional{instant_at(row, 6)}, sum_of_dong(row.integer(7)),
            enum_at<merchants::PaymentRequestStatus>(row, 8)};
}

constexpr std::string_view transfer_columns =
    "SELECT id, (SELECT name FROM feed WHERE feed.id = feed), reference, amount, booked_at, received_at, "
    "market, stall, "
    "payment_request, status, basis, debtor_tail, remittance, trial, counts_at != booked_at FROM transfer ";

TransferRow transfer_at(const Rows& row) {
    return {sequence_at(row, 0),
            id_at<TransferId>(row, 0),
            intact(FeedId::parse(row.view(1))),
            intact(ProviderReference::parse(row.view(2))),
            Vnd::of(row.integer(3)),
            instant_at(row, 4),
            instant_at(row, 5),
            optional_id_at<MarketId>(row, 6),
            optional_id_at<StallId>(row, 7),
            optional_id_at<PaymentRequestId>(row, 8),
            enum_at<book::TransferStatus>(row, 9),
            enum_at<merchants::MatchBasis>(row, 10),
            row.text(11),
            row.text(12),
            row.integer(13) != 0,
            row.integer(14) != 0};
}

// The status stands in the text and not as a value: only so can SQLite choose the index of the unmatched ones.
std::pair<std::string, std::vector<std::int64_t>> select_transfers(const TransferFilter& filter) {
    std::string sql{transfer_columns};
    std::vector<std::int64_t> values;
    const auto where = [&](std::string_view condition, std::int64_t value) {
        sql += values.empty() ? "WHERE " : "AND ";
        sql += condition;
        values.push_back(value);
    };
    if (filter.stall) where("stall = ? ", static_cast<std::int64_t>(filter.stall->value()));
    if (filter.market) where("market = ? ", static_cast<std::int64_t>(filter.market->value()));
    if (filter.day) where("day = ? ", day_number(*filter.day));
    if (filter.after) where("id > ? ", static_cast<std::int64_t>(filter.after->value()));
    if (filter.before) where("id < ? ", static_cast<std::int64_t>(filter.before->value()));
    if (filter.status)
        sql += (values.empty() ? "WHERE status = " : "AND status = ") + std::to_string(static_cast<int>(*filter.status));
    sql += filter.newest_first ? " ORDER BY id DESC LIMIT ?" : " ORDER BY id LIMIT ?";
    values.push_back(static_cast<std::int64_t>(filter.limit));
    return {std::move(sql), std::move(values)};
}

Day day_at(const Rows& row, int column) { return Day{std::chrono::sys_days{std::chrono::days{row.integer(column)}}}; }

constexpr std::size_t snapshot_part_bytes = 1u << 20;
constexpr std::string_view day_close_columns =
    "SELECT day, sequence, at, total_stalls, registered, active, transactions, amount, unmatched, unmatched_amount, "
    "point_transactions, point_amount, root FROM day_close ";

DayClose day_close_at(const Rows& row) {
    return {day_at(row, 0), sequence_at(row, 1), instant_at(row, 2),
            {row.integer(3), row.integer(4), row.integer(5), row.integer(6), sum_of_dong(row.integer(7)), row.integer(8),
             sum_of_dong(row.integer(9)), row.integer(10), sum_of_dong(row.integer(11))},
            intact(Hash::from_bytes(row.view(12)))};
}

book::DayTotals totals_of(const Counts& counts) {
    return {counts.total_stalls, counts.registered, counts.active, counts.transactions, counts.amount, counts.unmatched,
            counts.unmatched_amount, counts.collection_point_transactions, counts.collection_point_amount};
}

template <class T, class Read>
std::vector<T> all(Rows rows, Read read) {
    std::vector<T> list;
    while (rows.next()) list.push_back(read(rows));
    return list;
}

std::vector<Reports::FeedRow> feed_rows(Database& database) {
    return all<Reports::FeedRow>(
        database.query("SELECT name, max(received_at), count(*) FROM feed JOIN transfer ON "
                       "transfer.feed = feed.id WHERE trial = 0 GROUP BY feed.id ORDER BY name"),
        [](const Rows& row) {
            return Reports::FeedRow{intact(FeedId::parse(row.view(0))), instant_at(row, 1), row.integer(2)};
        });
}

template <class Read>
auto first(Rows rows, Read read) -> std::optional<decltype(read(rows))> {
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

std::string join(std::string_view columns, std::string_view rest) { return std::string{columns} + std::string{rest}; }

// A table as text, one row a line. Each value has its length before it, so that no content can look like another row.
template <class Sink>
void dump(Database& database, const TableOrder& table, Sink&& into) {
    into(std::string{table.table} + '\n');
    auto rows = database.query(table.select);
    std::string line;
    while (rows.next()) {
        line.clear();
        for (int column = 0; column < rows.columns(); ++column) {
            if (column > 0) line += '|';
            if (rows.null(column)) {
                line += "null";
                continue;
            }
            const auto value = rows.blob(column) ? to_hex(rows.view(column)) : rows.text(column);
            line += std::to_string(value.size()) + ':' + value;
        }
        line += '\n';
        into(line);
    }
}

int pragma(Database& database, std::string_view sql) {
    auto rows = database.query(sql);
    return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

bool is_empty(Database& database) { return pragma(database, "SELECT count(*) FROM sqlite_master") == 0; }

void remember_pages(Database& database) { database.execute("PRAGMA cache_size = -65536"); }

/// For what is written once and not read again: else tens of megabytes of it would stay in memory.
class RememberingLittle {
public:
    explicit RememberingLittle(Database& database) : database_{database} { database_.execute("PRAGMA cache_size = -4096"); }
    ~RememberingLittle() {
        try {
            remember_pages(database_);
        } catch (const Failure&) {  // Without memory for two words it goes on with the little.
        }
    }
    RememberingLittle(const RememberingLittle&) = delete;
    RememberingLittle& operator=(const RememberingLittle&) = delete;

private:
    Database& database_;
};

// synchronous=NORMAL: after a power loss the last transactions may be gone, position included, and are read from the
// journal again. The journal has the only promise to keep; this file may even be deleted.
void tune(Database& database) {
    database.run("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;"
                     "PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;");
    remember_pages(database);
}

void create(Database& database, std::string_view ledger) {
    sqlite::Transaction transaction{database, sqlite::Transaction::Kind::write};
    database.execute(schema);
    database.execute(("PRAGMA user_version = " + std::to_string(schema_version)).c_str());
    database.execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
    database.run("INSERT INTO progress VALUES(1, ?1, 0, 0)", sqlite::Blob{ledger});
    transaction.commit();
}

class ReportsFile final : public Reports {
public:
    ReportsFile(std::unique_ptr<Database> writer, const std::string& file)
        : writer_{std::move(writer)}, projection_{*writer_}, readers_{file} {
        auto rows = writer_->query("SELECT position, last_recorded_at FROM progress");
        if (!rows.next()) throw Failure{errc::not_a_projection};
        position_ = sequence_at(rows, 0).value();
        last_recorded_at_ = rows.integer(1);
    }

    Sequence position() const override { return Sequence{position_.load(std::memory_order_acquire)}; }

    std::optional<Instant> last_recorded_at() const override {
        if (position() == Sequence{}) return std::nullopt;
        return Instant{std::chrono::milliseconds{last_recorded_at_.load()}};
    }

    Result<void> apply(const std::vector<book::RecordedEvent>& events) override {
        if (events.empty()) return {};
        for (auto expected = position(); const auto& event : events) {
            if (event.sequence != expected) return errc::not_consecutive;
            expected = expected.next();
        }
        try {
            write(events);
        } catch (const Failure& failure) {
            projection_.forget();
            return failure.error;
        }
        for (const auto& event : events)
            if (is_erasure(event)) erased_before_ = event.sequence.next();
        if (std::ranges::any_of(events, is_erasure)) leave_no_copy();
        last_recorded_at_ = milliseconds_of(events.back().recorded_at);
        position_.store(events.back().sequence.next().value(), std::memory_order_release);
        return {};
    }

    Result<void> keep_snapshot(const book::Book::Snapshot& snapshot) override {
        if (snapshot.next < erased_before_ || snapshot.next > position()) return {};
        try {
            const RememberingLittle little{*writer_};
            sqlite::Transaction transaction{*writer_, sqlite::Transaction::Kind::write};
            writer_->run("DELETE FROM book_snapshot");
            for (std::size_t at = 0; at < snapshot.bytes.size(); at += snapshot_part_bytes)
                writer_->run("INSERT INTO book_snapshot(sequence, root, bytes) VALUES(?1, ?2, ?3)", snapshot.next, snapshot.root,
                             sqlite::Blob{std::string_view{snapshot.bytes}.substr(at, snapshot_part_bytes)});
            transaction.commit();
            return {};
        } catch (const Failure& failure) {
            return failure.error;
        }
    }

    Result<std::optional<book::Book::Snapshot>> snapshot() const override {
        return reading([&](Database& database) {
            std::optional<book::Book::Snapshot> kept;
            for (auto row = database.query("SELECT sequence, root, bytes FROM book_snapshot ORDER BY part"); row.next();) {
                if (!kept) kept = {sequence_at(row, 0), intact(Hash::from_bytes(row.view(1))), {}};
                kept->bytes += row.view(2);
            }
            return kept;
        });
    }

    Result<std::optional<merchants::Market>> market(MarketId id) const override {
        return reading([&](Database& database) {
            return first(database.query(join(market_columns, "WHERE id = ?1"), id), market_at);
        });
    }
    Result<std::optional<merchants::Market>> market_by_code(std::string_view code) const override {
        return reading([&](Database& database) {
            return first(database.query(join(market_columns, "WHERE code = ?1"), code), market_at);
        });
    }
    Result<std::vector<merchants::Market>> markets(std::optional<MarketId> after, std::size_t limit) const override {
        return reading([&](Database& database) {
            const auto least = after ? static_cast<std::int64_t>(after->value()) : -1;
            return all<merchants::Market>(
                database.query(join(market_columns, "WHERE id > ?1 ORDER BY id LIMIT ?2"), least, limit), market_at);
        });
    }

    Result<std::optional<merchants::Stall>> stall(StallId id) const override {
        return reading([&](Database& database) {
            return only_stall(database, database.query(join(stall_columns, "WHERE id = ?1"), id));
        });
    }
    Result<std::optional<merchants::Stall>> stall_by_transfer_code(merchants::StallCode code) const override {
        return reading([&](Database& database) {
            return only_stall(
                database,
                database.query(join(stall_columns, "WHERE transfer_code = ?1 ORDER BY id DESC LIMIT 1"),
                               code.number()));
        });
    }
    Result<std::vector<merchants::Stall>> stalls(MarketId market, std::optional<StallId> after,
                                                 std::size_t limit) const override {
        return reading([&](Database& database) {
            auto rows =
                after ? database.query(
                            join(stall_columns,
                                 "WHERE market = ?1 AND status <> 2 AND (aisle, id) > ((SELECT aisle FROM "
                                 "stall WHERE id = ?3), ?3) ORDER BY aisle, id LIMIT ?2"),
                            market, limit, *after)
                      : database.query(join(stall_columns,
                                            "WHERE market = ?1 AND status <> 2 ORDER BY aisle, id LIMIT ?2"),
                                       market, limit);
            auto list = all<merchants::Stall>(std::move(rows), stall_at);
            for (auto& stall : list) add_accounts(database, stall);
            return list;
        });
    }

    Result<std::int64_t> stalls_closed_since(MarketId market, Instant since) const override {
        return reading([&](Database& database) {
            auto rows = database.query(
                "SELECT count(*) FROM stall JOIN stall_status ON stall_status.stall = stall.id "
                "WHERE market = ?1 AND stall.status = 2 AND stall_status.status = 2 AND at >= ?2",
                market, milliseconds_of(since));
            return rows.next() ? rows.integer(0) : 0;
        });
    }

    Result<std::vector<merchants::Stall>> stands_to_print(const StandFilter& filter) const override {
        return reading([&](Database& database) {
            // As merchants::Stall::needs_stand() has it.
            auto rows = database.query(join(stall_columns,
                                            "WHERE market = ?1 AND status = 0 AND stand_printed < stand_version AND "
                                            "EXISTS(SELECT 1 FROM account WHERE account.stall = stall.id AND removed IS NULL) AND "
                                            "(?2 IS NULL OR zone = ?2) AND "
                                            "(?3 IS NULL OR (aisle, id) > ((SELECT aisle FROM stall WHERE id = ?3), ?3)) "
                                            "ORDER BY aisle, id LIMIT ?4"),
                                       filter.market, filter.zone, filter.after, filter.limit);
            auto list = all<merchants::Stall>(std::move(rows), stall_at);
            for (auto& stall : list) add_accounts(database, stall);
            return list;
        });
    }

    Result<std::optional<merchants::PaymentRequest>> payment_request(PaymentRequestId id) const override {
        return reading([&](Database& database) {
            return first(database.query(join(payment_request_columns, "WHERE id = ?1"), id), payment_request_at);
        });
    }
    Result<std::vector<merchants::PaymentRequest>> payment_requests(StallId stall, std::size_t limit) const override {
        return reading([&](Database& database) {
            return all<merchants::PaymentRequest>(
                database.query(join(payment_request_columns, "WHERE stall = ?1 ORDER BY id DESC LIMIT ?2"), stall, limit),
                payment_request_at);
        });
    }

    Result<std::optional<TransferRow>> transfer(TransferId id) const override {
        return reading([&](Database& database) {
            return first(database.query(join(transfer_columns, "WHERE id = ?1"), id), transfer_at);
        });
    }
    Result<std::vector<TransferRow>> transfers(const TransferFilter& filter) const override {
        return reading([&](Database& database) {
            const auto [sql, values] = select_transfers(filter);
            return all<TransferRow>(database.query_integers(sql, values), transfer_at);
        });
    }

    Result<std::optional<TokenRow>> token_by_hash(const Hash& hash) const override {
        return reading([&](Database& database) {
            return first(database.query(join(token_columns, "WHERE hash = ?1"), hash), token_at);
        });
    }
    Result<std::vector<TokenRow>> tokens() const override {
        return reading([&](Database& database) {
            return all<TokenRow>(database.query(join(token_columns, "ORDER BY id")), token_at);
        });
    }

    Result<std::optional<book::KnownTransfer>> known_transfer(const FeedId& feed,
                                                              const ProviderReference& reference) const override {
        return reading([&](Database& database) {
            return first(database.query("SELECT transfer.id, status, digest, amount, stall, payment_request, "
                                        "owner, trial FROM transfer "
                                        "JOIN feed ON feed.id = feed WHERE reference = ?1 AND name = ?2",
                                        reference.text(), feed.text()),
                         [](const Rows& row) {
                             return book::KnownTransfer{id_at<TransferId>(row, 0),
                                                        enum_at<book::TransferStatus>(row, 1),
                                                        intact(Hash::from_bytes(row.view(2))),
                                                        Vnd::of(row.integer(3)),
                                                        optional_id_at<StallId>(row, 4),
                                                        optional_id_at<PaymentRequestId>(row, 5),
                                                        optional_id_at<VendorId>(row, 6),
                                                        row.integer(7) != 0};
                         });
        });
    }
    Result<std::optional<Sequence>> created_by(const Hash& idempotency_key) const override {
        return reading([&](Database& database) {
            return first(database.query("SELECT sequence FROM idempotency WHERE key = ?1", idempotency_key),
                         [](const Rows& row) { return sequence_at(row, 0); });
        });
    }

    Result<Counts> counts(MarketId market, Day from, Day to) const override {
        return reading([&](Database& database) {
            const sqlite::Transaction snapshot{database, sqlite::Transaction::Kind::read};
            return count_period(database, market, from, to);
        });
    }

    Result<std::optional<CountedDay>> day_totals(MarketId market, Day day) const override {
        using Found = std::optional<CountedDay>;
        return reading([&](Database& database) -> Found {
            const sqlite::Transaction snapshot{database, sqlite::Transaction::Kind::read};
            if (!first(database.query(join(market_columns, "WHERE id = ?1"), market), market_at)) return std::nullopt;
            auto progress = database.query("SELECT position FROM progress");
            if (!progress.next()) throw Failure{errc::not_a_projection};
            return CountedDay{totals_of(count_period(database, market, day, day)), sequence_at(progress, 0)};
        });
    }

    Result<std::vector<DayClose>> day_closes(MarketId market, Day from, Day to) const override {
        return reading([&](Database& database) {
            return all<DayClose>(database.query(join(day_close_columns, "WHERE market = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day"),
                                                market, day_number(from), day_number(to)),
                                 day_close_at);
        });
    }

    Result<std::vector<Adjustment>> adjustments(MarketId market, Day from, Day to) const override {
        return reading([&](Database& database) {
            return all<Adjustment>(
                database.query("SELECT sequence, at, day, transfer, stall, point, transactions, amount FROM adjustment "
                               "WHERE market = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY sequence",
                               market, day_number(from), day_number(to)),
                [](const Rows& row) {
                    return Adjustment{sequence_at(row, 0), instant_at(row, 1), day_at(row, 2), id_at<TransferId>(row, 3),
                                      id_at<StallId>(row, 4), row.integer(5) != 0, row.integer(6), row.integer(7)};
                });
        });
    }

    Result<std::vector<FeedRow>> feeds() const override {
        return reading([&](Database& database) {
            return feed_rows(database);
        });
    }

    Result<std::string> fingerprint() const override {
        return reading([&](Database& database) {
            const sqlite::Transaction snapshot{database, sqlite::Transaction::Kind::read};
            std::string text;
            for (const auto& table : tables) dump(database, table, [&text](const std::string& line) { text += line; });
            return text;
        });
    }

private:
    static constexpr std::string_view token_columns = "SELECT id, role, market, stall, feed, label, revoked FROM token ";

    static TokenRow token_at(const Rows& row) {
        return {id_at<TokenId>(row, 0), enum_at<book::Role>(row, 1), optional_id_at<MarketId>(row, 2),
                optional_id_at<StallId>(row, 3), row.null(4) ? std::nullopt : FeedId::parse(row.view(4)), row.text(5),
                row.integer(6) != 0};
    }

    void write(const std::vector<book::RecordedEvent>& events) {
        sqlite::Transaction transaction{*writer_, sqlite::Transaction::Kind::write};
        for (const auto& event : events)
            if (!planted("row_left_behind") || &event != &events.back() || !std::holds_alternative<book::NoticeConflicted>(event.event))
                projection_.apply(event);
        projection_.flush();
        writer_->run("UPDATE progress SET position = ?1, last_recorded_at = ?2", events.back().sequence.next(),
                     milliseconds_of(events.back().recorded_at));
        transaction.commit();
    }

    static bool is_erasure(const book::RecordedEvent& event) { return std::holds_alternative<book::VendorErased>(event.event); }

    // What was erased still stands in the write-ahead log until the log is emptied. A reader may be in the way for a
    // moment; then the next checkpoint does it.
    void leave_no_copy() {
        try {
            writer_->run("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (const Failure&) {
        }
    }

    template <class Read>
    auto reading(Read read) const -> Result<decltype(read(std::declval<Database&>()))> {
        try {
            const auto lease = readers_.take();
            return read(*lease);
        } catch (const Failure& failure) {
            return failure.error;
        }
    }

    // Touched by apply() only.
    std::unique_ptr<Database> writer_;
    Projection projection_;
    Sequence erased_before_;  // After the last erasure since the file was opened.
    // Any thread.
    mutable Readers readers_;
    std::atomic<std::uint64_t> position_{0};
    std::atomic<std::int64_t> last_recorded_at_{0};
};

enum class Found { ready, empty, older };

Found inspect(Database& database, std::string_view ledger) {
    if (is_empty(database)) return Found::empty;
    if (pragma(database, "PRAGMA application_id") != application_id) throw Failure{errc::not_a_projection};
    const int version = pragma(database, "PRAGMA user_version");
    if (version > schema_version) throw Failure{errc::newer_schema};
    if (version < schema_version) return Found::older;
    auto rows = database.query("SELECT ledger FROM progress");
    if (!rows.next()) throw Failure{errc::not_a_projection};
    if (!ledger.empty() && rows.view(0) != ledger) throw Failure{errc::other_ledger};
    return Found::ready;
}

std::unique_ptr<Database> open_writer(const std::string& file, std::string_view ledger) {
    auto database = std::make_unique<Database>(file, sqlite::Mode::read_write_create);
    const auto found = inspect(*database, ledger);
    if (found == Found::older) {
        database.reset();
        Reports::discard(file);
        database = std::make_unique<Database>(file, sqlite::Mode::read_write_create);
    }
    tune(*database);
    if (found != Found::ready) create(*database, ledger);
    return database;
}

}  // namespace

Result<std::unique_ptr<Reports>> Reports::open(const std::filesystem::path& file, std::string_view ledger) {
    const auto name = file == ":memory:" ? sqlite::memory_name() : file.string();
    try {
        return std::make_unique<ReportsFile>(open_writer(name, ledger), name);
    } catch (const Failure& failure) {
        return failure.error;
    }
}

Result<Reports::Glance> Reports::glance(const std::filesystem::path& file) {
    try {
        Database database{file.string(), sqlite::Mode::read_only};
        if (inspect(database, {}) != Found::ready) return errc::not_a_projection;
        auto progress = database.query("SELECT position FROM progress");
        if (!progress.next()) return errc::not_a_projection;
        return Glance{sequence_at(progress, 0), feed_rows(database)};
    } catch (const Failure& failure) {
        return failure.error;
    }
}

Result<Reports::Content> Reports::examine(const std::filesystem::path& file) {
    try {
        Database database{file.string(), sqlite::Mode::read_only};
        if (inspect(database, {}) != Found::ready) return errc::not_a_projection;
        const sqlite::Transaction moment{database, sqlite::Transaction::Kind::read};
        auto sound = database.query("PRAGMA integrity_check(1)");
        if (!sound.next() || sound.view(0) != "ok") return Error{SQLITE_CORRUPT, sqlite_category()};
        Sha256 rows;
        for (const auto& table : tables) dump(database, table, [&rows](const std::string& line) { rows.update(line); });
        auto progress = database.query("SELECT position FROM progress");
        if (!progress.next()) return errc::not_a_projection;
        return Content{sequence_at(progress, 0), rows.finish()};
    } catch (const Failure& failure) {
        return failure.error;
    }
}

void Reports::discard(const std::filesystem::path& file) {
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;  // A file that is not there is what we want; one that stays is found by the next open().
        std::filesystem::remove(file.string() + suffix, ignored);
    }
}

}  // namespace choqr::reports

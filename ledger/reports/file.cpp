#include "reports/file.hpp"

#include "base/encoding.hpp"
#include "book/versions.hpp"
#include "reports/reports.hpp"
#include "reports/rows.hpp"
#include "reports/schema.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Failure;

int pragma(Database& database, std::string_view sql) {
    auto rows = database.query(sql);
    return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

bool is_empty(Database& database) { return pragma(database, "SELECT count(*) FROM sqlite_master") == 0; }

void remember_pages(Database& database) { database.execute("PRAGMA cache_size = -65536"); }

// synchronous=NORMAL: after a power loss the last transactions may be gone, position included, and are read
// from the journal again. The journal has the only promise to keep; this file may even be deleted. The log
// goes into the file every 4,000 pages (16 MiB): a page that many transactions touched goes once. More would
// be faster, and would stand beside the file on a disk that is nearly full.
void tune(Database& database) {
    database.run("PRAGMA journal_mode = WAL");
    database.execute(
        "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;"
        "PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;");
    remember_pages(database);
}

/// PRAGMA user_version. It follows from the tables and from the vocabulary of the events: a projection that
/// another choqr made, older or newer, is emptied and rebuilt.
int projection_version() {
    static const auto version = book::version_of(schema) ^ book::events_version();
    return static_cast<int>(version >> 33);  // SQLite keeps 32 bits with a sign.
}

void create(Database& database, std::string_view ledger, const Retention& retention) {
    sqlite::Transaction transaction{database, sqlite::Transaction::Kind::write};
    database.execute(schema);
    database.execute(("PRAGMA user_version = " + std::to_string(projection_version())).c_str());
    database.execute(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
    // GCC 12 takes an optional that is bound here for uninitialised.
    const std::int64_t texts_days = retention.texts ? retention.texts->count() : -1;
    database.run("INSERT INTO progress VALUES(1, ?1, 0, 0, nullif(?2, -1))", sqlite::Blob{ledger},
                 texts_days);
    transaction.commit();
}

enum class Found { ready, empty, another_version };

Found inspect(Database& database, std::string_view ledger) {
    if (is_empty(database)) return Found::empty;
    if (pragma(database, "PRAGMA application_id") != application_id) throw Failure{errc::not_a_projection};
    if (pragma(database, "PRAGMA user_version") != projection_version()) return Found::another_version;
    auto rows = database.query("SELECT ledger FROM progress");
    if (!rows.next()) throw Failure{errc::not_a_projection};
    if (!ledger.empty() && rows.view(0) != ledger) throw Failure{errc::other_ledger};
    return Found::ready;
}

// Each value has its length before it, so that no content can look like another row.
void append_row(std::string& line, const sqlite::Rows& row) {
    for (int column = 0; column < row.columns(); ++column) {
        if (column > 0) line += '|';
        if (row.null(column)) {
            line += "null";
            continue;
        }
        const auto value = row.blob(column) ? to_hex(row.view(column)) : row.text(column);
        line += std::to_string(value.size()) + ':' + value;
    }
    line += '\n';
}

}  // namespace

std::unique_ptr<Database> open_writer(const std::string& file, std::string_view ledger,
                                      const std::optional<Retention>& retention) {
    auto database = std::make_unique<Database>(file, sqlite::Mode::read_write_create);
    auto found = inspect(*database, ledger);
    if (found == Found::ready && retention && retention_of(*database) != *retention)
        found = Found::another_version;
    if (found == Found::another_version) {
        database.reset();
        Reports::discard(file);
        database = std::make_unique<Database>(file, sqlite::Mode::read_write_create);
    }
    tune(*database);
    if (found != Found::ready) create(*database, ledger, retention.value_or(Retention{}));
    return database;
}

std::unique_ptr<Database> open_to_look(const std::string& file) {
    auto database = std::make_unique<Database>(file, sqlite::Mode::read_only);
    if (inspect(*database, {}) != Found::ready) throw Failure{errc::not_a_projection};
    return database;
}

RememberingLittle::RememberingLittle(Database& database) : database_{database} {
    database_.execute("PRAGMA cache_size = -4096");
}

RememberingLittle::~RememberingLittle() {
    try {
        remember_pages(database_);
    } catch (const Failure&) {  // Without memory for two words it goes on with the little.
    }
}

void write_all(Database& database, const std::function<void(const std::string& line)>& into) {
    std::string line;
    for (const auto& [table, select] : tables) {
        into(std::string{table} + '\n');
        auto rows = database.query(select);
        while (rows.next()) {
            line.clear();
            append_row(line, rows);
            into(line);
        }
    }
}

Sequence position_of(Database& database) {
    auto rows = database.query("SELECT position FROM progress");
    if (!rows.next()) throw Failure{errc::not_a_projection};
    return sequence_at(rows, 0);
}

Retention retention_of(Database& database) {
    auto rows = database.query("SELECT texts_days FROM progress");
    if (!rows.next()) throw Failure{errc::not_a_projection};
    if (rows.null(0)) return {};
    return {std::chrono::days{rows.integer(0)}};
}

}  // namespace choqr::reports

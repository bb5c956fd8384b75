#include "reports/sqlite.hpp"

#include <sqlite3.h>

#include <atomic>

#include "base/assert.hpp"
#include "reports/errc.hpp"
#include "reports/sqlite_patience.hpp"

namespace choqr::reports::sqlite {
namespace {

[[noreturn]] void fail(int code) { throw Failure{Error{code, sqlite_category()}}; }

void check(int code) {
    if (code != SQLITE_OK) fail(code);
}

constexpr std::string_view memory_prefix = "file:/choqr-reports-";

constexpr int steps_between_looks = 10'000;  // Of SQLite's machine: a fraction of a millisecond.
thread_local const std::function<bool()>* patience = nullptr;

int is_over(void*) { return StatementPatience::over() ? 1 : 0; }

// Nobody asks SQLite how much memory it has, and counting costs a lock at each allocation.
void count_no_memory() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);  // Refused where SQLite runs already; then it counts.
}

sqlite3_destructor_type destructor(bool copied) {
    return copied ? SQLITE_TRANSIENT : SQLITE_STATIC;  // NOLINT: SQLite's own casts.
}

}  // namespace

Rows::~Rows() {
    if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Rows::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    const int extended = sqlite3_extended_errcode(sqlite3_db_handle(statement_));
    fail(extended == SQLITE_OK ? code : extended);
}

bool Rows::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<std::int64_t> Rows::optional_integer(int column) const {
    return null(column) ? std::nullopt : std::optional{integer(column)};
}

std::string_view Rows::view(int column) const {
    const void* const bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view{} : std::string_view{static_cast<const char*>(bytes), size};
}

std::optional<std::string> Rows::optional_text(int column) const {
    return null(column) ? std::nullopt : std::optional{text(column)};
}

int Rows::columns() const { return sqlite3_column_count(statement_); }

bool Rows::blob(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_BLOB; }

std::string memory_name() {
    static std::atomic<unsigned> last{0};
    return std::string{memory_prefix} + std::to_string(++last) + "?vfs=memdb";
}

Database::Database(const std::string& file, Mode mode) {
    count_no_memory();
    const int flags =
        (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (file.starts_with(memory_prefix) ? SQLITE_OPEN_URI : 0);
    const int code = sqlite3_open_v2(file.c_str(), &connection_, flags, nullptr);
    if (code != SQLITE_OK) {
        sqlite3_close_v2(connection_);
        fail(code);
    }
    // A checkpoint or another reader may hold a lock for a moment; a projection that waits is better than one
    // that fails.
    sqlite3_busy_timeout(connection_, 5'000);
    if (mode == Mode::read_only) sqlite3_progress_handler(connection_, steps_between_looks, is_over, nullptr);
}

Database::~Database() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(connection_);
}

void Database::execute(const char* statements) {
    check(sqlite3_exec(connection_, statements, nullptr, nullptr, nullptr));
}

std::int64_t Database::changed() const { return sqlite3_changes64(connection_); }

Rows Database::query_integers(std::string_view sql, std::span<const std::int64_t> values) {
    sqlite3_stmt* const statement = prepared(sql);
    int index = 0;
    for (const auto value : values) bind(statement, ++index, value, Lifetime::copied);
    return Rows{statement};
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
    if (last_ == nullptr || last_->first != sql) {  // Mostly the one before: nothing is hashed.
        auto found = statements_.find(sql);
        if (found == statements_.end()) found = statements_.emplace(std::string{sql}, prepare(sql)).first;
        last_ = &*found;
    }
    CHOQR_ASSERT(!sqlite3_stmt_busy(last_->second),
                 "one statement text is in use once per connection at a time");
    return last_->second;
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                             &statement, nullptr));
    return statement;
}

void Database::bind_null(sqlite3_stmt* statement, int index) { check(sqlite3_bind_null(statement, index)); }

void Database::bind(sqlite3_stmt* statement, int index, std::int64_t value, Lifetime) {
    check(sqlite3_bind_int64(statement, index, value));
}

void Database::bind(sqlite3_stmt* statement, int index, std::string_view value, Lifetime lifetime) {
    // A null pointer would bind NULL: an empty text is a text.
    check(sqlite3_bind_text64(statement, index, value.data() == nullptr ? "" : value.data(), value.size(),
                              destructor(lifetime == Lifetime::copied), SQLITE_UTF8));
}

void Database::bind(sqlite3_stmt* statement, int index, Blob value, Lifetime lifetime) {
    check(sqlite3_bind_blob64(statement, index, value.bytes.data() == nullptr ? "" : value.bytes.data(),
                              value.bytes.size(), destructor(lifetime == Lifetime::copied)));
}

Transaction::Transaction(Database& database, Kind kind) : database_{database} {
    database_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        database_.run("ROLLBACK");
    } catch (const Failure&) {
        // SQLite has already rolled back by itself (full disk, I/O error): nothing is left to undo.
    }
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace choqr::reports::sqlite

namespace choqr::reports {

StatementPatience::StatementPatience(std::function<bool()> is_over) : is_over_{std::move(is_over)} {
    CHOQR_ASSERT(sqlite::patience == nullptr, "a thread has one patience at a time");
    sqlite::patience = &is_over_;
}
StatementPatience::~StatementPatience() { sqlite::patience = nullptr; }
bool StatementPatience::over() { return sqlite::patience != nullptr && (*sqlite::patience)(); }

}  // namespace choqr::reports

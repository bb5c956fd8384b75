#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace choqr::reports::sqlite {

/// A failed call of SQLite. Thrown and caught inside this library only (every public function returns a
/// Result): some thirty statements in a row read better without thirty checks.
struct Failure {
    Error error;
};

/// A value of a statement, for text that is not text.
struct Blob {
    std::string_view bytes;
};

/// The rows of one statement, one after the other. Resets the statement when it ends, so that no read
/// transaction stays open. One at a time of the same text and connection.
class Rows {
public:
    explicit Rows(sqlite3_stmt* statement) : statement_{statement} {}
    Rows(Rows&& other) noexcept : statement_{other.statement_} { other.statement_ = nullptr; }
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();
    bool null(int column) const;
    std::int64_t integer(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    /// Valid until the next call of next(). Of a blob: its bytes.
    std::string_view view(int column) const;
    std::string text(int column) const { return std::string{view(column)}; }
    std::optional<std::string> optional_text(int column) const;
    int columns() const;
    bool blob(int column) const;

private:
    sqlite3_stmt* statement_;
};

enum class Mode { read_write_create, read_only };

/// The name of a database in memory that several connections of this process may open; it dies with the last
/// of them.
std::string memory_name();

/// One connection and its prepared statements. One thread at a time.
class Database {
public:
    Database(const std::string& file, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Statements without values, several at once: schema and pragmas.
    void execute(const char* statements);

    /// `sql` is prepared once per connection. Values are bound in order: integers, text, Blob, Hash, things
    /// with a value() (ids, sequences), optionals of these.
    template <class... Values>
    Rows query(std::string_view sql, const Values&... values) {
        sqlite3_stmt* const statement = prepared(sql);
        int index = 0;
        (bind(statement, ++index, values, Lifetime::copied), ...);
        return Rows{statement};
    }
    /// The same with a number of values known only at run time.
    Rows query_integers(std::string_view sql, std::span<const std::int64_t> values);
    template <class... Values>
    void run(std::string_view sql, const Values&... values) {
        sqlite3_stmt* const statement = prepared(sql);
        int index = 0;
        (bind(statement, ++index, values, Lifetime::until_stepped), ...);
        Rows rows{statement};
        while (rows.next()) continue;
    }
    /// How many rows the last run() changed.
    std::int64_t changed() const;

private:
    enum class Lifetime { copied, until_stepped };

    sqlite3_stmt* prepared(std::string_view sql);
    sqlite3_stmt* prepare(std::string_view sql);
    void bind_null(sqlite3_stmt* statement, int index);
    void bind(sqlite3_stmt* statement, int index, std::int64_t value, Lifetime);
    void bind(sqlite3_stmt* statement, int index, std::string_view value, Lifetime);
    void bind(sqlite3_stmt* statement, int index, Blob value, Lifetime);
    void bind(sqlite3_stmt* statement, int index, const Hash& value, Lifetime lifetime) {
        bind(statement, index, Blob{value.bytes()}, lifetime);
    }
    template <class T>
    requires(std::is_integral_v<T> || std::is_enum_v<T>) void bind(sqlite3_stmt* statement, int index,
                                                                   T value, Lifetime lifetime) {
        bind(statement, index, static_cast<std::int64_t>(value), lifetime);
    }
    template <class T>
    requires requires(const T& thing) {
        { thing.value() } -> std::same_as<std::uint64_t>;
    }
    void bind(sqlite3_stmt* statement, int index, const T& thing, Lifetime lifetime) {
        bind(statement, index, static_cast<std::int64_t>(thing.value()), lifetime);
    }
    template <class T>
    void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value, Lifetime lifetime) {
        if (value)
            bind(statement, index, *value, lifetime);
        else
            bind_null(statement, index);
    }

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    sqlite3* connection_ = nullptr;
    using Statements = std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>>;
    Statements statements_;
    const Statements::value_type* last_ = nullptr;  ///< The one that was asked for last.
};

/// BEGIN now, ROLLBACK at the end unless commit() was called.
class Transaction {
public:
    enum class Kind { read, write };
    Transaction(Database& database, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace choqr::reports::sqlite

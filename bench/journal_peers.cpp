// Records made durable per second and how long each waits for it, by the number of producers: our journal
// beside a bare file, SQLite and PostgreSQL, in turn in one run, with the same records and the same group
// commit in front. Run by bench/run.py.
//
//   journal_peers producers --dir DIR [--rounds N] [--seconds S] [--postgres CONNINFO]
//   journal_peers disk --dir DIR --payload BYTES    bytes on disk per record, alone in its batch and in
//   batches of 64
//
// Sketch before measuring: one by one everybody is bound by the sync (40 µs to 3 ms), SQLite and PostgreSQL
// by two to five times its cost; with 4,096 waiting the bare file is bound by copying (0.2 µs a record), the
// journal by hashing on the other core (0.25 µs), the databases by their trees (2 to 10 µs).
#include <poll.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#ifdef CHOQR_WITH_POSTGRES
#include <libpq-fe.h>
#endif

#include "journal/journal_files.hpp"
#include "world/directory.hpp"

namespace {

using namespace choqr;
using namespace choqr::journal;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t payload_bytes = 266;  // With its framing 300 bytes, about one transfer.

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "journal_peers: %s\n", what.c_str());
    std::exit(1);
}

void must(bool done, const char* what) {
    if (!done) give_up(what);
}

/// Where a group of records is made durable.
class Store {
public:
    Store() = default;
    virtual ~Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    /// On disk when it returns.
    virtual void commit(std::span<const Record> group) = 0;
};

class JournalStore final : public Store {
public:
    explicit JournalStore(const std::string& path)
        : directory_{std::move(*world::PosixDirectory::open_or_create(path))} {
        must(JournalFiles::create(*directory_, random_).has_value(), "the ledger cannot be created");
        files_.emplace(std::move(*JournalFiles::open(*directory_, random_)));
        // Beyond the first segment; in small batches, so that the second is written full of zeros beforehand
        // (docs/decisions/0204).
        const std::string payload(payload_bytes, 'p');
        const std::vector<Record> batch(256, Record{1, payload});
        while (files_->next_sequence().value() * 300 < 80u << 20) commit(batch);
    }
    void commit(std::span<const Record> group) override {
        must(files_->append(files_->next_sequence(), group).has_value(), "the journal does not append");
    }
    const JournalFiles& files() const { return *files_; }

private:
    std::unique_ptr<world::PosixDirectory> directory_;
    world::SystemRandom random_;
    std::optional<JournalFiles> files_;
};

/// The same bytes into a file that was written full of zeros before: write, fdatasync, nothing else.
class BareFile final : public Store {
public:
    explicit BareFile(const std::string& path)
        : directory_{std::move(*world::PosixDirectory::open_or_create(path))} {
        file_ = std::move(*directory_->create("bare", world::Permission::everyone_reads));
        const std::string zeros(1u << 20, '\0');
        for (std::uint64_t at = 0; at < file_bytes; at += zeros.size())
            must(file_->write_at(at, zeros).has_value(), "no zeros");
        must(file_->sync().has_value(), "no sync");
    }
    void commit(std::span<const Record> group) override {
        const auto bytes = group.size() * journal::Log::stored_bytes(payload_bytes);
        if (bytes_.size() < bytes) bytes_.resize(bytes, 'p');
        if (at_ + bytes > file_bytes) at_ = 0;
        const bool done = file_->write_at(at_, std::string_view{bytes_}.substr(0, bytes)) && file_->sync();
        must(done, "the bare file is not written");
        at_ += bytes;
    }

private:
    static constexpr std::uint64_t file_bytes = 256u << 20;
    std::unique_ptr<world::PosixDirectory> directory_;
    std::unique_ptr<world::File> file_;
    std::string bytes_;
    std::uint64_t at_ = 0;
};

/// One transaction per group: WAL, synchronous=FULL, one table with an integer key, a prepared statement.
class SqliteStore final : public Store {
public:
    explicit SqliteStore(const std::string& path) {
        std::filesystem::create_directories(path);
        must(sqlite3_open((path + "/records.db").c_str(), &database_) == SQLITE_OK, "SQLite does not open");
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE record(sequence INTEGER PRIMARY KEY, type INTEGER, salt BLOB, payload BLOB)");
        const char* insert = "INSERT INTO record VALUES(?, ?, ?, ?)";
        must(sqlite3_prepare_v2(database_, insert, -1, &insert_, nullptr) == SQLITE_OK,
             "SQLite does not prepare");
    }
    ~SqliteStore() override {
        sqlite3_finalize(insert_);
        sqlite3_close(database_);
    }
    void commit(std::span<const Record> group) override {
        run("BEGIN");
        for (const auto& record : group) {
            Salt salt;
            random_.fill(salt);
            sqlite3_bind_int64(insert_, 1, next_++);
            sqlite3_bind_int(insert_, 2, record.type);
            sqlite3_bind_blob(insert_, 3, salt.data(), static_cast<int>(salt.size()), SQLITE_STATIC);
            sqlite3_bind_blob(insert_, 4, record.payload.data(), static_cast<int>(record.payload.size()),
                              SQLITE_STATIC);
            must(sqlite3_step(insert_) == SQLITE_DONE, "SQLite does not insert");
            sqlite3_reset(insert_);
        }
        run("COMMIT");
    }

private:
    void run(const char* statement) {
        must(sqlite3_exec(database_, statement, nullptr, nullptr, nullptr) == SQLITE_OK, statement);
    }
    sqlite3* database_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    world::SystemRandom random_;
    sqlite3_int64 next_ = 0;
};

// --- Producers
// ------------------------------------------------------------------------------------------------------------

struct Figures {
    double per_second = 0;
    double p50_us = 0;
    double p99_us = 0;
};

Figures figures_of(std::vector<double>& waits_us, double seconds) {
    must(!waits_us.empty(), "nothing was acknowledged");
    std::ranges::sort(waits_us);
    const auto at = [&](double part) {
        return waits_us[static_cast<std::size_t>(part * static_cast<double>(waits_us.size() - 1))];
    };
    return {static_cast<double>(waits_us.size()) / seconds, at(0.5), at(0.99)};
}

double microseconds(SteadyClock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

/// Group commit without a timer, as in ledger/sequencer: the committing thread takes all who wait. Each
/// producer has one record under way and hands in the next when it is told that the last is durable. The
/// producers are one thread: 4,096 threads would measure the scheduler.
class ClosedLoop {
public:
    ClosedLoop(Store& store, std::size_t producers) : store_{store}, payload_(payload_bytes, 'p') {
        waiting_.assign(producers, SteadyClock::time_point{});
    }

    Figures run(double seconds) {
        const auto begin = SteadyClock::now();
        std::ranges::fill(waiting_, begin);
        std::thread committer{[&] { commit_groups(); }};
        const auto end = begin + std::chrono::duration<double>(seconds);
        while (SteadyClock::now() < end) hand_in();
        {
            const std::lock_guard hold{mutex_};
            stopping_ = true;
        }
        changed_.notify_all();
        committer.join();
        return figures_of(waits_us_, std::chrono::duration<double>(SteadyClock::now() - begin).count());
    }

private:
    void hand_in() {
        std::unique_lock hold{mutex_};
        changed_.wait(hold, [&] { return told_ > 0; });
        waiting_.insert(waiting_.end(), std::exchange(told_, 0), SteadyClock::now());
        hold.unlock();
        changed_.notify_all();
    }

    void commit_groups() {
        std::vector<SteadyClock::time_point> group;
        std::vector<Record> records;
        for (;;) {
            {
                std::unique_lock hold{mutex_};
                changed_.wait(hold, [&] { return !waiting_.empty() || stopping_; });
                if (stopping_) return;
                group.clear();
                group.swap(waiting_);
            }
            records.assign(group.size(), Record{1, payload_});
            store_.commit(records);
            const auto now = SteadyClock::now();
            for (const auto since : group) waits_us_.push_back(microseconds(now - since));
            {
                const std::lock_guard hold{mutex_};
                told_ += group.size();
            }
            changed_.notify_all();
        }
    }

    Store& store_;
    std::string payload_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<SteadyClock::time_point> waiting_;  ///< Since when; guarded by mutex_, as the next two.
    std::size_t told_ = 0;
    bool stopping_ = false;
    std::vector<double> waits_us_;  ///< The committer's until it is joined.
};

// --- PostgreSQL
// ------------------------------------------------------------------------------------------------------------

#ifdef CHOQR_WITH_POSTGRES

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const std::string& where) {
    Connection connection{PQconnectdb(where.c_str()), &PQfinish};
    if (PQstatus(connection.get()) != CONNECTION_OK) give_up(PQerrorMessage(connection.get()));
    return connection;
}

void run(PGconn* connection, const char* statement) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection, statement), &PQclear};
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
        give_up(PQerrorMessage(connection));
}

void make_table(const std::string& where) {
    const auto connection = connect(where);
    run(connection.get(),
        "CREATE TABLE IF NOT EXISTS record(sequence bigint PRIMARY KEY, type smallint, salt bytea, payload "
        "bytea)");
    run(connection.get(), "TRUNCATE record");
}

template <class Number>
void put(std::string& out, Number value) {
    for (std::size_t i = sizeof(Number); i-- > 0;)
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
}

/// One COPY, a transaction by itself, per group.
class PostgresStore final : public Store {
public:
    explicit PostgresStore(const std::string& where) : connection_{connect(where)} { make_table(where); }
    void commit(std::span<const Record> group) override {
        out_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        for (const auto& record : group) add(record);
        put<std::uint16_t>(out_, 0xFFFF);
        run(connection_.get(), "COPY record FROM STDIN BINARY");
        const bool sent = PQputCopyData(connection_.get(), out_.data(), static_cast<int>(out_.size())) == 1 &&
                          PQputCopyEnd(connection_.get(), nullptr) == 1;
        must(sent, "PostgreSQL takes no copy");
        while (auto* result = PQgetResult(connection_.get())) {
            if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQresultErrorMessage(result));
            PQclear(result);
        }
    }

private:
    void add(const Record& record) {
        Salt salt;
        random_.fill(salt);
        put<std::uint16_t>(out_, 4);
        put<std::uint32_t>(out_, 8);
        put<std::uint64_t>(out_, next_++);
        put<std::uint32_t>(out_, 2);
        put<std::uint16_t>(out_, record.type);
        put<std::uint32_t>(out_, 16);
        out_.append(reinterpret_cast<const char*>(salt.data()), salt.size());
        put<std::uint32_t>(out_, static_cast<std::uint32_t>(record.payload.size()));
        out_.append(record.payload);
    }
    Connection connection_;
    world::SystemRandom random_;
    std::string out_;
    std::uint64_t next_ = 0;
};

/// One row per commit from each of `producers` connections, each with one statement under way.
class RowPerCommit {
public:
    RowPerCommit(const std::string& where, std::size_t producers) : payload_(payload_bytes, 'p') {
        make_table(where);
        for (std::size_t i = 0; i < producers; ++i) {
            connections_.push_back(connect(where));
            const std::unique_ptr<PGresult, decltype(&PQclear)> prepared{
                PQprepare(connections_.back().get(), "insert", "INSERT INTO record VALUES($1, $2, $3, $4)", 4,
                          nullptr),
                &PQclear};
            must(PQresultStatus(prepared.get()) == PGRES_COMMAND_OK, "PostgreSQL does not prepare");
        }
    }

    Figures run(double seconds) {
        const auto begin = SteadyClock::now();
        std::vector<SteadyClock::time_point> since(connections_.size());
        std::vector<pollfd> sockets;
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            sockets.push_back({PQsocket(connections_[i].get()), POLLIN, 0});
            send(i, since[i]);
        }
        const auto end = begin + std::chrono::duration<double>(seconds);
        while (SteadyClock::now() < end) {
            must(poll(sockets.data(), sockets.size(), 1000) >= 0, "poll");
            for (std::size_t i = 0; i < sockets.size(); ++i)
                if (sockets[i].revents != 0 && answered(i)) {
                    waits_us_.push_back(microseconds(SteadyClock::now() - since[i]));
                    send(i, since[i]);
                }
        }
        return figures_of(waits_us_, std::chrono::duration<double>(SteadyClock::now() - begin).count());
    }

private:
    void send(std::size_t i, SteadyClock::time_point& since) {
        const auto sequence = std::to_string(next_++);
        Salt salt;
        random_.fill(salt);
        const char* values[] = {sequence.c_str(), "1", reinterpret_cast<const char*>(salt.data()),
                                payload_.data()};
        const int lengths[] = {0, 0, static_cast<int>(salt.size()), static_cast<int>(payload_.size())};
        const int formats[] = {0, 0, 1, 1};
        since = SteadyClock::now();
        must(PQsendQueryPrepared(connections_[i].get(), "insert", 4, values, lengths, formats, 0) == 1,
             "PostgreSQL is not asked");
    }

    bool answered(std::size_t i) {
        auto* connection = connections_[i].get();
        must(PQconsumeInput(connection) == 1, "PostgreSQL hung up");
        if (PQisBusy(connection)) return false;
        while (auto* result = PQgetResult(connection)) {
            if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQresultErrorMessage(result));
            PQclear(result);
        }
        return true;
    }

    std::string payload_;
    std::vector<Connection> connections_;
    world::SystemRandom random_;
    std::uint64_t next_ = 0;
    std::vector<double> waits_us_;
};

#endif

// --- The run
// ------------------------------------------------------------------------------------------------------------

struct Settings {
    std::string dir;
    std::string postgres;
    int rounds = 3;
    double seconds = 2;
    std::size_t payload = payload_bytes;
};

/// One line for bench/run.py: what, how many producers, per second, p50 and p99 in microseconds.
void tell(const char* what, std::size_t producers, const Figures& figures) {
    std::printf(
        "{\"what\": \"%s\", \"producers\": %zu, \"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
        what, producers, figures.per_second, figures.p50_us, figures.p99_us);
    std::fflush(stdout);
}

void producers(const Settings& settings) {
    constexpr std::size_t counts[] = {1, 16, 256, 4096};
    BareFile bare{settings.dir + "/bare"};
    JournalStore journal{settings.dir + "/journal"};
    SqliteStore sqlite{settings.dir + "/sqlite"};
    std::vector<std::pair<const char*, Store*>> stores{
        {"bare file", &bare}, {"journal", &journal}, {"SQLite", &sqlite}};
#ifdef CHOQR_WITH_POSTGRES
    std::optional<PostgresStore> postgres;
    if (!settings.postgres.empty())
        stores.emplace_back("PostgreSQL, COPY per group", &postgres.emplace(settings.postgres));
#endif
    for (int round = 0; round < settings.rounds; ++round)
        for (const auto count : counts)
            for (const auto& [name, store] : stores)
                tell(name, count, ClosedLoop{*store, count}.run(settings.seconds));
#ifdef CHOQR_WITH_POSTGRES
    if (settings.postgres.empty()) return;
    postgres.reset();
    // A connection is a process there: more than a hundred would measure the scheduler of two cores.
    for (int round = 0; round < settings.rounds; ++round)
        for (const std::size_t count : {1u, 16u, 100u})
            tell("PostgreSQL, row per commit", count,
                 RowPerCommit{settings.postgres, count}.run(settings.seconds));
#endif
}

/// Closed segments whole, with what their last batch left unused; the last up to its last byte; the tree
/// files.
double bytes_on_disk(const std::string& path) {
    double bytes = 0;
    std::map<std::string, std::uint64_t> segments;
    for (const auto& entry : std::filesystem::directory_iterator{path}) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".log"))
            segments[name] = entry.file_size();
        else if (name.starts_with("tree-"))
            bytes += static_cast<double>(entry.file_size());
    }
    for (const auto& [name, size] : segments) bytes += static_cast<double>(size);
    const auto directory = std::move(*world::PosixDirectory::open(path));
    const auto last = directory->read_file(segments.rbegin()->first);
    must(last.has_value(), "the last segment cannot be read");
    return bytes - static_cast<double>(last->size() - (last->find_last_not_of('\0') + 1));
}

void disk(const Settings& settings) {
    for (const std::size_t group : {1u, 64u}) {
        const auto path = settings.dir + "/disk-" + std::to_string(group);
        const auto directory = std::move(*world::PosixDirectory::open_or_create(path));
        world::SystemRandom random;
        constexpr std::uint64_t segment_bytes =
            2u << 20;  // A few whole ones; their overhead is the same part of each.
        const std::uint64_t records = 64u * 512;
        {
            must(JournalFiles::create(*directory, random, {.segment_bytes = segment_bytes}).has_value(),
                 "the ledger cannot be created");
            auto files = std::move(*JournalFiles::open(*directory, random, {.segment_bytes = segment_bytes}));
            std::string payload(settings.payload, 'p');
            const std::vector<Record> batch(group, Record{9, payload});
            while (files.next_sequence().value() < records)
                must(files.append(files.next_sequence(), batch).has_value(), "append");
        }
        // Opening again writes the tree's last hashes.
        {
            const auto again =
                std::move(*JournalFiles::open(*directory, random, {.segment_bytes = segment_bytes}));
        }
        std::printf("{\"batch\": %zu, \"bytes_per_record\": %.1f}\n", group,
                    bytes_on_disk(path) / static_cast<double>(records));
    }
}

Settings settings_of(int count, char** arguments) {
    Settings settings;
    for (int i = 2; i + 1 < count; i += 2) {
        const std::string_view name{arguments[i]};
        const char* value = arguments[i + 1];
        if (name == "--dir")
            settings.dir = value;
        else if (name == "--postgres")
            settings.postgres = value;
        else if (name == "--rounds")
            settings.rounds = std::atoi(value);
        else if (name == "--seconds")
            settings.seconds = std::atof(value);
        else if (name == "--payload")
            settings.payload = static_cast<std::size_t>(std::atoi(value));
        else
            give_up("unknown argument " + std::string{name});
    }
    if (settings.dir.empty()) give_up("--dir is missing");
    return settings;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string_view what = count > 1 ? arguments[1] : "";
    const auto settings = settings_of(count, arguments);
    if (what == "producers")
        producers(settings);
    else if (what == "disk")
        disk(settings);
    else
        give_up("producers or disk");
}

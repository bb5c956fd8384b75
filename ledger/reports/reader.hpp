#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "reports/sqlite.hpp"

namespace choqr::reports {

/// Read-only connections, lent to one caller at a time: as many are opened as callers read at once, and kept
/// with their prepared statements. Any thread.
class Readers {
public:
    explicit Readers(std::string file) : file_{std::move(file)} {}

    class Lease {
    public:
        Lease(Readers& readers, std::unique_ptr<sqlite::Database> database)
            : readers_{readers}, database_{std::move(database)} {}
        ~Lease() { readers_.put_back(std::move(database_)); }
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        sqlite::Database& operator*() const { return *database_; }
        sqlite::Database* operator->() const { return database_.get(); }

    private:
        Readers& readers_;
        std::unique_ptr<sqlite::Database> database_;
    };

    Lease take() {
        {
            const std::lock_guard lock{mutex_};
            if (!idle_.empty()) {
                auto database = std::move(idle_.back());
                idle_.pop_back();
                return {*this, std::move(database)};
            }
        }
        return {*this, std::make_unique<sqlite::Database>(file_, sqlite::Mode::read_only)};
    }

    /// What `question` makes of a connection, or why it could not.
    template <class Question>
    auto read(const Question& question) -> Result<decltype(question(std::declval<sqlite::Database&>()))> {
        try {
            const auto lease = take();
            return question(*lease);
        } catch (const sqlite::Failure& failure) {
            return failure.error;
        }
    }

private:
    void put_back(std::unique_ptr<sqlite::Database> database) {
        const std::lock_guard lock{mutex_};
        idle_.push_back(std::move(database));
    }

    const std::string file_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<sqlite::Database>> idle_;  ///< Guarded by mutex_.
};

}  // namespace choqr::reports

#include "reports/errc.hpp"

#include <sqlite3.h>

#include <string>

namespace choqr::reports {
namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class ReportsCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.reports"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::other_ledger:
                return "the reports database belongs to another ledger; check the path, or delete it";
            case errc::not_consecutive:
                return "events were applied out of order";
            case errc::not_a_projection:
                return "the reports database is a SQLite file that choqr did not make";
            case errc::stopped:
                return "stopped before it was done";
            case errc::file_gone:
                return "the reports database is not where it was; put it back, or restart choqr to make it "
                       "anew";
        }
        return "unknown error of the reports";
    }
};

class SqliteCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "sqlite"; }
    std::string message(int value) const override {
        return std::string{"the reports database: "} + sqlite3_errstr(value);
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& reports_category() {
    static const ReportsCategory category;
    return category;
}

const boost::system::error_category& sqlite_category() {
    static const SqliteCategory category;
    return category;
}

bool says_damaged(const Error& error) {
    if (error.category() != sqlite_category()) return false;
    const int primary = error.value() & 0xff;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

bool may_pass(const Error& error) {
    if (error.category() != sqlite_category()) return false;
    const int primary = error.value() & 0xff;
    switch (primary) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM:
        case SQLITE_BUSY:  // Somebody else holds a lock, for longer than SQLite itself waits.
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:  // The same, of the lock by which locks are found.
        case SQLITE_INTERRUPT:
            return true;
        default:
            return false;
    }
}

}  // namespace choqr::reports

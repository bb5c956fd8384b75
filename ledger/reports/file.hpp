#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/feeds.hpp"
#include "reports/retention.hpp"
#include "reports/sqlite.hpp"

// The file as a whole: whose it is, of which version, and all that it says. For the .cpp files of this
// library; throws sqlite::Failure.
namespace choqr::reports {

/// The one connection that writes. Makes the file if it is missing, empties one of another version or of
/// another retention than is wanted;
/// errc::other_ledger, errc::not_a_projection.
std::unique_ptr<sqlite::Database> open_writer(const std::string& file, std::string_view ledger,
                                              const std::optional<Retention>& retention);
/// For whoever looks and changes nothing: errc::not_a_projection unless it is of this version.
std::unique_ptr<sqlite::Database> open_to_look(const std::string& file);

/// For what is written once and not read again: else tens of megabytes of it would stay in memory.
class RememberingLittle {
public:
    explicit RememberingLittle(sqlite::Database& database);
    ~RememberingLittle();
    RememberingLittle(const RememberingLittle&) = delete;
    RememberingLittle& operator=(const RememberingLittle&) = delete;

private:
    sqlite::Database& database_;
};

/// Every row of every table, one a line, in a fixed order.
void write_all(sqlite::Database& database, const std::function<void(const std::string& line)>& into);

Sequence position_of(sqlite::Database& database);
Retention retention_of(sqlite::Database& database);
std::vector<FeedRow> feed_rows(sqlite::Database& database);

}  // namespace choqr::reports

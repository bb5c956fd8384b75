#pragma once

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulator/plan.hpp"

namespace choqr::simulator {

/// What became of one payment while it was told.
struct Told {
    std::size_t acknowledgements = 0;
    std::optional<std::int64_t> sequence;  ///< From the first acknowledgement that named one.
    bool other_sequence = false;           ///< A later one named another: two records of one transfer.
    int refused_with = 0;                  ///< The status that ended the telling, if it was no success.
};

/// Everything the sending side saw. `told` runs beside Plan::payments.
struct Tally {
    std::vector<Told> told;
    std::size_t forged_accepted = 0;
    std::size_t garbage_accepted = 0;
    std::size_t answers = 0;
    std::size_t retries = 0;
    bool interrupted = false;
};

/// A line of GET /v1/transfers.
struct TransferLine {
    std::int64_t sequence = 0;
    std::string provider;
    std::string reference;
    std::int64_t amount = 0;
    Instant booked_at;
    std::string stall_id;  ///< Empty: unmatched.
    std::string status;
};

/// A stall of GET /v1/markets/{id}/stalls.
struct StallLine {
    std::string id;
    bool open = false;
    bool registered = false;
};

/// The numbers of GET /v1/reports/daily as text; empty where missing.
struct ReportLine {
    Day day;
    std::map<std::string, std::string> numbers;
};

/// What GET requests said afterwards.
struct GatewayView {
    std::chrono::minutes cutoff{0};
    std::vector<StallLine> stalls;
    std::vector<TransferLine> transfers;
    std::vector<ReportLine> reports;
    std::size_t pictures_read = 0;
    std::size_t pictures_right = 0;
};

/// One line of the table. Equal is good; `allowed` says how far apart is still good.
struct Row {
    std::string what;
    std::string expected;
    std::string found;
    bool good = true;
};

/// Compares what was acknowledged with what the gateway says, and the gateway's report with its own
/// transfers.
std::vector<Row> audit(const Options& options, const Plan& plan, const std::vector<Stand>& stands,
                       const Tally& tally, const GatewayView& view);

bool all_good(const std::vector<Row>& rows);
void print_table(const std::vector<Row>& rows, std::ostream& out);

}  // namespace choqr::simulator

#pragma once

#include <string>
#include <vector>

#include "json/value.hpp"
#include "simulator/audit.hpp"
#include "simulator/http_client.hpp"

namespace choqr::simulator {

/// The run cannot go on: one line for the operator, exit 2.
class Trouble : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct MarketLine {
    std::string id;
    std::string name;
    std::chrono::minutes cutoff{0};
};

/// A stall with what is needed to go and pay there.
struct StallEntry {
    StallLine line;
    std::string bin;
    std::string account;
    std::string public_id;  ///< Under which everybody sees its pictures.
    std::string payload;    ///< qr_payload as the API says it.
};

/// Reads the gateway's JSON and pictures over one connection. Patient: while no answer or a 5xx comes it asks
/// again for 60 s, since the gateway may be starting. Throws Trouble.
class GatewayReader {
public:
    /// `client` outlives it.
    GatewayReader(world::HttpClient& client, const Options& options);

    /// The market of that id or code; with "" the only one.
    net::awaitable<MarketLine> market(std::string wanted);
    net::awaitable<std::vector<StallEntry>> stalls(std::string market_id);
    net::awaitable<std::string> picture(std::string public_id);
    net::awaitable<std::vector<TransferLine>> transfers();
    net::awaitable<ReportLine> report(std::string market_id, Day day);

private:
    net::awaitable<std::string> get(std::string target, bool with_token);
    net::awaitable<json::Value> get_json(std::string target);
    /// All items of a paged list, in order.
    net::awaitable<std::vector<json::Value>> items(std::string target);

    HttpConnection connection_;
    std::string token_;
};

}  // namespace choqr::simulator

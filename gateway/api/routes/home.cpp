#include "api/routes/home.hpp"
#include "api/views.hpp"

// What the start page says to whoever has not said who they are: whose gateway this is.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

/// The market of a gateway that serves one. Of several none is named: a province's list of markets is for
/// whoever may see places.
Response show_home(const reports::Reports& reports, bool has_demo) {
    const auto markets = reports.markets(std::nullopt, 2).value();
    std::optional<merchants::Market> only;
    if (markets.size() == 1) only = markets.front();
    json::Writer json;
    json.begin_object();
    json.field("market", only ? std::optional{only->name} : std::nullopt);
    json.field("commune", only ? std::optional{only->commune} : std::nullopt);
    json.field("province", only ? std::optional{only->province} : std::nullopt);
    json.field("demo", has_demo);
    json.end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_home_routes(const HomePorts& ports) {
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 50, .burst = 500});
    ports.api.add(
        Method::get, "/v1/home",
        {anyone, 0,
         "The market of a gateway that serves one, null where it serves several; whether the page /demo is "
         "there",
         limit},
        [ports](const Call& call) {
            return ports.api.read(call, [ports] { return show_home(ports.reports, ports.has_demo); });
        });
}

}  // namespace choqr::gateway

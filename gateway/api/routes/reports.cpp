#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "documents/report.hpp"
#include "problem/problem.hpp"

// The day's numbers, each with its definition.
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

constexpr int range_days_max = 400;
constexpr http::Parameter format{"format", "json, text or csv; json unless told"};

std::int64_t days_of(Day from, Day to) {
    return (std::chrono::sys_days{to} - std::chrono::sys_days{from}).count() + 1;
}

documents::AdjustmentLine line_of(const reports::Adjustment& one, const statistics::Disclosure& disclosure) {
    return {one.sequence,
            one.recorded_at,
            one.day,
            one.transfer,
            disclosure.sees_money() ? std::optional{one.stall} : std::nullopt,
            one.transactions,
            disclosure.adjustment(one.amount, one.at_collection_point)};
}

documents::Report document_of(const merchants::Market& market, const reports::Reports::MarketReport& report,
                              const statistics::Disclosure& disclosure) {
    const auto [from, to] = std::pair{report.facts.from, report.facts.to};
    documents::Report document{.market = market.id,
                               .market_name = market.name,
                               .from = from,
                               .to = to,
                               .figures = disclosure.report(report.counts, report.facts),
                               .closing = {},
                               .sealed = {},
                               .adjustments = {}};
    if (from == to && !report.closes.empty()) {
        const auto& close = report.closes.front();
        document.closing = closing_of(close);
        if (disclosure.sees_money())
            document.sealed = disclosure.totals(facts_of(close.totals), report.facts);
    }
    document.all_closed = from != to && std::cmp_equal(report.closes.size(), days_of(from, to));
    if (!disclosure.sees_stalls()) return document;
    for (const auto& one : report.adjustments) document.adjustments.push_back(line_of(one, disclosure));
    return document;
}

Response answer_in(std::string_view form, const documents::Report& document) {
    if (form == "text") return text_answer(documents::to_text(document));
    if (form == "csv") return text_answer(documents::to_csv(document), "text/csv; charset=utf-8");
    return text_answer(documents::to_json(document), "application/json");
}

Response report(const ReportPorts& ports, const Call& call, std::string_view from_name,
                std::string_view to_name) {
    std::optional<Response> wrong;
    const auto market_id = parameter(call.request, "market_id", wrong);
    const auto from_text = parameter(call.request, from_name, wrong);
    const auto to_text = parameter(call.request, to_name, wrong);
    const auto form = parameter(call.request, "format", wrong).value_or("json");
    if (wrong) return *std::move(wrong);
    if (!market_id) return problem("invalid_parameter", "market_id is missing.", "market_id");
    const auto market = ports.api.visible_market(call, *market_id);
    if (!market) return problem("market_not_found", {}, "market_id");
    const bool is_todays = from_name == to_name && !from_text;
    const auto from = is_todays ? std::optional{business_day(ports.clock.now(), market->business_day_cutoff)}
                                : parse_day(from_text.value_or(""));
    if (!from) return problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", from_name);
    const auto to = is_todays ? from : parse_day(to_text.value_or(""));
    if (!to) return problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", to_name);
    if (days_of(*from, *to) < 1 || days_of(*from, *to) > range_days_max)
        return problem("invalid_parameter", "The range is 1 to 400 days, the earlier day first.", to_name);
    if (form != "json" && form != "text" && form != "csv")
        return problem("invalid_parameter", "format is json, text or csv.", "format");
    const auto found = ports.reports.market_report(market->id, *from, *to).value();
    auto document = document_of(*market, found, statistics::Disclosure{reader_of(call.who())});
    document.trial = ports.trial_ledger;
    return answer_in(form, document);
}

}  // namespace

void add_report_routes(const ReportPorts& ports) {
    ports.api.add(
        Method::get, "/v1/reports/daily",
        taking(
            {{"market_id", "Whose"}, {"date", "Which business day, YYYY-MM-DD; today's unless told"}, format},
            {Capability::see_counts, 0, "A market's day"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return report(ports, call, "date", "date"); });
        });
    // A month is broken down payment by payment, and a year has many: no page and no log-in waits for that.
    ports.api.add(Method::get, "/v1/reports/range",
                  in_lane(Lane::heavy, taking({{"market_id", "Whose"},
                                               {"from", "The first business day, YYYY-MM-DD"},
                                               {"to", "The last one"},
                                               format},
                                              {Capability::see_counts, 0, "A market's days"})),
                  [ports](const Call& call) {
                      return ports.api.read(call,
                                            [ports, &call] { return report(ports, call, "from", "to"); });
                  });
}

}  // namespace choqr::gateway

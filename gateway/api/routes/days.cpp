#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "base/encoding.hpp"
#include "book_json/event_json.hpp"
#include "keys/key_ring.hpp"
#include "problem/problem.hpp"

// What ends: a business day, and what we may know of a vendor.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// Money for that very day arrived between counting and closing. That it happens this often in a row is a bank
// catching up.
constexpr int attempts_max = 8;
// Destroying a key takes two syncs.
constexpr std::chrono::milliseconds key_limit{5'000};

struct Asked {
    MarketId market;
    Day day;
};

std::optional<Asked> asked_day(const DayPorts& ports, const Call& call, Response& refusal) {
    std::optional<Response> wrong;
    const auto market_id = parameter(call.request, "market_id", wrong);
    const auto day = parse_day(call.values[0]);
    if (wrong) {
        refusal = *std::move(wrong);
    } else if (!day) {
        refusal = problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", "date");
    } else if (!market_id) {
        refusal = problem("invalid_parameter", "market_id is missing.", "market_id");
    } else if (const auto market = ports.api.visible_market(call, *market_id)) {
        return Asked{market->id, *day};
    } else {
        refusal = problem("market_not_found", {}, "market_id");
    }
    return std::nullopt;
}

Response closed_answer(const DayPorts& ports, const Asked& asked, statistics::Reader reader) {
    const auto day = ports.reports.market_report(asked.market, asked.day, asked.day).value();
    const auto& close = day.closes.at(0);
    const statistics::Disclosure disclosure{reader};
    json::Writer json;
    json.begin_object()
        .field("market_id", asked.market.text())
        .field("date", format_day(asked.day))
        .key("closed")
        .begin_object();
    documents::write_members(json, closing_of(close));
    json.key("totals");
    documents::write(json, disclosure.totals(facts_of(close.totals), day.facts));
    json.end_object().end_object();
    return json_answer(std::move(json), 201);
}

net::awaitable<Response> close_day(DayPorts ports, const Call& call) {
    Response refusal;
    std::optional<Asked> asked;
    auto look_up = [&] { asked = asked_day(ports, call, refusal); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!asked) co_return refusal;
    for (int attempt = 1;; ++attempt) {
        std::optional<reports::CountedDay> counted;
        auto count = [&] { counted = ports.reports.day_totals(asked->market, asked->day).value(); };
        auto uncounted = co_await ports.api.read_into(call, std::move(count));
        if (uncounted) co_return *std::move(uncounted);
        book::Ask ask =
            book::CloseDay{asked->market, asked->day, counted->totals, counted->counted_before, {}};
        auto render = [ports, &asked, reader = reader_of(call.who())](Api::Done) {
            return closed_answer(ports, *asked, reader);
        };
        std::optional<book::Refusal> refused;
        auto response = co_await ports.api.execute(call, std::move(ask), std::move(render), &refused);
        if (refused != book::Refusal::stale_totals || attempt == attempts_max) co_return response;
    }
}

Response erased_answer(const DayPorts& ports, VendorId vendor, Sequence sequence) {
    if (ports.keys.holds(vendor))
        return problem("internal_error",
                       "The erasure is recorded, but the vendor's key could not be removed; choqr tries "
                       "again until it is.");
    json::Writer json;
    json.begin_object()
        .field("vendor_id", vendor.text())
        .field("erased", true)
        .field("sequence", sequence.value())
        .end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> erase_vendor(DayPorts ports, const Call& call) {
    const auto vendor = VendorId::parse(call.values[0]);
    if (!vendor) co_return problem("vendor_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"reason"});
    auto reason = label(fields, "reason", 200).value_or("");
    if (complaint) co_return problem(*complaint);
    book::Ask ask = book::EraseVendor{*vendor, std::move(reason)};
    std::optional<Sequence> erased_at;
    auto remember = [&erased_at](Api::Done done) {
        erased_at = done.sequence;
        return Response{};
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(remember));
    if (!erased_at) co_return response;
    // Whoever destroys keys follows the journal by itself.
    co_await taken_before(ports.clock, ports.erasing, erased_at->next(), key_limit);
    co_return erased_answer(ports, *vendor, *erased_at);
}

}  // namespace

void add_day_routes(const DayPorts& ports) {
    ports.api.add(Method::post, "/v1/days/{date}/close",
                  taking({{"market_id", "Whose day"}},
                         {Capability::close_days, json_body_bytes_max, "Seal a market's business day"}),
                  [ports](const Call& call) { return close_day(ports, call); });
    ports.api.add(
        Method::post, "/v1/vendors/{id}/erase",
        {Capability::erase_vendors, json_body_bytes_max, "Erase a vendor's personal data, for ever"},
        [ports](const Call& call) { return erase_vendor(ports, call); });
}

}  // namespace choqr::gateway

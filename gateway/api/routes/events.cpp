#include <charconv>

#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "book/codec.hpp"
#include "book_json/event_json.hpp"
#include "problem/problem.hpp"

// The journal itself, in order.
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

constexpr std::size_t answer_bytes_max = 4u << 20;

Response list_events(const EventPorts& ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    std::optional<Response> wrong;
    const auto after = parameter(call.request, "after", wrong);
    if (wrong) return *std::move(wrong);
    Sequence from{0};
    if (page->after) from = Sequence{*page->after}.next();
    if (after) {
        std::uint64_t value = 0;
        const auto parsed = std::from_chars(after->data(), after->data() + after->size(), value);
        if (after->empty() || parsed.ec != std::errc{} || parsed.ptr != after->data() + after->size() ||
            value >= INT64_MAX)
            return problem("invalid_parameter", "after is a sequence, a whole number.", "after");
        from = std::max(from, Sequence{value}.next());
    }
    const auto committed = ports.journal.committed();
    const auto records = from < committed ? ports.journal.read(from, page->limit, answer_bytes_max).value()
                                          : std::vector<journal::StoredRecord>{};
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& record : records)
        write(json, book::decode(record.sequence, record.type, record.payload, ports.sealer).value());
    json.end_array();
    const bool more = !records.empty() && records.back().sequence.next() < committed;
    json.field("next_cursor", more ? std::optional{cursor_of(records.back().sequence.value())} : std::nullopt)
        .end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_event_routes(const EventPorts& ports) {
    ports.api.add(
        Method::get, "/v1/events",
        taking({{"after", "Only what happened behind this sequence"}, limit_parameter, cursor_parameter},
               {Capability::read_ledger, 0, "Everything that happened, in order"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return list_events(ports, call); });
        });
}

}  // namespace choqr::gateway

#include <charconv>

#include "gateway/event_json.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"

// The journal itself, in order.
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

constexpr std::size_t answer_bytes_max = 4u << 20;

Response list_events(Api& api, const Call& call) {
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
        if (after->empty() || parsed.ec != std::errc{} || parsed.ptr != after->data() + after->size() || value >= INT64_MAX)
            return problem("invalid_parameter", "after is a sequence, a whole number.", "after");
        from = std::max(from, Sequence{value}.next());
    }
    const auto committed = api.services().journal.committed();
    const auto records = from < committed ? api.services().journal.read(from, page->limit, answer_bytes_max).value()
                                          : std::vector<journal::StoredRecord>{};
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (const auto& record : records)
        write(json, book::decode(record.sequence, record.type, record.payload, api.services().sealer).value());
    json.end_array();
    const bool more = !records.empty() && records.back().sequence.next() < committed;
    json.field("next_cursor", more ? std::optional{cursor_of(records.back().sequence.value())} : std::nullopt).end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_event_routes(Api& api) {
    api.add(Method::get, "/v1/events",
            {operators, 0, "Everything that happened, in order, from behind after="},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return list_events(api, call); });
            });
}

}  // namespace choqr::gateway

#include "book_json/event_json.hpp"

#include <cstdio>

#include "book_json/field_writer.hpp"
#include "book_json/stall_json.hpp"

namespace choqr::book {
namespace {

template <HasFields T>
void write_object(json::Writer& json, const T& value) {
    json.begin_object();
    FieldWriter{json}.members(value);
    json.end_object();
}

}  // namespace

void write(json::Writer& json, const DayTotals& totals) { write_object(json, totals); }
// Without what its headings mean, which lists of markets do not know.
void write(json::Writer& json, const merchants::Market& market) {
    char colour[8];
    std::snprintf(colour, sizeof colour, "#%06X", static_cast<unsigned>(market.colour & market.colour_max));
    json.begin_object().field("id", market.id.text()).field("name", market.name).field("code", market.code);
    json.field("province", market.province).field("commune", market.commune);
    json.field("business_day_cutoff", format_cutoff(market.business_day_cutoff));
    json.field("watch_days", std::int64_t{market.watch_period.count()});
    json.field("stalls_max", std::int64_t{market.stalls_max});
    json.field("payee_delay_hours", std::int64_t{market.payee_delay.count()});
    json.field("kind", name_of(market.kind)).field("colour", colour).end_object();
}

void write(json::Writer& json, const RecordedEvent& event, Keys keys) {
    json.begin_object()
        .field("sequence", event.sequence.value())
        .field("recorded_at", format_rfc3339(event.recorded_at));
    json.field("actor", event.actor).field("type", row_of(event.event).name).key("data").begin_object();
    std::visit([&](const auto& what) { FieldWriter{json, keys}.members(what); }, event.event);
    json.end_object().end_object();
}

}  // namespace choqr::book

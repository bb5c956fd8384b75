#include "book_json/event_json.hpp"

#include "book_json/field_writer.hpp"

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
void write(json::Writer& json, const merchants::Market& market) { write_object(json, market); }

void write(json::Writer& json, const RecordedEvent& event, Keys keys) {
    json.begin_object()
        .field("sequence", event.sequence.value())
        .field("recorded_at", format_rfc3339(event.recorded_at));
    json.field("actor", event.actor).field("type", row_of(event.event).name).key("data").begin_object();
    std::visit([&](const auto& what) { FieldWriter{json, keys}.members(what); }, event.event);
    json.end_object().end_object();
}

}  // namespace choqr::book

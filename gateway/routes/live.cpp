#include <charconv>

#include "base/plant.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"

// A stall's screen: server-sent events that resume.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// A longer absence is caught up from the reports: opening a record costs microseconds, and after a power cut
// a whole market comes back at once.
constexpr std::size_t replay_records_max = 2'048;
constexpr std::size_t portion_records = 2'048;
constexpr std::size_t portion_bytes = 4u << 20;
constexpr std::size_t missed_max = 500;

std::string row_json(const reports::Reports& reports, TransferId id) {
    JsonWriter json;
    write(json, reports.transfer(id).value().value(), true);
    return json.take();
}

// Every event of the stall in (after, covered), exactly as it would have been sent.
std::string missed_from_journal(Services& services, StallId stall, Sequence after, Sequence covered) {
    std::string text;
    for (auto from = planted("screen_resumes_too_late") ? after.next().next() : after.next(); from < covered;) {
        give_up_if_unwanted();
        const auto records = services.journal.read(from, portion_records, portion_bytes).value();
        if (records.empty()) break;
        for (const auto& record : records) {
            if (record.sequence >= covered) break;
            const auto event = book::decode(record.sequence, record.type, record.payload, services.sealer).value();
            for (const auto& item : live_items(event))
                if (item.stall == stall) text += server_sent_event("transfer", item.sequence, row_json(services.reports, item.transfer));
        }
        from = records.back().sequence.next();
    }
    return text;
}

// After a long absence: the newest transfers, as they now stand.
std::string missed_from_reports(Services& services, StallId stall, Sequence after) {
    reports::TransferFilter filter;
    filter.stall = stall;
    filter.after = after;
    filter.newest_first = true;
    filter.limit = missed_max;
    auto rows = services.reports.transfers(filter).value();
    std::string text;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (row->status == book::TransferStatus::outgoing) continue;
        JsonWriter json;
        write(json, *row, true);
        text += server_sent_event("transfer", row->sequence, json.take());
    }
    return text;
}

struct Today {
    std::int64_t count = 0;
    VndSum amount;
};

Today today_of(Services& services, const merchants::Stall& stall) {
    const auto market = services.reports.market(stall.market).value().value();
    reports::TransferFilter filter;
    filter.stall = stall.id;
    filter.day = business_day(services.clock.now(), market.business_day_cutoff);
    filter.limit = 1000;
    Today today;
    for (;;) {
        const auto rows = services.reports.transfers(filter).value();
        for (const auto& row : rows) {
            if (row.trial ||
                (row.status != book::TransferStatus::matched && row.status != book::TransferStatus::assigned))
                continue;
            ++today.count;
            today.amount += row.amount;
        }
        if (rows.size() < filter.limit) return today;
        filter.after = rows.back().sequence;
    }
}

std::string hello(Services& services, const merchants::Stall& stall, Sequence covered) {
    const auto today = today_of(services, stall);
    const auto last = covered.value() == 0 ? 0 : covered.value() - 1;
    JsonWriter json;
    json.begin_object()
        .field("stall", stall.id.text())
        .field("status", name_of(stall.status))
        .field("last_sequence", last)
        .key("today")
        .begin_object();
    json.field("count", today.count).field("amount", today.amount.dong()).end_object().end_object();
    std::string text = "event: hello\ndata: ";  // Without an id: it is a state, not something that happened.
    return text.append(json.take()).append("\n\n");
}

std::optional<std::uint64_t> parse_id(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value >= INT64_MAX) return std::nullopt;
    return value;
}

// A revocation ends the subscriptions that are there; of one that came while this call waited its turn the
// subscription knows nothing, but a new generation of tokens has begun.
bool was_revoked(Services& services, const Caller& caller) {
    if (services.tokens.generation() == caller.generation) return false;
    if (services.tokens.is_revoked(caller.token.id)) return true;
    const auto row = services.reports.token_by_hash(caller.token_hash).value();
    return !row || row->revoked;
}

Response open_stream(Api& api, const Call& call) {
    auto& services = api.services();
    const auto stall = api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    std::optional<std::uint64_t> last_id;
    if (const auto field = call.request.field("last-event-id"); field && !field->empty()) {
        last_id = parse_id(*field);
        if (!last_id) return problem("invalid_parameter", "Last-Event-ID is the id of an event of this stream.", "Last-Event-ID");
    }
    // First listen, then look back: what comes between is in both and sent once, because the stream skips what is covered.
    auto subscription = services.live.subscribe(stall->id, call.who().token.id);
    if (was_revoked(services, call.who())) return problem("invalid_token");
    const auto position = services.reports.position();
    std::string opening = hello(services, *stall, position);
    if (last_id && Sequence{*last_id}.next() < position) {
        const bool long_ago = position.value() - *last_id > replay_records_max;
        opening += long_ago ? missed_from_reports(services, stall->id, Sequence{*last_id})
                            : missed_from_journal(services, stall->id, Sequence{*last_id}, position);
    }
    Response response;
    response.content_type = "text/event-stream";
    response.add_field("X-Accel-Buffering", "no");
    response.stream = make_live_stream(services.live, std::move(subscription), std::move(opening), position);
    return response;
}

// A screen that only begins is quick; one that comes back may have much to be told.
net::awaitable<Response> listen(Api& api, RateLimitBy<TokenId>& returns, const Call& call) {
    auto listening = call;
    if (call.request.field("last-event-id")) {
        if (!returns.admit(call.who().token.id)) co_return try_again("too_many_requests", 2);
        listening.errand.lane = Lane::replay;
    }
    auto open = [&api, &listening] { return open_stream(api, listening); };
    auto response = co_await api.read(listening, std::move(open));
    co_return response;
}

}  // namespace

void add_live_routes(Api& api) {
    // What a screen missed may be a long answer, written on the threads that notices come by. A page that lost its line
    // tries every half second at most, and a stall has a few screens.
    const auto returns = std::make_shared<RateLimitBy<TokenId>>(api.services().clock,
                                                                RateLimits{.per_second = 10, .burst = 100});
    api.add(Method::get, "/v1/stalls/{id}/live",
            {operators | vendors, 0, "Server-sent events of a stall; Last-Event-ID resumes"},
            [&api, returns](const Call& call) { return listen(api, *returns, call); });
}

}  // namespace choqr::gateway

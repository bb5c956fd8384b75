#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "base/encoding.hpp"
#include "documents/volunteers.hpp"
#include "printing/stand_photos.hpp"
#include "problem/problem.hpp"

// What those who go from stall to stall tell: whom they spoke with, which stand they handed over, who refused
// and why; and the photograph of a stand as it hangs (docs/decisions/0714).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr int range_days_max = 400;
constexpr http::Parameter from_parameter{"from", "The first business day, YYYY-MM-DD"};
constexpr http::Parameter to_parameter{"to", "The last one; the same unless told"};
constexpr http::Parameter format_parameter{"format", "json, text or csv; json unless told"};

// ---- Telling of a visit

merchants::Visit read_visit_itself(const json::Fields& fields, Instant now) {
    using enum merchants::VisitOutcome;
    merchants::Visit visit{spoke, std::nullopt, now};
    const auto outcome =
        fields.one_of("outcome", {name_of(spoke), name_of(stand_handed_over), name_of(refused)});
    visit.outcome = static_cast<merchants::VisitOutcome>(outcome.value_or(0));
    if (fields.has("at")) visit.at = fields.instant("at").value_or(now);
    if (outcome && visit.outcome == refused) {
        using enum merchants::RefusalReason;
        const auto reason =
            fields.one_of("reason", {name_of(other_bank_code), name_of(fears_tax), name_of(no_smartphone),
                                     name_of(owner_absent), name_of(merchants::RefusalReason::other)});
        visit.reason = static_cast<merchants::RefusalReason>(reason.value_or(0));
    } else if (fields.has("reason")) {
        fields.complain("reason", json::Wrong::not_allowed, "goes with refused alone", "chỉ đi cùng từ chối");
    }
    return visit;
}

void read_stand(const json::Fields& fields, const merchants::Stall& stall, book::VisitStall& told) {
    const auto version = fields.optional_integer("stand_version", 1, UINT32_MAX);
    const auto photo = fields.optional_text("photo_sha256", 2 * Hash::size);
    if (told.visit.outcome != merchants::VisitOutcome::stand_handed_over) {
        if (version || photo)
            fields.complain(version ? "stand_version" : "photo_sha256", json::Wrong::not_allowed,
                            "goes with stand_handed_over alone", "chỉ đi cùng đã treo bảng");
        return;
    }
    told.stand_version = version ? static_cast<std::uint32_t>(*version) : stall.stand.version;
    if (!photo) return;
    told.photo = Hash::from_bytes(from_lower_hex(*photo).value_or(""));
    if (!told.photo)
        fields.complain("photo_sha256", json::Wrong::not_allowed, "must be 64 lower-case hexadecimal digits",
                        "phải là 64 chữ số thập lục phân viết thường");
}

std::optional<book::VisitStall> read_visit(const VisitPorts& ports, const Call& call,
                                           const merchants::Stall& stall, Response& refusal) {
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"outcome", "reason", "at", "stand_version", "photo_sha256"});
    book::VisitStall told{stall.id, read_visit_itself(fields, ports.clock.now())};
    read_stand(fields, stall, told);
    if (!complaint) return told;
    refusal = problem(*complaint);
    return std::nullopt;
}

/// Whoever it was, by the name under which the board knows them.
std::string name_of_doer(const VisitPorts& ports, const reports::ActorRow& who) {
    const auto account = who.id ? ports.accounts.find(*who.id) : std::nullopt;
    return account ? account->name : who.label;
}

/// What a vendor said who has taken the consent back is not told: only that somebody was at the stall.
void write_row(json::Writer& json, const VisitPorts& ports, const Principal& reader,
               const reports::VisitRow& row) {
    json.begin_object().field("sequence", row.sequence.value()).field("stall_id", row.stall.text());
    json.field("stall_code", row.code).field("zone", row.zone).key("visit");
    if (is_shown_vendor(reader, row.stall, row.consent))
        write(json, row.visit);
    else
        json.null();
    json.field("at", format_rfc3339(row.visit.at));
    json.field("stand_version",
               row.stand_version == 0 ? std::nullopt : std::optional{std::int64_t{row.stand_version}});
    json.key("by").begin_object().field("id", row.by.name).field("name", name_of_doer(ports, row.by));
    json.end_object().end_object();
}

net::awaitable<Response> tell_visit(VisitPorts ports, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    Response refusal;
    auto told = read_visit(ports, call, *stall, refusal);
    if (!told) co_return refusal;
    auto render = [ports, &call](Api::Done done) {
        json::Writer json;
        write_row(json, ports, call.who(), ports.reports.visit(done.sequence).value().value());
        return json_answer(std::move(json), done.created ? 201 : 200);
    };
    book::Ask ask = *std::move(told);
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

// ---- The photograph

Response keep_photo(const VisitPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) return problem("stall_closed");
    if (!stall->vendor)
        return problem("stall_not_registered",
                       "A photograph is kept of a vendor's stand: the stall has none.");
    if (stall->consent.status == merchants::ConsentStatus::withdrawn) return problem("consent_withdrawn");
    switch (ports.photos.keep(stall->id, stall->vendor->id, call.request.body)) {
        case StandPhotos::Kept::is_no_jpeg:
            return problem("photo_not_jpeg");
        case StandPhotos::Kept::no_room:
        case StandPhotos::Kept::not_written:
            return problem("photo_not_kept");
        case StandPhotos::Kept::kept:
            break;
    }
    json::Writer json;
    json.begin_object().field("photo_sha256", to_hex(sha256(call.request.body).bytes())).end_object();
    return json_answer(std::move(json));
}

bool is_sent_as_jpeg(const http::Request& request) {
    return request.field("content-type").value_or("") == "image/jpeg";
}

net::awaitable<Response> put_photo(VisitPorts ports, const Call& call) {
    if (!is_sent_as_jpeg(call.request)) co_return problem("photo_not_jpeg");
    if (auto wait = ports.api.too_many_changes(call)) co_return *std::move(wait);
    auto work = [ports, &call] { return keep_photo(ports, call); };
    auto response = co_await ports.api.read(call, std::move(work));
    co_return response;
}

Response show_photo(const VisitPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    if (!is_shown_photo(call.who(), *stall)) return problem("consent_withdrawn");
    auto jpeg = stall->vendor ? ports.photos.of(stall->id, stall->vendor->id) : std::nullopt;
    if (!jpeg) return problem("photo_not_found");
    auto response = text_answer(*std::move(jpeg), "image/jpeg");
    response.policy = http::Policy::private_picture;
    return response;
}

// ---- What the board sees of it

struct Asked {
    merchants::Market market;
    Day from{}, to{};
};

std::optional<Asked> read_days(const VisitPorts& ports, const Call& call, std::string_view market_id,
                               Response& refusal) {
    std::optional<Response> wrong;
    const auto from_text = parameter(call.request, "from", wrong);
    const auto to_text = parameter(call.request, "to", wrong);
    const auto market = ports.api.visible_market(call, market_id);
    if (!market) return refusal = problem("market_not_found"), std::nullopt;
    const auto from = parse_day(from_text.value_or("")), to = to_text ? parse_day(*to_text) : from;
    if (wrong) return refusal = *std::move(wrong), std::nullopt;
    if (!from || !to) {
        refusal = problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", from ? "to" : "from");
        return std::nullopt;
    }
    const auto days = (std::chrono::sys_days{*to} - std::chrono::sys_days{*from}).count() + 1;
    if (days >= 1 && days <= range_days_max) return Asked{*market, *from, *to};
    refusal = problem("invalid_parameter", "The range is 1 to 400 days, the earlier day first.", "to");
    return std::nullopt;
}

Response list_visits(const VisitPorts& ports, const Call& call) {
    Response refusal;
    const auto asked = read_days(ports, call, call.values[0], refusal);
    if (!asked) return refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const Day after_last{std::chrono::sys_days{asked->to} + std::chrono::days{1}};
    const auto cutoff = asked->market.business_day_cutoff;
    reports::VisitFilter filter{asked->market.id, business_day_begin(asked->from, cutoff),
                                business_day_begin(after_last, cutoff)};
    if (page->after) filter.before = Sequence{*page->after};
    filter.limit = page->limit + 1;
    const auto rows = ports.reports.visits(filter).value();
    return list_answer(
        rows, page->limit,
        [&](json::Writer& json, const auto& row) { write_row(json, ports, call.who(), row); },
        [](const auto& row) { return row.sequence.value(); });
}

// That a stall fell asleep is no amount: it says where somebody has to go.
Response list_dormant(const VisitPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    const auto today = business_day(ports.clock.now(), market->business_day_cutoff);
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& [stall, zone] : ports.reports.dormant(market->id, today).value()) {
        if (call.who().area.zone && !is_own_zone(call.who(), zone)) continue;
        json.begin_object().field("stall_id", stall.text()).end_object();
    }
    json.end_array().end_object();
    return json_answer(std::move(json));
}

// The words of documents/ are those of the outside contract, in their order.
consteval bool are_words_of_book() {
    for (std::size_t i = 0; i < documents::refusal_reasons.size(); ++i)
        if (documents::refusal_reasons[i].name != book::name_of(static_cast<merchants::RefusalReason>(i)))
            return false;
    return documents::refusal_reasons.size() == reports::VolunteerDay::reasons;
}
static_assert(are_words_of_book());

documents::VolunteerLine line_of(const VisitPorts& ports, const reports::VolunteerDay& day) {
    return {.day = day.day,
            .id = day.by.name,
            .name = name_of_doer(ports, day.by),
            .visited = day.visited,
            .registered = day.registered,
            .refused = day.refused,
            .stands_handed_over = day.stands_handed_over,
            .paid_within_a_day = day.paid_within_a_day};
}

Response report_volunteers(const VisitPorts& ports, const Call& call) {
    std::optional<Response> wrong;
    const auto market_id = parameter(call.request, "market_id", wrong);
    const auto form = parameter(call.request, "format", wrong).value_or("json");
    if (wrong) return *std::move(wrong);
    if (!market_id) return problem("invalid_parameter", "market_id is missing.", "market_id");
    if (form != "json" && form != "text" && form != "csv")
        return problem("invalid_parameter", "format is json, text or csv.", "format");
    Response refusal;
    const auto asked = read_days(ports, call, *market_id, refusal);
    if (!asked) return refusal;
    documents::VolunteersReport report{.market = asked->market.id,
                                       .market_name = asked->market.name,
                                       .trial = ports.trial_ledger,
                                       .from = asked->from,
                                       .to = asked->to,
                                       .lines = {}};
    for (const auto& day : ports.reports.volunteer_days(asked->market, asked->from, asked->to).value())
        report.lines.push_back(line_of(ports, day));
    if (form == "text") return text_answer(documents::to_text(report));
    if (form == "csv") return text_answer(documents::to_csv(report), "text/csv; charset=utf-8");
    return text_answer(documents::to_json(report), "application/json");
}

}  // namespace

void add_visit_routes(const VisitPorts& ports) {
    ports.api.add(Method::post, "/v1/stalls/{id}/visits",
                  {Capability::register_stalls, json_body_bytes_max,
                   "Tell of a visit: outcome spoke, stand_handed_over or refused with its reason"},
                  [ports](const Call& call) { return tell_visit(ports, call); });
    ports.api.add(Method::put, "/v1/stalls/{id}/stand-photo",
                  {Capability::register_stalls, StandPhotos::bytes_max,
                   "Keep a photograph of the stand as it hangs, a JPEG, in place of the one before"},
                  [ports](const Call& call) { return put_photo(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/stand-photo",
                  {Capability::see_acts, 0, "The photograph of the stand as it hangs"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_photo(ports, call); });
                  });
    ports.api.add(
        Method::get, "/v1/markets/{id}/visits",
        taking({from_parameter, to_parameter, limit_parameter, cursor_parameter},
               {Capability::pair_market_devices, 0, "Visits at a market's stalls, the one told last first"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return list_visits(ports, call); });
        });
    ports.api.add(Method::get, "/v1/markets/{id}/dormant-stalls",
                  {Capability::register_stalls, 0, "Stalls that were paid once, and not for 14 days"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_dormant(ports, call); });
                  });
    ports.api.add(
        Method::get, "/v1/reports/volunteers",
        in_lane(Lane::heavy,
                taking({{"market_id", "Whose"}, from_parameter, to_parameter, format_parameter},
                       {Capability::pair_market_devices, 0, "What each volunteer did on each day"})),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return report_volunteers(ports, call); });
        });
}

}  // namespace choqr::gateway

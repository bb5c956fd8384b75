#include <charconv>
#include <map>

#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// Who did what, and when (docs/decisions/0637).
namespace choqr::gateway {
namespace {

using http::Method;
using http::Response;

/// What one vendor's money and one vendor's wishes are about is theirs and the operator's, not the board's.
const std::vector<std::uint16_t> not_of_boards{
    book::number_of<book::TransferAssigned>, book::number_of<book::ErasureRequested>,
    book::number_of<book::ErasureWithdrawn>, book::number_of<book::VendorErased>,
    book::number_of<book::TransferClaimed>,  book::number_of<book::TransferClaimDisputed>,
    book::number_of<book::TransferSetAside>, book::number_of<book::RefundLinked>,
    book::number_of<book::CashDeclared>};

std::optional<std::uint64_t> parse_sequence(std::string_view text) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    const bool is_one = !text.empty() && parsed.ec == std::errc{} && parsed.ptr == end && value <= INT64_MAX;
    return is_one ? std::optional{value} : std::nullopt;
}

struct Asked {
    std::optional<std::string> stall, market, after, order;
    PageQuery page;
};

std::optional<Asked> read_query(const http::Request& request, Response& refusal) {
    std::optional<Response> wrong;
    Asked asked{parameter(request, "stall_id", wrong),
                parameter(request, "market_id", wrong),
                parameter(request, "after", wrong),
                parameter(request, "order", wrong),
                {}};
    if (wrong) {
        refusal = *std::move(wrong);
        return std::nullopt;
    }
    if (asked.order && *asked.order != "newest" && *asked.order != "oldest") {
        refusal = problem("invalid_parameter", "order is oldest or newest.", "order");
        return std::nullopt;
    }
    if (asked.after && !parse_sequence(*asked.after)) {
        refusal = problem("invalid_parameter", "after is a sequence, a whole number.", "after");
        return std::nullopt;
    }
    const auto page = page_query(request, refusal);
    if (!page) return std::nullopt;
    asked.page = *page;
    return asked;
}

/// A stall that the caller names; nothing, with the answer in `refusal`: they may not see it.
bool is_narrowed(const ActPorts& ports, const Call& call, const Asked& asked, reports::ActFilter& filter,
                 Response& refusal) {
    if (asked.stall) {
        const auto stall = ports.api.visible_stall(call, *asked.stall);
        if (stall) filter.stall = stall->id;
        if (!stall) refusal = problem("stall_not_found", {}, "stall_id");
        if (!stall) return false;
    }
    if (asked.market) {
        const auto market = ports.api.visible_market(call, *asked.market);
        if (market) filter.market = market->id;
        if (!market) refusal = problem("market_not_found", {}, "market_id");
        if (!market) return false;
    }
    return true;
}

/// Cut down to what the caller may see.
std::optional<reports::ActFilter> filter_of(const ActPorts& ports, const Call& call, const Asked& asked,
                                            Response& refusal) {
    const auto& caller = call.who();
    reports::ActFilter filter{.market = caller.scope.market, .stall = caller.scope.stall};
    if (caller.scope.market) filter.without = not_of_boards;
    if (!is_narrowed(ports, call, asked, filter, refusal)) return std::nullopt;
    filter.newest_first = asked.order == "newest";
    if (asked.after) filter.after = Sequence{*parse_sequence(*asked.after)};
    if (asked.page.after) (filter.newest_first ? filter.before_id : filter.after_id) = asked.page.after;
    filter.limit = asked.page.limit + 1;
    return filter;
}

std::string_view kind_of(const reports::ActorRow& actor) {
    if (actor.is_device) return "device";
    if (!actor.role) return actor.id ? "unknown" : "system";
    return *actor.role == book::Role::vendor ? "program" : "token";
}

/// `names_devices`: what a phone is called tells whose it is.
void write_actor(json::Writer& json, const ActPorts& ports, const reports::ActorRow& actor,
                 bool names_devices) {
    const auto account = actor.id ? ports.accounts.find(*actor.id) : std::nullopt;
    const bool is_named = !actor.is_device || names_devices;
    json.begin_object().field("id", actor.name);
    json.field("kind", account ? std::string_view{"person"} : kind_of(actor));
    json.field("role", actor.role ? std::optional{book::name_of(*actor.role)} : std::nullopt);
    json.field("name", account ? account->name : is_named ? actor.label : std::string{}).end_object();
}

Response list_acts(const ActPorts& ports, const Call& call) {
    Response refusal;
    const auto asked = read_query(call.request, refusal);
    if (!asked) return refusal;
    const auto filter = filter_of(ports, call, *asked, refusal);
    if (!filter) return refusal;
    const auto rows = ports.reports.acts(*filter).value();
    std::map<StallId, bool> is_shown;
    const auto names_devices = [&](const std::optional<StallId>& id) {
        if (!id) return true;
        const auto [place, is_new] = is_shown.try_emplace(*id, true);
        if (is_new)
            if (const auto stall = ports.reports.stall(*id).value())
                place->second = is_shown_vendor(call.who(), *stall);
        return place->second;
    };
    return list_answer(
        rows, asked->page.limit,
        [&](json::Writer& json, const reports::ActRow& row) {
            const bool named = names_devices(row.stall);
            json.begin_object().field("sequence", row.sequence.value()).field("at", format_rfc3339(row.at));
            json.field("what", row.event).key("actor");
            write_actor(json, ports, row.actor, named);
            json.key("about");
            if (row.about)
                write_actor(json, ports, *row.about, named);
            else
                json.null();
            json.field("market_id", row.market ? std::optional{row.market->text()} : std::nullopt);
            json.field("stall_id", row.stall ? std::optional{row.stall->text()} : std::nullopt).end_object();
        },
        [](const reports::ActRow& row) { return row.id; });
}

}  // namespace

void add_act_routes(const ActPorts& ports) {
    ports.api.add(
        Method::get, "/v1/acts",
        taking({{"stall_id", "Only what was done at a stall"},
                {"market_id", "Only what was done in a market"},
                {"after", "Only what was recorded behind this sequence"},
                {"order", "newest: the latest first"},
                limit_parameter,
                cursor_parameter},
               {Capability::see_acts, 0, "Who did what, oldest first; money that came is in /v1/transfers"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return list_acts(ports, call); });
        });
}

}  // namespace choqr::gateway

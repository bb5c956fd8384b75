#include <algorithm>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/todays.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// What is unmatched on a stall's account, and the stall's word that it is its own (docs/decisions/0314).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t unclaimed_max = 100;

/// `{"stall_id"}`, or no body at all. The inner nothing: none is named. The outer: the answer is in
/// `refusal`.
std::optional<std::optional<std::string>> read_stall(const http::Request& request, Response& refusal) {
    if (request.body.empty()) return std::optional<std::string>{};
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id"});
    auto named = fields.optional_text("stall_id", 32);
    if (!complaint) return named;
    refusal = problem(*complaint);
    return std::nullopt;
}

/// Whoever was first has it; what it is the list of transfers says. The others are told no more than that a
/// person is asked.
Response claim_answer(const TransferPorts& ports, const Call& call, TransferId id, StallId stall) {
    const auto row = ports.reports.transfer(id).value().value();
    const bool has_it = row.stall == stall && row.status == book::TransferStatus::assigned;
    json::Writer json;
    json.begin_object().field("transfer_id", id.text()).field("stall_id", stall.text());
    json.field("outcome", has_it ? "claimed" : "disputed");
    if (has_it) {
        json.key("transfer");
        write(json, row, disclosed(row, reader_of(call.who())));
    }
    json.end_object();
    return json_answer(std::move(json), has_it ? 200 : 202);
}

net::awaitable<Response> claim(TransferPorts ports, const Call& call) {
    const auto transfer = TransferId::parse(call.values[0]);
    if (!transfer) co_return problem("transfer_not_found");
    Response refusal;
    const auto named = read_stall(call.request, refusal);
    if (!named) co_return refusal;
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall, &named] { stall = calling_stall(ports.api, call, *named); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall)
        co_return problem("stall_not_found", "Name a stall that is yours: whose transfer is it?", "stall_id");
    book::Ask ask = book::ClaimTransfer{*transfer, stall->id};
    auto render = [ports, &call, id = *transfer, stall = stall->id](Api::Done) {
        return claim_answer(ports, call, id, stall);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

// Amount, minute and the payer's last digits: whoever shares the account sees it, too.
Response list_unclaimed(const TransferPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    const auto now = ports.clock.now();
    auto rows = ports.reports.unclaimed(stall->id, now, unclaimed_max).value();
    if (!call.who().may(Capability::see_past_days)) {
        const auto since = now - std::chrono::hours{24};
        std::erase_if(rows, [&](const auto& row) { return row.booked_at < since; });
    }
    return list_answer(
        rows, unclaimed_max,
        [](json::Writer& json, const reports::UnclaimedRow& row) {
            json.begin_object().field("id", row.id.text()).field("amount", row.amount.dong());
            json.field("booked_at", format_rfc3339(std::chrono::floor<std::chrono::minutes>(row.booked_at)));
            json.field("debtor_account_tail", row.debtor_account_tail).end_object();
        },
        [](const auto& row) { return row.id.value(); });
}

// Neither amount nor payer: a board finds out whose it is by asking both.
void write_dispute(json::Writer& json, const reports::DisputeRow& dispute, MarketId market) {
    json.begin_object().field("transfer_id", dispute.transfer.text()).key("claims").begin_array();
    std::uint64_t elsewhere = 0;
    for (const auto& claim : dispute.claims) {
        if (claim.market != market) {
            ++elsewhere;
            continue;
        }
        json.begin_object().field("stall_id", claim.stall.text()).field("stall", claim.code);
        json.field("at", format_rfc3339(claim.at)).field("has_it", !claim.waits).end_object();
    }
    json.end_array().field("claims_elsewhere", elsewhere).end_object();
}

Response list_disputes(const TransferPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market || !call.who().reaches_all_of(market->id)) return problem("market_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto after = page->after ? std::optional{TransferId::from_value(*page->after)} : std::nullopt;
    const auto rows = ports.reports.disputes(market->id, after, page->limit + 1).value();
    return list_answer(
        rows, page->limit, [&](json::Writer& json, const auto& row) { write_dispute(json, row, market->id); },
        [](const auto& row) { return row.transfer.value(); });
}

/// What a person says of a transfer that waits.
struct Settled {
    StallId stall;
    std::string reason;
};

std::optional<Settled> read_settled(const http::Request& request, Response& refusal) {
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id", "reason"});
    const auto text = fields.text("stall_id", 32);
    auto reason = optional_label(fields, "reason", 200).value_or("");
    const auto stall = text ? StallId::parse(*text) : std::nullopt;
    if (complaint)
        refusal = problem(*complaint);
    else if (!stall)
        refusal = problem("stall_not_found", {}, "stall_id");
    else
        return Settled{*stall, std::move(reason)};
    return std::nullopt;
}

/// Between stalls of the market, and for one of those that claim it: of other money a board is not told on
/// whose account it came.
bool waits_between_stalls_of(const reports::Reports& reports, MarketId market, TransferId transfer,
                             StallId stall) {
    const auto claims = reports.claims(transfer).value();
    const auto is_here = [&](const auto& claim) { return claim.market == market; };
    const auto waits = [](const auto& claim) { return claim.waits; };
    const auto is_it = [&](const auto& claim) { return claim.stall == stall; };
    return std::ranges::all_of(claims, is_here) && std::ranges::any_of(claims, waits) &&
           std::ranges::any_of(claims, is_it);
}

Response settled_answer(TransferId transfer, StallId stall) {
    json::Writer json;
    json.begin_object().field("transfer_id", transfer.text()).field("stall_id", stall.text()).end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> settle(TransferPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    const auto transfer = TransferId::parse(call.values[1]);
    if (!market || !call.who().reaches_all_of(*market)) co_return problem("market_not_found");
    Response refusal;
    const auto settled = read_settled(call.request, refusal);
    if (!settled) co_return refusal;
    bool waits = false;
    auto look_up = [ports, &waits, &market, &transfer, &settled] {
        waits = transfer && waits_between_stalls_of(ports.reports, *market, *transfer, settled->stall);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!waits) co_return problem("transfer_not_found", "No claim of such a transfer waits for this market.");
    book::Ask ask = book::AssignTransfer{*transfer, settled->stall, settled->reason};
    auto render = [id = *transfer, stall = settled->stall](Api::Done) { return settled_answer(id, stall); };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

}  // namespace

void add_claim_routes(const TransferPorts& ports) {
    ports.api.add(Method::post, "/v1/transfers/{id}/claim",
                  taking({calling_stall_parameter},
                         {Capability::claim_transfers, json_body_bytes_max,
                          "Say that an unmatched transfer on one's own account is one's own (30 days long)"}),
                  [ports](const Call& call) { return claim(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/unclaimed",
                  {Capability::claim_transfers, 0,
                   "What came on a stall's account and is nobody's yet: the newest 100 of 30 days"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_unclaimed(ports, call); });
                  });
    ports.api.add(Method::get, "/v1/markets/{id}/claims",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::settle_claims, 0,
                          "Transfers that several stalls claim; the first one has each until it is settled"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_disputes(ports, call); });
                  });
    ports.api.add(Method::post, "/v1/markets/{id}/claims/{transfer}/settle",
                  {Capability::settle_claims, json_body_bytes_max,
                   "Say to which of the stalls that claim a transfer it belongs"},
                  [ports](const Call& call) { return settle(ports, call); });
}

}  // namespace choqr::gateway

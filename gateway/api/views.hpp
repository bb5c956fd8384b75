#pragma once

#include <optional>
#include <string>

#include "access/accounts.hpp"
#include "access/public_ids.hpp"
#include "access/shown_stall.hpp"
#include "api/api.hpp"
#include "book_json/event_json.hpp"
#include "book_json/stall_json.hpp"
#include "documents/report.hpp"
#include "json/writer.hpp"
#include "live/transfer_face.hpp"
#include "merchants/stand.hpp"
#include "reports/reports.hpp"

// How the things of the ledger look in JSON (the outside contract). Everything appends one value.
namespace choqr::gateway {

using book::write;  // Events, markets, totals.
void write(json::Writer& json, const merchants::Consent& consent);
void write(json::Writer& json, const ShownStall& stall, const PublicIds& public_ids);
void write(json::Writer& json, const merchants::PaymentRequest& request, const merchants::Stall& stall,
           const PublicRequestIds& public_ids);
/// What of a transfer's money the gate tells to this reader.
statistics::DisclosedTransfer disclosed(const reports::TransferRow& transfer, statistics::Reader reader);
/// With what other feeds told of it.
void write(json::Writer& json, const reports::TransferRow& transfer,
           const statistics::DisclosedTransfer& money, const std::vector<reports::EvidenceRow>& evidence);
void write(json::Writer& json, const reports::TransferRow& transfer,
           const statistics::DisclosedTransfer& money);
void write(json::Writer& json, const reports::TokenRow& token, Instant now);
/// What of it is there, without braces.
void write_members(json::Writer& json, const book::Area& area);
/// The same without braces, for more to follow.
void write_members(json::Writer& json, const Principal& principal);

/// One value: {outcome, reason, at}.
void write(json::Writer& json, const merchants::Visit& visit);

/// Who calls, as GET /v1/me says it: a person with an account has their names in it.
http::Response me_answer(const Principal& principal, const Accounts& accounts, bool trial_ledger);

/// Whether somebody who is of one zone alone says so of a stall; whoever is of more may say anything.
bool is_own_zone(const Principal& caller, std::string_view zone);

/// The operator (audited) and a stall for itself see money; whoever runs markets sees counts.
statistics::Reader reader_of(const Principal& caller);
statistics::TotalsFacts facts_of(const book::DayTotals& totals);
documents::Closing closing_of(const reports::DayClose& close);

http::Response json_answer(json::Writer json, int status = 200);
http::Response text_answer(std::string text, std::string_view content_type = "text/plain; charset=utf-8");

using book::stand_payload;
/// One amount with one text: dynamic. Nothing if the stall has no account, or a reason in `refused` if it
/// cannot be encoded.
std::optional<std::string> amount_payload(const merchants::Stall& stall, std::optional<Vnd> amount,
                                          std::string_view content, std::string& refused);

/// "HH:MM" to minutes.
std::optional<std::chrono::minutes> parse_cutoff(std::string_view text);
using book::format_cutoff;

using book::name_of;
std::string_view name_of(merchants::PrintReason reason);

/// limit= and cursor= of a list. `cursor` is opaque outside: the number of the last item seen.
struct PageQuery {
    std::size_t limit = 100;
    std::optional<std::uint64_t> after;
};
/// Nothing, with the answer in `refusal`, when a parameter is not one.
std::optional<PageQuery> page_query(const http::Request& request, http::Response& refusal);
std::string cursor_of(std::uint64_t last);

/// {"items":[…],"next_cursor":…}: `each` writes one; `number` is what the cursor remembers.
template <class Items, class Each, class Number>
http::Response list_answer(const Items& items, std::size_t limit, Each each, Number number) {
    json::Writer json;
    json.begin_object().key("items").begin_array();
    const auto shown = std::min(items.size(), limit);
    for (std::size_t i = 0; i < shown; ++i) each(json, items[i]);
    json.end_array();
    json.field("next_cursor",
               items.size() > limit ? std::optional{cursor_of(number(items[shown - 1]))} : std::nullopt);
    json.end_object();
    return json_answer(std::move(json));
}

/// A query parameter. `refusal` is set (and nothing returned) when it is malformed.
std::optional<std::string> parameter(const http::Request& request, std::string_view name,
                                     std::optional<http::Response>& refusal);

}  // namespace choqr::gateway

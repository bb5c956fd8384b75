#pragma once

#include <optional>
#include <string>

#include "gateway/api.hpp"
#include "gateway/json_writer.hpp"
#include "merchants/stand.hpp"
#include "reports/reports.hpp"

// How the things of the ledger look in JSON (the outside contract). Everything appends one value.
namespace choqr::gateway {

void write(JsonWriter& json, const merchants::Market& market);
void write(JsonWriter& json, const merchants::Stall& stall);
/// As an event says it: nothing of what other events say, such as which stand was printed.
void write_as_told(JsonWriter& json, const merchants::Stall& stall);
void write(JsonWriter& json, const merchants::PaymentRequest& request, const merchants::Stall& stall);
/// To be said aloud as money that arrives now ("announce"). One that was booked long ago, or in the future,
/// is not, even when a person has assigned it; a trial is, as a trial.
bool is_news(const reports::TransferRow& transfer);
/// `with_content`: the payer's text, which a board does not see.
void write(JsonWriter& json, const reports::TransferRow& transfer, bool with_content);
void write(JsonWriter& json, const reports::TokenRow& token);
/// The same without braces, for more to follow.
void write_members(JsonWriter& json, const reports::TokenRow& token);
void write(JsonWriter& json, const reports::DayClose& close);

http::Response json_answer(JsonWriter json, int status = 200);
http::Response text_answer(std::string text, std::string_view content_type = "text/plain; charset=utf-8");

/// The payload on a stall's stand: static, with the stall's code as the transfer's text. Nothing if it has no account.
std::optional<std::string> stand_payload(const merchants::Stall& stall);
/// One amount with one text: dynamic. Nothing if the stall has no account, or a reason in `refused` if it cannot be encoded.
std::optional<std::string> amount_payload(const merchants::Stall& stall, std::optional<Vnd> amount, std::string_view content,
                                          std::string& refused);

/// "HH:MM" to minutes and back.
std::optional<std::chrono::minutes> parse_cutoff(std::string_view text);
std::string format_cutoff(std::chrono::minutes cutoff);

std::string_view name_of(merchants::VendorKind kind);
std::string_view name_of(merchants::AccountKind kind);
std::string_view name_of(merchants::PointKind kind);
std::string_view name_of(merchants::StallStatus status);
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
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    const auto shown = std::min(items.size(), limit);
    for (std::size_t i = 0; i < shown; ++i) each(json, items[i]);
    json.end_array();
    json.field("next_cursor", items.size() > limit ? std::optional{cursor_of(number(items[shown - 1]))} : std::nullopt);
    json.end_object();
    return json_answer(std::move(json));
}

/// A query parameter. `refusal` is set (and nothing returned) when it is malformed.
std::optional<std::string> parameter(const http::Request& request, std::string_view name, std::optional<http::Response>& refusal);

}  // namespace choqr::gateway

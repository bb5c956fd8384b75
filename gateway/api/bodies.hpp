#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/api.hpp"
#include "book/commands.hpp"
#include "json/fields.hpp"

// What people send in creating and changing calls: checked for form here, for sense by the book.
namespace choqr::gateway {

inline constexpr std::size_t json_body_bytes_max = 64 * 1024;
inline constexpr std::size_t notice_body_bytes_max = 16 * 1024;
inline constexpr std::size_t label_bytes_max = 300;

/// The body as a JSON object. Nothing, with the answer in `refusal`, if it is not JSON or not sent as such.
std::optional<json::Value> json_body(const http::Request& request, http::Response& refusal);

/// A label (base/label.hpp): complains if it is there and cannot be one, or holds a payment card's number.
std::optional<std::string> label(const json::Fields& fields, std::string_view name,
                                 std::size_t code_points_max = 100);
std::optional<std::string> optional_label(const json::Fields& fields, std::string_view name,
                                          std::size_t code_points_max = 100);
/// A market's own number of a stall: a label of the alphabet `codes`, at most 32 characters.
std::optional<std::string> stall_code(const json::Fields& fields, std::string_view name);
/// 1 to 32 of A-Z a-z 0-9 - _.
std::optional<std::string> market_code(const json::Fields& fields, std::string_view name);

/// `{version, how}`, said on `caller`'s screen.
book::ConsentAnswer read_consent(const json::Fields& fields, const Principal& caller);
std::optional<book::VendorDetails> read_vendor(const json::Fields& fields);
/// Absent: nothing. Present: the accounts, in order. Each has bin and account_number, or the qr_payload of a
/// VietQR code that says both. A payment card's number is refused (docs/decisions/0105).
std::optional<std::vector<merchants::Account>> read_accounts(const json::Fields& fields);

}  // namespace choqr::gateway

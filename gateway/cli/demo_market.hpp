#pragma once

#include <string>

#include "cli/http_call.hpp"

namespace choqr::gateway {

/// What `choqr demo` shows of its market, and by which rights: a vendor's, a board's and a volunteer's, each
/// no more than its page needs.
struct DemoMarket {
    std::string id;
    std::string stall, stall_public_id, stall_code;
    std::string vendor_token, board_token, volunteer_token;
};

/// The demonstration's market in the ledger behind `operator_`, made if it is not there. Its tokens are kept
/// in `folder`/demo.json, and made anew where those are no longer taken. std::runtime_error with a sentence.
DemoMarket demo_market(const Target& operator_, const std::string& folder);

/// A text member of an answer; std::runtime_error if it is not there.
std::string text_member(const json::Value& value, std::string_view name);

}  // namespace choqr::gateway

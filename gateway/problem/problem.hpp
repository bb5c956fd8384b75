#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "book/book.hpp"
#include "http/message.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

namespace choqr::gateway {

/// One stable code of the outside contract with what it says when nothing more exact is known.
struct ProblemKind {
    std::string_view code;
    int status;
    std::string_view title;
    std::string_view detail;
    std::string_view detail_vi;
};
/// All codes, for /openapi.json and the tests.
std::span<const ProblemKind> problem_kinds();
/// `code` must be in the table.
const ProblemKind& problem_kind(std::string_view code);

/// An RFC 9457 answer. `code` must be in the table. `detail` replaces the table's English sentence; `field`
/// names the field that is wrong.
http::Response problem(std::string_view code, std::string_view detail = {}, std::string_view field = {});
/// The same with a sentence of its own in each language.
http::Response problem_in_words(std::string_view code, std::string_view detail, std::string_view detail_vi);
/// With members of its own behind the usual ones.
http::Response problem(std::string_view code, const std::function<void(json::Writer&)>& more);
http::Response problem(const json::Problem& found);
http::Response problem(book::Refusal refusal);
/// A query parameter that the call does not take; `nearest`: the one that was perhaps meant, if it takes any.
http::Response unknown_parameter(std::string_view name, std::string_view nearest);
/// 503 with Retry-After.
http::Response try_again(std::string_view code, int after_s);

}  // namespace choqr::gateway

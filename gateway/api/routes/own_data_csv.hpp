#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/vnd.hpp"

namespace choqr::gateway {

/// A vendor's data as rows of one shape, RFC 4180. A text that a spreadsheet program would take for a formula
/// has an apostrophe before it: what payers write comes from strangers.
class OwnDataCsv {
public:
    struct Row {
        std::string_view what;
        std::string at{}, name{}, value{};
        std::optional<Vnd> amount{};
        std::string note{};
    };
    explicit OwnDataCsv(bool with_heading) {
        if (with_heading) text_ = "what,at,name,value,amount,note\r\n";
    }
    void add(const Row& row) {
        text_.append(row.what).append(",").append(row.at).append(",").append(cell(row.name)).append(",");
        text_.append(cell(row.value)).append(",");
        if (row.amount) text_ += std::to_string(row.amount->dong());
        text_.append(",").append(cell(row.note)).append("\r\n");
    }
    std::string take() { return std::move(text_); }

private:
    static std::string cell(std::string_view text) {
        constexpr std::string_view begins_formula = "=+-@\t\r";
        std::string quoted = "\"";
        if (!text.empty() && begins_formula.find(text.front()) != std::string_view::npos) quoted += '\'';
        for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
        return quoted + '"';
    }

    std::string text_;
};

}  // namespace choqr::gateway

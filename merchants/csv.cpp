#include "merchants/csv.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace choqr::merchants {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::array separators{',', ';', '\t'};

bool is_end_of_line(char c) { return c == '\n' || c == '\r'; }

char most_frequent_separator(std::string_view text) {
    std::array<std::size_t, separators.size()> counts{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (is_end_of_line(c)) break;
        for (std::size_t i = 0; i < separators.size(); ++i) counts[i] += c == separators[i];
    }
    return separators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

/// Excel's own first line "sep=;": the separator, and the text moves behind it.
std::optional<char> take_separator_line(std::string_view& text) {
    if (!text.starts_with("sep=") || text.size() < 5) return std::nullopt;
    const char separator = text[4];
    const auto rest = text.substr(5);
    if (std::ranges::find(separators, separator) == separators.end() || rest.empty() ||
        !is_end_of_line(rest.front()))
        return std::nullopt;
    text = rest.substr(rest.starts_with("\r\n") ? 2 : 1);
    return separator;
}

class Reader {
public:
    Reader(std::string_view text, char separator, std::size_t line)
        : text_{text}, separator_{separator}, line_{line} {}

    std::variant<std::vector<TableRow>, CsvFailure> read() {
        std::vector<TableRow> records;
        while (at_ < text_.size()) {
            TableRow record{line_, {}, {}};
            if (const auto problem = read_record(record)) return CsvFailure{*problem, record.line};
            if (std::ranges::all_of(record.fields, &std::string::empty)) continue;
            if (records.size() == csv_records_max)
                return CsvFailure{CsvProblem::too_many_records, record.line};
            records.push_back(std::move(record));
        }
        if (records.empty()) return CsvFailure{CsvProblem::empty, 1};
        return records;
    }

private:
    std::optional<CsvProblem> read_record(TableRow& record) {
        for (;;) {
            if (record.fields.size() == csv_fields_max) return CsvProblem::too_many_fields;
            auto& field = record.fields.emplace_back();
            const bool quoted = at_ < text_.size() && text_[at_] == '"';
            if (const auto problem = quoted ? read_quoted(field) : read_plain(field)) return problem;
            if (at_ == text_.size()) return std::nullopt;
            if (text_[at_] == separator_) {
                ++at_;
                continue;
            }
            take_end_of_line();
            return std::nullopt;
        }
    }

    std::optional<CsvProblem> read_plain(std::string& field) {
        const auto begin = at_;
        while (at_ < text_.size() && text_[at_] != separator_ && !is_end_of_line(text_[at_])) ++at_;
        if (at_ - begin > csv_field_bytes_max) return CsvProblem::field_too_long;
        field = text_.substr(begin, at_ - begin);
        return std::nullopt;
    }

    std::optional<CsvProblem> read_quoted(std::string& field) {
        for (++at_; at_ < text_.size(); ++at_) {
            if (field.size() > csv_field_bytes_max) return CsvProblem::field_too_long;
            const char c = text_[at_];
            if (c == '"' && (++at_ == text_.size() || text_[at_] != '"')) return behind_quotes();
            if (c == '\n' || (c == '\r' && !text_.substr(at_).starts_with("\r\n"))) ++line_;
            field += c;
        }
        return CsvProblem::quotes_not_closed;
    }

    std::optional<CsvProblem> behind_quotes() const {
        const bool ends = at_ == text_.size() || text_[at_] == separator_ || is_end_of_line(text_[at_]);
        return ends ? std::nullopt : std::optional{CsvProblem::text_after_quotes};
    }

    void take_end_of_line() {
        at_ += text_.substr(at_).starts_with("\r\n") ? 2u : 1u;
        ++line_;
    }

    std::string_view text_;
    char separator_;
    std::size_t line_;
    std::size_t at_ = 0;
};

}  // namespace

std::variant<std::vector<TableRow>, CsvFailure> read_csv(std::string_view text) {
    if (text.size() > csv_bytes_max) return CsvFailure{CsvProblem::too_large, 1};
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos)
        return CsvFailure{CsvProblem::not_utf8, 1};
    const auto declared = take_separator_line(text);
    return Reader{text, declared.value_or(most_frequent_separator(text)), declared ? 2u : 1u}.read();
}

}  // namespace choqr::merchants

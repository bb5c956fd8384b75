#include "work/strangers_work.hpp"

#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "sandbox/child.hpp"
#include "world/processor_budget.hpp"

namespace choqr::gateway {
namespace {

// The reader stops well before the child would be killed: its "too hard" is an answer, a killed child's is
// none.
std::chrono::milliseconds share_of_reader(std::chrono::milliseconds processor) { return processor * 4 / 5; }

constexpr std::size_t texts_max = 8;

// The problem's number as a letter, then each text behind its length: "A12:hello, world5:again".
std::string written(const qr_reader::Reading& reading) {
    std::string answer{static_cast<char>('A' + static_cast<int>(reading.problem))};
    for (const auto& text : reading.texts)
        answer.append(std::to_string(text.size())).append(":").append(text);
    return answer;
}

std::string read_picture(const sandbox::Assignment& assignment) {
    const world::ProcessorBudget budget{share_of_reader(assignment.processor)};
    return written(qr_reader::read_picture(assignment.bytes, [&budget] { return budget.left(); }));
}

constexpr char cell_kinds[] = {'u', 't', 'n', 'd'};  // In the order of merchants::CellKind.

void write_text(std::string& answer, std::string_view text) {
    answer.append(std::to_string(text.size())).append(":").append(text);
}

// "F", the problem's number as a letter, the cell; or "T" and the rows: line, number of cells, each cell
// behind its kind.
std::string read_workbook(const sandbox::Assignment& assignment) {
    const auto read = workbook::read_workbook(assignment.bytes);
    if (const auto* failure = std::get_if<workbook::Failure>(&read))
        return std::string{'F', static_cast<char>('A' + static_cast<int>(failure->problem))} + failure->cell;
    std::string answer{"T"};
    for (const auto& row : std::get<workbook::Table>(read)) {
        write_text(answer, std::to_string(row.line));
        write_text(answer, std::to_string(row.fields.size()));
        for (std::size_t i = 0; i < row.fields.size(); ++i) {
            answer += cell_kinds[static_cast<std::size_t>(row.kind(i))];
            write_text(answer, row.fields[i]);
        }
    }
    return answer;
}

constexpr std::array<std::pair<std::string_view, std::string (*)(const sandbox::Assignment&)>, 2> kinds{
    {{picture_work, read_picture}, {workbook_work, read_workbook}}};

std::optional<std::string_view> take_text(std::string_view& rest) {
    const auto colon = rest.find(':');
    std::size_t size = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + std::min(colon, rest.size()), size);
    if (colon == std::string_view::npos || parsed.ec != std::errc{} || parsed.ptr != rest.data() + colon)
        return std::nullopt;
    if (size > rest.size() - colon - 1) return std::nullopt;
    const auto text = rest.substr(colon + 1, size);
    rest.remove_prefix(colon + 1 + size);
    return text;
}

std::optional<std::size_t> take_number(std::string_view& rest, std::size_t most) {
    const auto text = take_text(rest);
    std::size_t number = 0;
    if (!text) return std::nullopt;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool is_whole = parsed.ec == std::errc{} && parsed.ptr == text->data() + text->size();
    return is_whole && number >= 1 && number <= most ? std::optional{number} : std::nullopt;
}

// What a CSV file's reader promises of a cell.
bool is_cell(std::string_view text) {
    return text.size() <= merchants::table_cell_bytes_max && is_valid_utf8(text) &&
           text.find('\0') == std::string_view::npos;
}

bool take_cell(std::string_view& rest, merchants::TableRow& row) {
    const auto* kind = rest.empty() ? std::end(cell_kinds) : std::ranges::find(cell_kinds, rest.front());
    if (kind == std::end(cell_kinds)) return false;
    rest.remove_prefix(1);
    const auto text = take_text(rest);
    if (!text || !is_cell(*text)) return false;
    row.kinds.push_back(static_cast<merchants::CellKind>(kind - std::begin(cell_kinds)));
    row.fields.emplace_back(*text);
    return true;
}

std::optional<merchants::TableRow> take_row(std::string_view& rest, std::size_t line_before) {
    constexpr std::size_t lines_max = 1'048'576;
    const auto line = take_number(rest, lines_max);
    const auto cells = line ? take_number(rest, merchants::table_columns_max) : std::nullopt;
    if (!cells || *line <= line_before) return std::nullopt;
    merchants::TableRow row{*line, {}, {}};
    while (row.fields.size() < *cells)
        if (!take_cell(rest, row)) return std::nullopt;
    return row;
}

std::optional<workbook::Read> failure_of(std::string_view rest) {
    constexpr std::size_t cell_bytes_max = 16;
    const auto problem = rest.empty() ? -1 : rest.front() - 'A';
    if (problem < 0 || problem > static_cast<int>(workbook::last_problem)) return std::nullopt;
    const auto cell = rest.substr(1);
    if (cell.size() > cell_bytes_max || !is_cell(cell)) return std::nullopt;
    return workbook::Failure{static_cast<workbook::Problem>(problem), std::string{cell}};
}

}  // namespace

std::string do_strangers_work(const sandbox::Assignment& assignment) {
    for (const auto& [kind, work] : kinds)
        if (kind == assignment.kind) return work(assignment);
    throw std::invalid_argument{"no such kind of work"};
}

std::optional<qr_reader::Reading> reading_of(std::string_view answer) {
    if (answer.empty() || answer.front() < 'A' ||
        answer.front() > 'A' + static_cast<int>(qr_reader::Problem::too_hard))
        return std::nullopt;
    qr_reader::Reading reading{static_cast<qr_reader::Problem>(answer.front() - 'A')};
    for (auto rest = answer.substr(1); !rest.empty();) {
        const auto text = take_text(rest);
        if (!text || reading.texts.size() == texts_max) return std::nullopt;
        reading.texts.emplace_back(*text);
    }
    // Texts and a problem exclude each other.
    if (reading.texts.empty() == (reading.problem == qr_reader::Problem::none)) return std::nullopt;
    return reading;
}

std::optional<workbook::Read> workbook_of(std::string_view answer) {
    if (answer.starts_with('F')) return failure_of(answer.substr(1));
    if (!answer.starts_with('T')) return std::nullopt;
    workbook::Table table;
    for (auto rest = answer.substr(1); !rest.empty();) {
        auto row = take_row(rest, table.empty() ? 0 : table.back().line);
        if (!row || table.size() == merchants::table_rows_max) return std::nullopt;
        table.push_back(*std::move(row));
    }
    return table.empty() ? std::nullopt : std::optional<workbook::Read>{std::move(table)};
}

int run_sandbox_child(const std::vector<std::string>& words) {
    // libzip turns the days in an archive's table into instants, and the C library would look at the file of
    // the time zone each time. A zone that is named is looked up once, while that is still allowed.
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
    sandbox::live_as_child(words, do_strangers_work);
}

}  // namespace choqr::gateway

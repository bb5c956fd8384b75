#include "workbook/sheet.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "merchants/spreadsheet_cell.hpp"
#include "workbook/xml.hpp"

namespace choqr::workbook {
namespace {

using merchants::CellKind;
using merchants::TableRow;

// ECMA-376 has no bound; these are the program's own.
constexpr std::size_t sheet_rows_max = 1'048'576, sheet_columns_max = 16'384;
constexpr std::size_t merges_max = 100'000;
constexpr std::size_t merged_area_max = 4 * merchants::table_rows_max * merchants::table_columns_max;

/// Both from 1.
struct Place {
    std::size_t row = 0, column = 0;
};
std::optional<Place> place_of(std::string_view text) {
    Place place;
    while (!text.empty() && text.front() >= 'A' && text.front() <= 'Z' && place.column <= sheet_columns_max) {
        place.column = place.column * 26 + static_cast<std::size_t>(text.front() - 'A' + 1);
        text.remove_prefix(1);
    }
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), place.row);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    const bool is_there = place.row >= 1 && place.row <= sheet_rows_max && place.column >= 1 &&
                          place.column <= sheet_columns_max;
    return is_there ? std::optional{place} : std::nullopt;
}

struct Merge {
    Place first, last;
};
std::optional<Merge> merge_of(std::string_view range) {
    const auto colon = range.find(':');
    const auto first = place_of(range.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : place_of(range.substr(colon + 1));
    if (!first || !last || first->row > last->row || first->column > last->column) return std::nullopt;
    return Merge{*first, *last};
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

struct Value {
    std::string text;
    CellKind kind = CellKind::text;
};

/// "2026-08-07T00:00:00", which few programs write.
Value value_of_iso_date(const std::string& raw) {
    const auto day = std::string_view{raw}.substr(0, std::min(raw.find('T'), raw.size()));
    if (day.size() != 10 || day[4] != '-' || day[7] != '-') return {raw, CellKind::date};
    return {std::string{day.substr(8)} + "/" + std::string{day.substr(5, 2)} + "/" +
                std::string{day.substr(0, 4)},
            CellKind::date};
}

/// Nothing: it is no number.
std::optional<Value> value_of_number(std::string_view raw, const NumberFormat& format, bool from_1904) {
    using Kind = NumberFormat::Kind;
    if (format.kind == Kind::exponent)
        if (auto text = number_with_exponent(raw)) return Value{*std::move(text), CellKind::number};
    if (format.kind == Kind::date || format.kind == Kind::time) {
        auto text = format.kind == Kind::date ? shown_date(raw, from_1904) : shown_time(raw);
        if (text) return Value{*std::move(text), CellKind::date};
    }
    auto text = plain_number(raw);
    if (!text) return std::nullopt;
    const bool is_whole = text->find_first_not_of("0123456789") == std::string::npos;
    if (is_whole && text->size() < format.digits_min)
        text->insert(0, std::min(format.digits_min, std::size_t{64}) - text->size(), '0');
    return Value{*std::move(text), CellKind::number};
}

class Sheet : public Listener {
public:
    Sheet(const Strings& strings, const Formats& formats, bool from_1904)
        : strings_{strings}, formats_{formats}, from_1904_{from_1904} {}

    void begin(std::string_view element, const Attributes& attributes) override {
        if (element == "row") begin_row(attributes);
        if (element == "c") begin_cell(attributes);
        if (element == "rPh") in_reading_ = true;
        if (element == "mergeCell") add_merge(attributes);
        in_value_ = in_cell_ && !in_reading_ && (element == "v" || element == "t");
    }
    void end(std::string_view element) override {
        in_value_ = false;
        if (element == "rPh") in_reading_ = false;
        if (element == "c" && std::exchange(in_cell_, false)) end_cell();
        if (element == "row") end_row();
    }
    void text(std::string_view piece) override {
        if (in_value_) add_text(raw_, piece);
    }

    std::variant<Table, Failure> take() {
        clear_merged();
        if (failure()) return *failure();
        if (table_.empty()) return Failure{Problem::empty};
        return std::move(table_);
    }

private:
    void begin_row(const Attributes& attributes) {
        const auto number = attributes.find("r");
        const auto row = number ? number_of<std::size_t>(*number) : place_.row + 1;
        // In any other order one value would hide another.
        if (!row || *row <= place_.row || *row > sheet_rows_max) return fail({Problem::broken});
        place_ = {*row, 0};
        row_ = {*row, {}, {}};
    }

    void begin_cell(const Attributes& attributes) {
        const auto reference = attributes.find("r");
        const auto next = Place{place_.row, place_.column + 1};
        const auto place = reference ? place_of(*reference) : next;
        if (!place || place->row != place_.row || place->column < next.column)
            return fail({Problem::broken, reference ? std::string{reference->substr(0, 16)} : std::string{}});
        place_ = *place;
        in_cell_ = true;
        raw_.clear();
        type_ = attributes.find("t").value_or("n");
        const auto style = attributes.find("s");
        const auto index = style ? number_of<std::size_t>(*style) : std::nullopt;
        format_ = index && *index < formats_.size() ? formats_[*index] : NumberFormat{};
    }

    void end_cell() {
        auto value = value_of_cell();
        if (!value) return fail({Problem::broken, name_of(place_)});
        if (value->text.empty()) return;
        if (value->text.size() > merchants::table_cell_bytes_max)
            return fail({Problem::cell_too_long, name_of(place_)});
        if (place_.column > merchants::table_columns_max)
            return fail({Problem::too_many_columns, name_of(place_)});
        bytes_ += value->text.size();
        if (bytes_ > merchants::table_bytes_max) return fail({Problem::too_large});
        row_.fields.resize(place_.column);
        row_.kinds.resize(place_.column, CellKind::text);
        row_.fields.back() = std::move(value->text);
        row_.kinds.back() = value->kind;
    }

    std::optional<Value> value_of_cell() {
        if (type_ == "s") {
            const auto index = number_of<std::size_t>(raw_);
            if (raw_.empty()) return Value{};
            return index && *index < strings_.size() ? std::optional{Value{strings_[*index]}} : std::nullopt;
        }
        if (type_ == "str" || type_ == "inlineStr") return Value{unescaped(std::move(raw_))};
        if (type_ == "b" && !raw_.empty()) return Value{raw_ == "0" || raw_ == "false" ? "FALSE" : "TRUE"};
        if (type_ == "d") return value_of_iso_date(raw_);
        if (type_ == "e" || raw_.empty()) return Value{raw_};
        return value_of_number(raw_, format_, from_1904_);
    }

    void end_row() {
        if (row_.fields.empty()) return;
        if (table_.size() == merchants::table_rows_max)
            return fail({Problem::too_many_rows, name_of({place_.row, 1})});
        table_.push_back(std::exchange(row_, {}));
    }

    void add_merge(const Attributes& attributes) {
        const auto range = attributes.find("ref");
        const auto merge = range ? merge_of(*range) : std::nullopt;
        if (!merge) return fail({Problem::broken});
        if (merges_.size() == merges_max) return fail({Problem::too_large});
        merges_.push_back(*merge);
    }

    /// Programs show the first alone; what others hold is left from before they were merged.
    void clear_merged() {
        std::size_t area = 0;
        for (const auto& [first, last] : merges_) {
            const auto end = std::ranges::upper_bound(table_, last.row, {}, &TableRow::line);
            for (auto row = std::ranges::lower_bound(table_, first.row, {}, &TableRow::line); row != end;
                 ++row) {
                const auto columns = std::min(last.column, row->fields.size());
                for (auto column = first.column; column <= columns; ++column)
                    if (row->line != first.row || column != first.column) row->fields[column - 1].clear();
                area += last.column - first.column + 1;
                if (area > merged_area_max) return fail({Problem::too_large});
            }
        }
        std::erase_if(
            table_, [](const TableRow& row) { return std::ranges::all_of(row.fields, &std::string::empty); });
    }

    static std::string name_of(Place place) {
        return merchants::column_letters(place.column - 1) + std::to_string(place.row);
    }

    const Strings& strings_;
    const Formats& formats_;
    bool from_1904_;
    Table table_;
    std::vector<Merge> merges_;
    std::size_t bytes_ = 0;
    Place place_;  ///< Of the cell that is read, or was last.
    TableRow row_;
    std::string raw_, type_;
    NumberFormat format_;
    bool in_cell_ = false, in_value_ = false, in_reading_ = false;
};

}  // namespace

std::variant<Table, Failure> read_sheet(Archive& archive, const Parts& parts, const Strings& strings,
                                        const Formats& formats) {
    Sheet sheet{strings, formats, parts.from_1904};
    if (const auto broken = read_xml(archive, parts.sheet, sheet)) return *broken;
    return sheet.take();
}

}  // namespace choqr::workbook

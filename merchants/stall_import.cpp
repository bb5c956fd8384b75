#include "merchants/stall_import.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <span>
#include <unordered_map>

#include "base/fold.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "merchants/account_at.hpp"
#include "merchants/bank_directory.hpp"
#include "merchants/csv.hpp"
#include "merchants/spreadsheet_cell.hpp"
#include "qr/card_number.hpp"

namespace choqr::merchants {
namespace {

enum Column { code, zone, goods, vendor_name, phone, kind, bank, account_number, account_name, column_count };

constexpr std::string_view names_of_columns[] = {
    "code", "zone", "goods", "vendor_name", "vendor_phone", "kind", "bank", "account_number", "account_name"};
static_assert(std::size(names_of_columns) == column_count);

struct Heading {
    std::string_view word;  // Without marks, small letters and digits only.
    Column column;
};
constexpr Heading headings[] = {
    {"maquay", code},
    {"maso", code},
    {"soquay", code},
    {"masap", code},
    {"sosap", code},
    {"kiot", code},
    {"sokiot", code},
    {"makiot", code},
    {"sokios", code},
    {"oquay", code},
    {"lo", code},
    {"solo", code},
    {"code", code},
    {"stall", code},
    {"stallcode", code},
    {"stallnumber", code},
    {"khu", zone},
    {"khuvuc", zone},
    {"zone", zone},
    {"area", zone},
    {"nganhhang", goods},
    {"mathang", goods},
    {"hanghoa", goods},
    {"nganhhangkinhdoanh", goods},
    {"mathangkinhdoanh", goods},
    {"goods", goods},
    {"category", goods},
    {"ten", vendor_name},
    {"hoten", vendor_name},
    {"hovaten", vendor_name},
    {"tentieuthuong", vendor_name},
    {"tieuthuong", vendor_name},
    {"chuquay", vendor_name},
    {"tenchuquay", vendor_name},
    {"hotenchuquay", vendor_name},
    {"hotentieuthuong", vendor_name},
    {"chuho", vendor_name},
    {"tenchuho", vendor_name},
    {"vendorname", vendor_name},
    {"vendor", vendor_name},
    {"name", vendor_name},
    {"dienthoai", phone},
    {"sodienthoai", phone},
    {"sdt", phone},
    {"phone", phone},
    {"dtdd", phone},
    {"sodt", phone},
    {"dt", phone},
    {"didong", phone},
    {"sodidong", phone},
    {"vendorphone", phone},
    {"loai", kind},
    {"loaihinh", kind},
    {"kind", kind},
    {"vendorkind", kind},
    {"nganhang", bank},
    {"bank", bank},
    {"bin", bank},
    {"manganhang", bank},
    {"tennganhang", bank},
    {"nganhangthuhuong", bank},
    {"motainganhang", bank},
    {"motai", bank},
    {"sotaikhoan", account_number},
    {"stk", account_number},
    {"taikhoan", account_number},
    {"sotk", account_number},
    {"tk", account_number},
    {"stknganhang", account_number},
    {"sotknganhang", account_number},
    {"sotaikhoannganhang", account_number},
    {"sotaikhoannhantien", account_number},
    {"account", account_number},
    {"accountnumber", account_number},
    {"tentaikhoan", account_name},
    {"chutaikhoan", account_name},
    {"tentk", account_name},
    {"chutk", account_name},
    {"tenchutk", account_name},
    {"tenchutaikhoan", account_name},
    {"hotenchutaikhoan", account_name},
    {"hotenchutk", account_name},
    {"nguoithuhuong", account_name},
    {"tennguoithuhuong", account_name},
    {"donvithuhuong", account_name},
    {"accountname", account_name},
    {"accountholder", account_name},
};

std::string word_of(std::string_view text) {
    std::string word;
    for (const char c : fold_to_ascii(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
        if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    }
    return word;
}

constexpr std::size_t longest_made = 24;  ///< Of a date or a number with an exponent.

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string with_each(std::string text, std::span<const std::string_view> words, std::string_view instead) {
    for (const auto word : words)
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + instead.size()))
            text.replace(at, word.size(), instead);
    return text;
}

/// Line breaks within a cell and spaces that do not break are spaces.
std::string with_plain_spaces(std::string_view text) {
    constexpr std::string_view spaces[] = {"\r\n", "\n", "\r", "\t", "\xC2\xA0", "\xE2\x80\xAF"};
    return with_each(std::string{text}, spaces, " ");
}

/// What stands unseen around numbers that were copied from a page or a chat: U+200B to U+200F, U+2060,
/// U+FEFF.
std::string without_invisible(std::string text) {
    constexpr std::string_view unseen[] = {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E",
                                           "\xE2\x80\x8F", "\xE2\x81\xA0", "\xEF\xBB\xBF"};
    return with_each(std::move(text), unseen, "");
}

/// Within a number such a space is a program's, and a fault (spreadsheet_cell.hpp): it goes at both ends
/// alone.
std::string_view without_spaces_around(std::string_view text) {
    constexpr std::string_view spaces[] = {"\xC2\xA0", "\xE2\x80\xAF", " "};
    const auto begins = [&text](std::string_view space) { return text.starts_with(space); };
    const auto ends = [&text](std::string_view space) { return text.ends_with(space); };
    for (const auto* space = std::ranges::find_if(spaces, begins); space != std::end(spaces);
         space = std::ranges::find_if(spaces, begins))
        text.remove_prefix(space->size());
    for (const auto* space = std::ranges::find_if(spaces, ends); space != std::end(spaces);
         space = std::ranges::find_if(spaces, ends))
        text.remove_suffix(space->size());
    return text;
}

/// What a program writes where a formula has failed.
bool is_program_error(std::string_view text) {
    constexpr std::string_view errors[] = {"#N/A",    "#REF!",     "#VALUE!",   "#DIV/0!",   "#NAME?",
                                           "#NULL!",  "#NUM!",     "#SPILL!",   "#CALC!",    "#FIELD!",
                                           "#BUSY!",  "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA",
                                           "#ERROR!", "Err:502",   "Err:504",   "Err:508"};
    return std::ranges::find(errors, text) != std::end(errors);
}

/// "03-Dec", "1.00E+05", "12/05/2025": what programs make of "3-12", "1E5" and "12-5".
bool looks_like_made_by_program(std::string_view code) {
    static const std::regex made{
        R"(\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2})"
        R"(|\d{1,2}-Thg\d{1,2}|Thg\d{1,2}-\d{1,2}|\d(\.\d+)?E[+-]?\d{2,}|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2}|\d+[.,]0+)",
        std::regex::icase};
    return code.size() <= longest_made && std::regex_match(code.begin(), code.end(), made);
}

std::string folded_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

/// "+84901234567", "84901234567", "0901234567" or, its zero eaten, "901234567" give "0901234567".
std::optional<std::string> phone_of(std::string digits) {
    constexpr std::size_t with_country = 11;  // A number of that length begins with its zero, if it is whole.
    if (digits.starts_with("+84"))
        digits.replace(0, 3, "0");
    else if (digits.starts_with("84") && digits.size() == with_country)
        digits.replace(0, 2, "0");
    else if (digits.size() == 9 && digits.front() >= '3')
        digits.insert(digits.begin(), '0');
    if (digits.size() < 10 || digits.size() > 11 || digits.front() != '0' ||
        !std::ranges::all_of(digits, is_digit))
        return std::nullopt;
    return digits;
}

struct Kind {
    PointKind point = PointKind::stall;
    VendorKind vendor = VendorKind::person;
};
std::optional<Kind> kind_of(std::string_view text) {
    struct Word {
        std::string_view word;
        Kind kind;
    };
    constexpr Word words[] = {{"", {}},
                              {"canhan", {PointKind::stall, VendorKind::person}},
                              {"person", {PointKind::stall, VendorKind::person}},
                              {"hokinhdoanh", {PointKind::stall, VendorKind::household_business}},
                              {"hkd", {PointKind::stall, VendorKind::household_business}},
                              {"householdbusiness", {PointKind::stall, VendorKind::household_business}},
                              {"tochuc", {PointKind::stall, VendorKind::organisation}},
                              {"doanhnghiep", {PointKind::stall, VendorKind::organisation}},
                              {"organisation", {PointKind::stall, VendorKind::organisation}},
                              {"diemthu", {PointKind::collection_point, VendorKind::organisation}},
                              {"collectionpoint", {PointKind::collection_point, VendorKind::organisation}}};
    const auto word = word_of(text);
    const auto* found = std::ranges::find(words, word, &Word::word);
    return found == std::end(words) ? std::nullopt : std::optional{found->kind};
}

std::optional<Column> column_of_name(std::string_view name) {
    const auto* found = std::ranges::find(names_of_columns, name);
    if (found == std::end(names_of_columns)) return std::nullopt;
    return static_cast<Column>(found - std::begin(names_of_columns));
}

std::optional<Column> column_of_synonym(std::string_view heading) {
    const auto* found = std::ranges::find(headings, word_of(heading), &Heading::word);
    return found == std::end(headings) ? std::nullopt : std::optional{found->column};
}

/// Spelt in any way: "SỐ TK", "số tk". What has no Latin letter is itself.
bool is_same_heading(std::string_view one, std::string_view other) {
    const auto word = word_of(one);
    return word.empty() ? trimmed(one) == trimmed(other) : word == word_of(other);
}

const ColumnMeaning* find_meaning(const std::vector<ColumnMeaning>& meanings, std::string_view heading) {
    const auto found = std::ranges::find_if(meanings, [&](const ColumnMeaning& one) {
        const bool is_column = one.column.empty() || column_of_name(one.column).has_value();
        return is_column && is_same_heading(one.heading, heading);
    });
    return found == meanings.end() ? nullptr : &*found;
}

/// Of a heading alone, whatever the others say.
ListedColumn taken_for(const std::string& heading, const ColumnMeanings& meanings) {
    using enum ListedColumn::Why;
    if (const auto* said = find_meaning(meanings.told, heading)) return {heading, said->column, told};
    if (const auto* said = find_meaning(meanings.remembered, heading))
        return {heading, said->column, remembered};
    if (const auto column = column_of_synonym(heading))
        return {heading, std::string{names_of_columns[*column]}, synonym};
    return {heading, "", ignored};
}

class ListReader {
public:
    explicit ListReader(const ColumnMeanings& meanings) : meanings_{meanings} {}

    StallList read(std::string_view csv) {
        const auto decoded = csv.size() <= csv_bytes_max ? decode_file(csv) : Decoded{};
        const auto* text = std::get_if<Decoded>(&decoded);
        if (text == nullptr) {
            complain_about_letters();
            return std::move(list_);
        }
        if (text->encoding) say_read_as(*text->encoding, 1);
        auto records =
            csv.size() <= csv_bytes_max ? read_csv(text->text) : CsvFailure{CsvProblem::too_large, 1};
        if (const auto* failure = std::get_if<CsvFailure>(&records)) {
            complain_about(*failure);
            return std::move(list_);
        }
        return read_rows(std::get<std::vector<TableRow>>(std::move(records)));
    }

    StallList read_sheet(std::span<const TableRow> rows) {
        is_sheet_ = true;
        return rows.empty() ? StallList{} : read_rows({rows.begin(), rows.end()});
    }

private:
    StallList read_rows(std::vector<TableRow> rows) {
        // A heading that is understood is left alone: of "tên" nobody can see which font it was written for.
        const auto found = heading_of(rows);
        if (!mend(rows, found && is_proper_row(rows[*found]) ? *found + 1 : 0)) return std::move(list_);
        const auto heading = heading_of(rows).value_or(likely_heading(rows));
        find_columns(rows[heading]);
        const auto below = std::span{rows}.subspan(heading + 1);
        list_.rows = below.size();
        list_.first_rows.assign(below.begin(), below.begin() + static_cast<std::ptrdiff_t>(
                                                                   std::min(below.size(), first_rows_max)));
        if (list_.errors.empty())
            for (auto i = heading + 1; i < rows.size() && list_.errors.size() < list_errors_max; ++i)
                read_record(rows[i]);
        return std::move(list_);
    }

    /// Offices put a title above their lists.
    std::optional<std::size_t> heading_of(std::span<const TableRow> rows) const {
        const auto has_code = [this](const TableRow& row) {
            return std::ranges::any_of(row.fields, [this](const auto& name) {
                return taken_for(name, meanings_).column == names_of_columns[code];
            });
        };
        const auto first = rows.first(std::min(rows.size(), heading_lines_max));
        const auto found = std::ranges::find_if(first, has_code);
        if (found == first.end()) return std::nullopt;
        return static_cast<std::size_t>(found - first.begin());
    }

    /// Where somebody may say which column is the code's: the line with most headings that are known.
    std::size_t likely_heading(std::span<const TableRow> rows) const {
        const auto known = [this](const TableRow& row) {
            return std::ranges::count_if(
                row.fields, [this](const auto& name) { return !taken_for(name, meanings_).column.empty(); });
        };
        const auto first = rows.first(std::min(rows.size(), heading_lines_max));
        return static_cast<std::size_t>(std::ranges::max_element(first, {}, known) - first.begin());
    }

    /// False: it cannot be told what the cells say.
    bool mend(std::vector<TableRow>& rows, std::size_t first) {
        const auto mended = mend_cells(rows, first);
        if (const auto* how = std::get_if<Mended>(&mended)) say_read_as(how->encoding, how->line);
        const bool undecided = std::holds_alternative<Undecided>(mended);
        if (undecided) complain_about_letters();
        return !undecided;
    }

    void say_read_as(Encoding encoding, std::size_t line) {
        const std::string name{name_of(encoding)};
        list_.encoding = encoding;
        list_.warnings.push_back({line, "", "read as " + name + "; check the names",
                                  "đọc theo bảng mã " + name + "; xem lại tên"});
    }

    void complain_about_letters() {
        complain(
            "",
            "it cannot be told how the letters are encoded: change the font to a Unicode one and save the "
            "file as .xlsx or \"CSV UTF-8\"",
            "không rõ tệp dùng bảng mã nào: hãy chuyển sang phông Unicode rồi lưu thành .xlsx hoặc \"CSV "
            "UTF-8\"");
    }

    std::string name_of_cell(Column column) const {
        if (!is_sheet_ || !places_[column]) return {};
        return column_letters(*places_[column]) + std::to_string(line_);
    }

    void complain(std::string column, std::string english, std::string vietnamese, std::string cell = {}) {
        if (list_.errors.size() + 1 == list_errors_max) {
            english = "there are more errors; correct these first";
            vietnamese = "còn nhiều lỗi khác; hãy sửa các lỗi này trước";
        }
        if (list_.errors.size() < list_errors_max)
            list_.errors.push_back(
                {line_, std::move(column), std::move(english), std::move(vietnamese), std::move(cell)});
    }
    void complain(Column column, std::string english, std::string vietnamese) {
        complain(names_[column], std::move(english), std::move(vietnamese), name_of_cell(column));
    }
    void warn(std::string english, std::string vietnamese) {
        if (list_.warnings.size() < list_errors_max)
            list_.warnings.push_back(
                {line_, names_[code], std::move(english), std::move(vietnamese), name_of_cell(code)});
    }

    void complain_about(const CsvFailure& failure) {
        line_ = failure.line;
        switch (failure.problem) {
            case CsvProblem::empty:
                return complain("", "the file is empty", "tệp trống");
            case CsvProblem::too_large:
                return complain("", "the file is larger than 4 MB", "tệp lớn hơn 4 MB");
            case CsvProblem::too_many_records:
                return complain("", "the file has more than 20,000 lines", "tệp có hơn 20.000 dòng");
            case CsvProblem::too_many_fields:
                return complain("", "the line has more than 64 columns", "dòng có hơn 64 cột");
            case CsvProblem::field_too_long:
                return complain("", "a cell is longer than 4,000 bytes; is a quotation mark missing?",
                                "một ô dài quá 4.000 byte; có thiếu dấu ngoặc kép không?");
            case CsvProblem::not_utf8:
                return complain("", "the file is not UTF-8: save it as \"CSV UTF-8\"",
                                "tệp không phải UTF-8: hãy lưu dạng \"CSV UTF-8\"");
            case CsvProblem::text_after_quotes:
                return complain("", "there is text behind a closing quotation mark",
                                "có chữ sau dấu ngoặc kép đóng");
            case CsvProblem::quotes_not_closed:
                return complain("", "a quotation mark is never closed", "thiếu dấu ngoặc kép đóng");
        }
    }

    void find_columns(const TableRow& heading) {
        using enum ListedColumn::Why;
        line_ = heading.line;
        for (const auto& name : heading.fields) {
            list_.columns.push_back(taken_for(name, meanings_));
            list_.columns.back().letters = column_letters(list_.columns.size() - 1);
        }
        for (const auto why : {told, remembered, synonym})
            for (std::size_t i = 0; i < list_.columns.size(); ++i)
                if (list_.columns[i].why == why && !list_.columns[i].column.empty()) place_column(i);
        for (const auto& column : list_.columns)
            if (column.column.empty() && !trimmed(column.heading).empty())
                list_.ignored_columns.push_back(column.heading);
        if (!places_[code])
            complain("", "none of the first 20 lines has a column \"mã quầy\" (code)",
                     "20 dòng đầu không có cột \"mã quầy\"");
    }

    void place_column(std::size_t index) {
        auto& listed = list_.columns[index];
        const auto column = *column_of_name(listed.column);
        if (!places_[column]) {
            places_[column] = index;
            names_[column] = listed.heading;
        } else if (list_.columns[*places_[column]].why == listed.why) {
            complain(listed.heading, "this column stands twice (also as \"" + names_[column] + "\")",
                     "cột này có hai lần (cả \"" + names_[column] + "\")");
        } else {  // Somebody has said which one it is.
            listed.column.clear();
            listed.why = ListedColumn::Why::ignored;
        }
    }

    std::string_view cell(Column column) const { return cells_[column]; }
    CellKind kind_of_cell(Column column) const {
        return places_[column] ? record_->kind(*places_[column]) : CellKind::unsaid;
    }

    void read_cells() {
        for (std::size_t column = 0; column < column_count; ++column) {
            const auto place = places_[column];
            const bool is_there = place && *place < record_->fields.size();
            const bool is_number = column == phone || column == account_number;
            const auto field = is_there ? record_->fields[*place] : std::string{};
            const auto seen = without_invisible(field);
            const auto text = is_number        ? std::string{without_spaces_around(seen)}
                              : column == bank ? with_plain_spaces(seen)
                                               : with_plain_spaces(field);
            cells_[column] = trimmed(text);
        }
    }

    /// False: a formula has failed somewhere in the line, and what it stands for nobody knows.
    bool holds_values() {
        bool holds = true;
        for (std::size_t column = 0; column < column_count; ++column) {
            if (!is_program_error(cells_[column])) continue;
            complain(static_cast<Column>(column),
                     "\"" + cells_[column] + "\" is a formula's failure, no value",
                     "\"" + cells_[column] + "\" là lỗi công thức, không phải giá trị");
            holds = false;
        }
        return holds;
    }

    void doubt_code(const std::string& code_text) {
        if (looks_like_made_by_program(code_text))
            warn("\"" + code_text +
                     "\" looks like what a spreadsheet program makes of a number; is it the stall's own?",
                 "\"" + code_text + "\" giống như phần mềm bảng tính đã đổi mã; có đúng là mã quầy không?");
        const auto [place, is_new] = by_case_.try_emplace(folded_case(code_text), code_text, line_);
        const auto& [other, line] = place->second;
        if (!is_new && other != code_text)
            warn("\"" + code_text + "\" differs from \"" + other + "\" in line " + std::to_string(line) +
                     " in capitals alone",
                 "\"" + code_text + "\" chỉ khác \"" + other + "\" ở dòng " + std::to_string(line) +
                     " về chữ hoa, chữ thường");
    }

    /// Empty, or a label of a sensible length.
    std::string label(Column column, std::size_t code_points_max, Alphabet alphabet = Alphabet::names) {
        const auto text = cell(column);
        if (text.empty()) return {};
        auto read = read_label(text, alphabet);
        if (const auto* fault = std::get_if<LabelFault>(&read)) {
            complain(column, fault->english(), fault->vietnamese());
            return {};
        }
        auto result = std::get<std::string>(std::move(read));
        if (count_code_points(result) > code_points_max)
            complain(column, "is longer than " + std::to_string(code_points_max) + " characters",
                     "dài hơn " + std::to_string(code_points_max) + " ký tự");
        else if (qr::holds_card_number(result))
            complain_about_card_in(column);
        else
            return result;
        return {};
    }

    void complain_about_card_in(Column column) {
        complain(column, "holds a payment card's number; leave it out, card numbers are not stored",
                 "có số thẻ; hãy bỏ đi, hệ thống không lưu số thẻ");
    }

    /// "1.23E+11" (column F): what the program did to it.
    void complain_about(Column column, CellFault fault) {
        const auto text = qr::mask_card_numbers_in(cell(column));
        // The cell's own name says the column already.
        const auto letters = is_sheet_ ? std::string{} : column_letters(*places_[column]);
        const auto in_english = is_sheet_ ? "" : " (column " + letters + ")";
        const auto in_vietnamese = is_sheet_ ? "" : " (cột " + letters + ")";
        complain(column, "\"" + text + "\"" + in_english + ": " + std::string{english(fault)},
                 "\"" + text + "\"" + in_vietnamese + ": " + std::string{vietnamese(fault)});
    }

    void read_record(const TableRow& record) {
        record_ = &record;
        line_ = record.line;
        const auto errors = list_.errors.size();
        ListedStall stall;
        stall.line = record.line;
        read_cells();
        if (!holds_values()) return;
        stall.code = label(code, 32, Alphabet::codes);
        if (cell(code).empty()) complain(code, "is missing", "còn thiếu");
        stall.zone = label(zone, 100);
        stall.goods = label(goods, 100);
        read_vendor(stall);
        read_account(stall);
        if (list_.errors.size() != errors) return;
        doubt_code(stall.code);
        add(std::move(stall));
    }

    void read_vendor(ListedStall& stall) {
        const auto kinds = kind_of(cell(kind));
        if (!kinds)
            complain(kind, "is not cá nhân, hộ kinh doanh, tổ chức or điểm thu",
                     "phải là cá nhân, hộ kinh doanh, tổ chức hoặc điểm thu");
        stall.kind = kinds.value_or(Kind{}).point;
        auto name = label(vendor_name, 100);
        const auto number = read_phone();
        if (number && name.empty() && cell(vendor_name).empty())
            complain(vendor_name, "is missing, though there is a phone number",
                     "còn thiếu, dù có số điện thoại");
        if (!name.empty())
            stall.vendor = ListedVendor{kinds.value_or(Kind{}).vendor, std::move(name), number};
    }

    std::optional<std::string> read_phone() {
        if (cell(phone).empty()) return std::nullopt;
        using Read = std::variant<std::string, CellFault>;
        const auto read = kind_of_cell(phone) == CellKind::date ? Read{CellFault::date}
                                                                : read_short_number_cell(cell(phone));
        if (const auto* fault = std::get_if<CellFault>(&read)) {
            complain_about(phone, *fault);
            return std::nullopt;
        }
        auto number = phone_of(std::get<std::string>(read));
        if (!number && qr::holds_card_number(cell(phone)))
            complain_about_card_in(phone);
        else if (!number)
            complain(phone, "is not a Vietnamese phone number", "không phải số điện thoại Việt Nam");
        return number;
    }

    void read_account(ListedStall& stall) {
        const auto bank_text = cell(bank), number_text = cell(account_number);
        auto name = label(account_name, 100);
        if (bank_text.empty() && number_text.empty() && cell(account_name).empty()) return;
        const auto bin = read_bank(bank_text);
        const auto number = read_number(number_text, bin);
        if (cell(account_name).empty()) complain(account_name, "is missing", "còn thiếu");
        if (bin && number && !name.empty())
            stall.accounts.push_back({kind_of_account(*bin, *number), *bin, *number, std::move(name)});
    }

    std::optional<Bin> read_bank(std::string_view text) {
        const auto* found = find_bank(text);
        if (!found && !text.empty() &&
            is_digit(text.front())) {  // A BIN has six digits, whatever stands between them.
            const auto read = read_short_number_cell(text);
            if (const auto* fault = std::get_if<CellFault>(&read)) {
                complain_about(bank, *fault);
                return std::nullopt;
            }
            found = find_bank(std::get<std::string>(read));
        }
        if (found) return found->bin;
        if (text.empty())
            complain(bank, "is missing", "còn thiếu");
        else
            complain(bank, "is neither the BIN nor an unmistakable name of a bank",
                     "không phải mã BIN hoặc tên rõ ràng của ngân hàng");
        return std::nullopt;
    }

    std::optional<AccountNumber> read_number(std::string_view text, std::optional<Bin> at) {
        const auto read = read_number_cell(text);
        if (const auto* fault = std::get_if<CellFault>(&read)) {
            complain_about(account_number, *fault);
            return std::nullopt;
        }
        const auto number = AccountNumber::parse(std::get<std::string>(read));
        if (text.empty())
            complain(account_number, "is missing", "còn thiếu");
        else if (!number)
            complain(account_number, "is not 1 to 19 letters or digits", "phải có 1 đến 19 chữ hoặc số");
        else if (qr::looks_like_card_number(number->text(), at))
            complain_about_card();
        else if (auto found = number_at(*number, at))
            return found;
        return std::nullopt;
    }

    std::optional<AccountNumber> number_at(const AccountNumber& number, std::optional<Bin> at) {
        if (!at) return number;
        const auto found = account_at(*at, number);
        if (const auto* fault = std::get_if<AccountFault>(&found)) {
            complain(account_number, std::string{english(*fault)}, std::string{vietnamese(*fault)});
            return std::nullopt;
        }
        return std::get<AccountNumber>(found);
    }

    std::variant<std::string, CellFault> read_number_cell(std::string_view text) const {
        const auto kind_of_number = kind_of_cell(account_number);
        if (kind_of_number == CellKind::date) return CellFault::date;
        // A workbook says itself that digits are text: no program has rounded them.
        if (kind_of_number == CellKind::text && !text.empty() && std::ranges::all_of(text, is_digit))
            return read_account_cell("'" + std::string{text});
        return read_account_cell(text);
    }

    void complain_about_card() {
        complain(account_number,
                 "is a payment card's number; give the account's number, card numbers are not stored",
                 "là số thẻ; hãy ghi số tài khoản, hệ thống không lưu số thẻ");
    }

    /// The same stall in a later line brings another account, if all else is the same or left out.
    void add(ListedStall stall) {
        const auto [place, is_new] = index_.try_emplace(stall.code, list_.stalls.size());
        if (is_new) {
            list_.stalls.push_back(std::move(stall));
            return;
        }
        auto& first = list_.stalls[place->second];
        const auto differs = [](const std::string& later, const std::string& earlier) {
            return !later.empty() && later != earlier;
        };
        const bool other = differs(stall.zone, first.zone) || differs(stall.goods, first.goods) ||
                           (stall.vendor && stall.vendor != first.vendor);
        const bool repeated =
            stall.accounts.empty() ||
            std::ranges::find(first.accounts, key_of(stall.accounts.front()),
                              [](const Account& a) { return key_of(a); }) != first.accounts.end();
        if (other || repeated) {
            const auto line = std::to_string(first.line);
            complain(code, "stands in line " + line + " already; a further line may only add an account",
                     "đã có ở dòng " + line + "; dòng sau chỉ được thêm tài khoản");
            return;
        }
        first.accounts.push_back(std::move(stall.accounts.front()));
    }

    const ColumnMeanings& meanings_;
    StallList list_;
    std::array<std::optional<std::size_t>, column_count> places_;
    std::array<std::string, column_count> names_{"mã quầy",   "khu",          "ngành hàng",
                                                 "tên",       "điện thoại",   "loại",
                                                 "ngân hàng", "số tài khoản", "tên tài khoản"};
    std::array<std::string, column_count> cells_;  ///< Of the record, as they are read.
    std::unordered_map<std::string, std::size_t> index_;
    std::unordered_map<std::string, std::pair<std::string, std::size_t>> by_case_;  ///< Code and line.
    const TableRow* record_ = nullptr;
    bool is_sheet_ = false;
    std::size_t line_ = 1;
};

ListedVendor listed(const Vendor& vendor) { return {vendor.kind, vendor.name, vendor.phone}; }

/// What the list leaves out stays as it is.
ListedStall filled(ListedStall listed_stall, const Stall& stall) {
    if (listed_stall.zone.empty()) listed_stall.zone = stall.zone;
    if (listed_stall.goods.empty()) listed_stall.goods = stall.goods;
    if (!listed_stall.vendor && stall.vendor) listed_stall.vendor = listed(*stall.vendor);
    if (listed_stall.vendor && !listed_stall.vendor->phone && stall.vendor &&
        stall.vendor->name == listed_stall.vendor->name)
        listed_stall.vendor->phone = stall.vendor->phone;
    if (listed_stall.accounts.empty()) listed_stall.accounts = stall.accounts;
    return listed_stall;
}

std::vector<std::string> differences(const ListedStall& wanted, const Stall& stall) {
    std::vector<std::string> fields;
    if (wanted.zone != stall.zone) fields.emplace_back("zone");
    if (wanted.goods != stall.goods) fields.emplace_back("goods");
    if (wanted.vendor != (stall.vendor ? std::optional{listed(*stall.vendor)} : std::nullopt))
        fields.emplace_back("vendor");
    if (wanted.accounts != stall.accounts) fields.emplace_back("accounts");
    return fields;
}

}  // namespace

StallList read_stall_list(std::string_view csv, const ColumnMeanings& meanings) {
    return ListReader{meanings}.read(csv);
}

StallList read_stall_sheet(std::span<const TableRow> rows, const ColumnMeanings& meanings) {
    return ListReader{meanings}.read_sheet(rows);
}

std::span<const std::string_view> column_names() { return names_of_columns; }

std::optional<std::string_view> column_named(std::string_view word) {
    auto column = column_of_name(word);
    if (!column) column = column_of_synonym(word);
    return column ? std::optional{names_of_columns[*column]} : std::nullopt;
}

std::vector<ColumnMeaning> remembered_with(std::vector<ColumnMeaning> remembered,
                                           const std::vector<ColumnMeaning>& told) {
    for (const auto& one : told) {
        const auto same = [&](const auto& had) { return is_same_heading(had.heading, one.heading); };
        const auto had = std::ranges::find_if(remembered, same);
        if (had == remembered.end())
            remembered.push_back(one);
        else
            had->column = one.column;
    }
    return remembered;
}

ImportPreview preview(const StallList& list, const std::vector<Stall>& existing) {
    std::unordered_map<std::string_view, const Stall*> by_code;
    for (const auto& stall : existing) by_code.emplace(stall.code, &stall);
    ImportPreview result;
    for (const auto& listed_stall : list.stalls) {
        const auto found = by_code.find(listed_stall.code);
        if (found == by_code.end()) {
            result.fresh.push_back(listed_stall);
            continue;
        }
        auto wanted = filled(listed_stall, *found->second);
        auto fields = differences(wanted, *found->second);
        if (fields.empty())
            ++result.unchanged;
        else
            result.changed.push_back({found->second->id, std::move(wanted), std::move(fields)});
    }
    return result;
}

}  // namespace choqr::merchants

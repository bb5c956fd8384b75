#include "workbook/workbook.hpp"

#include <algorithm>
#include <charconv>

#include "workbook/archive.hpp"
#include "workbook/parts.hpp"
#include "workbook/sheet.hpp"

namespace choqr::workbook {
namespace {

constexpr std::string_view zip_signatures[] = {std::string_view{"PK\x03\x04"},
                                               std::string_view{"PK\x05\x06"}};
constexpr std::string_view compound_file_signature{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"};

bool is_zip(std::string_view bytes) {
    return std::ranges::any_of(zip_signatures, [bytes](auto one) { return bytes.starts_with(one); });
}

// Encrypted workbooks are compound files, as old ones are, with a stream of this name in UTF-16.
Failure failure_of_compound_file(std::string_view bytes) {
    constexpr std::string_view stream{"EncryptedPackage"};
    std::string wide;
    for (const char c : stream) wide.append({c, '\0'});
    return {bytes.find(wide) != std::string_view::npos ? Problem::encrypted : Problem::old_format};
}

struct Sentences {
    std::string_view english, vietnamese;
};
Sentences sentences_of(Problem problem) {
    switch (problem) {
        case Problem::old_format:
            return {"this is an old Excel file (.xls): save it again as .xlsx or CSV",
                    "tệp Excel đời cũ (.xls): hãy lưu lại thành .xlsx hoặc CSV"};
        case Problem::encrypted:
            return {
                "the file is locked with a password: remove the password, then save it again as .xlsx or CSV",
                "tệp có mật khẩu: hãy bỏ mật khẩu rồi lưu lại thành .xlsx hoặc CSV"};
        case Problem::other_format:
            return {"this is no Excel workbook (.xlsx): save it again as .xlsx or CSV",
                    "tệp không phải bảng tính Excel (.xlsx): hãy lưu lại thành .xlsx hoặc CSV"};
        case Problem::broken:
            return {"the file is damaged or was not sent whole: open it, save it again as .xlsx or CSV",
                    "tệp hỏng hoặc gửi chưa đủ: hãy mở ra, lưu lại thành .xlsx hoặc CSV"};
        case Problem::document_type:
            return {
                "the file holds what no spreadsheet program writes: open it, save it again as .xlsx or CSV",
                "tệp có nội dung mà không phần mềm bảng tính nào ghi: hãy mở ra, lưu lại thành .xlsx hoặc "
                "CSV"};
        case Problem::too_large:
            return {"the workbook holds more than can be read: leave only the list in it, or save it as CSV",
                    "bảng tính quá lớn: hãy chỉ để lại danh sách, hoặc lưu thành CSV"};
        case Problem::no_visible_sheet:
            return {"the workbook has no sheet that is visible", "tệp không có trang tính nào đang hiện"};
        case Problem::empty:
            return {"the first sheet is empty; put the list on the first sheet",
                    "trang tính đầu tiên trống; hãy để danh sách ở trang đầu"};
        case Problem::too_many_rows:
            return {"the sheet has more than 20,000 lines", "trang tính có hơn 20.000 dòng"};
        case Problem::too_many_columns:
            return {"the sheet has values beyond column BL (64 columns)",
                    "trang tính có dữ liệu quá cột BL (64 cột)"};
        case Problem::cell_too_long:
            return {"the cell is longer than 4,000 bytes", "ô dài quá 4.000 byte"};
    }
    return {};
}

std::size_t line_of(std::string_view cell) {
    std::size_t line = 1;
    const auto digits = cell.substr(std::min(cell.find_first_of("0123456789"), cell.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), line);
    return line;
}

}  // namespace

bool looks_like_workbook(std::string_view bytes) {
    return is_zip(bytes) || bytes.starts_with(compound_file_signature);
}

Read read_workbook(std::string_view bytes) {
    if (bytes.starts_with(compound_file_signature)) return failure_of_compound_file(bytes);
    if (!is_zip(bytes)) return Failure{Problem::other_format};
    auto opened = Archive::open(bytes);
    if (const auto* failure = std::get_if<Failure>(&opened)) return *failure;
    auto& archive = std::get<Archive>(opened);
    const auto parts = find_parts(archive);
    if (const auto* failure = std::get_if<Failure>(&parts)) return *failure;
    const auto& places = std::get<Parts>(parts);
    const auto strings = read_shared_strings(archive, places.shared_strings);
    if (const auto* failure = std::get_if<Failure>(&strings)) return *failure;
    const auto formats = read_formats(archive, places.styles);
    if (const auto* failure = std::get_if<Failure>(&formats)) return *failure;
    return read_sheet(archive, places, std::get<Strings>(strings), std::get<Formats>(formats));
}

merchants::StallList stall_list_of(const Read& read, const merchants::ColumnMeanings& meanings) {
    if (const auto* table = std::get_if<Table>(&read)) return merchants::read_stall_sheet(*table, meanings);
    const auto& failure = std::get<Failure>(read);
    const auto [english, vietnamese] = sentences_of(failure.problem);
    merchants::StallList list;
    list.errors.push_back(
        {line_of(failure.cell), "", std::string{english}, std::string{vietnamese}, failure.cell});
    return list;
}

}  // namespace choqr::workbook

#include "gateway/stall_import.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "merchants/bank_directory.hpp"
#include "qr/fold.hpp"

namespace choqr::gateway {
namespace {

enum Column { code, zone, goods, vendor_name, vendor_phone, vendor_kind, bank, account_number, account_name, column_count };

struct Heading {
    std::string_view folded;  // Without marks, lower case, spaces and _ removed.
    Column column;
};
constexpr Heading headings[] = {
    {"maquay", code},          {"code", code},          {"stall", code},
    {"khu", zone},             {"zone", zone},
    {"nganhhang", goods},      {"goods", goods},        {"mathang", goods},
    {"ten", vendor_name},      {"vendorname", vendor_name}, {"vendor", vendor_name}, {"tieuthuong", vendor_name},
    {"dienthoai", vendor_phone}, {"vendorphone", vendor_phone}, {"phone", vendor_phone},
    {"loai", vendor_kind},     {"vendorkind", vendor_kind},
    {"nganhang", bank},        {"bank", bank},          {"bin", bank},
    {"sotaikhoan", account_number}, {"accountnumber", account_number},
    {"tentaikhoan", account_name},  {"accountname", account_name},
};

std::string folded(std::string_view text) {
    std::string result;
    for (char c : qr::fold_to_ascii(text)) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c != ' ' && c != '_' && c != '-') result += c;
    }
    return result;
}

std::optional<merchants::VendorKind> parse_kind(std::string_view text) {
    const auto word = folded(text);
    if (word.empty() || word == "canhan" || word == "person") return merchants::VendorKind::person;
    if (word == "hokinhdoanh" || word == "householdbusiness") return merchants::VendorKind::household_business;
    if (word == "tochuc" || word == "organisation") return merchants::VendorKind::organisation;
    return std::nullopt;
}

class Reader {
public:
    StallFile read(std::string_view text);

private:
    void find_columns(const CsvRecord& heading);
    void read_record(const CsvRecord& record);
    void read_vendor(const CsvRecord& record, StallRow& row);
    void read_account(const CsvRecord& record, StallRow& row);
    void add(StallRow row);
    void complain(std::size_t line, Column column, std::string detail, std::string detail_vi) {
        const auto& name = names_[column];
        file_.errors.push_back({line, name, name + " " + std::move(detail), name + " " + std::move(detail_vi)});
    }
    std::string cell(const CsvRecord& record, Column column) const {
        const auto place = places_[column];
        return place && *place < record.fields.size() ? record.fields[*place] : std::string{};
    }
    // Empty, or a label of a sensible length.
    std::string label(const CsvRecord& record, Column column, std::size_t code_points_max);

    StallFile file_;
    std::array<std::optional<std::size_t>, column_count> places_;
    std::array<std::string, column_count> names_;
    std::map<std::string, std::size_t, std::less<>> row_of_code_;
};

void Reader::find_columns(const CsvRecord& heading) {
    for (std::size_t i = 0; i < heading.fields.size(); ++i) {
        const auto word = folded(heading.fields[i]);
        const auto found = std::ranges::find(headings, word, &Heading::folded);
        if (found == std::end(headings)) {
            file_.errors.push_back({heading.line, heading.fields[i], "column \"" + heading.fields[i] + "\" is not known",
                                    "không biết cột \"" + heading.fields[i] + "\""});
        } else if (places_[found->column]) {
            file_.errors.push_back({heading.line, heading.fields[i], "column \"" + heading.fields[i] + "\" stands twice",
                                    "cột \"" + heading.fields[i] + "\" có hai lần"});
        } else {
            places_[found->column] = i;
            names_[found->column] = heading.fields[i];
        }
    }
    if (!places_[code]) file_.errors.push_back({heading.line, "", "there is no column for the stall's number (mã quầy)", "thiếu cột mã quầy"});
}

std::string Reader::label(const CsvRecord& record, Column column, std::size_t code_points_max) {
    const auto text = cell(record, column);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
    auto result = to_label(text);
    if (!result) complain(record.line, column, "holds characters that no label may have", "có ký tự không dùng được");
    else if (count_code_points(*result) > code_points_max) complain(record.line, column, "is too long", "quá dài");
    else return *std::move(result);
    return {};
}

void Reader::read_vendor(const CsvRecord& record, StallRow& row) {
    auto name = label(record, vendor_name, 100);
    if (name.empty()) return;
    book::VendorDetails vendor;
    vendor.name = std::move(name);
    if (auto phone = label(record, vendor_phone, 30); !phone.empty()) vendor.phone = std::move(phone);
    const auto kind = parse_kind(cell(record, vendor_kind));
    if (!kind) complain(record.line, vendor_kind, "is not cá nhân, hộ kinh doanh or tổ chức", "phải là cá nhân, hộ kinh doanh hoặc tổ chức");
    vendor.kind = kind.value_or(merchants::VendorKind::person);
    row.vendor = std::move(vendor);
}

void Reader::read_account(const CsvRecord& record, StallRow& row) {
    const auto bank_text = label(record, bank, 100);
    auto number_text = cell(record, account_number);
    std::erase_if(number_text, [](char c) { return c == ' ' || c == '.' || c == '-'; });
    auto name = label(record, account_name, 100);
    if (bank_text.empty() && number_text.empty() && name.empty()) return;
    auto bin = Bin::parse(bank_text);
    if (const auto* found = bin ? nullptr : merchants::find_bank(std::string_view{bank_text})) bin = found->bin;
    auto number = AccountNumber::parse(number_text);
    if (!bin) complain(record.line, bank, "is neither a BIN nor a bank that is known", "không phải mã BIN hoặc tên ngân hàng đã biết");
    if (!number) complain(record.line, account_number, "is not 1 to 19 letters or digits", "phải có 1 đến 19 chữ hoặc số");
    if (name.empty()) complain(record.line, account_name, "is missing", "còn thiếu");
    if (bin && number && !name.empty()) row.accounts.push_back({merchants::AccountKind::bank, *bin, *std::move(number), std::move(name)});
}

void Reader::add(StallRow row) {
    const auto [found, is_new] = row_of_code_.try_emplace(row.code, file_.rows.size());
    if (is_new) {
        file_.rows.push_back(std::move(row));
        return;
    }
    // The same stall again: another account, if all else is the same or left out.
    auto& first = file_.rows[found->second];
    const auto differs = [](const std::string& later, const std::string& earlier) { return !later.empty() && later != earlier; };
    if (differs(row.zone, first.zone) || differs(row.goods, first.goods) || (row.vendor && row.vendor != first.vendor) || row.accounts.empty()) {
        complain(row.line, code, "stands in line " + std::to_string(first.line) + " already, with other details",
                 "đã có ở dòng " + std::to_string(first.line) + " với thông tin khác");
        return;
    }
    for (auto& account : row.accounts) first.accounts.push_back(std::move(account));
}

void Reader::read_record(const CsvRecord& record) {
    if (std::ranges::all_of(record.fields, [](const auto& field) { return field.find_first_not_of(" \t") == std::string::npos; })) return;
    if (record.fields.size() > column_count && record.fields.size() > names_.size()) {
        file_.errors.push_back({record.line, "", "the line has too many fields", "dòng có quá nhiều cột"});
        return;
    }
    const auto errors = file_.errors.size();
    StallRow row;
    row.line = record.line;
    row.code = label(record, code, 32);
    if (row.code.empty() && errors == file_.errors.size()) complain(record.line, code, "is missing", "còn thiếu");
    row.zone = label(record, zone, 100);
    row.goods = label(record, goods, 100);
    read_vendor(record, row);
    read_account(record, row);
    if (errors == file_.errors.size()) add(std::move(row));
}

StallFile Reader::read(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (!is_valid_utf8(text)) {
        file_.errors.push_back({1, "", "the file is not UTF-8: save it as CSV UTF-8", "tệp không phải UTF-8: hãy lưu dạng CSV UTF-8"});
        return std::move(file_);
    }
    const auto first_line = text.substr(0, text.find('\n'));
    const char separator = std::ranges::count(first_line, '\t') > 0                                     ? '\t'
                           : std::ranges::count(first_line, ';') > std::ranges::count(first_line, ',') ? ';'
                                                                                                        : ',';
    const auto records = read_csv(text, separator);
    if (!records || records->empty()) {
        file_.errors.push_back({1, "", records ? "the file is empty" : "a quotation mark is never closed",
                                records ? "tệp trống" : "thiếu dấu ngoặc kép đóng"});
        return std::move(file_);
    }
    find_columns(records->front());
    if (!file_.errors.empty()) return std::move(file_);
    for (std::size_t i = 1; i < records->size(); ++i) read_record((*records)[i]);
    return std::move(file_);
}

}  // namespace

std::optional<std::vector<CsvRecord>> read_csv(std::string_view text, char separator) {
    std::vector<CsvRecord> records;
    CsvRecord record{1, {""}};
    std::size_t line = 1;
    bool quoted = false, touched = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"') record.fields.back() += c;
            else if (i + 1 < text.size() && text[i + 1] == '"') record.fields.back() += text[i++];
            else quoted = false;
            continue;
        }
        if (c == '"' && record.fields.back().empty()) {
            quoted = touched = true;
        } else if (c == separator) {
            record.fields.emplace_back();
            touched = true;
        } else if (c == '\n') {
            if (touched) records.push_back(std::move(record));
            record = {line, {""}};
            touched = false;
        } else if (c != '\r' || (i + 1 < text.size() && text[i + 1] != '\n')) {
            record.fields.back() += c;
            touched = true;
        }
    }
    if (quoted) return std::nullopt;
    if (touched) records.push_back(std::move(record));
    return records;
}

StallFile read_stalls_csv(std::string_view text) { return Reader{}.read(text); }

}  // namespace choqr::gateway

#include "merchants/stall_import.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/fold.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "merchants/bank_directory.hpp"
#include "merchants/csv.hpp"
#include "merchants/spreadsheet_cell.hpp"
#include "qr/card_number.hpp"

namespace choqr::merchants {
namespace {

enum Column { code, zone, goods, vendor_name, phone, kind, bank, account_number, account_name, column_count };

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
    {"goods", goods},
    {"category", goods},
    {"ten", vendor_name},
    {"hoten", vendor_name},
    {"hovaten", vendor_name},
    {"tentieuthuong", vendor_name},
    {"tieuthuong", vendor_name},
    {"chuquay", vendor_name},
    {"vendorname", vendor_name},
    {"vendor", vendor_name},
    {"name", vendor_name},
    {"dienthoai", phone},
    {"sodienthoai", phone},
    {"sdt", phone},
    {"phone", phone},
    {"vendorphone", phone},
    {"loai", kind},
    {"loaihinh", kind},
    {"kind", kind},
    {"vendorkind", kind},
    {"nganhang", bank},
    {"bank", bank},
    {"bin", bank},
    {"manganhang", bank},
    {"sotaikhoan", account_number},
    {"stk", account_number},
    {"taikhoan", account_number},
    {"account", account_number},
    {"accountnumber", account_number},
    {"tentaikhoan", account_name},
    {"chutaikhoan", account_name},
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// "+84901234567", "0901234567" or, its zero eaten, "901234567" give "0901234567".
std::optional<std::string> phone_of(std::string digits) {
    if (digits.starts_with("+84"))
        digits.replace(0, 3, "0");
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

class ListReader {
public:
    StallList read(std::string_view csv) {
        auto records = read_csv(csv);
        if (const auto* failure = std::get_if<CsvFailure>(&records)) {
            complain_about(*failure);
            return std::move(list_);
        }
        const auto& all = std::get<std::vector<CsvRecord>>(records);
        find_columns(all.front());
        if (list_.errors.empty())
            for (std::size_t i = 1; i < all.size() && list_.errors.size() < list_errors_max; ++i)
                read_record(all[i]);
        return std::move(list_);
    }

private:
    void complain(std::string column, std::string english, std::string vietnamese) {
        if (list_.errors.size() + 1 == list_errors_max) {
            english = "there are more errors; correct these first";
            vietnamese = "còn nhiều lỗi khác; hãy sửa các lỗi này trước";
        }
        if (list_.errors.size() < list_errors_max)
            list_.errors.push_back({line_, std::move(column), std::move(english), std::move(vietnamese)});
    }
    void complain(Column column, std::string english, std::string vietnamese) {
        complain(names_[column], std::move(english), std::move(vietnamese));
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

    void find_columns(const CsvRecord& heading) {
        line_ = heading.line;
        for (std::size_t i = 0; i < heading.fields.size(); ++i) {
            const auto& name = heading.fields[i];
            const auto* found = std::ranges::find(headings, word_of(name), &Heading::word);
            if (found == std::end(headings)) {
                if (!trimmed(name).empty()) list_.ignored_columns.push_back(name);
            } else if (places_[found->column]) {
                complain(name, "this column stands twice (also as \"" + names_[found->column] + "\")",
                         "cột này có hai lần (cả \"" + names_[found->column] + "\")");
            } else {
                places_[found->column] = i;
                names_[found->column] = name;
            }
        }
        if (!places_[code])
            complain("", "the first line has no column \"mã quầy\" (code)",
                     "dòng đầu không có cột \"mã quầy\"");
    }

    std::string_view cell(Column column) const {
        const auto place = places_[column];
        return place && *place < record_->fields.size() ? trimmed(record_->fields[*place])
                                                        : std::string_view{};
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
        const auto letters = column_letters(*places_[column]);
        complain(column, "\"" + text + "\" (column " + letters + "): " + std::string{english(fault)},
                 "\"" + text + "\" (cột " + letters + "): " + std::string{vietnamese(fault)});
    }

    void read_record(const CsvRecord& record) {
        record_ = &record;
        line_ = record.line;
        const auto errors = list_.errors.size();
        ListedStall stall;
        stall.line = record.line;
        stall.code = label(code, 32, Alphabet::codes);
        if (cell(code).empty()) complain(code, "is missing", "còn thiếu");
        stall.zone = label(zone, 100);
        stall.goods = label(goods, 100);
        read_vendor(stall);
        read_account(stall);
        if (list_.errors.size() == errors) add(std::move(stall));
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
        const auto read = read_short_number_cell(cell(phone));
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
        const auto read = read_account_cell(text);
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
        else
            return number;
        return std::nullopt;
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

    StallList list_;
    std::array<std::optional<std::size_t>, column_count> places_;
    std::array<std::string, column_count> names_{"mã quầy",   "khu",          "ngành hàng",
                                                 "tên",       "điện thoại",   "loại",
                                                 "ngân hàng", "số tài khoản", "tên tài khoản"};
    std::unordered_map<std::string, std::size_t> index_;
    const CsvRecord* record_ = nullptr;
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

StallList read_stall_list(std::string_view csv) { return ListReader{}.read(csv); }

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

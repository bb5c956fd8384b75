#include "cli/stands.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <variant>

#include "base/account_number.hpp"
#include "base/fold.hpp"
#include "base/label.hpp"
#include "base/text.hpp"
#include "cli/raw_printer.hpp"
#include "cli/stands_of_gateway.hpp"
#include "cli/stands_of_ledger.hpp"
#include "merchants/csv.hpp"
#include "merchants/spreadsheet_cell.hpp"
#include "printing/picture_banks.hpp"
#include "qr/card_number.hpp"
#include "qr/payload.hpp"

namespace choqr::gateway {
namespace {

constexpr int done = 0, failed = 1;
constexpr std::size_t remarks_of_ledger_max = 10;
constexpr std::chrono::seconds printer_patience{
    30};  // Without a byte taken: paper is out, or nobody is there.

int complain(std::ostream& err, std::string_view line) {
    err << "choqr stands: " << line << '\n';
    return failed;
}

// ---- From a table ----

enum class Column { stall, zone, goods, vendor, bank, account, account_name, code, phone };
constexpr std::size_t column_count = 9;

// The names that people give to a column, folded and in lower case.
constexpr std::array<std::array<std::string_view, 4>, column_count> column_names{{
    {"ma quay", "quay", "stall", "stall_code"},
    {"khu", "day", "zone", "aisle"},
    {"nganh hang", "mat hang", "goods", "goods_line"},
    {"ten", "ten tieu thuong", "vendor", "name"},
    {"ngan hang", "bin", "bank", "bank_bin"},
    {"so tai khoan", "tai khoan", "account", "account_number"},
    {"ten tai khoan", "chu tai khoan", "account_name", "holder"},
    {"ma doi chieu", "ma", "code", "human_code"},
    {"so vi", "dien thoai vi", "wallet_phone", "phone_wallet"},
}};

std::string folded_lower(std::string_view text) {
    auto folded = fold_to_ascii(qr::without_outer_white_space(text));
    std::ranges::transform(folded, folded.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return folded;
}

class Table {
public:
    explicit Table(std::span<const merchants::TableRow> rows) : rows_{rows} {
        places_.fill(npos);
        const auto& names = rows.front().fields;
        for (std::size_t place = 0; place < names.size(); ++place) {
            const auto name = folded_lower(names[place]);
            for (std::size_t column = 0; column < column_count; ++column)
                if (std::ranges::find(column_names[column], name) != column_names[column].end())
                    places_[column] = place;
        }
    }

    bool has(Column column) const { return place(column) != npos; }
    std::size_t size() const { return rows_.size() - 1; }

    /// Why a text of this row cannot be printed: "vendor holds the invisible character U+200B; delete it".
    std::string fault(std::size_t row) const {
        for (std::size_t column = 0; column < column_count; ++column) {
            const auto& cells = rows_[row + 1].fields;
            const std::string_view cell = places_[column] < cells.size()
                                              ? std::string_view{cells[places_[column]]}
                                              : std::string_view{};
            const auto read = read_label(cell);
            const auto* fault = std::get_if<LabelFault>(&read);
            const std::string name{column_names[column].front()};
            if (fault && fault->why != LabelFault::Why::empty) return name + " " + fault->english();
            if (static_cast<Column>(column) != Column::account && qr::holds_card_number(cell))
                return name + " holds a payment card's number";
        }
        return {};
    }

    /// A label (base/label.hpp); empty if the cell is missing or no label.
    std::string text(std::size_t row, Column column) const {
        const auto& cells = rows_[row + 1].fields;
        return place(column) < cells.size() ? to_label(cells[place(column)]).value_or("") : std::string{};
    }

private:
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    std::size_t place(Column column) const { return places_[static_cast<std::size_t>(column)]; }

    std::span<const merchants::TableRow> rows_;  // At least the names.
    std::array<std::size_t, column_count> places_;
};

// The stand of one row; the reason is set instead if there can be none.
stands::Stand stand_of_row(const Table& table, std::size_t row, std::string& reason) {
    stands::Stand stand;
    stand.stall_code = table.text(row, Column::stall);
    reason = table.fault(row);
    if (!reason.empty()) return stand;
    const auto bank = find_picture_bank(table.text(row, Column::bank));
    const auto cell = merchants::read_account_cell(table.text(row, Column::account));
    const auto* fault = std::get_if<merchants::CellFault>(&cell);
    const auto account = fault != nullptr ? std::nullopt : AccountNumber::parse(std::get<std::string>(cell));
    if (!bank)
        reason = "no account, or a bank that is not known";
    else if (fault != nullptr)
        reason = merchants::english(*fault);
    else if (!account)
        reason = "an account number is 1 to 19 letters and digits";
    else if (qr::looks_like_card_number(account->text(), bank->bin))
        reason = "this is a card number; a stand needs the account number";
    if (!reason.empty()) return stand;
    stand.vendor = table.text(row, Column::vendor);
    stand.goods = table.text(row, Column::goods);
    stand.account_name = table.text(row, Column::account_name);
    stand.bank = bank->short_name == bank->name ? bank->name : bank->short_name + " – " + bank->name;
    stand.last_four = account->last_four();
    stand.phone = table.text(row, Column::phone);
    stand.human_code = table.text(row, Column::code);
    const auto payload = qr::encode(qr::PaymentCode{bank->bin, account->text()});
    if (payload)
        stand.payload = *payload;
    else
        reason = payload.error().sentence();
    return stand;
}

std::string name_of_line(std::span<const merchants::TableRow> rows, std::size_t row,
                         const std::string& code) {
    const auto line = "line " + std::to_string(rows[row + 1].line);
    return code.empty() ? line : code + " (" + line + ")";
}

// ---- The command ----

std::optional<std::string> bytes_of_file(std::string_view name) {
    std::ifstream file{std::string{name}, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

WhichStands which_of(const Arguments& arguments) {
    WhichStands which{.zone = to_label(arguments.value("--zone").value_or("")).value_or("")};
    if (const auto since = arguments.value("--since")) which.since = parse_day(*since);
    which.reprint = arguments.has("--reprint");
    return which;
}

StandList load(const Arguments& arguments, const std::string& month) {
    const auto file = arguments.value("--csv");
    if (!file) return stands_of_ledger(arguments.required("--data"), which_of(arguments), month);
    const auto text = bytes_of_file(*file);
    if (!text) return {.stands = {}, .remarks = {}, .problem = "--csv: cannot read " + *file};
    return stands_from_csv(*text, to_label(arguments.value("--market").value_or("")).value_or(""), month);
}

bool is_month(std::string_view text) {
    const auto digit = [&text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    return text.size() == 7 && text[2] == '/' && digit(0) && digit(1) && digit(3) && digit(4) && digit(5) &&
           digit(6);
}

// A line that is overwritten, on a terminal only; nothing in a pipe.
std::function<void(std::size_t)> progress_on_terminal(std::ostream& err, std::size_t total) {
    if (isatty(STDERR_FILENO) == 0 || total < 100) return {};
    return [&err, total](std::size_t count) {
        if (count % 20 != 0 && count != total) return;
        err << "\r  " << count << " / " << total << (count == total ? "\n" : "") << std::flush;
    };
}

std::string sentence_of(const stands::Pdf& pdf, std::span<const stands::Stand> list) {
    switch (pdf.problem) {
        case stands::Problem::no_stands:
            return "there is nothing to print";
        case stands::Problem::payload_unfit:
            return list[pdf.index].stall_code + ": its payload does not fit a QR symbol";
        case stands::Problem::logo_unreadable:
            return "--logo: not a PNG of at most 4000 pixels a side";
        default:
            return "the PDF could not be drawn (are fonts installed?)";
    }
}

[[noreturn]] void refuse(const std::string& option, std::string_view english, std::string_view vietnamese) {
    throw UsageError{option + ": " + std::string{english}, option + ": " + std::string{vietnamese}};
}

// What does not go with where the stands come from.
void check_source(const Arguments& arguments) {
    if (arguments.has("--csv") + arguments.has("--data") + arguments.has("--url") != 1)
        refuse("--data", "write one of --data DIR, --csv FILE and --url URL",
               "hãy viết đúng một trong --data DIR, --csv FILE và --url URL");
    for (const auto* option : {"--zone", "--since", "--reprint", "--mark-printed"})
        if (arguments.has("--csv") && arguments.has(option))
            refuse(option, "goes with --data or --url: a file knows no versions",
                   "chỉ đi với --data hoặc --url: tệp không biết bản nào đã in");
    for (const auto* option : {"--logo", "--month"})
        if (arguments.has("--url") && arguments.has(option))
            refuse(option, "goes with --data or --csv; the gateway prints its own",
                   "chỉ đi với --data hoặc --csv; máy chủ tự in của mình");
    for (const auto* option : {"--token", "--token-file"})
        if (!arguments.has("--url") && arguments.has(option))
            refuse(option, "goes with --url", "chỉ đi với --url");
    if (arguments.has("--url") && arguments.has("--mark-printed") &&
        (!arguments.has("--reprint") || arguments.has("--since")))
        refuse("--mark-printed", "with --url it goes with --reprint and without --since",
               "với --url thì phải có --reprint và không có --since");
}

void check_printer(const Arguments& arguments) {
    const auto printer = arguments.value("--printer");
    if (printer.has_value() == arguments.has("--output"))
        refuse("--output", "write one of -o FILE and --printer HOST:PORT",
               "hãy viết đúng một trong -o FILE và --printer HOST:PORT");
    if (!printer) return;
    if (!parse_printer(*printer))
        refuse("--printer", "write HOST:PORT, 192.168.1.50:9100 or [fd00::5]:9100",
               "hãy viết HOST:PORT, 192.168.1.50:9100 hoặc [fd00::5]:9100");
    if (arguments.has("--url") || arguments.value("--format") == "pdf")
        refuse("--printer", "goes with --data or --csv, and with the format escpos",
               "chỉ đi với --data hoặc --csv, và dạng escpos");
}

void check_usage(const Arguments& arguments) {
    check_source(arguments);
    check_printer(arguments);
    if (arguments.has("--since") && !parse_day(arguments.required("--since")))
        refuse("--since", "write a day as YYYY-MM-DD", "hãy viết ngày dạng YYYY-MM-DD");
    const auto layout = arguments.value("--layout").value_or("a6");
    if ((arguments.value("--format") == "escpos" || arguments.has("--printer")) && layout != "roll58" &&
        layout != "roll80")
        refuse("--format", "escpos is for a roll: add --layout roll58 or roll80",
               "escpos là cho giấy cuộn: hãy thêm --layout roll58 hoặc roll80");
    if (arguments.has("--month") && !is_month(arguments.required("--month")))
        refuse("--month", "write a month as MM/YYYY", "hãy viết tháng dạng MM/YYYY");
}

void print_remarks(const std::vector<std::string>& remarks, std::size_t shown_max, std::ostream& err) {
    for (std::size_t i = 0; i < std::min(remarks.size(), shown_max); ++i)
        err << "no stand for " << remarks[i] << '\n';
    if (remarks.size() > shown_max)
        err << "… and " << remarks.size() - shown_max << " more without a stand\n";
}

void print_unprintable(const StandList& list, Surroundings& surroundings) {
    const bool in_vietnamese = surroundings.language == Language::vietnamese;
    for (const auto& [stall, characters] : list.unprintable)
        surroundings.err << (in_vietnamese
                                 ? "Quầy " + stall + " có ký tự không in được: " + characters
                                 : stall + " is printed without what no font here has: " + characters)
                         << '\n';
}

/// The PDF, or what a receipt printer takes.
stands::Pdf drawn(const StandList& list, const Arguments& arguments, stands::Options options) {
    const bool is_raster = arguments.value("--format") == "escpos" || arguments.has("--printer");
    return is_raster ? stands::make_escpos(list.stands, options) : stands::make_pdf(list.stands, options);
}

int write_pdf(const StandList& list, const Arguments& arguments, Surroundings& surroundings) {
    auto& out = surroundings.out;
    auto& err = surroundings.err;
    stands::Options options;
    options.layout = *stands::parse_layout(arguments.value("--layout").value_or("a6"));
    options.on_progress = progress_on_terminal(err, list.stands.size());
    if (const auto logo = arguments.value("--logo")) {
        auto bytes = bytes_of_file(*logo);
        if (!bytes || bytes->empty()) return complain(err, "--logo: cannot read " + *logo);
        options.logo_png = std::move(*bytes);
    }
    // Whoever corrects a file needs every line of it; a ledger's stalls are listed elsewhere.
    print_remarks(list.remarks, arguments.has("--csv") ? list.remarks.size() : remarks_of_ledger_max, err);
    print_unprintable(list, surroundings);
    const auto pdf = drawn(list, arguments, std::move(options));
    if (pdf.problem != stands::Problem::none) return complain(err, sentence_of(pdf, list.stands));
    if (const auto printer = arguments.value("--printer")) {
        const auto sent = send_to_printer(*parse_printer(*printer), pdf.bytes, printer_patience);
        if (sent != Sent::all)
            return complain(err, *printer + ": " + std::string{sentence_of(sent).in(surroundings.language)});
        out << list.stands.size() << " stands: " << *printer << '\n';
        return done;
    }
    const auto name = arguments.required("--output");
    std::ofstream file{name, std::ios::binary};
    file << pdf.bytes;
    file.close();
    if (!file) return complain(err, "-o: cannot write " + name);
    out << list.stands.size() << " stands, " << pdf.bytes.size() / 1024 << " KB: " << name << '\n';
    return done;
}

}  // namespace

StandList stands_from_csv(std::string_view text, const std::string& market, const std::string& month) {
    StandList list;
    const auto read = merchants::read_csv(text);
    const auto* records = std::get_if<std::vector<merchants::TableRow>>(&read);
    if (records == nullptr) {
        list.problem =
            "--csv: no table, see line " + std::to_string(std::get<merchants::CsvFailure>(read).line);
        return list;
    }
    const Table table{*records};
    if (!table.has(Column::stall) || !table.has(Column::bank) || !table.has(Column::account)) {
        list.problem = "--csv: the first line needs the columns mã quầy, ngân hàng and số tài khoản";
        return list;
    }
    std::set<std::string> printed;
    for (std::size_t row = 0; row < table.size(); ++row) {
        std::string reason;
        auto stand = stand_of_row(table, row, reason);
        stand.market = market;
        stand.printed = month;
        if (reason.empty() && !printed.insert(stand.stall_code).second)
            reason = "it has one from a line before";
        if (!reason.empty()) {
            list.remarks.push_back(name_of_line(*records, row, stand.stall_code) + ": " + reason);
            continue;
        }
        list.stands.push_back(std::move(stand));
        note_unprintable(list);
    }
    return list;
}

int run_stands(const Arguments& arguments, Surroundings& surroundings) {
    auto& err = surroundings.err;
    check_usage(arguments);
    if (arguments.has("--url")) return stands_of_gateway(arguments, surroundings.out, err);
    const auto list = load(arguments, arguments.value("--month").value_or(month_of_print()));
    if (!list.problem.empty()) return complain(err, list.problem);
    const int written = write_pdf(list, arguments, surroundings);
    if (written != done || !arguments.has("--mark-printed")) return written;
    const auto problem = mark_printed_in_ledger(arguments.required("--data"), list.printed);
    return problem.empty() ? done : complain(err, problem);
}

}  // namespace choqr::gateway

#include "cli/banks.hpp"

#include <ostream>

#include "cli/ledger_files.hpp"
#include "data_folder/folder_banks.hpp"

namespace choqr::gateway {
namespace {

using merchants::Bank;
using merchants::BankDirectory;

constexpr int done = 0, failed = 1;

void print_mistakes(const std::string& file, const std::vector<merchants::BankFileMistake>& mistakes,
                    Surroundings& surroundings) {
    const bool in_vietnamese = surroundings.language == Language::vietnamese;
    for (const auto& mistake : mistakes)
        surroundings.err << "choqr banks: " << file << ": "
                         << (in_vietnamese ? mistake.vietnamese : mistake.english) << '\n';
}

std::optional<BankDirectory> read_banks_file(const std::string& file, Surroundings& surroundings) {
    const auto text = read_text_file(file);
    if (!text) throw std::runtime_error{file + " cannot be read"};
    auto read = BankDirectory::read(*text);
    if (auto* directory = std::get_if<BankDirectory>(&read)) return std::move(*directory);
    print_mistakes(file, std::get<std::vector<merchants::BankFileMistake>>(read), surroundings);
    return std::nullopt;
}

/// "970406  Vikki  Ngân hàng TNHH MTV Số Vikki  (2025-02-01; DongABank)"
void print_bank(const Bank& bank, std::ostream& out) {
    out << bank.bin.text() << "  " << bank.short_name << "  " << bank.name;
    std::string before = bank.since ? format_day(*bank.since) : std::string{};
    for (const auto& former : bank.former_names) before += (before.empty() ? "" : "; ") + former;
    if (!before.empty()) out << "  (" << before << ")";
    out << '\n';
}

std::size_t print_changes(const merchants::BankChanges& changes, Surroundings& surroundings) {
    const auto word = [&](Sentence sentence) { return sentence.in(surroundings.language); };
    auto& out = surroundings.out;
    const auto print = [&](Sentence what, const Bank& bank) {
        out << word(what);
        print_bank(bank, out);
    };
    for (const auto* bank : changes.fresh) print({"new      ", "mới      "}, *bank);
    for (const auto& [before, after] : changes.renamed)
        out << word({"renamed  ", "đổi tên  "}) << before->bin.text() << "  " << before->short_name << " → "
            << after->short_name << '\n';
    for (const auto& [before, after] : changes.otherwise) print({"changed  ", "sửa      "}, *after);
    // Stalls with accounts there would show its six digits.
    for (const auto* bank : changes.gone) print({"gone     ", "bỏ       "}, *bank);
    return changes.fresh.size() + changes.renamed.size() + changes.otherwise.size() + changes.gone.size();
}

int say(Surroundings& surroundings, Sentence sentence) {
    surroundings.out << sentence.in(surroundings.language) << std::endl;
    return surroundings.out ? done : failed;
}

}  // namespace

int run_banks_list(const Arguments& arguments, Surroundings& surroundings) {
    const auto folder = arguments.value("--data");
    const auto found = folder ? read_banks_of(*folder) : FolderBanks{};
    if (!found.mistakes.empty()) {
        print_mistakes(*folder + "/" + std::string{banks_file}, found.mistakes, surroundings);
        return failed;
    }
    for (const auto& bank : (found.directory ? *found.directory : merchants::own_banks()).banks())
        print_bank(bank, surroundings.out);
    surroundings.out.flush();
    return surroundings.out ? done : failed;
}

int run_banks_check(const Arguments& arguments, Surroundings& surroundings) {
    const auto read = read_banks_file(arguments.words().front(), surroundings);
    if (!read) return failed;
    surroundings.out << read->banks().size() << " ";
    return say(surroundings, {"banks, all well", "ngân hàng, không có lỗi"});
}

int run_banks_update(const Arguments& arguments, Surroundings& surroundings) {
    const auto read = read_banks_file(arguments.words().front(), surroundings);
    if (!read) return failed;
    const auto folder = arguments.required("--data");
    if (!LedgerFiles::open(folder, surroundings.err)) return failed;
    // One with mistakes is as if it were not there: that is how the gateway takes it.
    const auto there = read_banks_of(folder);
    const auto& before = there.directory ? *there.directory : merchants::own_banks();
    const auto count = print_changes(changes_of(before, *read), surroundings);
    if (count == 0 && before.text() == read->text())
        return say(surroundings, {"Nothing differs.", "Không có gì khác."});
    if (!arguments.has("--yes"))
        return say(surroundings,
                   {"Nothing was changed; --yes does it.", "Chưa đổi gì; thêm --yes để làm thật."});
    const auto path = folder + "/" + std::string{banks_file};
    if (const auto written = write_text_file(path, read->text(), world::Permission::owner_only); !written)
        throw std::runtime_error{path + ": " + written.error().message()};
    return say(surroundings,
               {"Written. A gateway that serves takes it at its next start, or at once on SIGHUP.",
                "Đã ghi. Máy chủ đang chạy sẽ dùng khi khởi động lại, hoặc ngay khi có SIGHUP."});
}

}  // namespace choqr::gateway

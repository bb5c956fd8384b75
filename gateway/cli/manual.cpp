#include "cli/manual.hpp"

#include <CLI/App.hpp>
#include <ostream>

#include "cli/command_tree.hpp"

namespace choqr::gateway {
namespace {

/// Text that is no request of roff, whatever it begins with or holds.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '\'')
            out += "\\(aq";
        else
            out += c;
    }
    return out.starts_with('.') ? "\\&" + out : out;
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + plain(text) + "\\fR"; }

std::string names_of(const CLI::Option& option) {
    std::string text;
    for (const auto& name : option.get_snames()) text += bold("-" + name) + ", ";
    for (const auto& name : option.get_lnames()) text += bold("--" + name) + ", ";
    text.erase(text.size() - 2);
    if (option.get_expected_max() > 0) text += " " + italic(option.get_type_name());
    return text;
}

void write_command(std::string& out, const CLI::App& app, const std::string& path) {
    out += ".SS " + std::string{"\""} + plain(path) + "\"\n" + plain(app.get_description()) + ".\n";
    for (const auto* option : app.get_options())
        if (option->get_positional())
            out += ".TP\n" + italic(option->get_name()) + "\n" + plain(option->get_description()) + "\n";
    for (const auto* option : app.get_options())
        if (!option->get_positional() && option != app.get_help_ptr())
            out += ".TP\n" + names_of(*option) + "\n" + plain(option->get_description()) + "\n";
}

void write_commands(std::string& out, const CLI::App& app, const std::string& path) {
    const auto below = app.get_subcommands({});
    if (below.empty()) write_command(out, app, path);
    for (const auto* each : below) write_commands(out, *each, path + " " + each->get_name());
}

struct Section {
    Sentence title;
    std::vector<std::pair<std::string_view, Sentence>> items;
};

std::vector<Section> closing_sections() {
    return {
        {{"EXIT STATUS", "MÃ KẾT THÚC"},
         {{"0", {"done", "xong"}},
          {"1",
           {"it did not work; one line on standard error says why",
            "không làm được; một dòng trên lỗi chuẩn nói vì sao"}},
          {"2",
           {"the command line is wrong; the line names the option", "dòng lệnh sai; dòng lỗi nêu tùy chọn"}},
          {"3", {"memory ran out", "hết bộ nhớ"}}}},
        {{"ENVIRONMENT", "BIẾN MÔI TRƯỜNG"},
         {{"CHOQR_TOKEN",
           {"the access token, where neither --token nor --token-file is given",
            "mã truy cập khi không có --token và --token-file"}},
          {"CHOQR_LANG, LC_ALL, LC_MESSAGES, LANG",
           {"Vietnamese where the first that is set begins with vi",
            "tiếng Việt khi biến đầu tiên được đặt bắt đầu bằng vi"}},
          {"SSL_CERT_FILE",
           {"certificates that are trusted instead of the machine's own",
            "chứng chỉ được tin thay cho kho của máy"}}}},
        {{"FILES", "TỆP"},
         {{"DIR/operator.token", {"the operator's token", "mã của người vận hành"}},
          {"DIR/accounts.choqr",
           {"names, password hashes and code secrets of people with an account",
            "tên, mã băm mật khẩu và khóa tạo mã của người có tài khoản"}},
          {"DIR/log.vkey",
           {"the public key with which anybody verifies the ledger",
            "khóa công khai để ai cũng kiểm tra được sổ"}}}}};
}

}  // namespace

std::string manual(const CLI::App& root, Language language) {
    const auto heading = [language](Sentence title) { return ".SH \"" + plain(title.in(language)) + "\"\n"; };
    std::string out = ".TH CHOQR 1 \"\" \"choqr\" \"\"\n";
    out += heading({"NAME", "TÊN"}) + "choqr \\- " + plain(root.get_description()) + "\n";
    out += heading({"SYNOPSIS", "CÁCH DÙNG"}) + bold("choqr") + " " +
           italic(Sentence{"COMMAND", "LỆNH"}.in(language)) + " [" + italic("--option") + "] ...\n";
    out += heading({"COMMANDS", "CÁC LỆNH"});
    write_commands(out, root, "choqr");
    for (const auto& [title, items] : closing_sections()) {
        out += heading(title);
        for (const auto& [name, about] : items)
            out += ".TP\n" + bold(name) + "\n" + plain(about.in(language)) + "\n";
    }
    return out;
}

int run_manual(const Arguments&, Surroundings& surroundings) {
    const CommandTree tree{surroundings.language};
    surroundings.out << manual(tree.root(), surroundings.language);
    return 0;
}

}  // namespace choqr::gateway

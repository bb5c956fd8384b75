#include "cli/command_tree.hpp"

#include <stdlib.h>

#include <CLI/App.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/command_rows.hpp"
#include "cli/completion.hpp"
#include "cli/gateways.hpp"
#include "cli/http_call.hpp"
#include "cli/manual.hpp"
#include "support/catch.hpp"

using namespace choqr::gateway;
namespace files = std::filesystem;

namespace {

struct Outcome {
    int code;
    std::string out, err;
};

Outcome run_words(const std::vector<std::string>& words, Language language = Language::english,
                  Gateways* gateways = nullptr) {
    std::ostringstream out, err;
    Surroundings surroundings{out, err, "/bin/false", language, gateways};
    const int code = run_choqr(words, surroundings);
    return {code, out.str(), err.str()};
}

/// Runs none, and remembers what it was asked for.
class NotedGateways final : public Gateways {
public:
    int serve(const Arguments& arguments, const Beside&) override {
        asked.push_back("serve " + arguments.required("--data") + " on " +
                        arguments.value("--listen").value_or("its own address"));
        return 7;
    }
    std::unique_ptr<LocalGateway> open(const std::string& path) override {
        asked.push_back("open " + path);
        throw std::runtime_error{path + ": there is no ledger"};
    }

    std::vector<std::string> asked;
};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    std::istringstream stream{std::string{text}};
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What a program prints on both channels, and how it ends.
Outcome run(const std::string& command) {
    std::string out;
    FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    char buffer[4096];
    for (auto size = std::fread(buffer, 1, sizeof buffer, pipe); size > 0;
         size = std::fread(buffer, 1, sizeof buffer, pipe))
        out.append(buffer, size);
    return {::pclose(pipe), out, {}};
}
bool has_program(const std::string& name) { return run("command -v " + name).code == 0; }

class Script {
public:
    explicit Script(const std::string& text) {
        const int file = ::mkstemp(name_.data());
        REQUIRE(file >= 0);
        ::close(file);
        std::ofstream{name_} << text;
    }
    ~Script() { files::remove(name_); }
    const std::string& name() const { return name_; }

private:
    std::string name_ = "/tmp/choqr-script-XXXXXX";
};

const Language languages[] = {Language::english, Language::vietnamese};

/// The last name of "-o,--output".
std::string long_name(std::string_view names) {
    return std::string{names.substr(names.rfind(',') == std::string_view::npos ? 0 : names.rfind(',') + 1)};
}

/// As roff writes a hyphen that is to be copied.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '-' ? "\\-" : std::string(1, c);
    return out;
}

}  // namespace

TEST_CASE("commands: each says with --help what it takes, in both languages, and ends well", "[commands]") {
    for (const auto& row : command_rows())
        for (const auto language : languages) {
            auto words = split(row.path);
            words.emplace_back("--help");
            const auto help = run_words(words, language);
            CAPTURE(row.path);
            CHECK(help.code == 0);
            CHECK(help.err.empty());
            CHECK(holds(help.out, row.about.in(language)));
            CHECK(holds(help.out, "Options:") == (language == Language::english));
            for (const auto& option : row.options) {
                CHECK(holds(help.out, long_name(option.name)));
                CHECK(holds(help.out, option.value));
            }
        }
    for (const auto* group : {"qr", "ledger"}) CHECK(run_words({group, "--help"}).code == 0);
    CHECK(run_words({"--help"}).code == 0);
    CHECK(run_words({"-h"}).out == run_words({"--help"}).out);
    CHECK(run_words({"--version"}).out == run_words({"version"}).out);
}

TEST_CASE("commands: every sentence is there in both languages, and they are two", "[commands]") {
    for (const auto& row : command_rows()) {
        CAPTURE(row.path);
        CHECK_FALSE(row.about.english.empty());
        CHECK(row.about.english != row.about.vietnamese);
        for (const auto& option : row.options) {
            CAPTURE(option.name);
            CHECK_FALSE(option.about.english.empty());
            CHECK_FALSE(option.about.vietnamese.empty());
        }
    }
    for (const auto language : languages)
        for (const auto& row : command_rows()) {
            const auto help = run_words({"help"}, language);
            CHECK(holds(help.out, "choqr " + std::string{row.path} + " "));
            CHECK(holds(help.out, row.about.in(language)));
        }
}

TEST_CASE("commands: what is wrong is one line with the option and what to write, and exit code 2",
          "[commands]") {
    struct Case {
        std::vector<std::string> words;
        const char *english, *vietnamese;
    };
    const Case cases[] = {
        {{}, "which command? choqr help lists them", "lệnh nào? choqr help liệt kê mọi lệnh"},
        {{"srve"},
         "srve: no such command; the nearest is serve",
         "srve: không có lệnh này; gần nhất là serve"},
        {{"qr"},
         "choqr qr: write one of encode, decode or read behind it",
         "choqr qr: hãy viết tiếp encode, decode hoặc read"},
        {{"ledger", "verfy"},
         "verfy: no such command; the nearest is verify",
         "verfy: không có lệnh này; gần nhất là verify"},
        {{"serve"}, "--data: is missing; add --data DIR", "--data: còn thiếu; hãy thêm --data DIR"},
        {{"serve", "--data"}, "--data: needs a value behind it", "--data: cần một giá trị theo sau"},
        {{"serve", "--data", "a", "--data", "b"},
         "--data: given twice; once is enough",
         "--data: viết hai lần; chỉ cần một lần"},
        {{"serve", "--dta", "a"},
         "--dta: no such option; the nearest is --data",
         "--dta: không có tùy chọn này; gần nhất là --data"},
        {{"serve", "--data", "a", "b"},
         "\"b\": one word too many for choqr serve; see --help",
         "\"b\": thừa một từ đối với choqr serve; xem --help"},
        {{"qr", "decode"},
         "qr decode: PAYLOAD is missing: the text, or - for standard input",
         "qr decode: còn thiếu PAYLOAD: chuỗi mã, hoặc - để đọc từ đầu vào chuẩn"},
        {{"report", "daily", "--url", "http://a", "--format", "txt"},
         "--format: write text, json, csv, xlsx or pdf, not \"txt\"",
         "--format: hãy viết text, json, csv, xlsx hoặc pdf, không phải \"txt\""},
        {{"report", "weekly", "--url", "http://a"},
         "report: write daily, range, volunteers or monthly, not \"weekly\"",
         "report: hãy viết daily, range, volunteers hoặc monthly, không phải \"weekly\""},
        {{"ledger", "export", "--data", "a", "--from", "-1"},
         "--from: write a whole number from 0 to 9223372036854775807, not \"-1\"",
         "--from: hãy viết số nguyên từ 0 đến 9223372036854775807, không phải \"-1\""},
        {{"report", "daily", "--url", "http://a", "--token", "t"},
         "--date: is missing; add --date YYYY-MM-DD",
         "--date: còn thiếu; hãy thêm --date YYYY-MM-DD"},
        {{"import", "stalls", "a.csv"},
         "--data: write either --data DIR or --url URL",
         "--data: hãy viết hoặc --data DIR hoặc --url URL"},
        {{"import", "stalls", "a.csv", "--url", "a", "--token", "t"},
         "--url: a is no gateway's address; write http://HOST[:PORT] or https://…",
         "--url: a không phải địa chỉ máy chủ; hãy viết http://MÁY[:CỔNG] hoặc https://…"},
        {{"erase", "vendor", "17", "--data", "x"},
         "17: a vendor is named like vd17; write its id from the stall's description",
         "17: mã người bán có dạng vd17; xem trong thông tin quầy"},
        {{"completion", "csh"},
         "completion: write bash, zsh or fish, not \"csh\"",
         "completion: hãy viết bash, zsh hoặc fish, không phải \"csh\""},
    };
    ::unsetenv("CHOQR_TOKEN");
    for (const auto& [words, english, vietnamese] : cases) {
        const auto refused = run_words(words);
        CHECK(refused.err == std::string{"choqr: "} + english + "\n");
        CHECK(refused.code == 2);
        CHECK(refused.out.empty());
        const auto in_vietnamese = run_words(words, Language::vietnamese);
        CHECK(in_vietnamese.err == std::string{"choqr: "} + vietnamese + "\n");
        CHECK(in_vietnamese.code == 2);
    }
}

TEST_CASE("commands: serve and import ask the gateways that they were handed, and nothing else does",
          "[commands]") {
    NotedGateways gateways;
    const auto run_with_gateways = [&](const std::vector<std::string>& words) {
        return run_words(words, Language::english, &gateways);
    };
    CHECK(run_with_gateways({"serve", "--data", "a"}).code == 7);
    CHECK(run_with_gateways({"serve", "--data", "b", "--listen", "[::1]:80"}).code == 7);
    const auto import = run_with_gateways({"import", "stalls", "a.csv", "--data", "c"});
    CHECK(import.code == 1);
    CHECK(import.err == "choqr: c: there is no ledger\n");
    CHECK(run_with_gateways(
              {"import", "stalls", "/nowhere/a.csv", "--url", "http://127.0.0.1:1", "--token", "t"})
              .code == 1);
    CHECK(run_with_gateways({"version"}).code == 0);
    CHECK(gateways.asked ==
          std::vector<std::string>{"serve a on its own address", "serve b on [::1]:80", "open c"});
}

TEST_CASE("commands: a value is taken as it is, an empty one too, and behind -- nothing is an option",
          "[commands]") {
    const auto encoded = [](std::vector<std::string> more) {
        std::vector<std::string> words{"qr", "encode", "--bin", "mb", "--account", "1"};
        words.insert(words.end(), more.begin(), more.end());
        return run_words(words);
    };
    CHECK(encoded({"--content", "--x"}).out == encoded({"--content=--x"}).out);
    CHECK(encoded({"--content=a=b"}).code == encoded({"--content", "a=b"}).code);
    CHECK(encoded({"--content=", "--format", "payload"}).out ==
          encoded({"--content", "", "--format", "payload"}).out);
    CHECK(holds(run_words({"qr", "decode", "--", "--strict"}).out, "\"valid\":false"));
    CHECK(holds(run_words({"qr", "decode", "report"}).out,
                "\"valid\":false"));  // A word that is a command's name.
    CHECK(run_words({"qr", "decode", "a", "b"}).code == 2);
}

TEST_CASE("commands: the token comes from an option, a file or the environment, in this order",
          "[commands]") {
    const Script file{"from the file\nand more\n"};
    const auto token = [&](bool option, bool in_file) {
        Arguments arguments;
        if (option) arguments.add("--token", {"from the option"});
        if (in_file) arguments.add("--token-file", {file.name()});
        return arguments;
    };
    for (const auto& row : command_rows()) {
        std::set<std::string_view> names;
        for (const auto& option : row.options) names.insert(option.name);
        CAPTURE(row.path);
        CHECK(names.contains("--token") == names.contains("--token-file"));
    }
    ::setenv("CHOQR_TOKEN", "from the environment", 1);
    CHECK(token_of(token(true, true)) == "from the option");
    CHECK(token_of(token(false, true)) == "from the file");
    CHECK(token_of(token(false, false)) == "from the environment");
    ::unsetenv("CHOQR_TOKEN");
    CHECK_THROWS_AS(token_of(token(false, false)), UsageError);
}

TEST_CASE("commands: the language is the environment's, the first variable that is set", "[commands]") {
    const auto language = [](const char* own, const char* all, const char* lang) {
        for (const auto& [name, value] :
             {std::pair{"CHOQR_LANG", own}, {"LC_ALL", all}, {"LC_MESSAGES", ""}, {"LANG", lang}})
            ::setenv(name, value, 1);
        return language_of_environment();
    };
    CHECK(language("", "", "vi_VN.UTF-8") == Language::vietnamese);
    CHECK(language("", "C", "vi_VN.UTF-8") == Language::english);
    CHECK(language("", "vi_VN", "en_US.UTF-8") == Language::vietnamese);
    CHECK(language("en", "vi_VN", "vi_VN") == Language::english);
    CHECK(language("vi", "C", "C") == Language::vietnamese);
    CHECK(language("", "", "") == Language::english);
}

TEST_CASE("commands: the manual page has each command and option, and no roff that a formatter warns of",
          "[commands]") {
    for (const auto language : languages) {
        const CommandTree tree{language};
        const auto page = manual(tree.root(), language);
        CHECK(page.starts_with(".TH CHOQR 1 "));
        for (const auto& row : command_rows()) {
            CHECK(holds(page, ".SS \"choqr " + escaped(row.path) + "\"\n"));
            for (const auto& option : row.options) {
                CHECK(holds(page, "\\fB" + escaped(long_name(option.name)) + "\\fR"));
            }
        }
        // Every line is a request that man has, or text that cannot be taken for one.
        const std::set<std::string> requests{".TH", ".SH", ".SS", ".TP"};
        std::istringstream lines{page};
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK_FALSE(line.empty());
            CHECK(line.front() != '\'');
            if (line.front() == '.') CHECK(requests.contains(line.substr(0, line.find(' '))));
        }
        if (!has_program("groff")) continue;
        const Script file{page};
        const auto formatted = run("groff -ww -K utf8 -man -Tutf8 -z " + file.name());
        CHECK(formatted.code == 0);
        CHECK(formatted.out.empty());
        CHECK(holds(run("groff -K utf8 -man -Tutf8 -P-cbou " + file.name()).out, "choqr qr encode"));
    }
}

TEST_CASE("commands: each and every option stands in the completion of each shell", "[commands]") {
    const CommandTree tree{Language::english};
    for (const auto& script :
         {bash_completion(tree.root()), zsh_completion(tree.root()), fish_completion(tree.root())})
        for (const auto& row : command_rows()) {
            CHECK(holds(script, split(row.path).back()));
            for (const auto& option : row.options)
                CHECK((holds(script, long_name(option.name)) ||
                       holds(script, "-l " + long_name(option.name).substr(2))));
        }
}

TEST_CASE("commands: bash completes commands, options, choices and files", "[commands]") {
    const Script script{bash_completion(CommandTree{Language::english}.root())};
    // As bash calls it: the words so far, the last one unfinished.
    const auto completed = [&script](const std::string& line) {
        const auto words = split(line + "|");
        std::string array;
        for (const auto& word : words)
            array += "'" + (word == words.back() ? word.substr(0, word.size() - 1) : word) + "' ";
        const Script caller{"source " + script.name() + "\nCOMP_WORDS=(" + array +
                            ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_choqr\n"
                            "printf '%s\\n' \"${COMPREPLY[@]:-}\"\n"};
        const auto ran = run("bash -u " + caller.name());
        CAPTURE(line, ran.out);
        CHECK(ran.code == 0);
        const auto lines = split(ran.out);
        return std::set<std::string>{lines.begin(), lines.end()};
    };
    std::set<std::string> commands;
    for (const auto& row : command_rows()) commands.insert(split(row.path).front());
    commands.insert({"-h", "--help"});
    CHECK(completed("choqr ") == commands);
    CHECK(completed("choqr se") == std::set<std::string>{"serve"});
    CHECK(completed("choqr qr ").contains("encode"));
    CHECK(completed("choqr qr encode --me") == std::set<std::string>{"--merchant-city", "--merchant-name"});
    CHECK(completed("choqr qr encode --format ") ==
          std::set<std::string>{"payload", "svg", "png", "terminal"});
    CHECK(completed("choqr qr encode --format s") == std::set<std::string>{"svg"});
    CHECK(completed("choqr qr encode --amount ").empty());
    CHECK(completed("choqr report d") == std::set<std::string>{"daily"});
    CHECK(completed("choqr completion ").contains("zsh"));
    CHECK(completed("choqr serve --config " + script.name()) == std::set<std::string>{script.name()});
    CHECK(completed("choqr qr read " + script.name()) == std::set<std::string>{script.name()});
    for (const auto& row : command_rows()) {
        const auto offered = completed("choqr " + std::string{row.path} + " --");
        for (const auto& option : row.options) CHECK(offered.contains(long_name(option.name)));
    }
}

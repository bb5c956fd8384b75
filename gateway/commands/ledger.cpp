#include "gateway/commands/ledger.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "base/encoding.hpp"
#include "gateway/commands/ledger_export.hpp"
#include "gateway/commands/ledger_prove.hpp"
#include "gateway/commands/options.hpp"
#include "gateway/commands/progress.hpp"
#include "journal/verify.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view usage = "choqr ledger verify --data DIR [--public-key FILE] [--checkpoint FILE]…";

std::optional<std::string> file_text(std::string_view path) {
    std::ifstream file{std::string{path}, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

/// Reads what --public-key and --checkpoint name; the sentence if one of them cannot be used.
std::optional<std::string> take_files(const ParsedArguments& parsed, journal::VerifyOptions& options) {
    if (const auto path = parsed.value("--public-key")) {
        auto text = file_text(*path);
        while (text && text->ends_with('\n')) text->pop_back();
        options.key = text ? journal::VerifierKey::parse(*text) : std::nullopt;
        if (!options.key) return std::string{*path} + ": there is no public key of a ledger in this file";
    }
    for (const auto& option : parsed.options) {
        if (option.name != "--checkpoint") continue;
        const auto text = file_text(option.value);
        if (!text) return std::string{option.value} + ": the file cannot be read";
        options.older_checkpoints.push_back(*text);
    }
    return std::nullopt;
}

void print(const journal::VerifyReport& report, std::ostream& out) {
    out << "records      " << report.head.size << "\n"
        << "root         " << to_base64(report.head.root.bytes()) << "\n"
        << "segments     " << report.segments << "\n"
        << "checkpoints  " << report.checkpoints << "\n";
    for (const auto& note : report.notes) out << "note: " << note << "\n";
}

int verify(const ParsedArguments& parsed, std::ostream& out, std::ostream& err) {
    journal::VerifyOptions options;
    if (const auto problem = take_files(parsed, options)) return err << "choqr ledger: " << *problem << "\n", 2;
    const std::string path{*parsed.value("--data")};
    const auto directory = world::PosixDirectory::open(path);
    if (!directory) return err << path << ": " << directory.error().message() << "\n", 1;
    options.progress = ProgressBar{};
    const auto report = journal::verify_ledger(**directory, options);
    if (report.finding) {
        err << "NOT WHOLE: " << *report.finding << "\n"
            << "The " << report.head.size << " records before it are whole.\n";
        return 1;
    }
    print(report, out);
    return 0;
}

}  // namespace

int run_ledger_verify(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
    const auto parsed = parse_arguments(arguments, {"--data", "--public-key", "--checkpoint"}, {}, "--checkpoint");
    if (!parsed.problem.empty()) return err << "choqr ledger verify: " << parsed.problem << "\n", 2;
    if (!parsed.value("--data") || !parsed.words.empty()) return err << "usage: " << usage << "\n", 2;
    return verify(parsed, out, err);
}

int run_ledger(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
    struct Part {
        std::string_view name;
        int (*run)(std::span<const std::string_view>, std::ostream&, std::ostream&);
    };
    constexpr Part parts[] = {{"verify", run_ledger_verify}, {"export", run_ledger_export}, {"import", run_ledger_import},
                              {"prove", run_ledger_prove}, {"check", run_ledger_check}};
    if (!arguments.empty())
        for (const auto& part : parts)
            if (arguments.front() == part.name) return part.run(arguments.subspan(1), out, err);
    return err << "usage: choqr ledger verify|export|import|prove|check …\n", 2;
}

}  // namespace choqr::gateway

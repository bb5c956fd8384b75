#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "gateway/commands/import.hpp"
#include "gateway/commands/init.hpp"
#include "gateway/commands/command_line.hpp"
#include "gateway/commands/report.hpp"
#include "gateway/commands/serve.hpp"

// Only who does what, and the exit codes: 0 done, 1 it did not work, 2 the command line is wrong.
namespace {

using choqr::gateway::UsageError;

struct Command {
    const char* name;
    int (*run)(const std::vector<std::string>& arguments);
    const char* line;
};
int run_version(const std::vector<std::string>&);
int run_help(const std::vector<std::string>&);

constexpr Command commands[] = {
    {"init", choqr::gateway::run_init, "init --data DIR [--market NAME]            make a ledger"},
    {"serve", choqr::gateway::run_serve, "serve --data DIR [--listen ADDR:PORT] [--config FILE]"},
    {"import", choqr::gateway::run_import, "import --data DIR|--url URL [--market ID] stalls FILE.csv [--yes]"},
    {"report", choqr::gateway::run_report, "report daily --url URL --market ID --date D [--format text|json|csv]"},
    {"version", run_version, "version"},
    {"help", run_help, "help"},
};

int run_version(const std::vector<std::string>&) {
    std::puts("choqr " CHOQR_VERSION);
    return 0;
}

int run_help(const std::vector<std::string>&) {
    std::puts("choqr: records that a market's money has arrived, and tells the vendor\n");
    for (const auto& command : commands) std::printf("  choqr %s\n", command.line);
    return 0;
}

int run(const std::vector<std::string>& words) {
    if (words.empty()) throw UsageError{"which command? choqr help lists them"};
    for (const auto& command : commands)
        if (words.front() == command.name) return command.run({words.begin() + 1, words.end()});
    if (words.front() == "--version") return run_version({});
    if (words.front() == "--help" || words.front() == "-h") return run_help({});
    throw UsageError{words.front() + ": no such command; choqr help lists them"};
}

}  // namespace

int main(int count, char** arguments) {
    try {
        return run({arguments + 1, arguments + count});
    } catch (const UsageError& error) {
        std::fprintf(stderr, "choqr: %s\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "choqr: %s\n", error.what());
        return 1;
    }
}

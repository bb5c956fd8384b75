#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "gateway/commands/backup.hpp"
#include "gateway/commands/command_line.hpp"
#include "gateway/commands/doctor.hpp"
#include "gateway/commands/erase.hpp"
#include "gateway/commands/import.hpp"
#include "gateway/commands/init.hpp"
#include "gateway/commands/ledger.hpp"
#include "gateway/commands/qr.hpp"
#include "gateway/commands/report.hpp"
#include "gateway/commands/serve.hpp"
#include "gateway/commands/simulate.hpp"
#include "gateway/commands/stands_of_gateway.hpp"
#include "gateway/commands/stands_of_ledger.hpp"
#include "gateway/strangers_work.hpp"
#include "sandbox/child.hpp"

// Only who does what, and the exit codes: 0 done, 1 it did not work, 2 the command line is wrong, 3 memory ran out (memory.cpp).
namespace {

using choqr::gateway::UsageError;

struct Command {
    const char* name;
    int (*run)(const std::vector<std::string>& arguments);
    const char* line;
};
int run_qr(const std::vector<std::string>&);
int run_stands(const std::vector<std::string>&);
int run_ledger(const std::vector<std::string>&);
int run_simulate(const std::vector<std::string>&);
int run_backup(const std::vector<std::string>&);
int run_restore(const std::vector<std::string>&);
int run_erase(const std::vector<std::string>&);
int run_doctor(const std::vector<std::string>&);
int run_version(const std::vector<std::string>&);
int run_help(const std::vector<std::string>&);

constexpr Command commands[] = {
    {"init", choqr::gateway::run_init,
     "init --data DIR [--market NAME] [--origin NAME] [--demo]   make a ledger"},
    {"operator-token", choqr::gateway::run_operator_token,
     "operator-token --data DIR                  another, if the last one is lost"},
    {"serve", choqr::gateway::run_serve, "serve --data DIR [--listen ADDR:PORT] [--config FILE]"},
    {"qr", run_qr, "qr encode|decode|read …                    make and read VietQR codes"},
    {"stands", run_stands,
     "stands --data DIR|--csv FILE|--url URL [--reprint] [--mark-printed] -o FILE.pdf   print stall stands"},
    {"import", choqr::gateway::run_import,
     "import --data DIR|--url URL [--market ID] stalls FILE.csv [--yes]"},
    {"report", choqr::gateway::run_report,
     "report daily --url URL --market ID --date D [--format text|json|csv]"},
    {"ledger", run_ledger, "ledger verify|export|import|prove|check …   check and carry the ledger"},
    {"backup", run_backup, "backup --data DIR -o FILE [--incremental-from OLDER]"},
    {"restore", run_restore, "restore FILE [OLDER…] --data DIR [--checkpoint FILE]"},
    {"erase", run_erase, "erase vendor ID --url URL|--data DIR [--reason TEXT] --yes"},
    {"doctor", run_doctor, "doctor --data DIR [--config FILE]          is everything well?"},
    {"simulate", run_simulate, "simulate --url URL --seed N                 wallets and banks that pay"},
    {"version", run_version, "version"},
    {"help", run_help, "help"},
};

std::vector<std::string_view> views(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

int run_qr(const std::vector<std::string>& words) { return choqr::gateway::run_qr(views(words), std::cout, std::cerr); }

int run_stands(const std::vector<std::string>& words) {
    using namespace choqr::gateway;
    const StandSources sources{stands_of_ledger, mark_printed_in_ledger, stands_of_gateway};
    return choqr::gateway::run_stands(views(words), sources, month_of_print(), std::cout, std::cerr);
}

int run_ledger(const std::vector<std::string>& words) {
    return choqr::gateway::run_ledger(views(words), std::cout, std::cerr);
}

int run_simulate(const std::vector<std::string>& words) { return choqr::gateway::run_simulate(views(words), std::cout, std::cerr); }

int run_backup(const std::vector<std::string>& words) { return choqr::gateway::run_backup(views(words), std::cout, std::cerr); }
int run_restore(const std::vector<std::string>& words) { return choqr::gateway::run_restore(views(words), std::cout, std::cerr); }
int run_erase(const std::vector<std::string>& words) { return choqr::gateway::run_erase(views(words), std::cout, std::cerr); }
int run_doctor(const std::vector<std::string>& words) { return choqr::gateway::run_doctor(views(words), std::cout, std::cerr); }

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
    if (words.front() == choqr::sandbox::child_command)
        return choqr::gateway::run_sandbox_child({words.begin() + 1, words.end()});
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

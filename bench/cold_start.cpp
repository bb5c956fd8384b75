// How long a ledger with many transfers takes to start, and in how much memory. Makes the ledger through the sequencer, as
// the gateway would.
//   cold_start make DIRECTORY TRANSFERS
//   cold_start start DIRECTORY     as the gateway starts; leaves a snapshot as after a clean end
//   cold_start replay DIRECTORY    the whole journal into a book that lets nothing go
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "gateway/ledger.hpp"

namespace {

using namespace choqr;
using Clock = std::chrono::steady_clock;

constexpr int stalls = 506;
constexpr int batch = 4'096;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void print_memory() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS") || line.starts_with("VmHWM")) std::printf("  %s\n", line.c_str());
}

book::Command transfer(long number) {
    const auto account = std::to_string(100'000'000 + number % stalls);
    const auto text = "MBVCB.12625223638." + std::to_string(number) + ".CT tu 0721000000000 NGUYEN VAN A toi " + account;
    merchants::TransferNotice notice{.reference = *ProviderReference::parse(std::to_string(92'700'000 + number)),
                                     .direction = merchants::Direction::credit, .creditor_bin = Bin::parse("970422"),
                                     .creditor_account = AccountNumber::parse(account), .virtual_account = std::nullopt,
                                     .amount = Vnd::of(1'000 + number % 200 * 500), .remittance_information = text,
                                     .booked_at = *parse_rfc3339("2026-11-22T01:00:00Z") + std::chrono::seconds{number / 10},
                                     .debtor = std::nullopt, .reversal_of = std::nullopt, .bank_reference = "FT" + std::to_string(number),
                                     .as_received = R"({"gateway":"MBBank","content":")" + text + R"(","transferType":"in"})", .test = false};
    return {book::RecordTransfer{*FeedId::parse("sepay-main"), std::move(notice)}, "feed:sepay-main", std::nullopt};
}

book::Command stall(int number) {
    return {book::RegisterStall{MarketId::from_value(0), merchants::PointKind::stall, "A-" + std::to_string(number), "A", "rau",
                                book::VendorDetails{merchants::VendorKind::person, "Cô Ba", "0903123456"},
                                {{merchants::AccountKind::bank, *Bin::parse("970422"),
                                  *AccountNumber::parse(std::to_string(100'000'000 + number)), "CO BA"}}},
            "operator", std::nullopt};
}

void make(const std::string& directory, long transfers) {
    world::SystemRandom random;
    const world::SystemClock clock;
    gateway::Ledger::create(directory, random);
    gateway::Ledger ledger{directory, random, clock, {}};
    ledger.carry_out({book::RegisterMarket{"Chợ", "cho", "Cần Thơ", "Ô Môn", std::chrono::minutes{0}}, "operator", std::nullopt}).value();
    for (int i = 0; i < stalls; ++i) ledger.carry_out(stall(i)).value();
    for (long done = 0; done < transfers;) {
        for (int i = 0; i < batch && done < transfers; ++i)
            ledger.sequencer().submit(transfer(done++), [](const Result<book::Outcome>& outcome) {
                if (!outcome) std::abort();
            });
        while (ledger.sequencer().run_once() > 0) continue;
        ledger.follower().catch_up().value();
    }
    print_memory();
}

void start(const std::string& directory) {
    world::SystemRandom random;
    const world::SystemClock clock;
    const auto begin = Clock::now();
    gateway::Ledger ledger{directory, random, clock, {}};
    std::printf("started in %.2f s: %s\n", seconds_since(begin), ledger.start_note().c_str());
    print_memory();
    const auto end = Clock::now();
    const auto snapshot = ledger.sequencer().snapshot();
    std::printf("snapshot of %zu KiB made in %.3f s\n", snapshot->bytes.size() / 1'024, seconds_since(end));
    ledger.keep_snapshot();
    std::printf("and kept, both again, in %.3f s\n", seconds_since(end));
}

void replay(const std::string& directory) {
    world::SystemRandom random;
    auto disk = world::PosixDirectory::open(directory).value();
    auto journal = journal::JournalFiles::open(*disk, random).value();
    auto sealer = keys::KeyRing::open(*disk, random).value();
    const auto begin = Clock::now();
    book::Book book;
    const auto recovered = sequencer::recover(journal, book, *sealer).value();
    std::printf("replayed %lu events in %.2f s, letting nothing go\n", recovered.replayed, seconds_since(begin));
    print_memory();
}

}  // namespace

int main(int count, char** arguments) {
    const std::string mode = count > 2 ? arguments[1] : "";
    if (mode == "make" && count == 4)
        make(arguments[2], std::atol(arguments[3]));
    else if (mode == "start")
        start(arguments[2]);
    else if (mode == "replay")
        replay(arguments[2]);
    else
        return std::fputs("cold_start make|start|replay DIRECTORY [TRANSFERS]\n", stderr), 2;
    return 0;
}

// How long a ledger with many transfers takes to start, and in how much memory. Makes the ledger through the
// sequencer, as the gateway would.
//   cold_start make DIRECTORY TRANSFERS   a market of 506 stalls, 50,000 transfers a day, with requests,
//   reversals, doubts cold_start start DIRECTORY     as the gateway starts; leaves a snapshot as after a
//   clean end
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "data_folder/ledger.hpp"
#include "measures.hpp"

namespace {

using namespace choqr;
using bench::print_memory;
using bench::processor_seconds;
using bench::seconds_since;
using Clock = bench::Clock;

constexpr int stalls = 506;
constexpr int batch = 4'096;
constexpr std::chrono::milliseconds between_transfers{1'728};
const Instant first_morning = *parse_rfc3339("2026-01-05T00:00:00+07:00");

std::string account_of(long number) { return std::to_string(100'000'000 + number % stalls); }

/// A day at the market, transfer by transfer: of 200 of them, 20 pay a request by its code, 2 come to an
/// account that nobody has (a person assigns one of them), 1 takes another back, 2 are sent twice; 4 more
/// requests are never paid.
class Day {
public:
    explicit Day(gateway::Ledger& ledger, world::SimulatedClock& clock) : ledger_{ledger}, clock_{clock} {}

    void register_stalls() {
        ledger_
            .carry_out({book::RegisterMarket{"Chợ", "cho", "Cần Thơ", "Ô Môn", std::chrono::minutes{0}},
                        "operator", std::nullopt})
            .value();
        for (int i = 0; i < stalls; ++i) ledger_.carry_out(stall(i)).value();
    }

    void pass(long transfers) {
        for (long number = 0; number < transfers;) {
            for (int i = 0; i < batch && number < transfers; ++i) happens(number++);
            clock_.advance(between_transfers * batch);
            while (ledger_.sequencer().run_once() > 0) continue;
            ledger_.follower().catch_up().value();
        }
    }

private:
    void happens(long number) {
        std::string clue;
        if (number % 10 == 4) clue = open_request(number) + " ";
        if (number % 50 == 1) open_request(number);
        const bool unclear = number % 100 == 37;
        auto notice = notice_of(number, clue, unclear);
        if (number % 200 == 53) {
            notice.direction = merchants::Direction::debit;
            notice.amount = notice_of(number - 1, {}, false).amount;
            notice.reversal_of = reference_of(number - 1);
        }
        if (number % 100 == 71) submit(book::RecordTransfer{feed_, notice}, "feed:sepay-main");
        const bool assigned = number % 200 == 37;
        submit(book::RecordTransfer{feed_, std::move(notice)}, "feed:sepay-main", assigned ? number : -1);
    }

    std::string open_request(long number) {
        const auto code =
            merchants::RequestCode::make(requests_++ % merchants::TransferCode::short_capacity).text();
        submit(book::OpenPaymentRequest{stall_ids_.at(static_cast<std::size_t>(number % stalls)),
                                        amount_of(number), "hai ký cá", std::chrono::minutes{15}},
               "tk7");
        return code;
    }

    void submit(book::Ask ask, const char* actor, long assign_to = -1) {
        ledger_.sequencer().submit(
            {std::move(ask), actor, std::nullopt}, [this, assign_to](const Result<book::Outcome>& outcome) {
                if (!outcome) std::abort();
                if (assign_to < 0) return;
                const auto transfer = TransferId{std::get<book::Recorded>(*outcome).sequence};
                submit(
                    book::AssignTransfer{
                        transfer, stall_ids_.at(static_cast<std::size_t>(assign_to % stalls)), "khách gọi"},
                    "tk3");
            });
    }

    static Vnd amount_of(long number) { return Vnd::of(1'000 + number % 200 * 500); }
    static ProviderReference reference_of(long number) {
        return *ProviderReference::parse(std::to_string(92'700'000 + number));
    }

    merchants::TransferNotice notice_of(long number, const std::string& clue, bool unclear) const {
        const auto account = unclear ? std::string{"999999999"} : account_of(number);
        const auto digits = std::to_string(number);
        const auto text =
            clue + "MBVCB.12625223638." + digits + ".CT tu 0721000000000 NGUYEN VAN A toi " + account;
        const auto raw = R"({"id":)" + std::to_string(92'700'000 + number) +
                         R"(,"gateway":"MBBank","transactionDate":"2026-11-22 14:02:37","accountNumber":")" +
                         account + R"(","code":null,"content":")" + text +
                         R"(","transferType":"in","transferAmount":)" +
                         std::to_string(amount_of(number).dong()) +
                         R"(,"accumulated":19077000,"subAccount":null,"referenceCode":"FT)" + digits +
                         R"(","description":"BankAPINotify )" + text + R"("})";
        return {.reference = reference_of(number),
                .direction = merchants::Direction::credit,
                .creditor_bin = Bin::parse("970422"),
                .creditor_account = AccountNumber::parse(account),
                .virtual_account = std::nullopt,
                .amount = amount_of(number),
                .remittance_information = text,
                .booked_at = first_morning + number * between_transfers,
                .debtor = std::nullopt,
                .reversal_of = std::nullopt,
                .bank_reference = "FT" + digits,
                .as_received = raw};
    }

    book::Command stall(int number) {
        stall_ids_.push_back(StallId::from_value(1 + static_cast<std::uint64_t>(number)));
        return {book::RegisterStall{MarketId::from_value(0),
                                    merchants::PointKind::stall,
                                    "A-" + std::to_string(number),
                                    "A",
                                    "rau",
                                    book::VendorDetails{merchants::VendorKind::person, "Cô Ba", "0903123456"},
                                    {{merchants::AccountKind::bank, *Bin::parse("970422"),
                                      *AccountNumber::parse(account_of(number)), "CO BA"}}},
                "operator", std::nullopt};
    }

    gateway::Ledger& ledger_;
    world::SimulatedClock& clock_;
    const FeedId feed_ = *FeedId::parse("sepay-main");
    std::vector<StallId> stall_ids_;
    std::uint32_t requests_ = 0;
};

void make(const std::string& directory, long transfers) {
    world::SystemRandom random;
    world::SimulatedClock clock{first_morning};
    gateway::Ledger::create(directory, random);
    gateway::Ledger ledger{directory, random, clock, {}};
    Day day{ledger, clock};
    day.register_stalls();
    day.pass(transfers);
    print_memory();
}

void start(const std::string& directory) {
    world::SystemRandom random;
    const world::SystemClock clock;
    const auto begin = Clock::now();
    const auto processor = processor_seconds();
    gateway::Ledger ledger{directory, random, clock, {}};
    std::printf("started in %.2f s, %.2f processor seconds: %s\n", seconds_since(begin),
                processor_seconds() - processor, ledger.start_note().c_str());
    print_memory();
    auto end = Clock::now();
    const auto bytes = ledger.sequencer().snapshot()->bytes.size();
    std::printf("snapshot of %zu KiB made in %.3f s\n", bytes / 1'024, seconds_since(end));
    end = Clock::now();
    ledger.keep_snapshot();
    std::printf("another made and kept in %.3f s\n", seconds_since(end));
    print_memory();
}

}  // namespace

int main(int count, char** arguments) {
    const std::string mode = count > 2 ? arguments[1] : "";
    if (mode == "make" && count == 4)
        make(arguments[2], std::atol(arguments[3]));
    else if (mode == "start")
        start(arguments[2]);
    else
        return std::fputs("cold_start make|start DIRECTORY [TRANSFERS]\n", stderr), 2;
    return 0;
}

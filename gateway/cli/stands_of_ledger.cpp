#include "cli/stands_of_ledger.hpp"

#include "data_folder/folder_banks.hpp"
#include "data_folder/ledger.hpp"
#include "printing/stall_stands.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t page = 1000;

}  // namespace

StandList stands_of_ledger(const std::string& directory, const WhichStands& which, const std::string& month) {
    StandList list;
    try {
        world::SystemRandom random;
        const world::SystemClock clock;
        Ledger ledger{directory, random, clock, {}};
        use_banks_of(directory);
        const Printing printing{month, ledger.book().is_trial()};
        for (const auto& market : ledger.reports().markets(std::nullopt, page).value())
            add_stands(list, ledger.reports(), market, which, printing);
        if (list.stands.empty() && list.remarks.empty())
            list.problem = "--data: no stalls are registered in " + directory;
    } catch (const CannotStart& error) {
        list.problem = error.what();
    }
    return list;
}

std::string mark_printed_in_ledger(const std::string& directory,
                                   const std::vector<book::RecordStandsPrinted>& printed) {
    try {
        world::SystemRandom random;
        const world::SystemClock clock;
        Ledger ledger{directory, random, clock, {}};
        for (const auto& one : printed) {
            const auto outcome = ledger.carry_out({one, "operator", std::nullopt});
            if (!outcome) return "printed, but not recorded as printed: " + outcome.error().message();
            if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
                return "printed, but not recorded as printed: " + std::string{book::code_of(*refusal)};
        }
        return {};
    } catch (const CannotStart& error) {
        return std::string{"printed, but not recorded as printed: "} + error.what();
    }
}

std::string month_of_print() { return month_of_print(world::SystemClock{}.now()); }

}  // namespace choqr::gateway

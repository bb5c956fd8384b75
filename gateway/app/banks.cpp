#include "app/banks.hpp"

#include "data_folder/folder_banks.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {

void take_banks_of(const std::string& folder) {
    const auto found = use_banks_of(folder);
    const auto count = std::to_string(merchants::banks().size());
    if (!found.mistakes.empty())
        log(LogLevel::error, "banks_not_read",
            {{"file", std::string{banks_file}}, {"why", found.mistakes.front().english}, {"kept", count}});
    else if (found.is_there)
        log(LogLevel::info, "banks_read", {{"file", std::string{banks_file}}, {"banks", count}});
}

}  // namespace choqr::gateway

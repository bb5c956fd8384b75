#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {

/// In a ledger's folder, a directory of banks that is newer than the program (docs/decisions/0715).
inline constexpr std::string_view banks_file = "banks.json";

/// What lies there.
struct FolderBanks {
    bool is_there = false;
    std::optional<merchants::BankDirectory> directory;  ///< Nothing: there is none, or it has mistakes.
    std::vector<merchants::BankFileMistake> mistakes;
    Instant written{};  ///< If it is there.
};
FolderBanks read_banks_of(const std::string& folder);

/// Bank names come from there from now on, for the whole process; the program's own if nothing lies there.
/// A file with mistakes changes nothing: whoever renames a bank wrongly keeps nobody's money from being told.
FolderBanks use_banks_of(const std::string& folder);

}  // namespace choqr::gateway

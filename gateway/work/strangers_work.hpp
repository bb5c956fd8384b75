#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qr_reader/picture_reader.hpp"
#include "sandbox/child_pool.hpp"
#include "workbook/workbook.hpp"

// What is done with bytes that strangers made, away from the gateway: the table of kinds of work that a child
// of this program knows (world/sandbox), and how each kind's answer is written. A new kind is a row in the
// table, a pure function, and a reader of its answers that takes them for a stranger's too: whoever has
// overcome a child speaks through it.
namespace choqr::gateway {

inline constexpr std::string_view picture_work = "picture";    ///< A picture to the texts of its QR codes.
inline constexpr std::string_view workbook_work = "workbook";  ///< An .xlsx file to the rows of its sheet.
/// Every cell of a table that is as large as it may be, and what stands between them.
inline constexpr std::size_t workbook_answer_bytes_max =
    merchants::table_bytes_max + merchants::table_rows_max * (merchants::table_columns_max * 6 + 16);

/// The table. An unknown kind throws.
std::string do_strangers_work(const sandbox::Assignment& assignment);

/// The answer of picture_work; nothing if no child of ours wrote it.
std::optional<qr_reader::Reading> reading_of(std::string_view answer);

/// The answer of workbook_work, a table within the bounds of merchants/table.hpp; nothing if no child of ours
/// wrote it.
std::optional<workbook::Read> workbook_of(std::string_view answer);

/// `choqr sandbox-child …`: does not return.
int run_sandbox_child(const std::vector<std::string>& words);

}  // namespace choqr::gateway

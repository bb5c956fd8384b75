#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace choqr::journal {

// What is done about the end of the last segment after a crash, as a table: what was found decides, nothing
// else. docs/journal-format.md explains each row; tests/journal/recovery_test.cpp shows that every state
// matches exactly one.

enum class Marks { none_readable, readable };

/// How far the whole batches reach, compared with the newest readable mark.
enum class Reach { short_of_mark, at_mark, one_batch_beyond, several_beyond };

/// What follows the last whole batch. While a batch is being written any of its sectors may reach the disk,
/// in any order.
enum class Rest { empty, unfinished, holds_a_later_batch };

struct TailState {
    Marks marks = Marks::readable;
    Reach reach = Reach::at_mark;
    bool copy_continues =
        false;                ///< A mark holds a copy of the batch that is missing where the whole ones end.
    bool root_agrees = true;  ///< At the mark the tree has the root that the mark states.
    Rest rest = Rest::empty;
};

enum class Verdict {
    serve,    ///< All is acknowledged and whole.
    adopt,    ///< One whole batch beyond the mark: written, perhaps not acknowledged. It is kept.
    cut,      ///< A batch that was never acknowledged is incomplete: its bytes are removed.
    restore,  ///< The mark's copy replaces the batch in its place; then look again.
    halt_no_mark,
    halt_lost,
    halt_root_differs,
    halt_gap,
    halt_beyond,
};

/// One row; nothing in a field means that it does not matter.
struct RecoveryRow {
    std::optional<Marks> marks;
    std::optional<Reach> reach;
    std::optional<bool> copy_continues;
    std::optional<bool> root_agrees;
    std::optional<Rest> rest;
    Verdict verdict;

    bool matches(const TailState& tail) const;
};

std::span<const RecoveryRow> recovery_table();
Verdict decide_recovery(const TailState& tail);

/// What a halting verdict tells the operator, without file and offset.
std::string_view explanation(Verdict verdict);

}  // namespace choqr::journal

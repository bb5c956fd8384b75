#include "journal/recovery.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace choqr::journal {

namespace {

constexpr std::nullopt_t any = std::nullopt;

constexpr std::array table{
    // Two slots alternate and one sync lies between them: a crash can spoil one, never both.
    RecoveryRow{Marks::none_readable, any, any, any, any, Verdict::halt_no_mark},
    // A whole copy is either a batch torn by the crash (keeping it is allowed: it may have been acknowledged)
    // or the last
    // acknowledged batch, damaged since.
    RecoveryRow{Marks::readable, Reach::short_of_mark, true, any, any, Verdict::restore},
    // The mark was synced after these records, so no crash explains that they are gone.
    RecoveryRow{Marks::readable, Reach::short_of_mark, false, any, any, Verdict::halt_lost},
    RecoveryRow{Marks::readable, Reach::at_mark, any, false, any, Verdict::halt_root_differs},
    RecoveryRow{Marks::readable, Reach::one_batch_beyond, any, false, any, Verdict::halt_root_differs},
    RecoveryRow{Marks::readable, Reach::at_mark, any, true, Rest::empty, Verdict::serve},
    RecoveryRow{Marks::readable, Reach::at_mark, any, true, Rest::unfinished, Verdict::cut},
    // One batch is written at a time: something whole after something broken is damage, not a tear.
    RecoveryRow{Marks::readable, Reach::at_mark, any, true, Rest::holds_a_later_batch, Verdict::halt_gap},
    RecoveryRow{Marks::readable, Reach::one_batch_beyond, any, true, Rest::empty, Verdict::adopt},
    // Of an older attempt, cut once already by a recovery whose sync failed: the slot of its mark holds an
    // older one, so
    // it was never acknowledged.
    RecoveryRow{Marks::readable, Reach::one_batch_beyond, any, true, Rest::unfinished, Verdict::cut},
    RecoveryRow{Marks::readable, Reach::one_batch_beyond, any, true, Rest::holds_a_later_batch,
                Verdict::halt_gap},
    // The next batch is not begun before the mark of the last one is on disk.
    RecoveryRow{Marks::readable, Reach::several_beyond, any, any, any, Verdict::halt_beyond},
};

template <class Value>
bool fits(const std::optional<Value>& wanted, Value found) {
    return !wanted || *wanted == found;
}

}  // namespace

bool RecoveryRow::matches(const TailState& tail) const {
    return fits(marks, tail.marks) && fits(reach, tail.reach) && fits(copy_continues, tail.copy_continues) &&
           fits(root_agrees, tail.root_agrees) && fits(rest, tail.rest);
}

std::span<const RecoveryRow> recovery_table() { return table; }

Verdict decide_recovery(const TailState& tail) {
    const auto row =
        std::ranges::find_if(table, [&](const RecoveryRow& candidate) { return candidate.matches(tail); });
    CHOQR_ASSERT(row != table.end(), "every end of a journal matches a row of the recovery table");
    return row->verdict;
}

std::string_view explanation(Verdict verdict) {
    switch (verdict) {
        case Verdict::serve:
            return "the ledger is whole";
        case Verdict::adopt:
            return "a written batch was kept";
        case Verdict::cut:
            return "an unfinished batch, never acknowledged, was cut";
        case Verdict::restore:
            return "a batch was restored from its second copy";
        case Verdict::halt_no_mark:
            return "both high-water marks are damaged, which no crash can do";
        case Verdict::halt_lost:
            return "acknowledged records are missing or damaged from here on";
        case Verdict::halt_root_differs:
            return "the records up to here are not those that were acknowledged";
        case Verdict::halt_gap:
            return "damaged bytes stand between whole batches, which no crash can do";
        case Verdict::halt_beyond:
            return "there is more after the high-water mark than a crash can leave";
    }
    return "unknown";
}

}  // namespace choqr::journal

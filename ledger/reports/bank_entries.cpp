#include "reports/bank_entries.hpp"

#include <bit>

#include "book/transfers/bank_entry.hpp"
#include "book/versions.hpp"
#include "reports/known_transfer.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

// The file outlives the library whose std::hash made the book's keys. 0 is kept for what was not told.
std::int64_t number_of(std::string_view text) {
    return text.empty() ? 0 : std::bit_cast<std::int64_t>(book::version_of(text) | 1);
}

/// The entries of one day, and of one reference or one amount.
class Entries {
public:
    Entries(sqlite::Database& database, const book::Book::EntryLookup& lookup)
        : database_{database}, lookup_{lookup}, account_{number_of(lookup.account)} {}

    void of_reference(Day day) {
        if (lookup_.reference.empty()) return;
        take(day,
             database_.query(select(oldest_of_reference), day_number(day), account_,
                             number_of(lookup_.reference), lookup_.feed.text(), book::entry_holders_max));
    }
    void of_amount(Day day) {
        if (!lookup_.amount) return;
        take(day, database_.query(select("bank_entry.amount = ?3"), day_number(day), account_,
                                  lookup_.amount->dong(), lookup_.feed.text()));
    }
    std::vector<book::KnownEntry> found() && { return std::move(found_); }

private:
    // A reference that many have is no name, and looking through them all would take as long as there are.
    static constexpr std::string_view oldest_of_reference =
        "bank_entry.transfer IN (SELECT transfer FROM bank_entry WHERE day = ?1 AND account = ?2 AND "
        "reference = ?3 ORDER BY transfer LIMIT ?5)";

    static std::string select(std::string_view condition) {
        return join(
            "SELECT transfer.id, status, transfer.id, transfer.amount, stall, payment_request, owner, trial, "
            "bank_entry.reference, by_line, name = ?4 OR EXISTS (SELECT 1 FROM evidence JOIN feed ON "
            "feed.id = evidence.feed WHERE evidence.transfer = transfer.id AND name = ?4) "
            "FROM bank_entry JOIN transfer ON transfer.id = bank_entry.transfer "
            "JOIN feed ON feed.id = transfer.feed WHERE bank_entry.day = ?1 AND account = ?2 AND ",
            condition);
    }
    void take(Day day, sqlite::Rows rows) {
        const auto asked = number_of(lookup_.reference);
        while (rows.next()) {
            const auto reference = rows.integer(8);
            found_.push_back({known_transfer_at(rows), day, reference != 0, asked != 0 && reference == asked,
                              rows.integer(9) != 0, rows.integer(10) != 0});
        }
    }

    sqlite::Database& database_;
    const book::Book::EntryLookup& lookup_;
    const std::int64_t account_;
    std::vector<book::KnownEntry> found_;
};

}  // namespace

void put_bank_entry(sqlite::Database& database, const book::TransferReceived& event) {
    const auto& notice = event.notice;
    const bool speaks = event.match.basis != merchants::MatchBasis::none_outside_feed;
    const bool is_no_money = event.trial && !event.trial_of;
    if (!notice.creditor_account || is_no_money || !speaks) return;
    database.run("INSERT INTO bank_entry VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                 day_number(book::booking_day(notice)), number_of(book::AccountText{notice}.text()),
                 number_of(notice.bank_reference), event.id, notice.amount.dong(),
                 event.kind == book::EvidenceKind::statement_line);
}

std::vector<book::KnownEntry> bank_entries(sqlite::Database& database,
                                           const book::Book::EntryLookup& lookup) {
    Entries entries{database, lookup};
    for (std::chrono::sys_days day{lookup.from}; day <= std::chrono::sys_days{lookup.to};
         day += std::chrono::days{1}) {
        entries.of_reference(day);
        entries.of_amount(day);
    }
    return std::move(entries).found();
}

}  // namespace choqr::reports

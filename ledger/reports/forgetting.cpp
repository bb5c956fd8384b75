// What the rows have kept for as long as they may.

#include "reports/projection.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

struct Kept {
    std::string_view name, ids_from, clear;
};

// Their moments never run back from id to id: what is old ends where the first young one stands.
constexpr Kept kept[] = {
    {"transfer",
     "SELECT coalesce((SELECT id FROM transfer WHERE id >= ?1 AND received_at >= ?2 ORDER BY id LIMIT 1), "
     "(SELECT max(id) + 1 FROM transfer), 0)",
     "UPDATE transfer SET debtor_tail = '', remittance = '' WHERE id >= ?1 AND id < ?2"},
    {"evidence",
     "SELECT coalesce((SELECT id FROM evidence WHERE id >= ?1 AND received_at >= ?2 ORDER BY id LIMIT 1), "
     "(SELECT max(id) + 1 FROM evidence), 0)",
     "UPDATE evidence SET remittance = '' WHERE id >= ?1 AND id < ?2"},
    {"payment_request",
     "SELECT coalesce((SELECT id FROM payment_request WHERE id >= ?1 AND opened_at >= ?2 ORDER BY id LIMIT "
     "1), "
     "(SELECT max(id) + 1 FROM payment_request), 0)",
     "UPDATE payment_request SET description = '' WHERE id >= ?1 AND id < ?2"},
};

std::int64_t first_number(sqlite::Rows rows) { return rows.next() ? rows.integer(0) : 0; }

}  // namespace

void Projection::forget_old_texts(Instant now) {
    if (!retention_.texts) return;
    const auto day = std::chrono::floor<std::chrono::days>(now);
    if (texts_forgotten_on_ == day) return;
    texts_forgotten_on_ = day;
    const auto before = milliseconds_of(Instant{day - *retention_.texts});
    for (const auto& [name, ids_from, clear] : kept) {
        const auto from = first_number(database_.query("SELECT upto FROM forgotten WHERE kept = ?1", name));
        const auto end = first_number(database_.query(ids_from, from, before));
        if (end <= from) continue;
        database_.run(clear, from, end);
        database_.run("INSERT INTO forgotten VALUES(?1, ?2) ON CONFLICT DO UPDATE SET upto = excluded.upto",
                      name, end);
    }
}

}  // namespace choqr::reports

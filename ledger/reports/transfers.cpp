#include "reports/transfers.hpp"

#include "reports/reader.hpp"
#include "reports/roll_ups.hpp"

namespace choqr::reports {
namespace {

constexpr std::string_view columns =
    "SELECT id, (SELECT name FROM feed WHERE feed.id = feed), reference, amount, booked_at, received_at, "
    "transfer.market, stall, payment_request, status, basis, debtor_tail, remittance, trial, "
    "counts_at != booked_at ";

constexpr std::string_view from_blocks =
    "FROM transfer_block CROSS JOIN transfer ON id BETWEEN 256 * block AND 256 * block + 255 ";
static_assert(block_sequences == 256);

TransferRow transfer_at(const sqlite::Rows& row) {
    return {sequence_at(row, 0),
            id_at<TransferId>(row, 0),
            intact(FeedId::parse(row.view(1))),
            intact(ProviderReference::parse(row.view(2))),
            Vnd::of(row.integer(3)),
            instant_at(row, 4),
            instant_at(row, 5),
            optional_id_at<MarketId>(row, 6),
            optional_id_at<StallId>(row, 7),
            optional_id_at<PaymentRequestId>(row, 8),
            enum_at<book::TransferStatus>(row, 9),
            enum_at<merchants::MatchBasis>(row, 10),
            row.text(11),
            row.text(12),
            row.integer(13) != 0,
            row.integer(14) != 0};
}

/// A statement as it grows by conditions.
struct Selection {
    std::string sql;
    std::vector<std::int64_t> values;

    void where(std::string_view condition, std::int64_t value) {
        sql += values.empty() ? "WHERE " : "AND ";
        sql += condition;
        values.push_back(value);
    }
    template <class Id>
    void where(std::string_view condition, const std::optional<Id>& id) {
        if (id) where(condition, static_cast<std::int64_t>(id->value()));
    }
};

// The status stands in the text and not as a value: only so can SQLite choose the index of the unmatched
// ones.
void where_status(Selection& selection, book::TransferStatus status) {
    selection.sql += (selection.values.empty() ? "WHERE status = " : "AND status = ") +
                     std::to_string(static_cast<int>(status));
    // The condition of transfer_of_status, word for word: SQLite does not conclude it.
    if (status != book::TransferStatus::matched) selection.sql += " AND status <> 0";
}

/// No index names the market alone: its list goes through the blocks that hold something of it.
bool goes_by_blocks(const TransferFilter& filter) {
    return filter.market && !filter.stall && !filter.day &&
           (!filter.status || *filter.status == book::TransferStatus::matched);
}

void where_blocks(Selection& selection, const TransferFilter& filter) {
    const auto block_of = [](Sequence sequence) {
        return static_cast<std::int64_t>(sequence.value()) / block_sequences;
    };
    selection.where("transfer_block.market = ? ", filter.market);
    if (filter.after) selection.where("block >= ? ", block_of(*filter.after));
    if (filter.before) selection.where("block <= ? ", block_of(*filter.before));
}

std::string order_of(const TransferFilter& filter, bool by_blocks) {
    const std::string way = filter.newest_first ? " DESC" : "";
    return " ORDER BY " + (by_blocks ? "block" + way + ", " : std::string{}) + "id" + way + " LIMIT ?";
}

Selection select_transfers(const TransferFilter& filter) {
    const bool by_blocks = goes_by_blocks(filter);
    Selection selection{join(columns, by_blocks ? from_blocks : "FROM transfer "), {}};
    if (by_blocks) where_blocks(selection, filter);
    selection.where("stall = ? ", filter.stall);
    selection.where("transfer.market = ? ", filter.market);
    if (filter.day) selection.where("day = ? ", day_number(*filter.day));
    selection.where("id > ? ", filter.after);
    selection.where("id < ? ", filter.before);
    if (filter.status) where_status(selection, *filter.status);
    selection.sql += order_of(filter, by_blocks);
    selection.values.push_back(static_cast<std::int64_t>(filter.limit));
    return selection;
}

}  // namespace

Result<std::optional<TransferRow>> Transfers::transfer(TransferId id) const {
    return readers_.read([&](sqlite::Database& database) {
        return first(database.query(join(columns, "FROM transfer WHERE id = ?1"), id), transfer_at);
    });
}

Result<std::vector<EvidenceRow>> Transfers::evidence(TransferId id) const {
    return readers_.read([&](sqlite::Database& database) {
        return all<EvidenceRow>(
            database.query("SELECT name, reference, kind, booked_at, received_at FROM evidence JOIN feed ON "
                           "feed.id = evidence.feed WHERE transfer = ?1 ORDER BY evidence.id",
                           id),
            [](const sqlite::Rows& row) {
                return EvidenceRow{
                    intact(FeedId::parse(row.view(0))), intact(ProviderReference::parse(row.view(1))),
                    enum_at<book::EvidenceKind>(row, 2), instant_at(row, 3), instant_at(row, 4)};
            });
    });
}

Result<std::vector<TransferRow>> Transfers::transfers(const TransferFilter& filter) const {
    return readers_.read([&](sqlite::Database& database) {
        const auto [sql, values] = select_transfers(filter);
        return all<TransferRow>(database.query_integers(sql, values), transfer_at);
    });
}

}  // namespace choqr::reports

#include "reports/requests.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

constexpr std::string_view columns =
    "SELECT id, stall, amount, description, reference_code, opened_at, expires_at, received, status, trial "
    "FROM "
    "payment_request ";

merchants::PaymentRequest request_at(const sqlite::Rows& row) {
    return {id_at<PaymentRequestId>(row, 0),
            id_at<StallId>(row, 1),
            Vnd::of(row.integer(2)),
            row.text(3),
            merchants::RequestCode::make(static_cast<std::uint32_t>(row.integer(4))),
            instant_at(row, 5),
            row.null(6) ? std::nullopt : std::optional{instant_at(row, 6)},
            sum_of_dong(row.integer(7)),
            enum_at<merchants::PaymentRequestStatus>(row, 8),
            row.integer(9) != 0};
}

}  // namespace

Result<std::optional<merchants::PaymentRequest>> Requests::payment_request(PaymentRequestId id) const {
    return readers_.read([&](sqlite::Database& database) {
        return first(database.query(join(columns, "WHERE id = ?1"), id), request_at);
    });
}

Result<std::optional<Instant>> Requests::paid_at(PaymentRequestId id) const {
    return readers_.read([&](sqlite::Database& database) {
        auto rows = database.query("SELECT paid_at FROM payment_request WHERE id = ?1", id);
        return rows.next() ? optional_instant_at(rows, 0) : std::nullopt;
    });
}

Result<std::vector<merchants::PaymentRequest>> Requests::payment_requests(
    StallId stall, std::size_t limit, std::optional<PaymentRequestId> before) const {
    return readers_.read([&](sqlite::Database& database) {
        return all<merchants::PaymentRequest>(
            database.query(
                join(columns, "WHERE stall = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3"),
                stall, before, limit),
            request_at);
    });
}

}  // namespace choqr::reports

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/sequence.hpp"
#include "base/time.hpp"
#include "book/events.hpp"
#include "reports/errc.hpp"
#include "reports/sqlite.hpp"

// Columns as the types of the domain. For the .cpp files of this library.
namespace choqr::reports {

template <class Id>
Id id_at(const sqlite::Rows& row, int column) {
    return Id::from_value(static_cast<std::uint64_t>(row.integer(column)));
}

template <class Id>
std::optional<Id> optional_id_at(const sqlite::Rows& row, int column) {
    return row.null(column) ? std::nullopt : std::optional{id_at<Id>(row, column)};
}

inline Sequence sequence_at(const sqlite::Rows& row, int column) {
    return Sequence{static_cast<std::uint64_t>(row.integer(column))};
}

inline Instant instant_at(const sqlite::Rows& row, int column) {
    return Instant{std::chrono::milliseconds{row.integer(column)}};
}

/// Days since 1970-01-01.
inline std::int64_t day_number(Day day) { return std::chrono::sys_days{day}.time_since_epoch().count(); }
inline Day day_of(std::int64_t number) { return Day{std::chrono::sys_days{std::chrono::days{number}}}; }
inline Day day_at(const sqlite::Rows& row, int column) { return day_of(row.integer(column)); }

inline std::int64_t milliseconds_of(Instant instant) { return instant.time_since_epoch().count(); }

inline std::optional<std::int64_t> milliseconds_of(std::optional<Instant> instant) {
    return instant ? std::optional{milliseconds_of(*instant)} : std::nullopt;
}
inline std::optional<Instant> optional_instant_at(const sqlite::Rows& row, int column) {
    return row.null(column) ? std::nullopt : std::optional{instant_at(row, column)};
}
inline std::optional<std::string> optional_text_at(const sqlite::Rows& row, int column) {
    return row.null(column) ? std::nullopt : std::optional{row.text(column)};
}

/// What this library wrote in a checked form and finds in another is a damaged file.
template <class T>
T intact(std::optional<T> value) {
    if (!value) throw sqlite::Failure{Error{11 /* SQLITE_CORRUPT */, sqlite_category()}};
    return *std::move(value);
}

inline VndSum sum_of_dong(std::int64_t dong) { return intact(VndSum::from_dong(dong)); }

template <class Enum>
constexpr Enum last_of;
template <>
inline constexpr auto last_of<book::Role> = book::Role::display;
template <>
inline constexpr auto last_of<book::Shows> = book::Shows::counts;
template <>
inline constexpr auto last_of<book::TransferStatus> = book::TransferStatus::outgoing;
template <>
inline constexpr auto last_of<merchants::AccountKind> = merchants::AccountKind::wallet_phone;
template <>
inline constexpr auto last_of<merchants::ConsentStatus> = merchants::ConsentStatus::withdrawn;
template <>
inline constexpr auto last_of<merchants::ConsentHow> = merchants::ConsentHow::spoken;
template <>
inline constexpr auto last_of<merchants::MatchBasis> = merchants::MatchBasis::none_perhaps_known;
template <>
inline constexpr auto last_of<book::AsideReason> = book::AsideReason::family;
template <>
inline constexpr auto last_of<book::EvidenceKind> = book::EvidenceKind::statement_line;
template <>
inline constexpr auto last_of<merchants::PaymentRequestStatus> = merchants::PaymentRequestStatus::cancelled;
template <>
inline constexpr auto last_of<merchants::PlaceKind> = merchants::PlaceKind::hamlets;
template <>
inline constexpr auto last_of<merchants::VisitOutcome> = merchants::VisitOutcome::refused;
template <>
inline constexpr auto last_of<merchants::RefusalReason> = merchants::RefusalReason::other;
template <>
inline constexpr auto last_of<merchants::PointKind> = merchants::PointKind::collection_point;
template <>
inline constexpr auto last_of<merchants::StallStatus> = merchants::StallStatus::closed;
template <>
inline constexpr auto last_of<merchants::VendorKind> = merchants::VendorKind::organisation;

/// A number that is none of the names would end the process where somebody asks for its name.
template <class Enum>
Enum enum_at(const sqlite::Rows& row, int column) {
    const auto number = row.integer(column);
    const bool is_one = number >= 0 && number <= static_cast<std::int64_t>(last_of<Enum>);
    return intact(is_one ? std::optional{static_cast<Enum>(number)} : std::nullopt);
}

template <class T, class Read>
std::vector<T> all(sqlite::Rows rows, Read read) {
    std::vector<T> list;
    while (rows.next()) list.push_back(read(rows));
    return list;
}

template <class Read>
auto first(sqlite::Rows rows, Read read) -> std::optional<decltype(read(rows))> {
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

/// Columns and what follows them, as one statement.
inline std::string join(std::string_view columns, std::string_view rest) {
    return std::string{columns} + std::string{rest};
}

}  // namespace choqr::reports

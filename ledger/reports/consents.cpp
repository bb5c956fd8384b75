#include "reports/consents.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Rows;

constexpr std::string_view erasure_columns = "SELECT vendor, stall, sequence, at FROM erasure ";
constexpr std::string_view owner_columns =
    "SELECT stall, bin, number, asked, asked_at, expires_at, used, agrees, answered_at FROM owner_consent ";

ConsentRow consent_at(const Rows& row) {
    ConsentRow consent{sequence_at(row, 0), instant_at(row, 1), optional_id_at<VendorId>(row, 2), {}, {}, {}};
    if (row.null(3)) return consent;
    consent.version = static_cast<std::uint32_t>(row.integer(3));
    consent.how = enum_at<merchants::ConsentHow>(row, 4);
    consent.witness = optional_id_at<TokenId>(row, 5);
    return consent;
}

ErasureRow erasure_at(const Rows& row) {
    return {id_at<VendorId>(row, 0), id_at<StallId>(row, 1), sequence_at(row, 2), instant_at(row, 3)};
}

OwnerConsentRow owner_at(const Rows& row) {
    return {id_at<StallId>(row, 0),
            intact(Bin::parse(row.view(1))),
            intact(AccountNumber::parse(row.view(2))),
            id_at<OwnerAskId>(row, 3),
            instant_at(row, 4),
            instant_at(row, 5),
            row.integer(6) != 0,
            row.null(7) ? std::nullopt : std::optional{row.integer(7) != 0},
            optional_instant_at(row, 8)};
}

}  // namespace

Result<std::vector<ConsentRow>> Consents::consents(StallId stall) const {
    return readers_.read([stall](Database& database) {
        return all<ConsentRow>(
            database.query("SELECT sequence, at, vendor, version, how, witness FROM consent WHERE stall = ?1 "
                           "ORDER BY sequence",
                           stall),
            consent_at);
    });
}

Result<std::optional<ErasureRow>> Consents::erasure(VendorId vendor) const {
    return readers_.read([vendor](Database& database) {
        return first(database.query(join(erasure_columns, "WHERE vendor = ?1"), vendor), erasure_at);
    });
}

Result<std::vector<ErasureRow>> Consents::erasures(std::optional<Sequence> after, std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto least = after ? static_cast<std::int64_t>(after->value()) : -1;
        return all<ErasureRow>(
            database.query(join(erasure_columns, "WHERE sequence > ?1 ORDER BY sequence LIMIT ?2"), least,
                           limit),
            erasure_at);
    });
}

Result<std::vector<OwnerConsentRow>> Consents::owner_consents(StallId stall) const {
    return readers_.read([stall](Database& database) {
        return all<OwnerConsentRow>(
            database.query(join(owner_columns, "WHERE stall = ?1 ORDER BY asked"), stall), owner_at);
    });
}

Result<std::vector<OwnerConsentRow>> Consents::owner_consents_in(MarketId market) const {
    return readers_.read([market](Database& database) {
        return all<OwnerConsentRow>(
            database.query(
                join(owner_columns, "WHERE stall IN (SELECT id FROM stall WHERE market = ?1) ORDER BY asked"),
                market),
            owner_at);
    });
}

Result<std::optional<OwnerConsentRow>> Consents::owner_consent(const Hash& code) const {
    return readers_.read([&code](Database& database) {
        return first(database.query(join(owner_columns, "WHERE code_hash = ?1"), code), owner_at);
    });
}

Result<std::vector<AccountRow>> Consents::accounts(StallId stall) const {
    return readers_.read([stall](Database& database) {
        return all<AccountRow>(
            database.query(
                "SELECT kind, bin, number, name, added_at, removed_at FROM account WHERE stall = ?1 "
                "ORDER BY id",
                stall),
            [](const Rows& row) {
                return AccountRow{{enum_at<merchants::AccountKind>(row, 0), intact(Bin::parse(row.view(1))),
                                   intact(AccountNumber::parse(row.view(2))), row.text(3)},
                                  instant_at(row, 4),
                                  optional_instant_at(row, 5)};
            });
    });
}

}  // namespace choqr::reports

#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "merchants/places.hpp"
#include "merchants/transfer_notice.hpp"

namespace choqr::book {

// What people and providers ask for. Values are already checked for form (labels, ranges); whether the ledger allows it is
// decide()'s business.

struct RegisterMarket {
    std::string name, code, province, commune;
    std::chrono::minutes business_day_cutoff{0};
};

struct VendorDetails {
    merchants::VendorKind kind = merchants::VendorKind::person;
    std::string name;
    std::optional<std::string> phone;
    friend bool operator==(const VendorDetails&, const VendorDetails&) = default;
};

struct RegisterStall {
    MarketId market;
    merchants::PointKind kind = merchants::PointKind::stall;
    std::string code, zone, goods;
    std::optional<VendorDetails> vendor;
    std::vector<merchants::Account> accounts;
};

/// What is absent stays as it is.
struct ChangeStall {
    StallId stall;
    std::optional<std::string> zone, goods;
    std::optional<VendorDetails> vendor;
    std::optional<std::vector<merchants::Account>> accounts;
};

struct SuspendStall {
    StallId stall;
    std::string reason;
};
struct ResumeStall {
    StallId stall;
};

struct OpenPaymentRequest {
    StallId stall;
    Vnd amount;
    std::string description;
    std::optional<std::chrono::seconds> expires_in;
};
struct CancelPaymentRequest {
    PaymentRequestId request;
};

struct RecordTransfer {
    FeedId feed;
    merchants::TransferNotice notice;
};
/// A person says where an unmatched transfer belongs.
struct AssignTransfer {
    TransferId transfer;
    StallId stall;
    std::string reason;
};

enum class Role { operator_, board, vendor, provider };

/// Only the hash of a token is ever stored.
struct IssueToken {
    Role role = Role::board;
    std::optional<MarketId> market;  ///< A board's.
    std::optional<StallId> stall;    ///< A vendor's.
    std::optional<FeedId> feed;      ///< A provider's.
    std::string label;
    Hash token_hash;
};
struct RevokeToken {
    TokenId token;
};

/// Time has passed: expires what is due. Sent by the sequencer's timer; the only way an expiry comes about.
struct Tick {};

using Request = std::variant<RegisterMarket, RegisterStall, ChangeStall, SuspendStall, ResumeStall, OpenPaymentRequest,
                             CancelPaymentRequest, RecordTransfer, AssignTransfer, IssueToken, RevokeToken, Tick>;

/// The client's Idempotency-Key, bound to who sent it and to what was asked.
struct Idempotency {
    Hash key;   ///< Over the caller's token, the route and the key.
    Hash body;  ///< Over the request; the same key with another body is refused.
    friend bool operator==(const Idempotency&, const Idempotency&) = default;
};

struct Command {
    Request request;
    std::string actor;  ///< Who asked, for the record: a token's id, "feed:sepay-main", "operator", "clock".
    std::optional<Idempotency> idempotency;
};

}  // namespace choqr::book

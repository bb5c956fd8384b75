#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "events.pb.h"

namespace choqr::book {

/// A TransferReceived in the journal's bytes, read in place: a replay passes millions of them, and protobuf's
/// own reader takes ten times as long. It reads what encode() writes (each field once, in the order of the
/// numbers, texts in ASCII, no unknown field) and leaves everything else to protobuf, so that nothing is
/// accepted here that protobuf would read otherwise (tests/fuzz/book). The accessors have the names of the
/// generated ones; views last as long as the bytes.
class TransferView {
public:
    struct Stamp {
        std::int64_t recorded_at() const { return recorded_at_; }
        std::string_view actor() const { return actor_; }
        std::string_view idempotency_key() const { return idempotency_key_; }
        std::string_view idempotency_body() const { return idempotency_body_; }

        std::int64_t recorded_at_ = 0;
        std::string_view actor_, idempotency_key_, idempotency_body_;
    };
    struct Sealed {
        bool has_owner() const { return owner_.has_value(); }
        std::uint64_t owner() const { return *owner_; }

        std::optional<std::uint64_t> owner_;
    };

    /// Nothing: ask protobuf.
    static std::optional<TransferView> read(std::string_view payload);

    const Stamp& stamp() const { return stamp_; }
    std::string_view feed() const { return feed_; }
    std::string_view reference() const { return reference_; }
    v1::Direction direction() const { return static_cast<v1::Direction>(direction_); }
    std::string_view creditor_bin() const { return creditor_bin_; }
    std::string_view creditor_account() const { return creditor_account_; }
    std::string_view virtual_account() const { return virtual_account_; }
    std::int64_t amount() const { return amount_; }
    std::int64_t booked_at() const { return booked_at_; }
    std::string_view reversal_of() const { return reversal_of_; }
    std::string_view bank_reference() const { return bank_reference_; }
    v1::TransferStatus status() const { return static_cast<v1::TransferStatus>(status_); }
    v1::MatchBasis basis() const { return static_cast<v1::MatchBasis>(basis_); }
    bool has_stall() const { return stall_.has_value(); }
    std::uint64_t stall() const { return *stall_; }
    bool has_request() const { return request_.has_value(); }
    std::uint64_t request() const { return *request_; }
    bool has_request_status() const { return request_status_.has_value(); }
    v1::PaymentRequestStatus request_status() const {
        return static_cast<v1::PaymentRequestStatus>(*request_status_);
    }
    bool has_reverses() const { return reverses_.has_value(); }
    std::uint64_t reverses() const { return *reverses_; }
    bool has_reversed_by() const { return reversed_by_.has_value(); }
    std::uint64_t reversed_by() const { return *reversed_by_; }
    const Sealed& personal() const { return personal_; }
    bool booking_time_untold() const { return booking_time_untold_; }
    bool trial() const { return trial_; }
    bool counts_when_recorded() const { return counts_when_recorded_; }
    v1::EvidenceKind kind() const { return static_cast<v1::EvidenceKind>(kind_); }
    bool has_perhaps() const { return perhaps_.has_value(); }
    std::uint64_t perhaps() const { return *perhaps_; }
    bool has_trial_of() const { return trial_of_.has_value(); }
    std::uint64_t trial_of() const { return *trial_of_; }

private:
    class Fields;
    static bool take(Fields& fields, Stamp& stamp);
    static bool take(Fields& fields, Sealed& sealed);
    bool take(Fields& fields);

    Stamp stamp_;
    std::string_view feed_, reference_, creditor_bin_, creditor_account_, virtual_account_, reversal_of_,
        bank_reference_;
    std::int64_t amount_ = 0, booked_at_ = 0;
    int direction_ = 0, status_ = 0, basis_ = 0, kind_ = 0;
    std::optional<std::uint64_t> stall_, request_, reverses_, reversed_by_, perhaps_, trial_of_;
    std::optional<int> request_status_;
    Sealed personal_;
    bool booking_time_untold_ = false, trial_ = false, counts_when_recorded_ = false;
};

}  // namespace choqr::book

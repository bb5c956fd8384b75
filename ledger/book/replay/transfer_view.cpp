#include "book/replay/transfer_view.hpp"

#include <algorithm>

namespace choqr::book {
namespace {

constexpr std::uint32_t varint(std::uint32_t field) { return field << 3; }
constexpr std::uint32_t bytes(std::uint32_t field) { return field << 3 | 2; }

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

/// The fields of one message. Every take_…() says whether the bytes were in our own form.
class TransferView::Fields {
public:
    explicit Fields(std::string_view message) : at_{message.data()}, end_{message.data() + message.size()} {}

    bool at_end() const { return at_ == end_; }

    /// The next field's number and wire type, after all that came before it.
    bool take_tag(std::uint32_t& tag) {
        std::uint64_t value = 0;
        if (!take_number(value) || value > bytes(100) || value >> 3 <= last_) return false;
        tag = static_cast<std::uint32_t>(value);
        last_ = tag >> 3;
        return true;
    }
    bool take_number(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 63 && at_ != end_; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return true;
        }
        return false;  // Also where the 64th bit is set: no number of ours is so large.
    }
    bool take(std::optional<std::uint64_t>& value) {
        value.emplace();
        return take_number(*value);
    }
    bool take(std::int64_t& value) {
        std::uint64_t number = 0;
        if (!take_number(number)) return false;
        value = static_cast<std::int64_t>(number);
        return true;
    }
    bool take(int& value) {
        std::uint64_t number = 0;
        if (!take_number(number) || number > INT32_MAX) return false;
        value = static_cast<int>(number);
        return true;
    }
    bool take(std::optional<int>& value) {
        value.emplace();
        return take(*value);
    }
    bool take(bool& value) {
        std::uint64_t number = 0;
        if (!take_number(number) || number > 1) return false;
        value = number == 1;
        return true;
    }
    bool take_bytes(std::string_view& value) {
        std::uint64_t size = 0;
        if (!take_number(size) || size > static_cast<std::uint64_t>(end_ - at_)) return false;
        value = {at_, size};
        at_ += size;
        return true;
    }
    bool take(std::string_view& text) { return take_bytes(text) && is_ascii(text); }

private:
    const char* at_;
    const char* end_;
    std::uint32_t last_ = 0;
};

bool TransferView::take(Fields& fields, Stamp& stamp) {
    for (std::uint32_t tag = 0; !fields.at_end();) {
        if (!fields.take_tag(tag)) return false;
        bool taken = false;
        switch (tag) {
            case varint(1):
                taken = fields.take(stamp.recorded_at_);
                break;
            case bytes(2):
                taken = fields.take(stamp.actor_);
                break;
            case bytes(3):
                taken = fields.take_bytes(stamp.idempotency_key_);
                break;
            case bytes(4):
                taken = fields.take_bytes(stamp.idempotency_body_);
                break;
            default:
                break;
        }
        if (!taken) return false;
    }
    return true;
}

bool TransferView::take(Fields& fields, Sealed& sealed) {
    for (std::uint32_t tag = 0; !fields.at_end();) {
        if (!fields.take_tag(tag)) return false;
        std::string_view box;
        const bool taken =
            tag == varint(1) ? fields.take(sealed.owner_) : tag == bytes(2) && fields.take_bytes(box);
        if (!taken) return false;
    }
    return true;
}

bool TransferView::take(Fields& fields) {
    std::uint32_t tag = 0;
    if (!fields.take_tag(tag)) return false;
    const auto part = [&fields](auto& into) {
        std::string_view message;
        if (!fields.take_bytes(message)) return false;
        Fields inner{message};
        return take(inner, into);
    };
    switch (tag) {
        case bytes(1):
            return part(stamp_);
        case bytes(2):
            return fields.take(feed_);
        case bytes(3):
            return fields.take(reference_);
        case varint(4):
            return fields.take(direction_);
        case bytes(5):
            return fields.take(creditor_bin_);
        case bytes(6):
            return fields.take(creditor_account_);
        case bytes(7):
            return fields.take(virtual_account_);
        case varint(8):
            return fields.take(amount_);
        case varint(9):
            return fields.take(booked_at_);
        case bytes(10):
            return fields.take(reversal_of_);
        case bytes(11):
            return fields.take(bank_reference_);
        case varint(12):
            return fields.take(status_);
        case varint(13):
            return fields.take(basis_);
        case varint(14):
            return fields.take(stall_);
        case varint(15):
            return fields.take(request_);
        case varint(16):
            return fields.take(request_status_);
        case varint(17):
            return fields.take(reverses_);
        case varint(18):
            return fields.take(reversed_by_);
        case bytes(19):
            return part(personal_);
        case varint(20):
            return fields.take(booking_time_untold_);
        case varint(21):
            return fields.take(trial_);
        case varint(22):
            return fields.take(counts_when_recorded_);
        case varint(23):
            return fields.take(kind_);
        case varint(24):
            return fields.take(perhaps_);
        case varint(25):
            return fields.take(trial_of_);
        default:
            return false;
    }
}

std::optional<TransferView> TransferView::read(std::string_view payload) {
    TransferView view;
    for (Fields fields{payload}; !fields.at_end();)
        if (!view.take(fields)) return std::nullopt;
    return view;
}

}  // namespace choqr::book

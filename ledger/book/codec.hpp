#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "book/events.hpp"

namespace choqr::book {

/// Seals personal data under keys that live outside the journal. One key per vendor (named by VendorId), and
/// one for transfers that no vendor owns yet. Destroying a key erases: open() then says so, and the event
/// decodes without the data.
class Sealer {
public:
    virtual ~Sealer() = default;
    /// Makes the key durable first if it is new.
    virtual Result<std::string> seal(std::optional<VendorId> owner, std::string_view plain) = 0;
    /// Nothing when the key was destroyed; an error when the box is damaged.
    virtual Result<std::optional<std::string>> open(std::optional<VendorId> owner,
                                                    std::string_view box) const = 0;
};

/// Seals nothing: for tests of the rules and for the benchmark of the codec alone.
class PlainSealer final : public Sealer {
public:
    Result<std::string> seal(std::optional<VendorId>, std::string_view plain) override {
        return std::string{plain};
    }
    Result<std::optional<std::string>> open(std::optional<VendorId>, std::string_view box) const override {
        return std::optional{std::string{box}};
    }
};

enum class errc {
    unknown_type = 1,  ///< Written by a newer version.
    malformed,         ///< Not such an event, or a value out of its range.
    box_damaged,       ///< The sealed part does not open with its key.
};
const boost::system::error_category& codec_category();
inline Error make_error_code(errc value) { return {static_cast<int>(value), codec_category()}; }

/// What the journal stores of an event: a type number that never changes its meaning, and the protobuf bytes.
struct EncodedEvent {
    std::uint16_t type = 0;
    std::string payload;
};

/// `event.sequence` is not part of the bytes: the journal knows it. errc::malformed if a text is not UTF-8;
/// the sealer's errors.
Result<EncodedEvent> encode(const RecordedEvent& event, Sealer& sealer);
/// errc::unknown_type for a type of a newer version, errc::malformed for bytes that are no such event; errors
/// of the sealer.
Result<RecordedEvent> decode(Sequence sequence, std::uint16_t type, std::string_view payload,
                             const Sealer& sealer);
/// The same as far as Book::apply() needs it, into a place whose room is used again: the personal part of a
/// transfer stays sealed (TransferReceived::unread), since only a copy of that very notice asks for it
/// (Book::lookups()). A box is not even looked at. What stands in `into` after an error means nothing.
Result<void> decode_for_replay(Sequence sequence, std::uint16_t type, std::string_view payload,
                               const Sealer& sealer, std::optional<RecordedEvent>& into);

}  // namespace choqr::book

template <>
struct boost::system::is_error_code_enum<choqr::book::errc> : std::true_type {};

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "book/codec.hpp"
#include "book/words.hpp"
#include "events.pb.h"

// Between both vocabularies, events.hpp and events.proto: what the subjects' wire.cpp share. Only they,
// codec.cpp and replay/ see the generated messages.
namespace choqr::book {

namespace wire = v1;

/// Leaves the depths of a message in one step; never leaves encode() and decode().
struct Failed {
    Error error;
};
[[noreturn]] void malformed();

template <class T>
T need(std::optional<T> value) {
    if (!value) malformed();
    return *std::move(value);
}
template <class T>
T take(Result<T> result) {
    if (!result) throw Failed{result.error()};
    return *std::move(result);
}

/// What an event's message is written from, beside the event.
struct Sealing {
    const RecordedEvent& event;
    Sealer& sealer;
};
/// What it is read with. A message's own id is its sequence.
struct Opening {
    Sequence sequence;
    const Sealer& sealer;
};

// All but the stamp. Both ways of every event: one that is missing does not link.
#define CHOQR_ROW(number, Event, name, subject)                      \
    void write(const Event& e, wire::Event& m, const Sealing& with); \
    Event read(const wire::Event& m, const Opening& with);
CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW

// Values. What would not decode is not encoded either, or one odd byte would stop every later start.

template <class Theirs, class Ours>
Theirs to_wire(Ours value) {
    return static_cast<Theirs>(word_of(value).on_disk);
}
template <class Ours, class Theirs>
Ours from_wire(Theirs value) {
    return need(from_disk<Ours>(static_cast<int>(value)));
}

inline std::int64_t ms_of(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }
inline std::int32_t number_of_day(Day day) {
    return static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count());
}
inline Day day_of_number(std::int32_t number) {
    const Day day{std::chrono::sys_days{std::chrono::days{number}}};
    if (!day.ok()) malformed();
    return day;
}
inline Vnd vnd_of(std::int64_t dong) { return need(Vnd::from_dong(dong)); }
inline VndSum sum_of(std::int64_t dong) { return need(VndSum::from_dong(dong)); }
inline Hash hash_of(std::string_view bytes) { return need(Hash::from_bytes(bytes)); }
inline std::string text_of(std::string_view text) {
    if (!is_valid_utf8(text)) malformed();
    return std::string{text};
}
template <class T>
std::optional<T> parsed_if_any(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return need(T::parse(text));
}
template <class T>
std::string text_if_any(const std::optional<T>& value) {
    return value ? text_of(value->text()) : std::string{};
}
inline std::uint32_t code_number_of(std::uint32_t number) {
    if (number >= merchants::TransferCode::capacity) malformed();
    return number;
}
template <class IdType>
IdType id_of(std::uint64_t value) {
    if (value > INT64_MAX) malformed();
    return IdType::from_value(value);
}

// The stamp.

template <class Stamp>
std::optional<Idempotency> idempotency_of(const Stamp& stamp) {
    if (stamp.idempotency_key().empty()) return std::nullopt;
    return Idempotency{hash_of(stamp.idempotency_key()), hash_of(stamp.idempotency_body())};
}

template <class Stamp>
RecordedEvent read_stamp(const Stamp& stamp, Sequence sequence, Event event) {
    return {sequence, instant_of(stamp.recorded_at()), text_of(stamp.actor()), idempotency_of(stamp),
            std::move(event)};
}

// The sealed part.

/// Packs and seals `personal`, a serialized message.
void seal_into(wire::Sealed& sealed, std::optional<VendorId> owner, const std::string& personal,
               Sealer& sealer);
/// The serialized message; nothing if the key was destroyed.
std::optional<std::string> open_packed(const wire::Sealed& sealed, const Sealer& sealer);

template <class Sealed>
std::optional<VendorId> owner_of(const Sealed& sealed) {
    if (!sealed.has_owner()) return std::nullopt;
    return id_of<VendorId>(sealed.owner());
}

template <class Message>
std::optional<Message> open_sealed(const wire::Sealed& sealed, const Sealer& sealer) {
    const auto plain = open_packed(sealed, sealer);
    if (!plain) return std::nullopt;
    Message message;
    if (!message.ParseFromString(*plain)) throw Failed{make_error_code(errc::box_damaged)};
    return message;
}

}  // namespace choqr::book

#include "book/codec.hpp"

#include <google/protobuf/stubs/logging.h>

#include "book/personal.hpp"
#include "book/replay/decode.hpp"
#include "book/wire.hpp"

namespace choqr::book {
namespace {

/// The library would print a line for every malformed message; the answer of decode() says all that it knows.
const bool library_is_silent = (google::protobuf::SetLogHandler(nullptr), true);

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.book"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::unknown_type:
                return "the event is of a type that this version does not know";
            case errc::malformed:
                return "the bytes are not the event that their type says";
            case errc::box_damaged:
                return "the sealed part of the event is damaged";
        }
        return "unknown book error";
    }
};
#pragma GCC diagnostic pop

// The message that an event is written as.
template <class Event>
struct WireOf;
#define CHOQR_ROW(number, Event, name, subject) \
    template <>                                 \
    struct WireOf<Event> {                      \
        using Message = wire::Event;            \
    };
CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW

void write_stamp(wire::Stamp& stamp, const RecordedEvent& event) {
    stamp.set_recorded_at(ms_of(event.recorded_at));
    stamp.set_actor(text_of(event.actor));
    if (!event.idempotency) return;
    stamp.set_idempotency_key(std::string{event.idempotency->key.bytes()});
    stamp.set_idempotency_body(std::string{event.idempotency->body.bytes()});
}

/// A feed is the actor of what it tells: not said twice.
void leave_out_actor(const TransferReceived& e, wire::TransferReceived& m) {
    if (m.stamp().actor() == actor_of(e.feed.text())) m.mutable_stamp()->clear_actor();
}
template <class Event, class Message>
void leave_out_actor(const Event&, Message&) {}

template <class Message>
RecordedEvent read_all(std::string_view payload, const Opening& with) {
    Message message;
    parse(message, payload);
    auto event = read_stamp(message.stamp(), with.sequence, read(message, with));
    name_actor(message, event);
    return event;
}

RecordedEvent decode_type(std::uint16_t type, std::string_view payload, const Opening& with) {
    switch (type) {
#define CHOQR_ROW(number, Event, name, subject) \
    case number:                                \
        return read_all<wire::Event>(payload, with);
        CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW
        default:
            throw Failed{make_error_code(errc::unknown_type)};
    }
}

/// `read()`, with what it throws as a value.
template <class Answer, class Read>
Answer without_throwing(std::string_view payload, Read read) {
    if (!library_is_silent || payload.size() > INT32_MAX) return errc::malformed;
    try {
        return read();
    } catch (const Failed& failed) {
        return failed.error;
    }
}

}  // namespace

void malformed() { throw Failed{make_error_code(errc::malformed)}; }

void seal_into(wire::Sealed& sealed, std::optional<VendorId> owner, const std::string& personal,
               Sealer& sealer) {
    if (owner) sealed.set_owner(owner->value());
    sealed.set_box(take(sealer.seal(owner, pack_personal(personal))));
}

std::optional<std::string> open_packed(const wire::Sealed& sealed, const Sealer& sealer) {
    const auto packed = take(sealer.open(owner_of(sealed), sealed.box()));
    if (!packed) return std::nullopt;
    auto plain = unpack_personal(*packed);
    if (!plain) throw Failed{make_error_code(errc::box_damaged)};
    return plain;
}

const boost::system::error_category& codec_category() {
    static const Category category;
    return category;
}

Result<EncodedEvent> encode(const RecordedEvent& event, Sealer& sealer) {
    try {
        return std::visit(
            [&](const auto& e) {
                typename WireOf<std::decay_t<decltype(e)>>::Message message;
                write(e, message, {event, sealer});
                write_stamp(*message.mutable_stamp(), event);
                leave_out_actor(e, message);
                return EncodedEvent{row_of(event.event).number, message.SerializeAsString()};
            },
            event.event);
    } catch (const Failed& failed) {
        return failed.error;
    }
}

Result<RecordedEvent> decode(Sequence sequence, std::uint16_t type, std::string_view payload,
                             const Sealer& sealer) {
    return without_throwing<Result<RecordedEvent>>(payload, [&] {
        return decode_type(type, payload, {sequence, sealer});
    });
}

Result<void> decode_for_replay(Sequence sequence, std::uint16_t type, std::string_view payload,
                               const Sealer& sealer, std::optional<RecordedEvent>& into) {
    return without_throwing<Result<void>>(payload, [&]() -> Result<void> {
        const Opening with{sequence, sealer};
        if (!read_unsealed(type, payload, with, into)) into = decode_type(type, payload, with);
        return {};
    });
}

}  // namespace choqr::book

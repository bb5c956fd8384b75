#include "book/replay/decode.hpp"

#include "book/replay/transfer_view.hpp"
#include "book/requests/wire.hpp"
#include "book/transfers/wire.hpp"

// A replay reads millions of transfers and requests: their boxes stay closed, and what was allocated for the
// one before is used again.
namespace choqr::book {
namespace {

/// Over another transfer that was read so.
template <class Message>
void read_again(const Message& m, const Opening& with, RecordedEvent& into) {
    auto& e = std::get<TransferReceived>(into.event);
    e.id = TransferId{with.sequence};
    if (e.feed.text() != m.feed()) e.feed = need(FeedId::parse(m.feed()));
    e.notice.reference = need(ProviderReference::parse(m.reference()));
    read_notice(m, e.notice);
    read_decision(m, e);
    into.sequence = with.sequence;
    into.recorded_at = instant_of(m.stamp().recorded_at());
    into.actor = m.stamp().actor();
    into.idempotency = idempotency_of(m.stamp());
    name_actor(m, into);
}

template <class Message>
void take_transfer(const Message& message, const Opening& with, std::optional<RecordedEvent>& into) {
    auto* const former = into ? std::get_if<TransferReceived>(&into->event) : nullptr;
    if (former && former->unread) return read_again(message, with, *into);
    into = read_stamp(message.stamp(), with.sequence, read_unsealed(message, with));
    name_actor(message, *into);
}

void take_transfer(std::string_view payload, const Opening& with, std::optional<RecordedEvent>& into) {
    if (const auto view = TransferView::read(payload)) return take_transfer(*view, with, into);
    wire::TransferReceived message;
    parse(message, payload);
    take_transfer(message, with, into);
}

void take_request(std::string_view payload, const Opening& with, std::optional<RecordedEvent>& into) {
    // Its parts are allocated once.
    thread_local wire::PaymentRequestOpened message;
    parse(message, payload);
    into = read_stamp(message.stamp(), with.sequence, read_unsealed(message, with));
}

}  // namespace

bool read_unsealed(std::uint16_t type, std::string_view payload, const Opening& with,
                   std::optional<RecordedEvent>& into) {
    if (type == number_of<TransferReceived>)
        take_transfer(payload, with, into);
    else if (type == number_of<PaymentRequestOpened>)
        take_request(payload, with, into);
    else
        return false;
    return true;
}

}  // namespace choqr::book

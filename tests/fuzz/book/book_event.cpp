#include <cstdint>
#include <cstdlib>
#include <string>
#include <tuple>

#include "book/codec.hpp"
#include "book/replay/transfer_view.hpp"
#include "events.pb.h"

// A record's payload, whatever stands in it: it decodes or it does not, what decodes is encoded again to what
// decodes the same, a replay reads the same but for what is sealed, and its own reader of transfers agrees
// with protobuf's.
namespace {

using namespace choqr;

void demand(bool holds) {
    if (!holds) std::abort();
}

book::PlainSealer sealer;

std::string bytes_of(const book::RecordedEvent& event) {
    const auto encoded = book::encode(event, sealer);
    demand(encoded.has_value());
    return encoded->payload;
}

book::RecordedEvent unsealed(book::RecordedEvent event) {
    if (auto* e = std::get_if<book::TransferReceived>(&event.event)) {
        e->notice.remittance_information.clear();
        e->notice.debtor.reset();
        e->notice.as_received.clear();
    }
    if (auto* e = std::get_if<book::PaymentRequestOpened>(&event.event)) e->request.description.clear();
    return event;
}

template <class A, class B>
void same_transfer(const A& a, const B& b) {
    const auto same = [](std::string_view one, std::string_view other) { demand(one == other); };
    same(a.stamp().actor(), b.stamp().actor());
    same(a.stamp().idempotency_key(), b.stamp().idempotency_key());
    same(a.stamp().idempotency_body(), b.stamp().idempotency_body());
    same(a.feed(), b.feed());
    same(a.reference(), b.reference());
    same(a.creditor_bin(), b.creditor_bin());
    same(a.creditor_account(), b.creditor_account());
    same(a.virtual_account(), b.virtual_account());
    same(a.reversal_of(), b.reversal_of());
    same(a.bank_reference(), b.bank_reference());
    const auto numbers = [](const auto& m) {
        return std::tuple{m.stamp().recorded_at(),
                          int{m.direction()},
                          m.amount(),
                          m.booked_at(),
                          int{m.status()},
                          int{m.basis()},
                          m.has_stall() ? m.stall() + 1 : 0,
                          m.has_request() ? m.request() + 1 : 0,
                          m.has_request_status() ? int{m.request_status()} : -1,
                          m.has_reverses() ? m.reverses() + 1 : 0,
                          m.has_reversed_by() ? m.reversed_by() + 1 : 0,
                          m.personal().has_owner() ? m.personal().owner() + 1 : 0,
                          m.booking_time_untold(),
                          m.trial(),
                          m.counts_when_recorded()};
    };
    demand(numbers(a) == numbers(b));
}

void the_view_agrees_with_protobuf(std::string_view payload) {
    const auto view = book::TransferView::read(payload);
    if (!view) return;
    book::v1::TransferReceived message;
    demand(message.ParseFromArray(payload.data(), static_cast<int>(payload.size())));
    same_transfer(*view, message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::uint16_t type = data[0];
    const std::string_view payload{reinterpret_cast<const char*>(data) + 1, size - 1};
    const Sequence place{type == 19 ? 0u : 7u};  // A trial ledger's mark stands at its beginning alone.
    the_view_agrees_with_protobuf(payload);

    static std::optional<book::RecordedEvent> used;  // Whatever the input before left in it.
    const auto replayed = book::decode_for_replay(place, type, payload, sealer, used);
    const auto decoded = book::decode(place, type, payload, sealer);
    if (!decoded) return 0;
    demand(replayed.has_value());
    demand(bytes_of(*used) == bytes_of(unsealed(*decoded)));

    const auto bytes = bytes_of(*decoded);
    const auto again = book::decode(place, type, bytes, sealer);
    demand(again.has_value());
    demand(bytes_of(*again) == bytes);
    return 0;
}

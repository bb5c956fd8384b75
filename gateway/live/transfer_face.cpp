#include "live/transfer_face.hpp"

#include "book/book.hpp"
#include "documents/report.hpp"

namespace choqr::gateway {
namespace {

template <class Id>
std::optional<std::string> text_of(const std::optional<Id>& id) {
    return id ? std::optional{id->text()} : std::nullopt;
}

}  // namespace

bool is_news(const TransferFace& transfer) {
    const bool at_stall =
        transfer.status == book::TransferStatus::matched || transfer.status == book::TransferStatus::assigned;
    return at_stall && !transfer.counts_when_recorded;
}

void write(json::Writer& json, const TransferFace& transfer, const statistics::DisclosedTransfer& money) {
    json.begin_object();
    write_members(json, transfer, money);
    json.end_object();
}

void write_members(json::Writer& json, const TransferFace& transfer,
                   const statistics::DisclosedTransfer& money) {
    json.field("sequence", transfer.id.value()).field("id", transfer.id.text());
    json.field("provider", transfer.provider).field("provider_reference", transfer.provider_reference);
    documents::write(json, "amount", money.amount);
    json.field("booked_at", format_rfc3339(transfer.booked_at));
    json.field("received_at", format_rfc3339(transfer.received_at))
        .field("market_id", text_of(transfer.market));
    json.field("stall_id", text_of(transfer.stall))
        .field("payment_request_id", text_of(transfer.payment_request));
    json.field("status", book::name_of(transfer.status)).field("match_basis", book::name_of(transfer.basis));
    if (money.payer) json.field("debtor_account_tail", *money.payer);
    json.field("trial", transfer.trial).field("announce", is_news(transfer));
    if (money.content) json.field("content", *money.content);
}

}  // namespace choqr::gateway

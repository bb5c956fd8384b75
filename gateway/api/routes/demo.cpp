#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "base/encoding.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "intake/notices.hpp"
#include "problem/problem.hpp"
#include "qr/payload.hpp"
#include "world/random.hpp"

// The demonstration wallet: makes the notice that a wallet would send, signs it with the feed's own secret
// and hands it to the very same door. Only there when the configuration says "demo_wallet": true. What it
// pays is money in a trial ledger alone.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

const Feed* demo_feed(const Feeds& feeds) {
    for (const auto& [name, feed] : feeds)
        if (feed.demo_signer) return &feed;
    return nullptr;
}

std::string random_hex(world::Random& random) {
    std::array<std::uint8_t, 12> bytes{};
    random.fill(bytes);
    return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string notice_body(Instant booked_at, const qr::PaymentCode& code, Vnd amount, std::string reference) {
    connectors::SimwalletTransfer transfer;
    transfer.transaction_id = std::move(reference);
    transfer.bin = code.bin.text();
    transfer.account_number = code.account;
    transfer.amount = amount.dong();
    transfer.content = code[qr::Field::purpose];
    transfer.booked_at = booked_at;
    transfer.payer_bin = "970422";
    transfer.payer_account_number = "0000099999";
    transfer.payer_name = "NGUOI MUA THU";
    return connectors::simwallet_body(transfer);
}

net::awaitable<Response> pay(DemoPorts ports, const Call& call) {
    if (!ports.for_all && !call.request.local) co_return problem("demo_wallet_is_local");
    const auto feeds = ports.feeds.now();
    const auto* feed = demo_feed(*feeds);
    if (feed == nullptr)
        co_return problem("feed_not_found", "No simwallet feed is configured for the demonstration wallet.");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"qr_payload", "amount"});
    const auto payload = fields.text("qr_payload", 1000);
    const auto typed = fields.optional_amount("amount");
    if (complaint) co_return problem(*complaint);
    const auto decoded = qr::decode(*payload);
    if (!decoded) co_return problem("invalid_qr", {}, "qr_payload");
    const auto amount = typed ? typed : decoded->code.amount;
    if (!amount || amount->dong() == 0) co_return problem("invalid_amount", {}, "amount");

    const auto reference = "demo-" + random_hex(ports.random);
    const auto notice = notice_body(ports.clock.now(), decoded->code, *amount, reference);
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(ports.clock.now()).time_since_epoch().count();
    const auto timestamp = std::to_string(seconds);
    const auto signature = feed->demo_signer->sign(reference, seconds, notice);
    const connectors::Field headers[] = {{"content-type", "application/json"},
                                         {"webhook-id", reference},
                                         {"webhook-timestamp", timestamp},
                                         {"webhook-signature", signature}};
    connectors::ProviderRequest request{"POST", headers, {}, notice};
    auto answer = co_await ports.notices.receive(*feed, request, true);
    Response response;
    response.status = answer.status;
    response.content_type = answer.content_type;
    response.body = std::move(answer.body);
    co_return response;
}

}  // namespace

void add_demo_routes(const DemoPorts& ports) {
    auto limit = std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 20, .burst = 100});
    ports.api.add(Method::post, "/demo/pay",
                  {anyone, json_body_bytes_max, "Pay a QR code with the demonstration wallet", limit},
                  [ports](const Call& call) { return pay(ports, call); });
}

}  // namespace choqr::gateway

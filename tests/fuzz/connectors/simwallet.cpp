// Any body, rightly signed; and any text in place of the signature.
#include <cstdint>

#include "believed.hpp"
#include "connectors/simwallet/simwallet.hpp"

using namespace choqr;
using namespace choqr::connectors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<std::string> secrets{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    static const Simwallet wallet{"fuzz", secrets};
    static const StandardWebhooks webhooks{"fuzz", secrets};
    constexpr std::int64_t seconds = 1'791'430'000;
    const Instant now{std::chrono::seconds{seconds}};
    const std::string_view body{reinterpret_cast<const char*>(data), size};

    const auto signature = webhooks.sign("msg_1", seconds, body);
    const std::vector<Field> headers{
        {"webhook-id", "msg_1"}, {"webhook-timestamp", "1791430000"}, {"webhook-signature", signature}};
    const auto opened = wallet.open({"POST", headers, {}, body}, now);
    const auto* rejected = std::get_if<Rejected>(&opened);
    CHOQR_ASSERT(rejected == nullptr || rejected->why != Rejection::unauthenticated,
                 "a right signature is believed");
    fuzz::check_notices(opened, body);

    const std::vector<Field> forged{
        {"webhook-id", body}, {"webhook-timestamp", "1791430000"}, {"webhook-signature", body}};
    CHOQR_ASSERT(wallet.open({"POST", forged, {}, "{}"}, now).index() == 1, "no guess is a signature");
    return 0;
}

// Any body in each of SePay's three content types (chosen by the first byte), rightly signed; and any
// Authorization.
#include <cstdint>

#include "believed.hpp"
#include "connectors/sepay/sepay.hpp"

using namespace choqr;
using namespace choqr::connectors;

namespace {

constexpr std::string_view types[] = {"application/json", "application/x-www-form-urlencoded",
                                      "multipart/form-data; boundary=B"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto by_hmac = make_sepay_hmac("fuzz", {"secret"});
    static const auto by_key = make_sepay_apikey("fuzz", {"a key that no input is"});
    if (size == 0) return 0;
    const Instant now{std::chrono::seconds{1'791'430'000}};
    const std::string_view body{reinterpret_cast<const char*>(data + 1), size - 1};

    const auto signature = sign_sepay("secret", 1'791'430'000, body);
    const std::vector<Field> headers{{"content-type", types[data[0] % 3]},
                                     {"x-sepay-timestamp", "1791430000"},
                                     {"x-sepay-signature", signature}};
    const auto opened = by_hmac->open({"POST", headers, {}, body}, now);
    const auto* rejected = std::get_if<Rejected>(&opened);
    CHOQR_ASSERT(rejected == nullptr || rejected->why != Rejection::unauthenticated,
                 "a right signature is believed");
    fuzz::check_notices(opened, body);

    const std::vector<Field> forged{{"content-type", body}, {"authorization", body}};
    CHOQR_ASSERT(by_key->open({"POST", forged, {}, "{}"}, now).index() == 1, "no guess is a key");
    return 0;
}

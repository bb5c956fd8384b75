// A Cookie field of a stranger: read the same way twice, never more than a phone may have, each stall once;
// and what is found was written there as set() writes it.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/device_cookies.hpp"

namespace {

using choqr::HeaderField;
using namespace choqr::gateway;

void require(bool condition) {
    if (!condition) std::abort();
}

void check(std::string_view value, bool by_tls) {
    const DeviceCookies cookies{by_tls};
    const std::vector<HeaderField> fields{{"cookie", value}};
    const auto found = cookies.read(fields);
    require(found.size() <= DeviceCookies::places_max);
    std::set<std::string> places;
    for (const auto& one : found) {
        require(places.insert(one.place.text()).second);
        const auto written = cookies.set(one.place, one.value);
        const auto pair = std::string_view{written}.substr(0, written.find(';'));
        require(value.find(pair) != std::string_view::npos);
        // By itself it is the same cookie.
        const std::vector<HeaderField> alone{{"Cookie", pair}};
        const auto again = cookies.read(alone);
        require(again.size() == 1 && again[0].place == one.place && again[0].secret == one.secret);
    }
    const std::vector<HeaderField> twice{{"cookie", value}, {"cookie", value}};
    require(cookies.read(twice).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view value{reinterpret_cast<const char*>(data), size};
    check(value, false);
    check(value, true);
    return 0;
}

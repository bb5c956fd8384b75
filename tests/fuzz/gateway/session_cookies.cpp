// Cookie fields of strangers: what is believed is what was sealed, byte for byte, and reading never fails in
// another way.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "access/session_cookies.hpp"

namespace {

using namespace choqr;
using namespace choqr::gateway;

void require(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const SessionCookies cookies{SessionCookies::Key{1, 2, 3}, false};
    static const Instant now{std::chrono::milliseconds{1'795'000'000'000}};
    static const std::string sealed = [] {
        world::SeededRandom random{1};
        return cookies.seal({TokenId::from_value(17), SessionId::from_value(4'711), now}, random);
    }();
    std::string text{reinterpret_cast<const char*>(data), size};
    if (const auto cookie = cookies.open(text)) require(text == sealed);
    // "@" stands for the one that is good, so that its surroundings are tried, too.
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos && text.size() < 100'000;
         at += sealed.size())
        text.replace(at, 1, sealed);
    const std::vector<HeaderField> fields{{"Cookie", text}};
    const auto read = cookies.read(fields, now);
    if (read) require(text.find(sealed) != std::string::npos && cookies.is_in(fields));
    return 0;
}

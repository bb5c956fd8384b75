// What either form reader accepts is UTF-8 with each name once, and says the same when it is written again.
#include <cstdint>

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "connectors/forms.hpp"

using namespace choqr;
using namespace choqr::connectors;

namespace {

void check(const Form& form) {
    std::string again;
    for (const auto& [name, value] : form) {
        CHOQR_ASSERT(is_valid_utf8(name) && is_valid_utf8(value), "names and values are UTF-8");
        again += (again.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
    }
    CHOQR_ASSERT(parse_urlencoded(again) == form, "a form written again is the same form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    if (const auto form = parse_urlencoded(body)) check(*form);
    if (const auto form = parse_multipart(body, "B")) check(*form);
    return 0;
}

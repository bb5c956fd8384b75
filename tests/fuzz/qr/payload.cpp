// What strict reads, lenient reads alike; what is read and may be written is written and read back the same.
// The fuzzer cannot guess checksums, so each input is also tried with the right one.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "qr/crc.hpp"
#include "qr/payload.hpp"

namespace {

using namespace choqr::qr;

void require(bool condition) {
    if (!condition) std::abort();
}

void check_round_trip(const PaymentCode& code) {
    const auto payload = encode(code);
    if (!payload) return;
    const auto again = decode(*payload);
    require(again.has_value());
    require(again->code.bin == code.bin && again->code.account == code.account &&
            again->code.amount == code.amount);
    const auto twice = encode(again->code);
    require(twice.has_value() && *twice == *payload);
}

void check(std::string_view text) {
    const auto strict = decode(text, Strictness::strict);
    const auto lenient = decode(text, Strictness::lenient);
    if (strict) require(lenient.has_value() && lenient->code == strict->code);
    if (!lenient) {
        require(lenient.error().offset <= text.size());
        require(!text_of(lenient.error().finding).empty());
        return;
    }
    require(lenient->code.account.size() <= 99 && !lenient->code.account.empty());
    require(!lenient->code.amount || lenient->code.amount->dong() > 0);
    for (const auto& field : list_fields(text)) require(field.offset + 4 + field.value.size() <= text.size());
    check_round_trip(lenient->code);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    check(text);
    auto sealed =
        text.substr(0, text.size() >= 8 && text.substr(text.size() - 8, 4) == "6304" ? text.size() - 8
                                                                                     : text.size()) +
        "6304";
    char crc[5];
    std::snprintf(crc, sizeof crc, "%04X", static_cast<unsigned>(crc16(sealed)));
    check(sealed + crc);
    return 0;
}

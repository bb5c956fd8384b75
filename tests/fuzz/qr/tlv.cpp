// Whatever is read lies inside the text and in order; reading by bytes takes anything at all.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "qr/payload.hpp"
#include "qr/tlv.hpp"

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void read_all(std::string_view text, choqr::qr::LengthUnit unit) {
    choqr::qr::TlvReader reader{text, 0, unit};
    std::size_t end = 0;
    while (const auto object = reader.next()) {
        require(object->offset == end);
        require(object->value.data() == text.data() + object->offset + 4);
        end = object->offset + 4 + object->value.size();
        require(end <= text.size());
    }
    require(reader.error() ? reader.error_offset() == end : end == text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    read_all(text, choqr::qr::LengthUnit::bytes);
    const auto folded = choqr::fold_to_ascii(text);
    if (!choqr::is_valid_utf8(text))
        return 0;  // A mark taken out of broken text may leave two halves of a letter.
    read_all(text, choqr::qr::LengthUnit::characters);
    require(choqr::fold_to_ascii(folded) == folded);
    return 0;
}

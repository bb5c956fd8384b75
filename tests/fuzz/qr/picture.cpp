// A picture from outside: no crash, no hang, bounded memory. What is found is read as a payload, as
// registration does.
#include <cstdint>
#include <string_view>

#include "qr/payload.hpp"
#include "qr_reader/picture_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reading = choqr::qr_reader::read_picture({reinterpret_cast<const char*>(data), size});
    for (const auto& text : reading.texts) (void)choqr::qr::decode(text, choqr::qr::Strictness::lenient);
    return 0;
}

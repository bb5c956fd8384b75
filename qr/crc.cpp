#include "qr/crc.hpp"

#include <array>
#include <cstddef>

namespace choqr::qr {
namespace {

// Slicing: tables[k][b] is the effect of byte b followed by k zero bytes. Eight bytes a step instead of one,
// because the byte-wise loop waits for each table look-up and would be most of the time of reading a payload.
constexpr std::size_t slices = 8;
using Tables = std::array<std::array<std::uint16_t, 256>, slices>;

constexpr Tables make_tables() {
    Tables tables{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ 0x1021U : crc << 1;
        tables[0][byte] = static_cast<std::uint16_t>(crc);
    }
    for (std::size_t slice = 1; slice < slices; ++slice)
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const unsigned before = tables[slice - 1][byte];
            tables[slice][byte] = static_cast<std::uint16_t>((before << 8) ^ tables[0][before >> 8]);
        }
    return tables;
}

constexpr Tables tables = make_tables();

constexpr unsigned char byte_at(const char* data, std::size_t index) {
    return static_cast<unsigned char>(data[index]);
}

}  // namespace

std::uint16_t crc16(std::string_view bytes) {
    unsigned crc = 0xFFFF;
    const char* data = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= slices; left -= slices, data += slices) {
        const unsigned high = (crc >> 8) ^ byte_at(data, 0);
        const unsigned low = (crc & 0xFF) ^ byte_at(data, 1);
        crc = tables[7][high] ^ tables[6][low];
        for (std::size_t i = 2; i < slices; ++i) crc ^= tables[slices - 1 - i][byte_at(data, i)];
    }
    for (; left > 0; --left, ++data) crc = ((crc << 8) & 0xFFFF) ^ tables[0][(crc >> 8) ^ byte_at(data, 0)];
    return static_cast<std::uint16_t>(crc);
}

}  // namespace choqr::qr

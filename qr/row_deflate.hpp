#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// Private to qr.
namespace choqr::qr {

/// A zlib stream (RFC 1950, 1951) of picture rows of which each stands there several times, as the rows of a
/// QR symbol do: the first is written byte by byte, the others as one reference back. Black and white bytes
/// take two bits. A general deflate would look for what is known here, and take ten times as long
/// (docs/decisions/0101).
class RowDeflate {
public:
    /// Rows have `row_bytes` bytes, the PNG filter byte included: 2 to 4,096.
    explicit RowDeflate(std::size_t row_bytes);

    /// Appends `row` `times` times; `times` from 0.
    void append(std::span<const std::uint8_t> row, std::size_t times);

    /// The whole stream. Call once, at the end.
    std::string finish();

private:
    void put(std::uint32_t bits, unsigned count);
    template <class Code>
    void put_code(Code code) {
        put(code.bits, code.length);
    }
    void put_copy(std::size_t length);
    void put_header();

    std::size_t row_bytes_;
    std::string out_;
    std::uint64_t pending_ = 0;
    unsigned pending_bits_ = 0;
    std::uint32_t adler_ = 1;
};

}  // namespace choqr::qr

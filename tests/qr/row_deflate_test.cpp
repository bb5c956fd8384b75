#include <random>
#include <string>
#include <vector>

#include <zlib.h>

#include "qr/row_deflate.hpp"
#include "support/catch.hpp"

using choqr::qr::RowDeflate;

namespace {

// zlib's own reader; empty if it refuses.
std::string inflated(const std::string& stream, std::size_t size) {
    std::string out(size + 1, '\0');
    uLongf length = out.size();
    const auto* bytes = reinterpret_cast<const Bytef*>(stream.data());
    if (uncompress(reinterpret_cast<Bytef*>(out.data()), &length, bytes, stream.size()) != Z_OK) return {};
    out.resize(length);
    return out;
}

}  // namespace

TEST_CASE("row deflate: zlib reads back rows of every width and repetition", "[qr]") {
    std::mt19937_64 random{11};
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (int round = 0; round < 400; ++round) {
        const auto width = round < 300 ? 2 + static_cast<std::size_t>(round) : 2 + below(4'095);
        RowDeflate rows{width};
        std::string expected;
        for (std::size_t i = 0, count = 1 + below(6); i < count; ++i) {
            std::vector<std::uint8_t> row(width);
            for (auto& byte : row)
                byte = static_cast<std::uint8_t>(below(4) == 0 ? below(256) : below(2) * 255);
            const auto times = below(5) == 0 ? below(300) : below(12);
            rows.append(row, times);
            for (std::size_t k = 0; k < times; ++k) expected.append(row.begin(), row.end());
        }
        if (inflated(rows.finish(), expected.size()) != expected)
            FAIL("width " << width << ", round " << round);
    }
    SUCCEED();
}

// A chunked body, whole and in pieces: the same verdict, the same bytes, the same rest, and never more than
// was allowed.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/chunk_decoder.hpp"

namespace {

using choqr::http::ChunkDecoder;

constexpr std::size_t body_max = 200;

void require(bool condition) {
    if (!condition) std::abort();
}

struct Outcome {
    ChunkDecoder::Progress progress = ChunkDecoder::Progress::need_more;
    std::string body;
    std::size_t left = 0;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(std::string_view bytes, std::size_t piece) {
    ChunkDecoder decoder{body_max};
    Outcome outcome;
    std::string buffer;
    while (!bytes.empty() && outcome.progress == ChunkDecoder::Progress::need_more) {
        buffer = bytes.substr(0, piece);  // Decoded where it stands, as the reader does.
        std::string_view part{buffer};
        const auto count = part.size();
        char* out = buffer.data();
        outcome.progress = decoder.decode(part, out);
        require(decoder.size() <= body_max && out <= part.data());
        outcome.body.append(buffer.data(), out);
        require(decoder.size() == outcome.body.size());
        require(outcome.progress != ChunkDecoder::Progress::need_more || part.empty());
        bytes.remove_prefix(count - part.size());
    }
    outcome.left = outcome.progress == ChunkDecoder::Progress::done ? bytes.size() : 0;
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto whole = decode(bytes, std::max<std::size_t>(bytes.size(), 1));
    const auto pieces = decode(bytes, 1 + *data % 16);
    const auto single = decode(bytes, 1);
    require(whole.progress == pieces.progress && whole.progress == single.progress);
    // Refused, nobody looks at the body any more.
    if (whole.progress == ChunkDecoder::Progress::done || whole.progress == ChunkDecoder::Progress::need_more)
        require(whole == pieces && whole == single);
    return 0;
}

#include "access/public_ids.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/assert.hpp"

namespace choqr::gateway {
namespace {

using Block = std::array<std::uint8_t, 16>;

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";  // Without i, l, o, u.
constexpr std::size_t length = 26;                                         // 130 bits, the first two zero.

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Direction : int { decipher = 0, encipher = 1 };

// One block by itself: what is enciphered is a number, and each only once, so there is nothing to chain.
Block cipher(std::span<const std::uint8_t, 16> key, const Block& in, Direction direction) {
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};
    Block out{};
    int written = 0;
    const bool done = context &&
                      EVP_CipherInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr,
                                        static_cast<int>(direction)) == 1 &&
                      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                      EVP_CipherUpdate(context.get(), out.data(), &written, in.data(), 16) == 1;
    CHOQR_ASSERT(done && written == 16, "AES-128 takes a block and gives one");
    return out;
}

// The kind, seven zeros, the number with its highest byte first: 64 bits that a guess would have to meet.
Block block_of(std::uint8_t kind, std::uint64_t number) {
    Block block{kind};
    for (std::size_t i = 0; i < 8; ++i) block[15 - i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xff);
    return block;
}

std::optional<std::uint64_t> number_of(std::uint8_t kind, const Block& block) {
    const auto heading = std::span{block}.first<8>();
    const bool is_ours =
        heading[0] == kind && std::ranges::all_of(heading.subspan<1>(), [](auto byte) { return byte == 0; });
    std::uint64_t value = 0;
    for (const auto byte : std::span{block}.last<8>()) value = value << 8 | byte;
    return is_ours && value <= INT64_MAX ? std::optional{value} : std::nullopt;
}

/// The five bits at `index` of 130, of which the first two are zero.
unsigned five_bits(const Block& block, std::size_t index) {
    unsigned bits = 0;
    for (std::size_t bit = 5 * index; bit < 5 * index + 5; ++bit) {
        const auto at = bit - 2;
        const bool is_set = bit >= 2 && (block[at / 8] >> (7 - at % 8) & 1) != 0;
        bits = bits << 1 | (is_set ? 1u : 0u);
    }
    return bits;
}

std::optional<Block> parse(std::string_view text) {
    if (text.size() != length) return std::nullopt;
    Block block{};
    for (std::size_t i = 0; i < length; ++i) {
        const auto bits = alphabet.find(text[i]);
        if (bits == std::string_view::npos || (i == 0 && bits > 7)) return std::nullopt;
        for (std::size_t bit = std::max<std::size_t>(2, 5 * i); bit < 5 * i + 5; ++bit) {
            const auto is_set = bits >> (5 * i + 4 - bit) & 1;
            block[(bit - 2) / 8] |= static_cast<std::uint8_t>(is_set << (7 - (bit - 2) % 8));
        }
    }
    return block;
}

}  // namespace

EncipheredNumbers::EncipheredNumbers(std::uint8_t kind, Key key) : kind_{kind}, key_{} {
    std::ranges::copy(key, key_.begin());
}

EncipheredNumbers::~EncipheredNumbers() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string EncipheredNumbers::of(std::uint64_t number) const {
    const auto enciphered = cipher(key_, block_of(kind_, number), Direction::encipher);
    std::string text(length, '\0');
    for (std::size_t i = 0; i < length; ++i) text[i] = alphabet[five_bits(enciphered, i)];
    return text;
}

std::optional<std::uint64_t> EncipheredNumbers::find(std::string_view text) const {
    const auto enciphered = parse(text);
    return enciphered ? number_of(kind_, cipher(key_, *enciphered, Direction::decipher)) : std::nullopt;
}

}  // namespace choqr::gateway

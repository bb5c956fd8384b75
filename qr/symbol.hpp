#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace choqr::qr {

/// ISO/IEC 18004 error correction: about 7, 15, 25 and 30 % of the symbol may be damaged.
enum class Correction : std::uint8_t { low, medium, quartile, high };

/// How the characters become bits. Byte mode is what EMVCo 4.12.1.1 asks. Automatic uses numeric and
/// alphanumeric segments as well, as NAPAS's own printed samples do: fewer modules, so larger ones at the
/// same printed size. It applies only to texts without lower-case letters; others are written in byte mode
/// (docs/decisions/0100).
enum class SymbolMode : std::uint8_t { automatic, byte };

/// A QR symbol: a square of modules, immutable. Row 0 is the top. Without its quiet zone.
class Symbol {
public:
    /// White modules around a symbol on every picture and sheet (ISO/IEC 18004: four).
    static constexpr int quiet_zone = 4;

    /// Nothing if `text` is empty, holds a zero byte, or does not fit version 40. Non-ASCII text should be
    /// valid UTF-8 and gets an ECI 26 header, so that readers do not guess its character set.
    static std::optional<Symbol> make(std::string_view text, Correction correction = Correction::medium,
                                      SymbolMode mode = SymbolMode::automatic);

    /// Modules on a side: 17 + 4 × version, 21 to 177.
    int size() const { return size_; }
    int version() const { return (size_ - 17) / 4; }
    /// True where ink goes. `x` and `y` from 0 to size() - 1.
    bool dark(int x, int y) const { return modules_[static_cast<std::size_t>(y * size_ + x)] != 0; }

private:
    Symbol(int size, std::vector<std::uint8_t> modules) : size_{size}, modules_{std::move(modules)} {}

    int size_;
    std::vector<std::uint8_t> modules_;
};

}  // namespace choqr::qr

#include "qr/symbol.hpp"

#include <qrencode.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/fold.hpp"

namespace choqr::qr {
namespace {

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};
struct FreeInput {
    void operator()(QRinput* input) const { QRinput_free(input); }
};
using Code = std::unique_ptr<QRcode, FreeCode>;

QRecLevel level_of(Correction correction) {
    switch (correction) {
        case Correction::low:
            return QR_ECLEVEL_L;
        case Correction::medium:
            return QR_ECLEVEL_M;
        case Correction::quartile:
            return QR_ECLEVEL_Q;
        case Correction::high:
            return QR_ECLEVEL_H;
    }
    return QR_ECLEVEL_M;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Code encode_with_eci(std::string_view text, QRecLevel level) {
    constexpr unsigned utf8 = 26;
    const std::unique_ptr<QRinput, FreeInput> input{QRinput_new2(0, level)};
    if (!input || QRinput_appendECIheader(input.get(), utf8) != 0 ||
        QRinput_append(input.get(), QR_MODE_8, static_cast<int>(text.size()), bytes_of(text)) != 0)
        return nullptr;
    return Code{QRcode_encodeInput(input.get())};
}

bool has_lower_case(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}

Code encode_text(std::string_view text, QRecLevel level, SymbolMode mode) {
    if (!is_ascii(text)) return encode_with_eci(text, level);
    if (mode == SymbolMode::byte || has_lower_case(text))
        return Code{QRcode_encodeData(static_cast<int>(text.size()), bytes_of(text), 0, level)};
    constexpr int case_sensitive = 1;
    return Code{QRcode_encodeString(std::string{text}.c_str(), 0, level, QR_MODE_8, case_sensitive)};
}

}  // namespace

std::optional<Symbol> Symbol::make(std::string_view text, Correction correction, SymbolMode mode) {
    constexpr std::size_t numeric_capacity = 7'089;  // Version 40 L; also keeps the length inside an int.
    if (text.empty() || text.size() > numeric_capacity || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const auto code = encode_text(text, level_of(correction), mode);
    if (!code) return std::nullopt;
    const auto count = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
    std::vector<std::uint8_t> modules(count);
    std::transform(code->data, code->data + count, modules.begin(),
                   [](unsigned char module) { return module & 1U; });
    return Symbol{code->width, std::move(modules)};
}

}  // namespace choqr::qr

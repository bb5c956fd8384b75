#include "qr_reader/picture_reader.hpp"

#include <png.h>
#include <turbojpeg.h>

#define ZX_USE_UTF8 1  // Result::text() as std::string, as all later versions have it.
#include <BarcodeFormat.h>
#include <DecodeHints.h>
#include <ReadBarcode.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "base/text.hpp"

namespace choqr::qr_reader {
namespace {

struct Grey {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;
};
using Unpacked = std::variant<Grey, Problem>;

constexpr std::array<std::string_view, 5> problem_texts{"none", "not_a_picture", "too_large", "broken", "nothing_found"};

bool within_sides(long width, long height) { return width <= picture_side_max && height <= picture_side_max; }

std::size_t pixels_of(int width, int height) { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }

// libpng's simplified interface: it catches its own errors, so that no longjmp crosses our frames.
class PngFile {
public:
    explicit PngFile(std::string_view bytes) {
        image_.version = PNG_IMAGE_VERSION;
        good_ = png_image_begin_read_from_memory(&image_, bytes.data(), bytes.size()) != 0;
    }
    ~PngFile() { png_image_free(&image_); }
    PngFile(const PngFile&) = delete;
    PngFile& operator=(const PngFile&) = delete;

    Unpacked unpack() {
        if (!good_) return Problem::broken;
        const auto width = static_cast<long>(image_.width), height = static_cast<long>(image_.height);
        if (!within_sides(width, height)) return Problem::too_large;
        Grey grey{static_cast<int>(width), static_cast<int>(height), {}};
        const auto pixels = pixels_of(grey.width, grey.height);
        if (pixels > picture_pixels_max) return Problem::too_large;
        grey.pixels.resize(pixels);
        image_.format = PNG_FORMAT_GRAY;
        const png_color white{255, 255, 255};
        if (png_image_finish_read(&image_, &white, grey.pixels.data(), 0, nullptr) == 0) return Problem::broken;
        return grey;
    }

private:
    png_image image_{};
    bool good_ = false;
};

struct FreeTurbo {
    void operator()(void* handle) const { tjDestroy(handle); }
};

// The largest of libjpeg's scales at which the picture stays within the limit of pixels.
std::optional<std::pair<int, int>> scaled_size(int width, int height) {
    int count = 0;
    const tjscalingfactor* factors = tjGetScalingFactors(&count);
    std::optional<std::pair<int, int>> best;
    for (int i = 0; i < count; ++i) {
        if (factors[i].num > factors[i].denom) continue;
        const std::pair size{TJSCALED(width, factors[i]), TJSCALED(height, factors[i])};
        if (pixels_of(size.first, size.second) <= picture_pixels_max && (!best || size.first > best->first)) best = size;
    }
    return best;
}

// libjpeg keeps a progressive picture, and one that sends each colour by itself, as an array of the whole in full size: up to
// six bytes a pixel, 860 MB at the largest sides, asked for by a file of two hundred bytes. True if it surely does not: one
// baseline scan of all colours. Walks the markers (ITU-T T.81, annex B); where it is in doubt the answer is no.
bool unpacks_row_by_row(std::string_view bytes) {
    const auto byte = [bytes](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    std::size_t colours = 0;
    for (std::size_t at = 2; at + 10 <= bytes.size();) {
        const auto marker = byte(at + 1);
        const bool has_length = marker >= 0xC0 && marker < 0xFF && !(marker >= 0xD0 && marker <= 0xD9);
        if (byte(at) != 0xFF || !has_length) return false;
        if (marker == 0xDA) return colours > 0 && byte(at + 4) == colours;
        const bool frame = marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame && (marker > 0xC1 || colours > 0)) return false;
        if (frame) colours = byte(at + 9);
        at += 2 + (byte(at + 2) << 8 | byte(at + 3));
    }
    return false;
}

Unpacked unpack_jpeg(std::string_view bytes) {
    const std::unique_ptr<void, FreeTurbo> turbo{tjInitDecompress()};
    const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
    int width = 0, height = 0, subsampling = 0, colours = 0;
    if (!turbo || tjDecompressHeader3(turbo.get(), data, bytes.size(), &width, &height, &subsampling, &colours) != 0 || width <= 0 || height <= 0)
        return Problem::broken;
    if (!within_sides(width, height)) return Problem::too_large;
    if (pixels_of(width, height) > picture_pixels_max && !unpacks_row_by_row(bytes)) return Problem::too_large;
    const auto size = scaled_size(width, height);
    if (!size) return Problem::too_large;
    Grey grey{size->first, size->second, std::vector<std::uint8_t>(pixels_of(size->first, size->second))};
    // TJFLAG_LIMITSCANS: a progressive file of a few kilobytes can ask for hours. A warning (a cut-off end) still leaves a
    // picture in which the code may be whole.
    const int outcome = tjDecompress2(turbo.get(), data, bytes.size(), grey.pixels.data(), grey.width, 0, grey.height, TJPF_GRAY,
                                      TJFLAG_LIMITSCANS);
    if (outcome != 0 && tjGetErrorCode(turbo.get()) == TJERR_FATAL) return Problem::broken;
    return grey;
}

Unpacked unpack(std::string_view bytes) {
    if (bytes.size() > picture_bytes_max) return Problem::too_large;
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return PngFile{bytes}.unpack();
    if (bytes.starts_with("\xFF\xD8\xFF")) return unpack_jpeg(bytes);
    return Problem::not_a_picture;
}

// The bytes themselves: the converted text guesses a character set where the symbol names none.
std::string text_of(const ZXing::Result& result) {
    std::string bytes(result.bytes().begin(), result.bytes().end());
    return is_valid_utf8(bytes) ? bytes : result.text();
}

}  // namespace

std::string_view text_of(Problem problem) { return problem_texts[static_cast<std::size_t>(problem)]; }

Reading read_picture(std::string_view bytes) {
    const auto unpacked = unpack(bytes);
    if (const auto* problem = std::get_if<Problem>(&unpacked)) return {*problem, {}};
    const auto& grey = std::get<Grey>(unpacked);
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    hints.setTryDownscale(true);
    hints.setMaxNumberOfSymbols(8);
    Reading reading;
    const ZXing::ImageView view{grey.pixels.data(), grey.width, grey.height, ZXing::ImageFormat::Lum};
    for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
        auto text = text_of(result);
        if (result.isValid() && std::ranges::find(reading.texts, text) == reading.texts.end()) reading.texts.push_back(std::move(text));
    }
    if (reading.texts.empty()) reading.problem = Problem::nothing_found;
    return reading;
}

}  // namespace choqr::qr_reader

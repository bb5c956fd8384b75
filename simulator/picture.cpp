#include "simulator/picture.hpp"

#include <png.h>

#define ZX_USE_UTF8 1  // ZXing-C++ 1.4: text() answers UTF-8, as version 2 does.
#include <ZXing/ReadBarcode.h>
#include <vector>

namespace choqr::simulator {
namespace {

struct GreyPicture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;
};

constexpr png_uint_32 side_max = 8192;

std::optional<GreyPicture> read_png(std::string_view bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return std::nullopt;
    if (image.width > side_max || image.height > side_max) return png_image_free(&image), std::nullopt;
    image.format = PNG_FORMAT_GRAY;
    GreyPicture picture{static_cast<int>(image.width), static_cast<int>(image.height),
                        std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
    const png_color paper{255, 255, 255};  // What shines through where the picture is transparent.
    if (png_image_finish_read(&image, &paper, picture.pixels.data(), 0, nullptr) == 0) return std::nullopt;
    return picture;
}

}  // namespace

std::optional<std::string> read_qr_png(std::string_view png) {
    const auto picture = read_png(png);
    if (!picture) return std::nullopt;
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    const ZXing::ImageView view{picture->pixels.data(), picture->width, picture->height,
                                ZXing::ImageFormat::Lum};
    const auto result = ZXing::ReadBarcode(view, hints);
    if (!result.isValid()) return std::nullopt;
    return result.text();
}

}  // namespace choqr::simulator

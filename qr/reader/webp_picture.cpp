#include <webp/decode.h>

#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {
namespace {

class WebpFile {
public:
    explicit WebpFile(std::string_view bytes)
        : data_{reinterpret_cast<const std::uint8_t*>(bytes.data())}, size_{bytes.size()} {
        good_ = WebPInitDecoderConfig(&config_) != 0 &&
                WebPGetFeatures(data_, size_, &config_.input) == VP8_STATUS_OK;
    }
    ~WebpFile() { WebPFreeDecBuffer(&config_.output); }
    WebpFile(const WebpFile&) = delete;
    WebpFile& operator=(const WebpFile&) = delete;

    Unpacked unpack(Background background) {
        const auto& says = config_.input;
        if (!good_ || says.has_animation != 0) return Problem::broken;
        if (!within_sides(says.width, says.height)) return Problem::too_large;
        // Without loss a pixel costs twice as much, and four bytes while it is unpacked.
        constexpr int lossless = 2;
        const auto pixels_max = says.format == lossless ? picture_pixels_max / 2 : picture_pixels_max;
        if (pixels_of(says.width, says.height) > pixels_max) return Problem::too_large;
        config_.output.colorspace = MODE_YUVA;  // Its Y is the brightness; no colour is computed.
        if (WebPDecode(data_, size_, &config_) != VP8_STATUS_OK) return Problem::broken;
        return grey_on(background);
    }

private:
    Grey grey_on(Background background) const {
        const auto& planes = config_.output.u.YUVA;
        auto grey = blank(config_.output.width, config_.output.height);
        grey.transparent = config_.input.has_alpha != 0;
        for (int y = 0; y < grey.height; ++y) {
            const auto* brightness = planes.y + static_cast<std::ptrdiff_t>(y) * planes.y_stride;
            const auto* opacity =
                planes.a == nullptr ? nullptr : planes.a + static_cast<std::ptrdiff_t>(y) * planes.a_stride;
            auto* row = grey.row(y);
            for (int x = 0; x < grey.width; ++x)
                row[x] = opacity == nullptr ? brightness[x] : over(background, brightness[x], opacity[x]);
        }
        return grey;
    }

    const std::uint8_t* data_;
    std::size_t size_;
    WebPDecoderConfig config_{};
    bool good_ = false;
};

}  // namespace

Unpacked unpack_webp(std::string_view bytes, Background background) {
    return WebpFile{bytes}.unpack(background);
}

}  // namespace choqr::qr_reader

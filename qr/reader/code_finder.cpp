#include "qr_reader/code_finder.hpp"

#define ZX_USE_UTF8 1  // Result::text() as std::string, as all later versions have it.
#include <BarcodeFormat.h>
#include <DecodeHints.h>
#include <ReadBarcode.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "qr_reader/binarize.hpp"
#include "qr_reader/crowd.hpp"

namespace choqr::qr_reader {
namespace {

constexpr int symbols_max = 8;
constexpr int side_of_smallest_size = 500;  // A picture whose shorter side is no longer is not made smaller.

// The bytes themselves: the converted text guesses a character set where the symbol names none.
std::string text_of(const ZXing::Result& result) {
    std::string bytes(result.bytes().begin(), result.bytes().end());
    return is_valid_utf8(bytes) ? bytes : result.text();
}

ZXing::Results read(const Grey& bits) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    hints.setTryDownscale(false);
    hints.setBinarizer(ZXing::Binarizer::FixedThreshold);
    hints.setMaxNumberOfSymbols(symbols_max);
    return ZXing::ReadBarcodes({bits.pixels.data(), bits.width, bits.height, ZXing::ImageFormat::Lum}, hints);
}

class Finder {
public:
    explicit Finder(const Left& left) : left_{left} {}

    // At one size, dark on light and, while there is none, light on dark. False if there is not enough left
    // for it.
    bool look_at(const Grey& grey) {
        if (!look_at_one(grey)) return false;
        return !found_.texts.empty() || look_at_one(inverted(grey));
    }

    std::size_t count() const { return found_.texts.size(); }
    Found take() { return std::move(found_); }

private:
    bool look_at_one(const Grey& grey) {
        const auto pixels = grey.pixels.size();
        // Some steps over all pixels; what ZXing adds is weighed when the bits are there.
        if (left_() < paced(std::chrono::nanoseconds{pixels * 12})) return given_up();
        const auto before = left_();
        const auto bits = binarize(grey);
        learn_pace(before - left_(), pixels);
        const auto crowd = crowd_of(bits);
        // A crowd at one size may be none at another, where it is blurred or a part of it lies apart.
        const bool bearable = crowd.finders <= Crowd::finders_max && left_() >= paced(crowd.cost(pixels));
        if (bearable) take_texts(read(bits));
        found_.given_up = found_.given_up || !bearable;
        return true;
    }

    // All estimates are of one machine; how much slower this one is shows in the cheap steps, before the dear
    // ones.
    void learn_pace(std::chrono::nanoseconds spent, std::size_t pixels) {
        if (pixels < pixels_that_tell) return;
        pace_ = std::max(
            pace_, static_cast<std::int64_t>(spent.count()) * 100 / static_cast<std::int64_t>(4 * pixels));
    }
    std::chrono::nanoseconds paced(std::chrono::nanoseconds estimate) const { return estimate * pace_ / 100; }

    void take_texts(const ZXing::Results& results) {
        for (const auto& result : results) {
            auto text = text_of(result);
            const bool known = std::ranges::find(found_.texts, text) != found_.texts.end();
            if (result.isValid() && !known && found_.texts.size() < symbols_max)
                found_.texts.push_back(std::move(text));
        }
    }

    bool given_up() {
        found_.given_up = true;
        return false;
    }

    static constexpr std::size_t pixels_that_tell = 20'000;

    const Left& left_;
    std::int64_t pace_ = 100;  // Per cent; four nanoseconds a pixel for the first step are 100.
    Found found_;
};

std::vector<Grey> smaller_sizes(const Grey& grey) {
    std::vector<Grey> sizes;
    for (const auto* last = &grey; std::min(last->width, last->height) > side_of_smallest_size;
         last = &sizes.back())
        sizes.push_back(third_of(*last));
    return sizes;
}

}  // namespace

Found find_codes(const Grey& grey, const Left& left) {
    auto sizes = smaller_sizes(grey);
    Finder finder{left};
    std::size_t before = 0;
    for (std::size_t i = sizes.size() + 1; i-- > 0; before = finder.count()) {
        if (!finder.look_at(i == 0 ? grey : sizes[i - 1])) break;
        // Once more after the first: of two stands in a photograph the smaller shows at the next size.
        if (before > 0 && finder.count() == before) break;
    }
    return finder.take();
}

}  // namespace choqr::qr_reader

#include "qr_reader/picture_reader.hpp"

#include <array>

#include "qr_reader/code_finder.hpp"
#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {
namespace {

constexpr std::array<std::string_view, 6> problem_texts{"none",   "not_a_picture", "too_large",
                                                        "broken", "nothing_found", "too_hard"};

// What remains for a picture that was unpacked once: the unpacking itself, and a look.
bool affords_another(const Grey& grey, const Left& left) {
    return left() > std::chrono::nanoseconds{grey.pixels.size() * 24};
}

}  // namespace

std::string_view text_of(Problem problem) { return problem_texts[static_cast<std::size_t>(problem)]; }

Reading read_picture(std::string_view bytes, const Left& left) {
    bool given_up = false;
    for (const auto background : {Background::white, Background::black}) {
        const auto unpacked = unpack(bytes, background);
        if (const auto* problem = std::get_if<Problem>(&unpacked)) return {*problem};
        const auto& grey = std::get<Grey>(unpacked);
        auto found = find_codes(grey, left);
        if (!found.texts.empty()) return {Problem::none, std::move(found.texts)};
        given_up = given_up || found.given_up;
        // A white code on nothing shows only on black.
        if (!grey.transparent || !affords_another(grey, left)) break;
    }
    return {given_up ? Problem::too_hard : Problem::nothing_found};
}

}  // namespace choqr::qr_reader

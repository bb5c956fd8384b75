#include "access/browser.hpp"

#include <algorithm>
#include <array>

namespace choqr::gateway {
namespace {

constexpr std::size_t bytes_max = 512;

struct Sign {
    std::string_view in_field, word;
};

// Each says what it is and whom it wants to be taken for: who is taken for others stands before them.
constexpr std::array names{
    Sign{"Zalo", "Zalo"},
    Sign{"coc_coc_browser", "Cốc Cốc"},
    Sign{"Edg", "Edge"},
    Sign{"OPR/", "Opera"},
    Sign{"SamsungBrowser/", "Samsung Internet"},
    Sign{"FxiOS/", "Firefox"},
    Sign{"Firefox/", "Firefox"},
    Sign{"CriOS/", "Chrome"},
    Sign{"Chrome/", "Chrome"},
    Sign{"Safari/", "Safari"},
};
constexpr std::array systems{
    Sign{"Android", "Android"}, Sign{"iPhone", "iPhone"}, Sign{"iPad", "iPad"},   Sign{"Windows", "Windows"},
    Sign{"CrOS", "ChromeOS"},   Sign{"Macintosh", "Mac"}, Sign{"Linux", "Linux"},
};

std::string_view word_in(std::string_view field, const auto& signs) {
    const auto fits = [field](const Sign& sign) {
        return field.find(sign.in_field) != std::string_view::npos;
    };
    const auto found = std::ranges::find_if(signs, fits);
    return found == signs.end() ? std::string_view{} : found->word;
}

}  // namespace

Browser browser_of(std::string_view user_agent) {
    const auto field = user_agent.substr(0, bytes_max);
    return {word_in(field, names), word_in(field, systems)};
}

}  // namespace choqr::gateway

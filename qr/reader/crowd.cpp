#include "qr_reader/crowd.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

namespace choqr::qr_reader {
namespace {

constexpr int rows_apart = 3;  // ZXing's step: the middle of a finder pattern is three modules high.
constexpr std::array<int, 5> finder{1, 1, 3, 1, 1};
constexpr int finder_modules = 7;

using Runs = std::span<const int, 5>;

int sum_of(Runs runs) { return runs[0] + runs[1] + runs[2] + runs[3] + runs[4]; }

// ZXing's tolerance: half a module, and half a pixel for what a module is not a whole number of. In
// fourteenths of a pixel.
bool is_finder(Runs runs) {
    const int sum = sum_of(runs);
    if (sum < finder_modules) return false;
    for (std::size_t i = 0; i < finder.size(); ++i)
        if (std::abs(14 * runs[i] - 2 * finder[i] * sum) > sum + 7) return false;
    return true;
}

// The runs of a row, white first (perhaps none), so that the odd ones are black.
void runs_of(const Grey& bits, int y, std::vector<int>& runs) {
    runs.clear();
    const auto* const row = bits.row(y);
    int begin = 0;
    std::uint8_t shade = 255;
    for (int x = 0; x < bits.width; ++x) {
        if (row[x] == shade) continue;
        runs.push_back(x - begin);
        begin = x;
        shade = row[x];
    }
    runs.push_back(bits.width - begin);
}

struct Step {
    int x, y;
};
constexpr Step across{1, 0}, down{0, 1};

struct Place {
    int x, y, size;
};

class Counter {
public:
    explicit Counter(const Grey& bits) : bits_{bits} {}

    Crowd count() {
        std::vector<int> runs;
        for (int y = rows_apart - 1; y < bits_.height && !full(); y += rows_apart) {
            runs_of(bits_, y, runs);
            int begin = 0;
            for (std::size_t i = 0; i + 5 < runs.size() && !full(); i += 2) {
                begin += runs[i];
                const Runs window{runs.data() + i + 1, 5};
                if (is_finder(window))
                    meet({begin + window[0] + window[1] + window[2] / 2, y, sum_of(window)});
                begin += runs[i + 1];
            }
        }
        return crowd_;
    }

private:
    bool full() const { return crowd_.finders > Crowd::finders_max; }

    void meet(Place place) {
        if (is_known(place)) return;
        crowd_.followed_px += static_cast<std::size_t>(place.size);
        // By its middle, so that all rows of one pattern are one place.
        auto found = centred(place, down);
        if (found) found = centred(*found, across);
        if (!found || is_known(*found)) return;
        places_.push_back(*found);
        ++crowd_.finders;
    }

    // Nearer than ZXing takes for the same pattern, so that we never count fewer.
    bool is_known(Place place) const {
        for (const auto& known : places_) {
            const int dx = known.x - place.x, dy = known.y - place.y, size = std::min(known.size, place.size);
            if (16 * (dx * dx + dy * dy) < size * size) return true;
        }
        return false;
    }

    // The middle of the five runs along `step` that have the place in their middle one; nothing if they are
    // no finder pattern.
    std::optional<Place> centred(Place place, Step step) const {
        const int reach = place.size * 3 / 2;
        std::array<int, 3> ahead{}, behind{};
        if (!runs_from(place, step, reach, ahead) || !runs_from(place, {-step.x, -step.y}, reach, behind))
            return std::nullopt;
        const std::array<int, 5> runs{behind[2], behind[1], behind[0] + ahead[0] - 1, ahead[1], ahead[2]};
        if (!is_finder(runs)) return std::nullopt;
        const int shift = (ahead[0] - behind[0]) / 2;
        return Place{place.x + shift * step.x, place.y + shift * step.y, sum_of(runs)};
    }

    bool runs_from(Place place, Step step, int reach, std::array<int, 3>& runs) const {
        int x = place.x, y = place.y;
        std::uint8_t shade = 0;
        for (auto& run : runs) {
            while (x >= 0 && y >= 0 && x < bits_.width && y < bits_.height && bits_.row(y)[x] == shade) {
                if (++run > reach) return false;
                x += step.x;
                y += step.y;
            }
            if (run == 0) return false;
            shade = static_cast<std::uint8_t>(255 - shade);
        }
        return true;
    }

    const Grey& bits_;
    Crowd crowd_;
    std::vector<Place> places_;
};

}  // namespace

std::chrono::nanoseconds Crowd::cost(std::size_t pixels) const {
    const auto triples = finders * finders * finders / 6;
    return std::chrono::nanoseconds{pixels * 6 + followed_px * 150 + triples * 60};
}

Crowd crowd_of(const Grey& bits) { return Counter{bits}.count(); }

}  // namespace choqr::qr_reader

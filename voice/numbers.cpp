#include "voice/numbers.hpp"

#include <array>
#include <string_view>

#include "base/assert.hpp"

namespace choqr::voice {
namespace {

constexpr std::array<std::string_view, 10> digits{"không", "một", "hai", "ba",  "bốn",
                                                  "năm",   "sáu", "bảy", "tám", "chín"};

std::string_view digit(std::int64_t value) { return digits[static_cast<std::size_t>(value)]; }

/// Words with one space between them.
class Words {
public:
    explicit Words(Region region) : region_{region} {}

    Words& add(std::string_view word) {
        if (!text_.empty()) text_ += ' ';
        text_ += word;
        return *this;
    }
    Words& add_thousand() { return add(region_ == Region::north ? "nghìn" : "ngàn"); }
    Words& add_no_tens() { return add(region_ == Region::north ? "linh" : "lẻ"); }
    bool empty() const { return text_.empty(); }
    std::string text() && { return std::move(text_); }

private:
    Region region_;
    std::string text_;
};

/// The digit behind a word of tens; 5 and, behind two tens and more, 1 and 4 have names of their own there.
std::string_view ones_behind(std::int64_t tens, std::int64_t ones) {
    if (ones == 5) return "lăm";
    if (ones == 1 && tens > 1) return "mốt";
    if (ones == 4 && tens > 1) return "tư";
    return digit(ones);
}

/// 0 to 99, behind a word of hundreds or standing first.
void read_tens(std::int64_t value, bool behind_hundreds, Words& words) {
    const auto tens = value / 10, ones = value % 10;
    if (value == 0) return;
    if (tens == 0) {
        if (behind_hundreds) words.add_no_tens();
        words.add(digit(ones));
        return;
    }
    if (tens == 1)
        words.add("mười");
    else
        words.add(digit(tens)).add("mươi");
    if (ones != 0) words.add(ones_behind(tens, ones));
}

/// 1 to 999. Behind a higher group the hundreds are said even when there are none.
void read_group(std::int64_t value, Words& words) {
    const bool says_hundreds = value >= 100 || !words.empty();
    if (says_hundreds) words.add(digit(value / 100)).add("trăm");
    read_tens(value % 100, says_hundreds, words);
}

/// 0 to 999,999,999, of which 0 is not said.
void read_below_billion(std::int64_t value, Words& words) {
    const auto millions = value / 1'000'000, thousands = value / 1'000 % 1'000, ones = value % 1'000;
    if (millions != 0) {
        read_group(millions, words);
        words.add("triệu");
    }
    if (thousands != 0) {
        read_group(thousands, words);
        words.add_thousand();
    }
    if (ones != 0) read_group(ones, words);
}

}  // namespace

std::string read_number(std::int64_t value, Region region) {
    CHOQR_ASSERT(value >= 0 && value <= number_max, "a number that is read has at most 18 digits");
    constexpr std::int64_t billion = 1'000'000'000;
    if (value == 0) return std::string{digit(0)};
    Words words{region};
    if (value >= billion) {
        read_below_billion(value / billion, words);
        words.add("tỷ");
    }
    read_below_billion(value % billion, words);
    return std::move(words).text();
}

std::string read_dong(Vnd amount, Region region) { return read_number(amount.dong(), region) + " đồng"; }
std::string read_dong(VndSum sum, Region region) { return read_number(sum.dong(), region) + " đồng"; }

}  // namespace choqr::voice

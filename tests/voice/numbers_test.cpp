#include "voice/numbers.hpp"

#include <map>
#include <sstream>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "support/catch.hpp"
#include "vectors.hpp"

using namespace choqr;
using namespace choqr::voice;

namespace {

std::string line_of(std::int64_t value, Region region) {
    return std::to_string(value) + " " + read_number(value, region) + "\n";
}

/// Takes words back to the number by what each unit word means; -1 for a word that is none of the grammar's.
std::int64_t number_in(const std::string& words) {
    static const std::map<std::string, std::int64_t, std::less<>> ones{
        {"không", 0}, {"một", 1}, {"mốt", 1}, {"hai", 2}, {"ba", 3},  {"bốn", 4}, {"tư", 4},
        {"năm", 5},   {"lăm", 5}, {"sáu", 6}, {"bảy", 7}, {"tám", 8}, {"chín", 9}};
    static const std::map<std::string, std::int64_t, std::less<>> units{
        {"nghìn", 1'000}, {"ngàn", 1'000}, {"triệu", 1'000'000}};
    std::int64_t billions = 0, below = 0, group = 0, last = 0;
    std::istringstream stream{words};
    for (std::string word; stream >> word;) {
        if (const auto one = ones.find(word); one != ones.end())
            last = one->second;
        else if (word == "linh" || word == "lẻ")
            last = 0;
        else if (word == "mười" || word == "mươi" || word == "trăm") {
            group += word == "mười" ? 10 : last * (word == "trăm" ? 100 : 10);
            last = 0;
        } else if (const auto unit = units.find(word); unit != units.end()) {
            below += (group + last) * unit->second;
            group = last = 0;
        } else if (word == "tỷ") {
            billions = below + group + last;
            below = group = last = 0;
        } else
            return -1;
    }
    return billions * 1'000'000'000 + below + group + last;
}

std::uint64_t next_chance(std::uint64_t& state) {
    state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    return state >> 20;
}

constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

}  // namespace

TEST_CASE("numbers: each of the vectors is read as people read it, in the north and in the south",
          "[voice][numbers]") {
    const auto& rows = speech_vectors()["numbers"];
    REQUIRE(rows.size() >= 150);
    for (const auto& row : rows) {
        CAPTURE(row.dump());
        CHECK(read_number(row[0], Region::north) == row[1]);
        CHECK(read_number(row[0], Region::south) == row[2]);
    }
}

TEST_CASE("numbers: 0 to 1,000,000, all of them, are what the vectors' digest says", "[voice][numbers]") {
    for (const auto& [name, region] : {std::pair{"north", Region::north}, {"south", Region::south}}) {
        std::string lines;
        for (std::int64_t value = 0; value <= 1'000'000; ++value) lines += line_of(value, region);
        CHECK(to_hex(sha256(lines).bytes()) == speech_vectors()["digests"]["million"][name]);
    }
}

TEST_CASE("numbers: 100,000 of 1 to 13 digits are what the vectors' digest says", "[voice][numbers]") {
    for (const auto& [name, region] : {std::pair{"north", Region::north}, {"south", Region::south}}) {
        std::string lines;
        std::uint64_t state = 20261127;
        for (int n = 0; n < 100'000; ++n)
            lines +=
                line_of(static_cast<std::int64_t>(next_chance(state)) % power_of_ten(1 + n % 13), region);
        CHECK(to_hex(sha256(lines).bytes()) == speech_vectors()["digests"]["wide"][name]);
    }
}

TEST_CASE("numbers: every amount can be told back from its words", "[voice][numbers]") {
    std::uint64_t state = 1;
    std::int64_t wrong = 0;
    for (int round = 0; round < 200'000 && wrong == 0; ++round) {
        const auto value = static_cast<std::int64_t>(next_chance(state)) % power_of_ten(1 + round % 13);
        if (number_in(read_number(value, round % 2 == 0 ? Region::north : Region::south)) != value)
            wrong = value;
    }
    CHECK(wrong == 0);
    CHECK(number_in(read_number(Vnd::dong_max, Region::north)) == Vnd::dong_max);
    CHECK(number_in(read_number(number_max, Region::south)) == number_max);
    CHECK(number_in("một trăm đô") == -1);  // So that it can fail.
}

TEST_CASE("numbers: money has its unit", "[voice][numbers]") {
    CHECK(read_dong(Vnd::of(200), Region::north) == "hai trăm đồng");
    CHECK(read_dong(*VndSum::from_dong(12'000'000'000'000'000), Region::south) == "mười hai triệu tỷ đồng");
}

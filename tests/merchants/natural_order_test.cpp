#include "merchants/natural_order.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace choqr::merchants;

TEST_CASE("aisle order: numbers count as numbers", "[merchants][order]") {
    const std::vector<std::string> in_order{"",     "A1",    "A02", "A2", "A10",   "a11",   "B-9",
                                            "B-12", "B-12a", "Đ1",  "Đ2", "Khu 2", "Khu 10"};
    std::vector<std::string> sorted = in_order;
    std::mt19937 chance{1};
    std::shuffle(sorted.begin(), sorted.end(), chance);
    std::sort(sorted.begin(), sorted.end(), natural_less);
    CHECK(sorted == in_order);
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) CHECK(!natural_less(sorted[i + 1], sorted[i]));
    CHECK(natural_less("A2", "A10"));
    CHECK(natural_less("A99999999999999999999998", "A99999999999999999999999"));
    CHECK(natural_less("b1", "Đ1"));
    CHECK(!natural_less("A1", "A1"));
    for (const auto& a : in_order)
        for (const auto& b : in_order)
            if (natural_key(a) != natural_key(b))
                CHECK((natural_key(a) < natural_key(b)) == natural_less(a, b));
}

#include "base/nearest.hpp"

#include <array>
#include <string>

#include "support/catch.hpp"

using choqr::edit_distance;
using choqr::nearest;

TEST_CASE("nearest: each letter dropped, added, changed or swapped is one step", "[base]") {
    CHECK(edit_distance("stall_id", "stall_id") == 0);
    CHECK(edit_distance("stal_id", "stall_id") == 1);
    CHECK(edit_distance("stallx_id", "stall_id") == 1);
    CHECK(edit_distance("stall-id", "stall_id") == 1);
    CHECK(edit_distance("stlal_id", "stall_id") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("ca", "abc") == 3);  // A swapped pair is not touched again.
}

TEST_CASE("nearest: a stranger's long word costs no more than its beginning", "[base]") {
    CHECK(edit_distance(std::string(1'000'000, 'a'), "a") == 63);
}

TEST_CASE("nearest: the word that was perhaps meant", "[base]") {
    constexpr std::array<std::string_view, 4> known{"stall_id", "market_id", "status", "day"};
    CHECK(nearest("stal_id", known) == "stall_id");
    CHECK(nearest("marketid", known) == "market_id");
    CHECK(nearest("state", known) == "status");
    CHECK(nearest("date", known) == "day");
    CHECK(nearest("date", {}).empty());
}

#include "base/time.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {
Instant at(std::string_view text) { return parse_rfc3339(text).value(); }
}  // namespace

TEST_CASE("time: RFC 3339 is read with any offset and written in UTC", "[base][time]") {
    CHECK(format_rfc3339(at("2026-11-22T10:04:05+07:00")) == "2026-11-22T03:04:05Z");
    CHECK(format_rfc3339(at("2026-11-22T03:04:05.678912345Z")) == "2026-11-22T03:04:05.678Z");
    CHECK(format_rfc3339(at("2026-11-22t03:04:05z")) == "2026-11-22T03:04:05Z");
    CHECK(format_rfc3339(at("2026-11-21T20:34:05-06:30")) == "2026-11-22T03:04:05Z");
    CHECK(format_rfc3339(at("1969-12-31T23:59:59.5Z")) == "1969-12-31T23:59:59.500Z");
    for (const auto* text :
         {"", "2026-11-22", "2026-11-22T03:04:05", "2026-11-22 03:04:05Z", "2026-02-30T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T23:59:60Z", "2026-11-22T03:04:05.Z", "2026-11-22T03:04:05+7:00",
          "2026-11-22T03:04:05+07:60", "2026-11-22T03:04:05Z "}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rfc3339(text));
    }
}

TEST_CASE("time: providers write Vietnam local time without a zone", "[base][time]") {
    CHECK(parse_vietnam_local("2026-11-22 10:04:05") == at("2026-11-22T03:04:05Z"));
    CHECK(parse_vietnam_local("2026-11-22 00:00:00") == at("2026-11-21T17:00:00Z"));
    CHECK(format_vietnam_local(at("2026-11-21T17:00:00Z")) == "2026-11-22 00:00:00");
    CHECK_FALSE(parse_vietnam_local("2026-11-22"));
    CHECK_FALSE(parse_vietnam_local("22/11/2026 10:04:05"));
}

TEST_CASE("time: a business day begins at the market's cut-off, not at UTC's midnight", "[base][time]") {
    const Day day{2026y / November / 22d};
    CHECK(business_day(at("2026-11-21T17:00:00Z"), 0min) == day);      // 00:00 in Vietnam
    CHECK(business_day(at("2026-11-22T16:59:59.999Z"), 0min) == day);  // 23:59:59.999
    CHECK(business_day(at("2026-11-22T17:00:00Z"), 0min) == Day{2026y / November / 23d});

    // A night market that closes at noon: 01:00 on the 23rd still belongs to the evening of the 22nd.
    CHECK(business_day(at("2026-11-22T18:00:00Z"), 12h) == day);
    CHECK(business_day(at("2026-11-23T04:59:59Z"), 12h) == day);
    CHECK(business_day(at("2026-11-23T05:00:00Z"), 12h) == Day{2026y / November / 23d});
}

TEST_CASE("time: a day begins where business_day says it does", "[base][time]") {
    for (const auto cutoff : {0min, 1min, 240min, 720min, 1439min}) {
        CAPTURE(cutoff.count());
        for (const auto day :
             {Day{2024y / February / 29d}, Day{2025y / December / 31d}, Day{2026y / January / 1d}}) {
            const auto begin = business_day_begin(day, cutoff);
            CHECK(business_day(begin, cutoff) == day);
            CHECK(business_day(begin - 1ms, cutoff) == Day{sys_days{day} - days{1}});
        }
    }
}

TEST_CASE("time: days are calendar days", "[base][time]") {
    CHECK(format_day(parse_day("2024-02-29").value()) == "2024-02-29");
    for (const auto* text :
         {"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01T", "2026/01/01", "２026-01-01"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_day(text));
    }
    CHECK(vietnam_hour(at("2026-11-22T17:00:00Z")) == 0);
    CHECK(vietnam_hour(at("2026-11-22T16:59:59Z")) == 23);
}

#include <algorithm>
#include <iterator>
#include <random>

#include "merchants/codes.hpp"
#include "merchants/copied_code.hpp"
#include "support/catch.hpp"

using namespace choqr::merchants;

namespace {

constexpr std::string_view alphabet = TransferCode::alphabet;

/// A spread of numbers over the whole range of one length, the ends included.
std::vector<std::uint32_t> spread(std::uint32_t first, std::uint32_t capacity, std::size_t count) {
    std::mt19937 chance{20261122};
    std::vector<std::uint32_t> numbers{first, first + 1, first + 2, first + capacity - 1};
    while (numbers.size() < count) numbers.push_back(first + static_cast<std::uint32_t>(chance() % capacity));
    return numbers;
}
std::vector<std::uint32_t> short_numbers(std::size_t count) {
    return spread(0, TransferCode::short_capacity, count);
}
std::vector<std::uint32_t> long_numbers(std::size_t count) {
    return spread(TransferCode::short_capacity, TransferCode::long_capacity, count);
}
/// `count` of each length.
std::vector<std::uint32_t> sample_numbers(std::size_t count) {
    auto numbers = short_numbers(count);
    std::ranges::copy(long_numbers(count), std::back_inserter(numbers));
    return numbers;
}

template <class Visit>
void for_each_change_of_one(const std::string& text, std::size_t from, Visit visit) {
    for (auto i = from; i < text.size(); ++i) {
        auto changed = text;
        for (const char c : alphabet) {
            changed[i] = c;
            if (c != text[i]) visit(changed, i);
        }
    }
}

}  // namespace

TEST_CASE("codes: a code is one block of nine, or of eleven, that reads back as what it was",
          "[merchants][codes]") {
    for (const auto kind : {TransferCode::Kind::stall, TransferCode::Kind::request})
        for (const auto number : sample_numbers(2'000)) {
            const auto code = TransferCode::make(kind, number);
            const auto text = code.text();
            CAPTURE(text, number);
            const bool stall = kind == TransferCode::Kind::stall;
            REQUIRE(code.is_long() == (number >= TransferCode::short_capacity));
            REQUIRE(text.size() == (code.is_long() ? 11 : 9));
            REQUIRE(TransferCode::length_at_begin_of(text + "AND MORE") == text.size());
            REQUIRE(text.starts_with(code.is_long() ? stall ? "CHW" : "CHX" : stall ? "CHQ" : "CHR"));
            REQUIRE(text.find_first_not_of(alphabet) == std::string::npos);
            REQUIRE(TransferCode::parse(text) == code);
            REQUIRE(code.heart() == text.substr(3, text.size() - 4));
        }
}

TEST_CASE("codes: small letters are the same code", "[merchants][codes]") {
    auto text = StallCode::make(12).text();
    for (char& c : text)
        if (c >= 'A') c = static_cast<char>(c - 'A' + 'a');
    CHECK(StallCode::parse(text) == StallCode::make(12));
}

TEST_CASE("codes: no two numbers have one short code, in the whole range", "[merchants][codes]") {
    std::vector<bool> seen(TransferCode::short_capacity);
    std::size_t distinct = 0;
    for (std::uint32_t number = 0; number < TransferCode::short_capacity; number += 1) {
        const auto heart = TransferCode::make(TransferCode::Kind::stall, number).heart();
        std::size_t place = 0;
        for (std::size_t i = 0; i < 4; ++i) place = place * 31 + alphabet.find(heart[i]);
        if (!seen[place]) ++distinct;
        seen[place] = true;
    }
    CHECK(distinct == TransferCode::short_capacity);
}

TEST_CASE("codes: every long code reads back as its own number, so no two have one", "[merchants][codes]") {
    std::size_t wrong = 0;
    for (std::uint64_t number = TransferCode::short_capacity; number < TransferCode::capacity;
         number += 997) {
        const auto code = StallCode::make(static_cast<std::uint32_t>(number));
        const auto read = StallCode::parse(code.text());
        wrong += !read || *read != code;
    }
    CHECK(wrong == 0);
}

TEST_CASE("codes: a code of one length is nowhere within one of the other", "[merchants][codes]") {
    for (const auto number : long_numbers(20'000)) {
        const auto text = StallCode::make(number).text();
        for (std::size_t at = 0; at < text.size(); ++at)
            for (const auto length : {TransferCode::short_length, TransferCode::long_length})
                if (TransferCode::parse(std::string_view{text}.substr(at, length)) &&
                    (at != 0 || length != text.size()))
                    FAIL_CHECK(text);
    }
    for (const auto number : short_numbers(20'000))
        if (TransferCode::length_at_begin_of(StallCode::make(number).text()) != TransferCode::short_length)
            FAIL_CHECK(number);
}

TEST_CASE("codes: neighbouring stalls have codes that look unrelated", "[merchants][codes]") {
    const auto first = GENERATE(0u, TransferCode::short_capacity);
    std::size_t alike = 0;
    for (std::uint32_t number = first; number + 1 < first + 10'000; ++number) {
        const auto a = StallCode::make(number).heart(), b = StallCode::make(number + 1).heart();
        std::size_t same = 0;
        for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i];
        alike += same >= 3;
    }
    CHECK(alike < 10'000 / 100);  // By pure chance about 3 in 1,000 share three of five places.
}

TEST_CASE("codes: one wrong character anywhere is noticed", "[merchants][codes]") {
    for (const auto number : sample_numbers(300))
        for (const auto kind : {TransferCode::Kind::stall, TransferCode::Kind::request})
            for_each_change_of_one(TransferCode::make(kind, number).text(), 0,
                                   [](const std::string& changed, std::size_t) {
                                       CAPTURE(changed);
                                       REQUIRE(!TransferCode::parse(changed));
                                   });
}

TEST_CASE("codes: two wrong characters anywhere are noticed", "[merchants][codes]") {
    std::size_t tried = 0;
    for (const auto number : sample_numbers(8))
        for (const auto kind : {TransferCode::Kind::stall, TransferCode::Kind::request})
            for_each_change_of_one(
                TransferCode::make(kind, number).text(), 0, [&](const std::string& once, std::size_t place) {
                    for_each_change_of_one(once, place + 1, [&](const std::string& twice, std::size_t) {
                        ++tried;
                        if (TransferCode::parse(twice)) FAIL_CHECK(twice);
                    });
                });
    CHECK(tried == 16u * (36 + 55) * 30 * 30);
}

TEST_CASE("codes: a swap of neighbours is noticed, in the block and in the heart alone",
          "[merchants][codes]") {
    for (const auto number : sample_numbers(20'000)) {
        const auto code = StallCode::make(number);
        const auto swapped_is_another = [](std::string text, std::size_t i) {
            const bool same = text[i] == text[i + 1];
            std::swap(text[i], text[i + 1]);
            return same ? std::string{} : text;
        };
        for (std::size_t i = 0; i + 1 < code.text().size(); ++i)
            if (const auto text = swapped_is_another(code.text(), i);
                !text.empty() && TransferCode::parse(text))
                FAIL_CHECK(text);
        for (std::size_t i = 0; i + 1 < code.heart().size(); ++i)
            if (const auto text = swapped_is_another(code.heart(), i);
                !text.empty() && stall_code_from_heart(text))
                FAIL_CHECK(text);
    }
}

TEST_CASE("codes: the heart alone names the stall and notices one wrong character", "[merchants][codes]") {
    for (const auto number : sample_numbers(2'000)) {
        const auto code = StallCode::make(number);
        REQUIRE(stall_code_from_heart(code.heart()) == code);
        for_each_change_of_one(code.heart(), 0, [](const std::string& changed, std::size_t) {
            if (stall_code_from_heart(changed)) FAIL_CHECK(changed);
        });
    }
    CHECK(!stall_code_from_heart(""));
    CHECK(!stall_code_from_heart(StallCode::make(7).heart() + "2"));
    CHECK(!stall_code_from_heart("IL0O1"));
}

TEST_CASE("codes: a customer copies a stall's code in any of the ways in which people write one",
          "[merchants][codes]") {
    for (const auto number : sample_numbers(200)) {
        const auto code = StallCode::make(number);
        const auto heart = code.heart(), half = heart.substr(0, 2);
        for (const auto& written :
             {heart, " " + heart + " ", half + "-" + heart.substr(2), half + " . " + heart.substr(2),
              code.text(), "ch " + code.text().substr(2)})
            CHECK(stall_code_from_customer(written) == code);
        CHECK(!stall_code_from_customer(RequestCode::make(number).text()));
        CHECK(!stall_code_from_customer(heart + heart));
    }
    for (const auto* wrong : {"", " - ", "IL0O1", "H7K4\xC2\xA0X", "CH", "H7K4X9H7K4X9H7K4X9H7K4X9"})
        CHECK(!stall_code_from_customer(wrong));
}

TEST_CASE("codes: a stall's code is no request's", "[merchants][codes]") {
    const auto is_long = GENERATE(false, true);
    const auto stall = StallCode::make(is_long ? TransferCode::short_capacity + 5 : 5).text();
    auto request = stall;
    request[2] = is_long ? 'X' : 'R';
    CHECK(StallCode::parse(stall));
    CHECK(!RequestCode::parse(stall));
    CHECK(!TransferCode::parse(request));
}

TEST_CASE("codes: what is not a code", "[merchants][codes]") {
    const auto good = StallCode::make(41).text();
    for (const auto& text : {std::string{}, good.substr(1), good + "2", " " + good.substr(1),
                             "XX" + good.substr(2), "CHQ\xC4\x90" + good.substr(5), std::string(9, '\0')})
        CHECK(!TransferCode::parse(text));
}

TEST_CASE("codes: the codes printed on stands never change", "[merchants][codes]") {
    // Frozen: whoever changes the scrambling or the checks makes every printed stand in the country wrong.
    CHECK(StallCode::make(0).text() == "CHQXRWMUB");
    CHECK(StallCode::make(1).text() == "CHQRV5C5U");
    CHECK(RequestCode::make(0).text() == "CHRXRWMNA");
    CHECK(RequestCode::make(923'520).text() == "CHRSQMFSM");
    CHECK(StallCode::make(923'521).text() == "CHWGXMUEXDA");
    CHECK(StallCode::make(923'522).text() == "CHW4CRW42F8");
    CHECK(RequestCode::make(923'521).text() == "CHXGXMUEX54");
    CHECK(RequestCode::make(888'427'201).text() == "CHXCRDBZP65");
}

#include <string>

#include "json/value.hpp"
#include "support/catch.hpp"

using namespace choqr::json;

namespace {

bool accepted(std::string_view text) { return std::holds_alternative<Value>(parse(text)); }
std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("json: texts that two readers could understand differently are refused", "[json]") {
    for (const std::string_view text : {"",
                                        " ",
                                        "{",
                                        "{}x",
                                        "{\"a\":1}{\"a\":1}",
                                        "{\"a\":1,\"a\":1}",
                                        "{\"a\":{\"b\":1,\"b\":2}}",
                                        "[{\"a\":1,\"\\u0061\":2}]",
                                        "{'a':1}",
                                        "{\"a\":1,}",
                                        "[1,]",
                                        "{a:1}",
                                        "nul",
                                        "01",
                                        "+1",
                                        ".5",
                                        "1.",
                                        "0x10",
                                        "NaN",
                                        "Infinity",
                                        "1e999",
                                        "\"\t\"",
                                        "\"\\x\"",
                                        "\"\\ud800\"",
                                        "\"a",
                                        "// c\n1",
                                        "\"\xff\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\xff\xfe{}",
                                        "\0"}) {
        CAPTURE(text);
        CHECK_FALSE(accepted(text));
    }
}

TEST_CASE("json: what the standard allows is read, escapes included", "[json]") {
    for (const std::string_view text : {"{}", "[]", " \n{ \"a\" : [ 1 , \"\" , null ] } ", "\"\"", "0", "-0",
                                        "true", "\xef\xbb\xbf{}", "[{\"a\":1},{\"a\":1}]"}) {
        CAPTURE(text);
        CHECK(accepted(text));
    }
    const auto value = parse("\"Kh\\u00e1ch \\ud83d\\ude00 a\\/b\"");
    CHECK(*std::get<Value>(value).string() == "Kh\xc3\xa1\x63h \xf0\x9f\x98\x80 a/b");
}

TEST_CASE("json: nesting and members are bounded", "[json]") {
    CHECK(accepted(nested(depth_max)));
    CHECK_FALSE(accepted(nested(depth_max + 1)));
    CHECK_FALSE(accepted(nested(100'000)));
    const auto object_with = [](std::size_t members) {
        std::string text = "{";
        for (std::size_t i = 0; i < members; ++i)
            text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
        return text + "}";
    };
    CHECK(accepted(object_with(members_max)));
    CHECK_FALSE(accepted(object_with(members_max + 1)));
}

TEST_CASE("json: only a literal of a 64-bit integer is an integer; the rest keeps its text", "[json]") {
    const auto kind_of = [](std::string_view text) { return std::get<Value>(parse(text)).kind(); };
    for (const std::string_view text :
         {"0", "45000", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"}) {
        CAPTURE(text);
        REQUIRE(kind_of(text) == Kind::integer);
        CHECK(std::to_string(*std::get<Value>(parse(text)).integer()) == text);
    }
    for (const std::string_view text :
         {"1.0", "1e3", "1E3", "1e18", "9223372036854775808", "18446744073709551616", "45000.00", "1e-7"}) {
        CAPTURE(text);
        CHECK(kind_of(text) == Kind::other_number);
    }
}

TEST_CASE("json: every prefix of a good text is refused without harm", "[json]") {
    const std::string text =
        R"({"transaction_id":"a","payer":{"bin":"970436","x":[1,2.5,true,null,"é\u1ebf"]}})";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        CAPTURE(cut);
        CHECK_FALSE(accepted(std::string_view{text}.substr(0, cut)));
    }
    CHECK(accepted(text));
}

TEST_CASE("json: a quoted text reads back the same", "[json]") {
    for (const std::string& text : {std::string{}, std::string{"\"\\/\b\n\x01\x7f"},
                                    std::string{"Chợ Vũng Tàu 😀"}, std::string("a\0b", 3)}) {
        const auto read = parse(quoted(text));
        CHECK(*std::get<Value>(read).string() == text);
    }
    CHECK(quoted("\xff") == "\"\xef\xbf\xbd\"");
}

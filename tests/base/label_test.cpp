#include "base/label.hpp"

#include <set>

#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/labels.hpp"

using namespace choqr;

namespace {

using Why = LabelFault::Why;

std::string kept(std::string_view text, Alphabet alphabet = Alphabet::names) {
    const auto read = read_label(text, alphabet);
    const auto* fault = std::get_if<LabelFault>(&read);
    return fault ? "REFUSED: " + fault->english() : std::get<std::string>(read);
}

std::optional<LabelFault> fault_of(std::string_view text, Alphabet alphabet = Alphabet::names) {
    const auto read = read_label(text, alphabet);
    const auto* fault = std::get_if<LabelFault>(&read);
    return fault ? std::optional{*fault} : std::nullopt;
}

struct Refused {
    std::string text;
    Why why;
    std::uint32_t code_point;
};

}  // namespace

TEST_CASE("label: what people of Vietnam's markets write is kept as it is", "[base][label]") {
    for (const auto& text : testing::people_s_labels) {
        CAPTURE(text);
        CHECK(kept(text) == text);
        CHECK(kept(to_nfd(text).value()) == text);
        CHECK(kept(kept(text)) == text);
    }
}

TEST_CASE("label: one look is one label", "[base][label]") {
    const std::pair<std::string, std::string> cases[] = {
        {"  Cô   Lan\u00a0\u2003x ", "Cô Lan x"},
        {"\u3000市場\u3000", "市場"},
        {"e\u0302\u0301", "ế"},  // As keyboards write it.
        {"e\u0301\u0302", "ế"},  // Tone first.
        {"\u00e9\u0302", "ế"},   // Tone first, half composed.
        {"a\u0301\u0306", "ắ"},
        {"\u00e0\u0302u", "ầu"},
        {"O\u0309\u0302", "Ổ"},
        {"e\u0323\u0302", "ệ"},
        {"e\u0302\u0323", "ệ"},
        {"o\u031b\u0301", "ớ"},
        {"o\u0301\u031b", "ớ"},
        {"u\u0323\u031b", "ự"},
        {"Tr\u1ea7\u0301n", "REFUSED: holds"},                  // Two tones on one vowel.
        {"\u00d0\u1ed7 V\u0103n \u00d0\u1ee9c", "Đỗ Văn Đức"},  // Eth, as old code pages give it.
        {"\u212ag", "Kg"},                                      // Kelvin.
        {"A\u2010B \u2212 C\u2011D", "A-B - C-D"},
        {"\u1100\u1161", "가"},
    };
    for (const auto& [text, label] : cases) {
        CAPTURE(text);
        if (label.starts_with("REFUSED"))
            CHECK(kept(text).starts_with("REFUSED"));
        else
            CHECK(kept(text) == label);
    }
}

TEST_CASE("label: what cannot be seen, is taken for another, or breaks a line is refused by its name",
          "[base][label]") {
    const Refused cases[] = {
        {"", Why::empty, 0},
        {"   ", Why::empty, 0},
        {"\u3000", Why::empty, 0},
        {"\xff", Why::not_utf8, 0},
        {"\xed\xa0\x80", Why::not_utf8, 0},
        // Invisible.
        {"a\nb", Why::invisible, '\n'},
        {"a\tb", Why::invisible, '\t'},
        {std::string("a\0b", 3), Why::invisible, 0},
        {"a\x7f", Why::invisible, 0x7F},
        {"a\u0085", Why::invisible, 0x85},
        {"a\u00ad", Why::invisible, 0xAD},
        {"a\u034fb", Why::invisible, 0x34F},
        {"a\u061cb", Why::invisible, 0x61C},
        {"\u115f", Why::invisible, 0x115F},
        {"a\u1160", Why::invisible, 0x1160},
        {"a\u17b4", Why::invisible, 0x17B4},
        {"a\u17b5", Why::invisible, 0x17B5},
        {"a\u180b", Why::invisible, 0x180B},
        {"a\u180e", Why::invisible, 0x180E},
        {"a\u200bb", Why::invisible, 0x200B},
        {"a\u200cb", Why::invisible, 0x200C},
        {"a\u200db", Why::invisible, 0x200D},
        {"a\u200e", Why::invisible, 0x200E},
        {"a\u200f", Why::invisible, 0x200F},
        {"a\u2028b", Why::invisible, 0x2028},
        {"a\u2029b", Why::invisible, 0x2029},
        {"a\u202ab", Why::invisible, 0x202A},
        {"a\u202eb", Why::invisible, 0x202E},
        {"a\u2060b", Why::invisible, 0x2060},
        {"a\u2063b", Why::invisible, 0x2063},
        {"a\u2066b", Why::invisible, 0x2066},
        {"a\u2069b", Why::invisible, 0x2069},
        {"a\u206ab", Why::invisible, 0x206A},
        {"a\u2800b", Why::invisible, 0x2800},
        {"a\u3164", Why::invisible, 0x3164},
        {"\ufeff", Why::invisible, 0xFEFF},
        {"☎\ufe0f", Why::invisible, 0xFE0F},
        {"a\uffa0", Why::invisible, 0xFFA0},
        {"a\ufff9", Why::invisible, 0xFFF9},
        {"a\U000e0001", Why::invisible, 0xE0001},
        {"a\U000e0061", Why::invisible, 0xE0061},
        {"葛\U000e0100", Why::invisible, 0xE0100},
        {"a\U0001d173", Why::invisible, 0x1D173},
        // Look-alikes.
        {"\u0410-1", Why::look_alike, 0x410},
        {"NGUY\u0415N", Why::look_alike, 0x415},
        {"L\u0430n", Why::look_alike, 0x430},
        {"Сувениры", Why::look_alike, 0x421},
        {"\u0391-1", Why::look_alike, 0x391},
        {"\u03bf", Why::look_alike, 0x3BF},
        {"\u0555", Why::look_alike, 0x555},
        {"\u0585", Why::look_alike, 0x585},
        {"\u13aa", Why::look_alike, 0x13AA},
        {"\u13a0", Why::look_alike, 0x13A0},
        {"\U0001d400", Why::look_alike, 0x1D400},
        {"\U0001d7d8", Why::look_alike, 0x1D7D8},
        {"\uff21", Why::look_alike, 0xFF21},
        {"\uff11", Why::look_alike, 0xFF11},
        {"\uff0d", Why::look_alike, 0xFF0D},
        {"\u0251", Why::look_alike, 0x251},
        {"\u0261", Why::look_alike, 0x261},
        {"\u026a", Why::look_alike, 0x26A},
        {"\u0131", Why::look_alike, 0x131},
        {"\u017f", Why::look_alike, 0x17F},
        {"\u0138", Why::look_alike, 0x138},
        {"\u0189", Why::look_alike, 0x189},
        {"\u01c0", Why::look_alike, 0x1C0},
        {"\u01bd", Why::look_alike, 0x1BD},
        {"\u2c9f", Why::look_alike, 0x2C9F},
        {"\ua4f2", Why::look_alike, 0xA4F2},
        {"\u05d5", Why::look_alike, 0x5D5},
        {"\u0627", Why::look_alike, 0x627},
        {"\u0665", Why::look_alike, 0x665},
        {"\u0966", Why::look_alike, 0x966},
        {"\u101d", Why::look_alike, 0x101D},
        {"\u1d0f", Why::look_alike, 0x1D0F},
        {"\u2160", Why::look_alike, 0x2160},
        {"\u216c", Why::look_alike, 0x216C},
        {"\u2460", Why::look_alike, 0x2460},
        {"\u24b6", Why::unknown, 0x24B6},
        {"\u2070", Why::look_alike, 0x2070},
        {"\u2c7c", Why::look_alike, 0x2C7C},
        {"\ua731", Why::look_alike, 0xA731},
        {"\ufb01", Why::look_alike, 0xFB01},
        {"\u0132", Why::look_alike, 0x132},
        {"\u01c4", Why::look_alike, 0x1C4},
        {"\U00010400", Why::look_alike, 0x10400},
        {"\U0001f130", Why::unknown, 0x1F130},
        {"\u3131", Why::look_alike, 0x3131},
        {"\u2f00", Why::unknown, 0x2F00},
        {"\u0660", Why::look_alike, 0x660},
        {"\u10e7", Why::look_alike, 0x10E7},
        {"1\u0e50L\u0e50", Why::look_alike, 'L'},
        {"LAN\u0e2a", Why::look_alike, 0xE2A},
        {"\u17a0a", Why::look_alike, 'a'},
        // Marks: on nothing, of another script, too many.
        {"\u0301a", Why::marks, 0x301},
        {"a \u0301", Why::marks, 0x301},
        {"-\u0301", Why::marks, 0x301},
        {"1\u0301", Why::marks, 0x301},
        {"市\u0301", Why::marks, 0x301},
        {"\u1780\u0301", Why::marks, 0x301},
        {"a\u17d2", Why::marks, 0x17D2},
        {"a\u0e49", Why::marks, 0xE49},
        {"q\u0301\u0302\u0303", Why::marks, 0x303},
        {"Z\u0335", Why::marks, 0x335},
        {"a\u0338", Why::marks, 0x338},
        {"a\u20dd", Why::marks, 0x20DD},
        {"1\u20e3", Why::marks, 0x20E3},
        {"a\u0489", Why::marks, 0x489},
        {"x\u0332", Why::marks, 0x332},
        {"Z\u0351\u036b\u0343", Why::marks, 0x351},
        {"\u0e2a\u0e47\u0e47", Why::marks, 0xE47},
        {"\u1780\u17c6\u17c6", Why::marks, 0x17C6},
        {"a\u1dc4", Why::marks, 0x1DC4},
        {"a\ufe20", Why::marks, 0xFE20},
        // Unassigned, private, flags, and signs that no label needs.
        {"a\u0378", Why::unknown, 0x378},
        {"a\U000e0fff", Why::unknown, 0xE0FFF},
        {"a\ue000", Why::unknown, 0xE000},
        {"\U000f0000", Why::unknown, 0xF0000},
        {"\U0010fffd", Why::unknown, 0x10FFFD},
        {"a\uffff", Why::unknown, 0xFFFF},
        {"\U0001f1fb\U0001f1f3", Why::unknown, 0x1F1FB},
        {"a\ufffd", Why::unknown, 0xFFFD},
        {"\u25cb", Why::unknown, 0x25CB},
        {"\u2500", Why::unknown, 0x2500},
        {"a\u2024b", Why::unknown, 0x2024},
        {"\u02bca", Why::look_alike, 0x2BC},
        {"\u02d0", Why::look_alike, 0x2D0},
        {"a\u2044b", Why::unknown, 0x2044},
        {"a\u2215b", Why::unknown, 0x2215},
        {"\u2d31", Why::look_alike, 0x2D31},
    };
    for (const auto& [text, why, code_point] : cases) {
        CAPTURE(text, code_point, kept(text));
        const auto fault = fault_of(text);
        REQUIRE(fault);
        CHECK(static_cast<int>(fault->why) == static_cast<int>(why));
        CHECK(fault->code_point == code_point);
        CHECK(!fault->english().empty());
        CHECK(!fault->vietnamese().empty());
        CHECK(fault_of(text, Alphabet::codes).has_value());
    }
    CHECK(fault_of("\u0410-1")->vietnamese().find("ký tự U+0410") != std::string::npos);
    CHECK(fault_of("a\U000e0061")->english().find("U+E0061") != std::string::npos);
}

TEST_CASE("label: a stall's own code has Vietnamese letters, ASCII and nothing else", "[base][label]") {
    for (const std::string text : {"A-1", "B 07", "K1.05", "Sạp số 3", "Ki-ốt 12", "Đ-2", "Quầy ƯỚT 1", "C/4",
                                   "(5)", "O-1", "0-1", "I-1", "1-1", "l-1"})
        CHECK(kept(text, Alphabet::codes) == text);
    const std::pair<std::string, std::string> same[] = {{"A\u20131", "A-1"}, {"A\u20141", "A-1"},
                                                        {"A\u20111", "A-1"}, {"A\u22121", "A-1"},
                                                        {"\u00d0-2", "Đ-2"}, {"Ki-o\u0301\u0302t", "Ki-ốt"},
                                                        {" A - 1 ", "A - 1"}};
    for (const auto& [text, code] : same) CHECK(kept(text, Alphabet::codes) == code);
    for (const std::string text :
         {"\u0410-1", "\u0391-1", "\uff21-1", "A\uff0d1", "A-\uff11", "市-1",       "A-１",
          "ស-1",      "Ñ-1",      "Ş-1",      "Ą-1",      "ß-1",      "A‑1 🥬", "A’1",
          "₫1",       "ơ̆-1",      "Ƀ-1",      "A·1",      "A\u00b2",  "Ḥ-1",        "Ē-1"}) {
        CAPTURE(text);
        CHECK(fault_of(text, Alphabet::codes).has_value());
    }
}

TEST_CASE("label: no two codes that differ only in their script exist", "[base][label]") {
    // Every character that a code may hold, from all of Unicode: ASCII and the letters of the Vietnamese
    // alphabet.
    std::set<std::string> letters;
    for (std::uint32_t c = 0x80; c < 0x110000; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        std::string one;
        if (c < 0x800)
            one = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
        else if (c < 0x10000)
            one = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
                   static_cast<char>(0x80 | (c & 0x3F))};
        else
            one = {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 0x3F)),
                   static_cast<char>(0x80 | ((c >> 6) & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
        const auto read = read_label(one, Alphabet::codes);
        if (const auto* label = std::get_if<std::string>(&read);
            label && static_cast<unsigned char>(label->front()) >= 0x80)
            letters.insert(*label);
    }
    std::string vietnamese =
        "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
    std::set<std::string> alphabet;
    for (std::string_view rest = vietnamese; !rest.empty();) {
        const auto before = rest;
        static_cast<void>(take_code_point(rest));
        alphabet.emplace(before.substr(0, before.size() - rest.size()));
    }
    CHECK(letters == alphabet);
}

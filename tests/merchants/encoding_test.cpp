#include "merchants/encoding.hpp"
#include "merchants/stall_import.hpp"
#include "merchants/syllable.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::merchants;

namespace {

/// Latin-1 text that stands for the bytes of an old font, as unit tests can be read.
std::string bytes(std::u32string_view latin) {
    std::string out;
    for (const auto c : latin) out += static_cast<char>(c);
    return out;
}

const std::string heading =
    "mã quầy,khu,ngành hàng,tên,điện thoại,loại,ngân hàng,số tài khoản,tên tài khoản\n";

struct Read {
    std::string name, goods, encoding, warning;
    friend bool operator==(const Read&, const Read&) = default;
};
Read read(std::string_view csv) {
    const auto list = read_stall_list(csv);
    CAPTURE(csv);
    REQUIRE(list.errors.empty());
    REQUIRE(!list.stalls.empty());
    const auto& stall = list.stalls.front();
    return {stall.vendor ? stall.vendor->name : "", stall.goods,
            list.encoding ? std::string{name_of(*list.encoding)} : "",
            list.warnings.empty() ? "" : list.warnings.front().vietnamese};
}

std::string utf16(std::string_view ascii_csv, bool big_endian, bool mark) {
    std::string out;
    if (mark) out = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    const auto unit = [&](char32_t c) {
        const char high = static_cast<char>(c >> 8), low = static_cast<char>(c & 0xFF);
        out += big_endian ? std::string{high, low} : std::string{low, high};
    };
    for (const char c : ascii_csv) unit(static_cast<unsigned char>(c));
    for (const char32_t c : U"Nguyễn") unit(c == U'\0' ? U'\n' : c);
    return out;
}

}  // namespace

TEST_CASE("syllable: what Vietnamese spelling allows, and what mistaken encodings make of it",
          "[merchants][encoding]") {
    for (const auto* word :
         {"Nguyễn", "quầy", "NGHIÊNG", "gì", "giếng", "Đỗ",  "ơi",  "ỷ",   "khuya", "Thuỳ", "Thúy",
          "uống",   "quýt", "ách",     "cá", "xoong", "Huế", "già", "quả", "hoà",   "hòa",  "thuở"}) {
        CAPTURE(word);
        CHECK(is_vietnamese_syllable(word));
    }
    for (const auto* word : {"", "cÃ¡", "Nguyeãn", "kà", "cẻ", "ngề", "cạch̀", "cach", "tôp", "c¸", "Thò́",
                             "Café", "Aỳ", "haó", "Tuấnn", "gh", "nghiêngg"}) {
        CAPTURE(word);
        CHECK(!is_vietnamese_syllable(word));
    }
}

// The bytes are what UniKey's tables and glibc's iconv (TCVN, CP1258) have for these words.
TEST_CASE("encoding: the letters of old fonts", "[merchants][encoding]") {
    const auto tcvn3 = decode(bytes(U"§ç ThÞ Lan, c¸ ®ång, NGUYÔN V¡N"), Encoding::tcvn3);
    CHECK(tcvn3 == "Đỗ Thị Lan, cá đồng, NGUYỄN VĂN");
    CHECK(decode(bytes(U"Nguyeãn Thò Höông, caù ñoàng, ÑOÃ VAÊN TYÙ, Myõ, Lyù, kyø, kî"), Encoding::vni) ==
          "Nguyễn Thị Hương, cá đồng, ĐỖ VĂN TÝ, Mỹ, Lý, kỳ, kỵ");
    CHECK(decode(bytes(U"Nguy\u008Cn Th\u00CE H\u00DC\u00D6ng, \u00C7\u00D3ng"), Encoding::vps) ==
          "Nguyện Thị Hương, đống");
    CHECK(decode(bytes(U"Nguy\u00EA\u00DEn Thi\u00F2 Ba\u0300"), Encoding::cp1258).has_value());
    CHECK(decode(bytes(U"Nguy\u00EA\u00DEn Thi\u00F2 B\u00EC"), Encoding::cp1258) == "Nguyễn Thị B\u0301");
    CHECK(decode("cÃ¡", Encoding::utf8_twice) == "cÃ¡");
    CHECK(!decode("\xC3", Encoding::utf8_twice));
}

TEST_CASE("stall list: names in old fonts are put right, with a warning", "[merchants][import][encoding]") {
    const auto row = [](const std::string& goods, const std::string& name) {
        return heading + "A-2,," + goods + "," + name + ",,,MB,10401029008,NGUYEN VAN BA\n";
    };
    const auto said = [](const std::string& encoding) {
        return "đọc theo bảng mã " + encoding + "; xem lại tên";
    };
    CHECK(read(row("cÃ¡", "Nguyá»…n VÄƒn Ba")) ==
          Read{"Nguyễn Văn Ba", "cá", "UTF-8 hai lần", said("UTF-8 hai lần")});
    CHECK(read(row("c¸ ®ång", "§ç ThÞ Lan")) == Read{"Đỗ Thị Lan", "cá đồng", "TCVN3", said("TCVN3")});
    CHECK(read(row("caù ñoàng", "Ñoã Thò Lan")) == Read{"Đỗ Thị Lan", "cá đồng", "VNI", said("VNI")});
    CHECK(read(row("thịt bò", "Đỗ Thị Lan")) == Read{"Đỗ Thị Lan", "thịt bò", "", ""});
    CHECK(read(row("Café", "Bé")) == Read{"Bé", "Café", "", ""});
    CHECK(read(row("cá", "Tân")) == Read{"Tân", "cá", "", ""});
    // One column is of an old font, another is not.
    const auto list = read_stall_list(heading + "A-2,,cá,§ç ThÞ Lan,,,,,\nA-3,,rau củ,B\u00D0,,,,,\n");
    REQUIRE(list.stalls.size() == 2);
    CHECK(list.stalls[0].goods == "cá");
    CHECK(list.stalls[1].vendor->name == "Bé");
}

TEST_CASE("stall list: files in old encodings, headings and all", "[merchants][import][encoding]") {
    const auto tcvn3 = bytes(U"M· quÇy,Tªn,Ngµnh hµng\nA-2,§ç ThÞ Lan,c¸ ®ång\n");
    CHECK(read(tcvn3) == Read{"Đỗ Thị Lan", "cá đồng", "TCVN3", "đọc theo bảng mã TCVN3; xem lại tên"});
    const auto vni = bytes(U"Maõ quaày,Teân,Ngaønh haøng\nA-2,Ñoã Thò Lan,caù ñoàng\n");
    CHECK(read(vni).name == "Đỗ Thị Lan");
    const auto cp1258 = bytes(U"Ma\u00DE qu\u00E2\u00CCy,T\u00EAn\nA-2,Nguy\u00EA\u00DEn Thi\u00F2 Lan\n");
    CHECK(read(cp1258) ==
          Read{"Nguyễn Thị Lan", "", "Windows-1258", "đọc theo bảng mã Windows-1258; xem lại tên"});
    const auto vps = bytes(
        U"M\u00E3 qu\u00C0y,T\u00EAn,Ng\u00E0nh h\u00E0ng\nA-2,\u00F1\u00B6 Th\u00CE "
        U"H\u00DC\u00D6ng,th\u00CEt l\u00AEn\n");
    CHECK(read(vps).name == "Độ Thị Hương");
    for (const bool big_endian : {false, true})
        for (const bool mark : {false, true}) {
            CAPTURE(big_endian, mark);
            CHECK(read(utf16("code\tname\nA-2\t", big_endian, mark)) ==
                  Read{"Nguyễn", "", "UTF-16", "đọc theo bảng mã UTF-16; xem lại tên"});
        }
    const std::string twice = "MÃ£ quáº§y,TÃªn\nA-2,Nguyá»…n VÄƒn Ba\n";
    CHECK(read(twice).name == "Nguyễn Văn Ba");
}

TEST_CASE("stall list: what cannot be told is refused with a sentence", "[merchants][import][encoding]") {
    for (const auto& file : {bytes(U"code,name\nA-1,\u0081\u00FF\u00FE\u00C0\u00C1\n"),
                             std::string{"co\0de,name\n", 11}, std::string{"code\nA\xFF\n"}}) {
        const auto list = read_stall_list(file);
        REQUIRE(list.errors.size() == 1);
        CHECK(list.stalls.empty());
        CHECK(list.errors.front().vietnamese.find("không rõ tệp dùng bảng mã nào") != std::string::npos);
    }
}

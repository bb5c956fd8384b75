// Our pictures read by ZXing-C++, which knows nothing of how they were made.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "pictures/card.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr_reader/picture_reader.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::qr_reader;

namespace {

std::string payload_of(std::uint64_t number) {
    qr::PaymentCode code{*Bin::parse("970436"), std::to_string(1'000'000'000 + number % 9'000'000'000)};
    code.amount = Vnd::of(1'000 + static_cast<std::int64_t>(number % 5'000'000));
    code[qr::Field::purpose] = number % 2 == 0 ? "CHQH7K4X9" : "tien rau";
    return qr::encode(code).value();
}

class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& bytes) {
        const int descriptor = ::mkstemp(name_.data());
        REQUIRE(descriptor >= 0);
        ::close(descriptor);
        std::ofstream{name_, std::ios::binary} << bytes;
    }
    ~TemporaryFile() { std::filesystem::remove(name_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& name() const { return name_; }

private:
    std::string name_ = (std::filesystem::temp_directory_path() / "choqr-reader-XXXXXX").string();
};

// What ImageMagick makes of a PNG; `way` ends in the name of its file, "x." and the kind, perhaps behind the
// format's name.
std::string converted(const std::string& png, const std::string& way) {
    const TemporaryFile from{png}, to{{}};
    const auto place = way.rfind("x.");
    const auto kind = way.substr(place + 2);
    const auto colon = place > 0 && way[place - 1] == ':';
    const auto command = "convert " + (png.empty() ? std::string{} : "PNG:" + from.name() + " ") +
                         way.substr(0, place) + (colon ? "" : kind + ":") + to.name();
    REQUIRE(std::system(command.c_str()) == 0);
    std::ifstream file{to.name(), std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("reader: 200 random codes come back from their PNGs at various sizes", "[qr][reader]") {
    std::mt19937_64 random{7};
    for (int i = 0; i < 200; ++i) {
        const auto payload = payload_of(random());
        const auto symbol = qr::Symbol::make(payload).value();
        const auto reading = read_picture(qr::to_png_of_size(symbol, 150 + static_cast<int>(random() % 500)));
        REQUIRE(reading.texts.size() == 1);
        CHECK(reading.texts.front() == payload);
    }
}

TEST_CASE("reader: every quick-link picture is read, PNG and JPEG", "[qr][reader]") {
    const auto payload = payload_of(4821);
    const pictures::Card card{payload,          "Vietcombank",  "1000004821",
                              "NGUYỄN THỊ LAN", Vnd::of(5'821), "Tiền rau củ"};
    for (const auto kind : {pictures::Template::qr_only, pictures::Template::compact,
                            pictures::Template::compact2, pictures::Template::print})
        for (const auto format : {pictures::Format::png, pictures::Format::jpg}) {
            CAPTURE(static_cast<int>(kind), static_cast<int>(format));
            const auto reading = read_picture(draw_card(card, kind, format));
            REQUIRE(reading.texts.size() == 1);
            CHECK(reading.texts.front() == payload);
        }
}

TEST_CASE("reader: a code is read from every kind of file that other programs write", "[qr][reader]") {
    const auto payload = payload_of(77);
    const auto png = qr::to_png(qr::Symbol::make(payload).value(), 4);
    const std::vector<std::string> ways{"x.gif",
                                        "-interlace GIF x.gif",
                                        "-negate x.gif",
                                        "-transparent white x.gif",
                                        "-transparent black -negate x.gif",
                                        "x.bmp",
                                        "BMP3:x.bmp",
                                        "BMP2:x.bmp",
                                        "-type TrueColor BMP3:x.bmp",
                                        "-type TrueColor -depth 8 BMP2:x.bmp",
                                        "-monochrome BMP3:x.bmp",
                                        "-colors 16 -type Palette BMP3:x.bmp",
                                        "-alpha on BMP:x.bmp",
                                        "-flip -define bmp:format=bmp4 x.bmp",
                                        "-define bmp:subtype=RGB565 x.bmp",
                                        "-define bmp:subtype=RGB555 x.bmp",
                                        "-quality 60 x.webp",
                                        "-define webp:lossless=true x.webp",
                                        "-transparent white x.webp",
                                        "-transparent white -define webp:lossless=true x.webp",
                                        "-colorspace CMYK x.jpg",
                                        "-interlace JPEG x.jpg",
                                        "-colorspace Gray x.jpg",
                                        "-negate x.jpg",
                                        "-negate PNG8:x.png",
                                        "-transparent white PNG32:x.png",
                                        "-negate -transparent black PNG32:x.png",
                                        "-depth 16 PNG48:x.png",
                                        "-interlace PNG PNG24:x.png",
                                        "-depth 16 -interlace PNG PNG64:x.png"};
    for (const auto& way : ways) {
        CAPTURE(way);
        const auto reading = read_picture(converted(png, way));
        REQUIRE(text_of(reading.problem) == "none");
        CHECK(reading.texts == std::vector{payload});
    }
}

TEST_CASE("reader: two codes are two texts, however many sizes show them", "[qr][reader]") {
    const auto one = payload_of(1), other = payload_of(2);
    const auto png = qr::to_png(qr::Symbol::make(one).value(), 20);
    const auto smaller = qr::to_png(qr::Symbol::make(other).value(), 3);
    const TemporaryFile file{smaller};
    const auto both =
        converted(png, "\"" + file.name() + "\" -background white -gravity center +append x.png");
    auto texts = read_picture(both).texts;
    std::ranges::sort(texts);
    CHECK(texts == std::vector{std::min(one, other), std::max(one, other)});
}

TEST_CASE("reader: nothing left means nothing is tried, and that is said", "[qr][reader]") {
    const auto png = qr::to_png(qr::Symbol::make(payload_of(3)).value(), 4);
    CHECK(text_of(read_picture(png, [] { return std::chrono::nanoseconds{0}; }).problem) == "too_hard");
    CHECK(read_picture(png, [] { return std::chrono::milliseconds{100}; }).problem == Problem::none);
}

TEST_CASE("reader: a crowd of finder patterns is not followed, a code among a few is read", "[qr][reader]") {
    const auto payload = payload_of(5);
    const auto code = qr::to_png(qr::Symbol::make(payload).value(), 4);
    const TemporaryFile file{code};
    // Finder patterns as a tile of 27 pixels: three pixels a module, two modules apart.
    const std::string tile =
        "-size 27x27 xc:white -fill black -draw 'rectangle 3,3 23,23' -fill white -draw 'rectangle 6,6 "
        "20,20' "
        "-fill black -draw 'rectangle 9,9 17,17' -write mpr:tile +delete ";
    const auto crowd = converted({}, tile + "-size 1620x1620 tile:mpr:tile x.png");
    CHECK(text_of(read_picture(crowd).problem) == "too_hard");
    const auto few = converted(
        {}, tile + "-size 135x27 tile:mpr:tile \"" + file.name() + "\" -background white +append x.png");
    CHECK(read_picture(few).texts == std::vector{payload});
}

TEST_CASE("reader: sizes that a file only claims make no room", "[qr][reader]") {
    const auto png = qr::to_png(qr::Symbol::make(payload_of(6)).value(), 4);
    const auto problem = [](const std::string& bytes) { return text_of(read_picture(bytes).problem); };
    auto bmp = converted(png, "BMP3:x.bmp");
    for (const std::size_t cut :
         {bmp.size() - 1, std::size_t{60}, std::size_t{54}, std::size_t{26}, std::size_t{14}, std::size_t{2}})
        CHECK(problem(bmp.substr(0, cut)) == "broken");
    bmp[20] = '\x10';  // A million pixels wide,
    CHECK(problem(bmp) == "too_large");
    bmp[20] = '\0';
    bmp[25] = '\x80';  // and two thousand million below zero high.
    CHECK(problem(bmp) == "too_large");
    auto gif = converted(png, "x.gif");
    CHECK(problem(gif.substr(0, gif.size() / 2)) == "broken");
    CHECK(problem(gif.substr(0, 13)) == "broken");
    const auto webp = converted(png, "x.webp");
    for (const std::size_t cut : {webp.size() / 2, std::size_t{30}, std::size_t{12}})
        CHECK(problem(webp.substr(0, cut)) == "broken");
    CHECK(problem("RIFF") == "not_a_picture");
}

TEST_CASE("reader: what is no picture, too large or broken is told apart", "[qr][reader]") {
    const auto problem = [](const std::string& bytes) { return text_of(read_picture(bytes).problem); };
    const auto png = qr::to_png(qr::Symbol::make(payload_of(1)).value());
    CHECK(problem("") == "not_a_picture");
    CHECK(problem("%PDF-1.7") == "not_a_picture");
    CHECK(problem("GIF89a") == "broken");
    CHECK(problem(png.substr(0, 8)) == "broken");
    CHECK(problem(png.substr(0, png.size() / 2)) == "broken");
    CHECK(problem("\xFF\xD8\xFF") == "broken");
    CHECK(problem(png + std::string(picture_bytes_max, 'x')) == "too_large");
    auto wide = png;
    wide[16] = 0x7F;  // Width of two thousand million.
    CHECK((problem(wide) == "too_large" || problem(wide) == "broken"));
    const pictures::Card card{payload_of(1), "", "", "", {}, ""};
    const auto jpeg = draw_card(card, pictures::Template::print, pictures::Format::jpg);
    CHECK(problem(jpeg.substr(0, 300)) != "none");
    // A white picture of the right format has no code.
    const auto symbol = qr::Symbol::make("1").value();
    CHECK(problem(qr::to_png_of_size(symbol, 29)) != "not_a_picture");
}

TEST_CASE(
    "reader: a JPEG that would be kept whole in memory is refused by its size, one that comes row by row is "
    "scaled down",
    "[qr][reader]") {
    // Frame header and scan header of a grey picture of 11,999 × 11,999, then nothing.
    const auto file = [](char frame, const std::string& before) {
        const std::string quantization = std::string{"\xFF\xDB\0\x43\0", 5} + std::string(64, '\1');
        const std::string huffman = std::string{"\xFF\xC4\0\x14\0\1", 6} + std::string(16, '\0');
        return "\xFF\xD8" + before + "\xFF" + frame +
               std::string{"\0\x0B\x08\x2E\xDF\x2E\xDF\1\1\x11\0", 11} + quantization + huffman +
               std::string{"\xFF\xDA\0\x08\1\1\0\0\x3F\0", 10} + std::string(40, '\0') + "\xFF\xD9";
    };
    const auto problem = [](const std::string& bytes) { return text_of(read_picture(bytes).problem); };
    const std::string application{"\xFF\xE1\0\4ab", 6};
    CHECK(problem(file('\xC2', "")) == "too_large");
    CHECK(problem(file('\xC2', application)) == "too_large");
    CHECK(problem(file('\xC0', application)) != "too_large");
    // Behind a marker without a length libjpeg reads on at once; a walker that skips would meet another
    // frame.
    CHECK(problem(file('\xC2', "\xFF\xD0")) != "nothing_found");
}

TEST_CASE("reader: one flipped byte anywhere in a picture never crashes and never gives another code",
          "[qr][reader]") {
    const auto payload = payload_of(99);
    const auto png = qr::to_png(qr::Symbol::make(payload).value(), 3);
    for (std::size_t i = 0; i < png.size(); i += 3) {
        auto changed = png;
        changed[i] = static_cast<char>(changed[i] ^ 0x55);
        for (const auto& text : read_picture(changed).texts) CHECK(text == payload);
    }
}

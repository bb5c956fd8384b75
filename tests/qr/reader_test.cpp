// Our pictures read by ZXing-C++, which knows nothing of how they were made.
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
    const pictures::Card card{payload, "Vietcombank", "1000004821", "NGUYỄN THỊ LAN", Vnd::of(5'821), "Tiền rau củ"};
    for (const auto kind : {pictures::Template::qr_only, pictures::Template::compact, pictures::Template::compact2, pictures::Template::print})
        for (const auto format : {pictures::Format::png, pictures::Format::jpg}) {
            CAPTURE(static_cast<int>(kind), static_cast<int>(format));
            const auto reading = read_picture(draw_card(card, kind, format));
            REQUIRE(reading.texts.size() == 1);
            CHECK(reading.texts.front() == payload);
        }
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

TEST_CASE("reader: a JPEG that would be kept whole in memory is refused by its size, one that comes row by row is scaled down", "[qr][reader]") {
    // Frame header and scan header of a grey picture of 11,999 × 11,999, then nothing.
    const auto file = [](char frame, const std::string& before) {
        const std::string quantization = std::string{"\xFF\xDB\0\x43\0", 5} + std::string(64, '\1');
        const std::string huffman = std::string{"\xFF\xC4\0\x14\0\1", 6} + std::string(16, '\0');
        return "\xFF\xD8" + before + "\xFF" + frame + std::string{"\0\x0B\x08\x2E\xDF\x2E\xDF\1\1\x11\0", 11} + quantization + huffman +
               std::string{"\xFF\xDA\0\x08\1\1\0\0\x3F\0", 10} + std::string(40, '\0') + "\xFF\xD9";
    };
    const auto problem = [](const std::string& bytes) { return text_of(read_picture(bytes).problem); };
    const std::string application{"\xFF\xE1\0\4ab", 6};
    CHECK(problem(file('\xC2', "")) == "too_large");
    CHECK(problem(file('\xC2', application)) == "too_large");
    CHECK(problem(file('\xC0', application)) != "too_large");
    // Behind a marker without a length libjpeg reads on at once; a walker that skips would meet another frame.
    CHECK(problem(file('\xC2', "\xFF\xD0")) != "nothing_found");
}

TEST_CASE("reader: one flipped byte anywhere in a picture never crashes and never gives another code", "[qr][reader]") {
    const auto payload = payload_of(99);
    const auto png = qr::to_png(qr::Symbol::make(payload).value(), 3);
    for (std::size_t i = 0; i < png.size(); i += 3) {
        auto changed = png;
        changed[i] = static_cast<char>(changed[i] ^ 0x55);
        for (const auto& text : read_picture(changed).texts) CHECK(text == payload);
    }
}

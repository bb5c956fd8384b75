// The PDFs, judged by poppler's tools: what a print shop's software sees.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "pictures/canvas.hpp"
#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr_reader/picture_reader.hpp"
#include "stands/aisle_list.hpp"
#include "stands/stands.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::stands;
namespace files = std::filesystem;

namespace {

Stand stand(int number) {
    Stand stand;
    stand.market = "Chợ Vũng Tàu";
    stand.stall_code = "B-" + std::to_string(number);
    stand.vendor = "Cô Lan";
    stand.goods = "rau củ";
    stand.account_name = "NGUYEN THI LAN";
    stand.bank = "MBBank – Ngân hàng Quân đội";
    stand.human_code = "H7K4X";
    stand.printed = "11/2026";
    const auto account = std::to_string(481'000'000 + number);
    stand.last_four = account.substr(account.size() - 4);
    stand.payload = qr::encode(qr::PaymentCode{*Bin::parse("970422"), account}).value();
    return stand;
}

std::vector<Stand> stands_up_to(int count) {
    std::vector<Stand> list;
    for (int i = 1; i <= count; ++i) list.push_back(stand(i));
    return list;
}

Pdf pdf_of(const std::vector<Stand>& list, Layout layout) {
    Options options;
    options.layout = layout;
    return make_pdf(list, options);
}

// A folder of its own that goes away with the test.
class Folder {
public:
    Folder() {
        std::string name = (files::temp_directory_path() / "choqr-stands-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { files::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const Pdf& pdf) const {
        const auto file = (path_ / "stands.pdf").string();
        std::ofstream{file, std::ios::binary} << pdf.bytes;
        return file;
    }
    std::string read(const std::string& name) const {
        std::ostringstream out;
        out << std::ifstream{path_ / name, std::ios::binary}.rdbuf();
        return out.str();
    }
    std::string output_of(const std::string& command) const {
        REQUIRE(std::system((command + " > " + (path_ / "out").string() + " 2>&1").c_str()) == 0);
        return read("out");
    }
    const files::path& path() const { return path_; }

private:
    files::path path_;
};

constexpr std::array layouts{Layout::a6,      Layout::a5,     Layout::a4,    Layout::sheet8,
                             Layout::sheet24, Layout::roll58, Layout::roll80};

}  // namespace

TEST_CASE("stands: each stand's code is read from the rendered page of every layout", "[qr][stands]") {
    for (const auto layout : layouts) {
        CAPTURE(static_cast<int>(layout));
        const auto list = stands_up_to(5);
        const Folder folder;
        const auto file = folder.write(pdf_of(list, layout));
        folder.output_of("pdftoppm -r 200 -gray -png " + file + " " + (folder.path() / "page").string());
        std::vector<std::string> texts;
        for (const auto& entry : files::directory_iterator{folder.path()})
            if (entry.path().extension() == ".png")
                for (auto& text :
                     qr_reader::read_picture(folder.read(entry.path().filename().string())).texts)
                    texts.push_back(std::move(text));
        for (const auto& wanted : list) CHECK(std::ranges::count(texts, wanted.payload) == 1);
        CHECK(texts.size() == list.size());
    }
}

TEST_CASE("stands: a trial ledger's stand says so in every layout, and its code is read as well",
          "[qr][stands][trial]") {
    for (const auto layout : layouts) {
        CAPTURE(static_cast<int>(layout));
        auto one = stand(7);
        one.trial = true;
        const Folder folder;
        const auto file = folder.write(pdf_of({one}, layout));
        const auto text = folder.output_of("pdftotext -raw " + file + " -");
        CHECK(text.find("THỬ · QUẦY") != std::string::npos);  // The number may stand below.
        CHECK(text.find("THỬ: không phải tiền thật") != std::string::npos);
        CHECK(text.find("mọi ứng dụng") == std::string::npos);
        folder.output_of("pdftoppm -singlefile -r 200 -gray -png " + file + " " +
                         (folder.path() / "page").string());
        for (const auto& read : qr_reader::read_picture(folder.read("page.png")).texts)
            CHECK(read == one.payload);
    }
}

TEST_CASE("stands: the text is real, in Vietnamese, and its fonts are embedded", "[qr][stands]") {
    for (const auto layout : layouts) {
        CAPTURE(static_cast<int>(layout));
        const Folder folder;
        const auto file = folder.write(pdf_of(stands_up_to(1), layout));
        const auto text = folder.output_of("pdftotext " + file + " -");
        for (const auto* word : {"QUẦY B-1", "NGUYEN THI LAN", "Ngân hàng Quân đội", "0001", "H7K4X",
                                 "Bản 1 · in 11/2026", "Quét bằng mọi ứng dụng ngân hàng, ví"}) {
            CAPTURE(word, text);
            CHECK(text.find(word) != std::string::npos);
        }
        std::istringstream fonts{folder.output_of("pdffonts " + file)};
        std::string line;
        std::getline(fonts, line);
        std::getline(fonts, line);
        int embedded = 0;
        while (std::getline(fonts, line)) {
            CHECK(line.find(" yes yes yes ") !=
                  std::string::npos);  // Embedded, subset, with a way back to Unicode.
            ++embedded;
        }
        CHECK(embedded >= 2);
    }
}

TEST_CASE("stands: a single stand and each of many stay below 15 KB", "[qr][stands]") {
    for (const auto layout : layouts) {
        CAPTURE(static_cast<int>(layout));
        CHECK(pdf_of(stands_up_to(1), layout).bytes.size() < 15 * 1024);
        CHECK(pdf_of(stands_up_to(48), layout).bytes.size() < 48 * 4 * 1024);
    }
}

TEST_CASE("stands: sheets fill up in order, and the number of pages follows", "[qr][stands]") {
    struct Case {
        Layout layout;
        int stands;
        const char* pages;
        const char* paper = "(A4)";
    };
    for (const auto& [layout, count, pages, paper] : {Case{Layout::a6, 3, "2"},
                                                      {Layout::a5, 3, "3"},
                                                      {Layout::a4, 2, "2"},
                                                      {Layout::sheet8, 8, "1"},
                                                      {Layout::sheet8, 9, "2"},
                                                      {Layout::sheet24, 25, "2"},
                                                      {Layout::roll58, 2, "2", "164.4"},  // Points.
                                                      {Layout::roll80, 2, "2", "226.7"}}) {
        const Folder folder;
        const auto info = folder.output_of("pdfinfo " + folder.write(pdf_of(stands_up_to(count), layout)));
        CAPTURE(info);
        const auto line = info.substr(info.find("Pages:"));
        CHECK(line.substr(6, line.find('\n') - 6).find(pages) != std::string::npos);
        CHECK(info.find(paper) != std::string::npos);
    }
}

TEST_CASE("stands: names of any length stay whole or end in an ellipsis, and never hide the code",
          "[qr][stands]") {
    auto long_one = stand(7);
    long_one.market = "Chợ đầu mối nông sản thực phẩm Hóc Môn, khu nhà lồng số hai mở rộng";
    long_one.stall_code = "KHU C-DÃY 14-0127";
    long_one.vendor = "Bà Nguyễn Thị Phương Thảo Hồng Hạnh";
    long_one.goods = "quần áo trẻ em, vải vóc, đồ may mặc sẵn các loại, nón lá, khăn rằn";
    long_one.account_name = "HO KINH DOANH NGUYEN THI PHUONG THAO HONG HANH VA CAC CON";
    long_one.bank = "Agribank – Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam";
    long_one.phone = "0912 345 678";
    for (const auto layout : layouts) {
        const Folder folder;
        const auto file = folder.write(pdf_of({long_one}, layout));
        CHECK(folder.output_of("pdftotext " + file + " -").find("HO KINH DOANH") != std::string::npos);
        folder.output_of("pdftoppm -r 150 -gray -png -singlefile " + file + " " +
                         (folder.path() / "page").string());
        const auto reading = qr_reader::read_picture(folder.read("page.png"));
        REQUIRE(reading.texts.size() == 1);
        CHECK(reading.texts.front() == long_one.payload);
    }
}

TEST_CASE("stands: a logo is in the file once, however many stands show it", "[qr][stands]") {
    Options options;
    options.layout = Layout::a5;
    options.logo_png = qr::to_png(*qr::Symbol::make("a logo"));
    const Folder folder;
    std::istringstream lines{
        folder.output_of("pdfimages -list " + folder.write(make_pdf(stands_up_to(20), options)))};
    std::set<std::string> objects;
    int images = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        const std::vector<std::string> columns{std::istream_iterator<std::string>{words}, {}};
        if (columns.size() < 11 || columns.at(2) != "image") continue;  // The codes are stencils.
        objects.insert(columns.at(10));
        ++images;
    }
    CHECK(images >= 20);
    CHECK(objects.size() == 1);
}

TEST_CASE("stands: the same stands give the same bytes; what cannot be drawn is named", "[qr][stands]") {
    CHECK(pdf_of(stands_up_to(3), Layout::a6).bytes == pdf_of(stands_up_to(3), Layout::a6).bytes);
    CHECK(text_of(pdf_of({}, Layout::a6).problem) == "no_stands");
    auto list = stands_up_to(3);
    list[1].payload.clear();
    const auto failed = pdf_of(list, Layout::a6);
    CHECK(text_of(failed.problem) == "payload_unfit");
    CHECK(failed.index == 1);
    CHECK(failed.bytes.empty());
    Options options;
    options.logo_png = "not a picture";
    CHECK(text_of(make_pdf(stands_up_to(1), options).problem) == "logo_unreadable");
}

namespace {

/// Another program reads; what it says of a machine without a message bus is no text of a code.
const std::string zbar = "zbarimg --quiet --raw -Sdisable -Sqrcode.enable ";

}  // namespace

TEST_CASE("stands: every code is read where a laser printer leaves the paper's edge white", "[qr][stands]") {
    for (const auto layout : {Layout::a6, Layout::a5, Layout::a4, Layout::sheet8, Layout::sheet24}) {
        for (const std::size_t more : {0u, 60u, 140u}) {  // Of many modules the quiet zone is thin.
            CAPTURE(static_cast<int>(layout), more);
            auto list = stands_up_to(layout == Layout::sheet24 ? 24 : layout == Layout::sheet8 ? 8 : 2);
            for (auto& one : list) one.payload += std::string(more, 'a');
            const Folder folder;
            const auto file = folder.write(pdf_of(list, layout));
            const auto page = (folder.path() / "page").string();
            auto draw = "pdftoppm -r 200 -gray -png " + file;
            folder.output_of(draw.append(" ").append(page));
            const auto edge = std::to_string(static_cast<int>(std::ceil(unprintable_mm / 25.4 * 200)));
            auto wipe = "mogrify -shave " + edge;
            wipe.append("x")
                .append(edge)
                .append(" -bordercolor white -border ")
                .append(edge)
                .append("x")
                .append(edge)
                .append(" ");
            std::set<std::string> read;
            for (const auto& entry : files::directory_iterator{folder.path()}) {
                if (entry.path().extension() != ".png") continue;
                const auto name = entry.path().string();
                auto command = wipe;
                folder.output_of(command.append(name));
                auto reader = zbar;
                std::istringstream lines{folder.output_of(reader.append(name))};
                for (std::string line; std::getline(lines, line);) read.insert(line);
            }
            for (const auto& one : list) CHECK(read.contains(one.payload));
        }
    }
}

namespace {

/// The dots that a printer would burn, as a PBM; nothing if these are no bytes of ESC/POS that we know.
std::optional<std::string> printed(std::string_view bytes, int width) {
    std::string dots;
    std::size_t rows = 0;
    while (!bytes.empty()) {
        if (bytes.starts_with("\x1b@")) {
            bytes.remove_prefix(2);
        } else if (bytes.starts_with("\x1b"
                                     "d")) {
            bytes.remove_prefix(3);
        } else if (bytes.starts_with(std::string_view{"\x1dVB\0", 4})) {
            bytes.remove_prefix(4);
        } else if (bytes.starts_with(std::string_view{"\x1dv0\0", 4}) && bytes.size() >= 8) {
            const auto byte = [&](std::size_t at) {
                return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
            };
            const auto per_row = byte(4) + 256 * byte(5), band = byte(6) + 256 * byte(7);
            if (per_row * 8 != static_cast<std::size_t>(width) || bytes.size() < 8 + per_row * band)
                return std::nullopt;
            dots += bytes.substr(8, per_row * band);
            rows += band;
            bytes.remove_prefix(8 + per_row * band);
        } else {
            return std::nullopt;
        }
    }
    return "P4\n" + std::to_string(width) + " " + std::to_string(rows) + "\n" + dots;
}

}  // namespace

TEST_CASE("stands: a receipt printer's bytes are an image whose code is read, dot for dot", "[qr][stands]") {
    for (const auto& [layout, width] : {std::pair{Layout::roll58, 384}, {Layout::roll80, 576}}) {
        CAPTURE(width);
        Options options;
        options.layout = layout;
        const auto list = stands_up_to(1);
        const auto made = make_escpos(list, options);
        REQUIRE(made.problem == Problem::none);
        const auto pbm = printed(made.bytes, width);
        REQUIRE(pbm.has_value());
        const Folder folder;
        std::ofstream{folder.path() / "slip.pbm", std::ios::binary} << *pbm;
        folder.output_of("convert " + (folder.path() / "slip.pbm").string() + " " +
                         (folder.path() / "slip.png").string());
        const auto reading = qr_reader::read_picture(folder.read("slip.png"));
        REQUIRE(reading.texts.size() == 1);
        CHECK(reading.texts.front() == list.front().payload);
        const auto by_others = folder.output_of(zbar + (folder.path() / "slip.png").string());
        CHECK(by_others.ends_with(list.front().payload + "\n"));
        CHECK(make_escpos(stands_up_to(3), options).bytes.size() > 2 * made.bytes.size());
        CHECK(make_escpos({}, options).problem == Problem::no_stands);
    }
}

TEST_CASE("aisle list: each zone's stalls under its name, on every page that has any of them",
          "[qr][stands]") {
    std::vector<AisleRow> rows;
    for (int i = 1; i <= 70; ++i)
        rows.push_back({i <= 40 ? "Rau củ" : "Thịt cá", "B-" + std::to_string(i), "Cô Lan – rau củ",
                        i == 7 ? "" : "MB …4821", i == 9 ? "" : "bản 1"});
    const Folder folder;
    const auto file = folder.write({make_aisle_list(rows, "Chợ Hùng Sơn", "28/11/2026")});
    const auto text = folder.output_of("pdftotext -layout " + file + " -");
    for (const auto& row : rows) CHECK(text.find(row.stall + " ") != std::string::npos);
    for (const auto* word : {"Chợ Hùng Sơn", "28/11/2026 · trang 1/3", "trang 3/3", "Rau củ", "Thịt cá",
                             "chưa có", "chưa in", "MB …4821"})
        CHECK(text.find(word) != std::string::npos);
    CHECK(folder.output_of("pdfinfo " + file).find("Pages:           3") != std::string::npos);
    CHECK(make_aisle_list(rows, "a", "b") == make_aisle_list(rows, "a", "b"));
    CHECK_FALSE(make_aisle_list({}, "a", "b").empty());
}

TEST_CASE("stands: a character that no font has is named, and the rest is printed", "[stands]") {
    auto one = stand(1);
    CHECK(unprintable(one).empty());
    one.vendor = "A\xEE\x80\x80 Trần Ký \xEE\x80\x81\xEE\x80\x80";  // U+E000 and U+E001 are nobody's.
    CHECK(unprintable(one) == std::vector<std::string>{"\xEE\x80\x80", "\xEE\x80\x81"});
    auto without = one;
    without.vendor = "A Trần Ký ";
    for (const auto layout : {Layout::a6, Layout::a5})
        CHECK(pdf_of({one}, layout).bytes == pdf_of({without}, layout).bytes);
}

TEST_CASE("stands: the text on a market's colour is black or white, whichever is easier to read",
          "[stands]") {
    for (std::uint32_t red = 0; red < 256; red += 15)
        for (std::uint32_t green = 0; green < 256; green += 15)
            for (std::uint32_t blue = 0; blue < 256; blue += 15) {
                const auto colour = red << 16 | green << 8 | blue;
                CHECK(pictures::contrast(colour, pictures::takes_black_text(colour) ? 0 : 0xFFFFFF) >= 4.5);
            }
    CHECK(std::abs(pictures::contrast(0, 0xFFFFFF) - 21) < 0.001);
    CHECK(std::abs(pictures::contrast(0x777777, 0xFFFFFF) - 4.48) < 0.005);
    CHECK(pictures::takes_black_text(0xFFD400));
    CHECK(!pictures::takes_black_text(0x06642B));
}

TEST_CASE("stands: a market's colour is on paper and never on a roll", "[stands]") {
    auto green = stand(1);
    green.colour = 0x06642B;
    for (const auto layout : {Layout::a6, Layout::a5, Layout::a4, Layout::sheet8, Layout::sheet24})
        CHECK(pdf_of({green}, layout).bytes != pdf_of({stand(1)}, layout).bytes);
    for (const auto layout : {Layout::roll58, Layout::roll80}) {
        Options options;
        options.layout = layout;
        CHECK(make_escpos(std::vector{green}, options).bytes ==
              make_escpos(std::vector{stand(1)}, options).bytes);
    }
}

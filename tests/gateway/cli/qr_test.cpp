#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command_tree.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
namespace files = std::filesystem;

namespace {

struct Outcome {
    int code;
    std::string out, err;
};

Outcome choqr_of(const std::string& command, const std::vector<std::string_view>& arguments,
                 const std::string& program = CHOQR_PROGRAM) {  // Whose children read pictures.
    std::vector<std::string> words{command};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::ostringstream out, err;
    Surroundings surroundings{out, err, program};
    const int code = run_choqr(words, surroundings);
    return {code, out.str(), err.str()};
}

Outcome qr(const std::vector<std::string_view>& arguments) { return choqr_of("qr", arguments); }
Outcome stands_command(const std::vector<std::string_view>& arguments) {
    return choqr_of("stands", arguments);
}

class Folder {
public:
    Folder() {
        std::string name = (files::temp_directory_path() / "choqr-commands-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { files::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    files::path path_;
};

bool is_one_line(const std::string& text) { return !text.empty() && text.find('\n') == text.size() - 1; }

}  // namespace

TEST_CASE("choqr qr encode: the scheme's own example, by BIN and by name", "[qr][commands]") {
    const std::string expected =
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN6234"
        "0107NPS68690819thanh toan "
        "don hang63042E2E\n";
    for (const auto* bank : {"970403", "sacombank", "Sacombank"}) {
        const auto made = qr({"encode", "--bin", bank, "--account", "0011012345678", "--amount=180000",
                              "--bill-number", "NPS6869", "--content", "thanh toán đơn hàng"});
        CHECK(made.code == 0);
        CHECK(made.out == expected);
    }
}

TEST_CASE("choqr qr encode: any other field, either point of initiation", "[qr][commands]") {
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--set", "62.07=QUAY12", "--set", "80.00=vn.choqr",
              "--dynamic"})
              .out.substr(0, 12) == "000201010212");
    CHECK(
        qr({"encode", "--bin", "mb", "--account", "1", "--set", "62.07=QUAY12"}).out.find("62100706QUAY12") !=
        std::string::npos);
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--amount", "5", "--static"}).out.substr(0, 12) ==
          "000201010211");
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--set", "54=5"}).out.substr(0, 12) ==
          "000201010212");
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--set", "01=11", "--amount", "5"})
              .out.substr(0, 12) == "000201010211");
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--format", "terminal"}).out.find("█") !=
          std::string::npos);
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--format", "svg", "--byte-mode"})
              .out.find("viewBox=\"0 0 ") != std::string::npos);
}

TEST_CASE("choqr qr encode: every complaint is exit code 2 and one line that names the option",
          "[qr][commands]") {
    struct Case {
        std::vector<std::string_view> arguments;
        const char* option;
    };
    const std::string long_text(26, 'x');
    const Case cases[] = {
        {{"encode", "--account", "1"}, "--bin"},
        {{"encode", "--bin", "mb"}, "--account"},
        {{"encode", "--bin", "no such bank", "--account", "1"}, "--bin"},
        {{"encode", "--bin", "mb", "--account", "12345678901234567890"}, "--account"},
        {{"encode", "--bin", "mb", "--account", "1", "--amount", "0"}, "--amount"},
        {{"encode", "--bin", "mb", "--account", "1", "--amount", "1.5"}, "--amount"},
        {{"encode", "--bin", "mb", "--account", "1", "--amount"}, "--amount"},
        {{"encode", "--bin", "mb", "--account", "1", "--content", long_text}, "--content"},
        {{"encode", "--bin", "mb", "--account", "1", "--service", "QRXX"}, "--service"},
        {{"encode", "--bin", "mb", "--account", "1", "--mcc", "12"}, "--mcc"},
        {{"encode", "--bin", "mb", "--account", "1", "--set", "62=7"}, "--set"},
        {{"encode", "--bin", "mb", "--account", "1", "--set", "oops"}, "--set"},
        {{"encode", "--bin", "mb", "--account", "1", "--static", "--dynamic"}, "--dynamic"},
        {{"encode", "--bin", "mb", "--account", "1", "--format", "gif"}, "--format"},
        {{"encode", "--bin", "mb", "--account", "1", "--format", "png", "--size", "30"}, "--size"},
        {{"encode", "--bin", "mb", "--account", "1", "--colour", "red"}, "--colour"},
        {{"encode", "--bin", "mb", "--bin", "mb", "--account", "1"}, "--bin"},
        {{"decode", "--strict", "--lenient", "x"}, "--lenient"},
        {{"decode"}, "decode"},
        {{"read"}, "read"},
        {{}, "encode"},
    };
    for (const auto& [arguments, option] : cases) {
        const auto refused = qr(arguments);
        CAPTURE(option, refused.err);
        CHECK(refused.code == 2);
        CHECK(refused.out.empty());
        CHECK(is_one_line(refused.err));
        CHECK(refused.err.find(option) != std::string::npos);
    }
}

TEST_CASE("choqr qr encode: an amount is judged in words, not by its field", "[qr][commands]") {
    const auto said = [](std::string_view amount) {
        return qr({"encode", "--bin", "mb", "--account", "1", "--amount", amount}).err;
    };
    CHECK(said("-5") == "choqr: --amount: -5 is not positive; write at least 1 dong\n");
    CHECK(said("0") == "choqr: --amount: 0 is not positive; write at least 1 dong\n");
    for (const auto* amount : {"45.000", "45,000", "1e5", "", "-", "45k", " 5"}) {
        CAPTURE(amount);
        CHECK(said(amount).find("is not a whole number of dong; write digits alone") != std::string::npos);
    }
    CHECK(said("10000000000000").find("write at most 9999999999999") != std::string::npos);
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "--amount", "9999999999999"}).code == 0);
}

TEST_CASE("choqr qr decode and read: what was written is read, from text and from a picture",
          "[qr][commands]") {
    const Folder folder;
    const auto picture = folder / "code.png";
    CHECK(qr({"encode", "--bin", "970436", "--account", "1017595600", "--format", "png", "--size", "400",
              "-o", picture})
              .code == 0);
    const auto read = qr({"read", picture});
    CHECK(read.code == 0);
    CHECK(read.out.find("\"bin\":\"970436\",\"bank\":\"Vietcombank\",\"account\":\"1017595600\"") !=
          std::string::npos);
    const auto invalid =
        qr({"decode",
            "00020101021138540010A00000072701240006970436011010175956000208QRIBFTTA53037045802VN630438BC"});
    CHECK(invalid.code == 1);
    CHECK(invalid.out.find("{\"valid\":false,\"error\":\"crc_mismatch\",\"offset\":83") == 0);
    CHECK(qr({"read", folder / "nothing.png"}).code == 1);
    std::ofstream{folder / "text.png"} << "no picture";
    CHECK(is_one_line(qr({"read", folder / "text.png"}).err));
    CHECK(qr({"encode", "--bin", "mb", "--account", "1", "-o", folder / "no/such/folder"}).code == 1);
}

TEST_CASE(
    "choqr qr read: folders, files that are none, empty and wrong ones are told apart in one line of our own",
    "[qr][commands]") {
    const Folder folder;
    const auto file = [&folder](const std::string& name, std::string_view bytes) {
        std::ofstream{folder / name, std::ios::binary} << bytes;
        return folder / name;
    };
    const auto png = folder / "code.png";
    CHECK(qr({"encode", "--bin", "970436", "--account", "1017595600", "--format", "png", "-o", png}).code ==
          0);
    std::string whole(1'000'000, '\0');
    std::ifstream{png, std::ios::binary}.read(whole.data(), static_cast<std::streamsize>(whole.size()));
    struct Case {
        std::string path, sentence;
    };
    const std::vector<Case> cases{
        {folder / "nothing.png", "there is no such file"},
        {folder / "", "it is a folder, not a picture"},
        {"/dev/null", "it is no ordinary file"},
        {file("empty.png", ""), "it is empty"},
        {file("text.png", "no picture"), "it is no PNG, JPEG, WebP, GIF or BMP"},
        {file("cut.png", whole.substr(0, 60)), "the picture is broken"},
        {file("large.png", std::string(13 << 20, 'x')), "the picture is too large"}};
    for (const auto& [path, sentence] : cases) {
        CAPTURE(path);
        const auto refused = qr({"read", path});
        CHECK(refused.code == 1);
        CHECK(refused.out.empty());
        CHECK(is_one_line(refused.err));
        auto told = "choqr qr: " + path;
        CHECK(refused.err == told.append(": ").append(sentence).append("\n"));
    }
    CHECK(qr({"read", png, png}).code == 2);
    CHECK(qr({"read", "--colour", png}).code == 2);
}

TEST_CASE("choqr qr read: without a child that is locked in nothing is read", "[qr][commands]") {
    const Folder folder;
    const auto png = folder / "code.png";
    CHECK(qr({"encode", "--bin", "970436", "--account", "1017595600", "--format", "png", "-o", png}).code ==
          0);
    const auto refused = choqr_of("qr", {"read", png}, "/bin/false");
    CHECK(refused.code == 1);
    CHECK(refused.out.empty());
    CHECK(is_one_line(refused.err));
}

TEST_CASE("choqr stands: a market's list becomes a PDF; stalls without an account are named",
          "[qr][commands]") {
    const Folder folder;
    const auto list = folder / "stalls.csv", pdf = folder / "stands.pdf";
    std::ofstream{list} << "mã quầy,khu,ngành hàng,tên,ngân hàng,số tài khoản,tên tài khoản\n"
                           "A-01,Khu A,\"cá, mực\",Cô Lan,MB,0123454821,NGUYEN THI LAN\n"
                           "A-02,Khu A,rau,Cô Hoa,,,\n"
                           "A-03,Khu A,rau,Cô Mai,970436,9704000000000018,TRAN THI MAI\n"
                           "A-01,Khu A,,Cô Lan,970436,99,NGUYEN THI LAN\n";
    const auto made = stands_command({"--csv", list, "--market", "Chợ Thử", "--layout", "sheet8", "-o", pdf});
    CAPTURE(made.err);
    CHECK(made.code == 0);
    CHECK(made.out.starts_with("1 stands"));
    CHECK(made.err.find("A-02 (line 3): no account") != std::string::npos);
    CHECK(made.err.find("A-03 (line 4): this is a card number") != std::string::npos);
    std::string begin(5, ' ');
    std::ifstream{pdf}.read(begin.data(), 5);
    CHECK(begin == "%PDF-");
}

TEST_CASE("choqr stands: every complaint is one line that names the option", "[qr][commands]") {
    const Folder folder;
    std::ofstream{folder / "empty.csv"} << "a,b\n1,2\n";
    struct Case {
        std::vector<std::string_view> arguments;
        int code;
        const char* word;
    };
    const auto empty = folder / "empty.csv", missing = folder / "missing.csv";
    const Case cases[] = {
        {{"-o", "x.pdf"}, 2, "--data"},
        {{"--csv", "a", "--data", "b", "-o", "x.pdf"}, 2, "--data"},
        {{"--csv", "a"}, 2, "-o"},
        {{"--csv", "a", "-o", "x.pdf", "--layout", "a7"}, 2, "--layout"},
        {{"--csv", "a", "-o", "x.pdf", "--month", "yesterday"}, 2, "--month"},
        {{"--csv", missing, "-o", "x.pdf"}, 1, "--csv"},
        {{"--csv", empty, "-o", "x.pdf"}, 1, "--csv"},
        {{"--data", "x", "-o", "x.pdf"}, 1, "no ledger here"},
        {{"--data", "x", "--url", "http://x", "-o", "x.pdf"}, 2, "--data"},
        {{"--csv", "x", "--reprint", "-o", "x.pdf"}, 2, "--reprint"},
        {{"--csv", "x", "--mark-printed", "-o", "x.pdf"}, 2, "--mark-printed"},
        {{"--data", "x", "--since", "22/11/2026", "-o", "x.pdf"}, 2, "--since"},
        {{"--data", "x", "--token", "t", "-o", "x.pdf"}, 2, "--token"},
        {{"--url", "http://x", "-o", "x.pdf"}, 2, "--token"},
        {{"--url", "http://x", "--token", "t", "--month", "11/2026", "-o", "x.pdf"}, 2, "--month"},
        {{"--url", "http://x", "--token", "t", "--mark-printed", "-o", "x.pdf"}, 2, "--mark-printed"}};
    for (const auto& [arguments, code, word] : cases) {
        const auto refused = stands_command(arguments);
        CAPTURE(word, refused.err);
        CHECK(refused.code == code);
        CHECK(is_one_line(refused.err));
        CHECK(refused.err.find(word) != std::string::npos);
    }
}

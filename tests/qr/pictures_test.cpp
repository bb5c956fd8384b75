#include <string>
#include <variant>

#include "base/encoding.hpp"
#include "json/value.hpp"
#include "pictures/quick_link.hpp"
#include "qr_reader/picture_reader.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::pictures;

namespace {

const std::string sample =
    "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN62220818Un"
    "g Ho Quy Vac Xin63043ACF";

std::optional<Bank> find_bank(std::string_view word) {
    if (word != "970415" && word != "vietinbank" && word != "ICB") return std::nullopt;
    return Bank{*Bin::parse("970415"),
                "ICB",
                "VietinBank",
                "Ngân hàng TMCP Công thương Việt Nam",
                "ICBVVNVX",
                true,
                true};
}

const Query sample_query{
    {"amount", "79000"}, {"addInfo", "Ung Ho Quy Vac Xin"}, {"accountName", "QUY VAC XIN"}};

std::string text_in(const Answer& answer) {
    const auto reading = qr_reader::read_picture(answer.body);
    return reading.texts.empty() ? std::string{text_of(reading.problem)} : reading.texts.front();
}

json::Value parsed(const std::string& text) {
    auto value = json::parse(text);
    REQUIRE(std::holds_alternative<json::Value>(value));
    return std::get<json::Value>(value);
}

std::string code_of(const Answer& answer) { return *parsed(answer.body).find("code")->string(); }

int side(const std::string& png, std::size_t at) {
    return static_cast<unsigned char>(png[at + 2]) << 8 | static_cast<unsigned char>(png[at + 3]);
}

}  // namespace

TEST_CASE("quick links: all interfaces lead to the payload of the published sample", "[qr][pictures]") {
    for (const auto* bank : {"970415", "vietinbank", "ICB"})
        for (const auto* end : {"qr_only.png", "compact.jpg", "compact2.png", "print.png"}) {
            const auto answer =
                answer_image(std::string{bank} + "-113366668888-" + end, sample_query, find_bank);
            CAPTURE(bank, end, answer.body.size());
            REQUIRE(answer.status == 200);
            CHECK(text_in(answer) == sample);
        }
    CHECK(text_in(answer_img(
              {{"acc", "113366668888"}, {"bank", "ICB"}, {"amount", "79000"}, {"des", "Ung Ho Quy Vac Xin"}},
              find_bank)) == sample);
    CHECK(text_in(answer_legacy_image(
              {"970415", "113366668888", "79000", "Ung Ho Quy Vac Xin", "qr_only.png"}, {}, find_bank)) ==
          sample);
    const auto generated = answer_generate(
        R"({"accountNo":"113366668888","accountName":"QUY VAC XIN","acqId":"970415","addInfo":"Ung Ho Quy Vac Xin","amount":"79000","template":"compact"})",
        find_bank);
    const auto document = parsed(generated.body);
    CHECK(*document.find("code")->string() == "00");
    const auto& data = *document.find("data");
    CHECK(*data.find("qrCode")->string() == sample);
    CHECK(*data.find("acpId")->integer() == 970415);
    const std::string url = *data.find("qrDataURL")->string(), prefix = "data:image/png;base64,";
    REQUIRE(url.starts_with(prefix));
    CHECK(qr_reader::read_picture(*from_base64(url.substr(prefix.size()))).texts.at(0) == sample);
}

TEST_CASE("quick links: the templates have the pixel sizes that pages were laid out for", "[qr][pictures]") {
    struct Size {
        const char* file;
        int width, height;
    };
    for (const auto& [file, width, height] :
         {Size{"qr_only", 480, 480}, {"compact", 540, 540}, {"compact2", 540, 640}, {"print", 600, 776}}) {
        const auto answer = answer_image(std::string{"ICB-1-"} + file + ".png", {}, find_bank);
        CHECK(answer.content_type == "image/png");
        CHECK(side(answer.body, 16) == width);
        CHECK(side(answer.body, 20) == height);
        CHECK(answer.entity_tag.size() == 34);
    }
    const auto svg = answer_image("ICB-1-qr_only.svg", {}, find_bank);
    CHECK(svg.content_type == "image/svg+xml");
    CHECK(svg.body.size() < 6'144);
    CHECK(answer_image("ICB-1-print.svg", {}, find_bank).body.find("<svg") != std::string::npos);
}

TEST_CASE("quick links: what cannot be paid is refused, with the name the caller used", "[qr][pictures]") {
    const auto image = [](const std::string& file, const Query& query) {
        return answer_image(file, query, find_bank);
    };
    CHECK(code_of(image("XYZ-1-compact.png", {})) == "unknown_bank");
    CHECK(code_of(image("ICB-1-fancy.png", {})) == "unknown_template");
    CHECK(code_of(image("ICB-1-compact.gif", {})) == "unknown_template");
    CHECK(image("ICB-compact.png", {}).status == 404);
    CHECK(code_of(image("ICB-12345678901234567890-compact.png", {})) == "malformed");
    CHECK(code_of(image("ICB-1-2-compact.png", {})) ==
          "malformed");  // "1-2": a hyphen is no letter or digit.
    CHECK(code_of(image("ICB-1-compact.png", {{"amount", "-5"}})) == "malformed");
    CHECK(code_of(image("ICB-1-compact.png", {{"amount", "79000.5"}})) == "malformed");
    CHECK(code_of(image("ICB-1-compact.png", {{"addInfo", std::string(26, 'x')}})) == "too_long");
    CHECK(code_of(image("ICB-1-compact.png", {{"addInfo", "한글"}})) == "not_printable");
    const auto long_text =
        answer_img({{"acc", "1"}, {"bank", "ICB"}, {"des", std::string(26, 'x')}}, find_bank);
    CHECK(*parsed(long_text.body).find("field")->string() == "des");
    CHECK(long_text.status == 400);
    CHECK(code_of(answer_generate("[]", find_bank)) == "11");
    CHECK(answer_generate("{", find_bank).status == 400);
    CHECK(code_of(answer_generate(R"({"accountNo":"1","acqId":1})", find_bank)) == "12");
}

TEST_CASE("quick links: unknown parameters and odd names do no harm", "[qr][pictures]") {
    CHECK(answer_img({{"acc", "1"},
                      {"bank", "ICB"},
                      {"showinfo", "true"},
                      {"template", "qronly"},
                      {"download", "true"}},
                     find_bank)
              .attachment == "qr.png");
    CHECK(answer_image("ICB-1-print.png", {{"accountName", "a\nb\xFF"}}, find_bank).status == 200);
    CHECK(answer_image("ICB-1-print.png", {{"amount", ""}, {"addInfo", ""}}, find_bank).status == 200);
}

TEST_CASE("quick links: the bank list has both spellings of the short name, and the same bytes the same tag",
          "[qr][pictures]") {
    const std::vector<Bank> banks{*find_bank("ICB")};
    const auto document = parsed(answer_banks(banks).body);
    const auto& first = document.find("data")->array()->at(0);
    CHECK(*first.find("shortName")->string() == "VietinBank");
    CHECK(*first.find("short_name")->string() == "VietinBank");
    CHECK(*first.find("bin")->string() == "970415");
    CHECK(*first.find("transferSupported")->integer() == 1);
    CHECK(answer_banks(banks).entity_tag == answer_banks(banks).entity_tag);
    CHECK(parsed(answer_templates().body).find("data")->array()->size() == 4);
}

TEST_CASE("decode as JSON: valid and invalid codes have the fields that programs ask for", "[qr][pictures]") {
    const auto valid = parsed(decoded_json(sample, qr::Strictness::strict, find_bank));
    CHECK(*valid.find("valid")->boolean());
    CHECK(*valid.find("bin")->string() == "970415");
    CHECK(*valid.find("bank")->string() == "VietinBank");
    CHECK(*valid.find("account")->string() == "113366668888");
    CHECK(*valid.find("amount")->integer() == 79000);
    CHECK(*valid.find("content")->string() == "Ung Ho Quy Vac Xin");
    CHECK(*valid.find("point_of_initiation")->string() == "dynamic");
    CHECK(valid.find("warnings")->array()->empty());
    CHECK(valid.find("fields")->array()->size() == 14);
    auto damaged = sample;
    damaged.back() = '0';
    const auto invalid = parsed(decoded_json(damaged, qr::Strictness::strict, find_bank));
    CHECK_FALSE(*invalid.find("valid")->boolean());
    CHECK(*invalid.find("error")->string() == "crc_mismatch");
    CHECK(*invalid.find("offset")->integer() == 120);
    CHECK(invalid.find("account") == nullptr);
    CHECK(*parsed(answer_decode(sample + "\r\n", qr::Strictness::strict, find_bank).body)
               .find("valid")
               ->boolean());
}

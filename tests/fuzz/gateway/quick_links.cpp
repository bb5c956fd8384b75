// "PATH?QUERY" and a body, in two lines, to the picture interfaces: an answer of the interface's own, and
// what is drawn carries a payload that can be read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "pictures/quick_link.hpp"
#include "printing/picture_banks.hpp"
#include "qr/payload.hpp"

// Fontconfig and Pango keep what they have loaded.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace {

using namespace choqr;

void require(bool condition) {
    if (!condition) std::abort();
}

const http::Router& router() {
    static const http::Router made = [] {
        http::Router routes;
        for (const auto* pattern : {"/image/{file}", "/{bank}/{account}/{amount*}/{memo*}/{template}.png"})
            routes.add({.method = http::Method::get, .pattern = pattern, .handler = {}, .summary = {}});
        return routes;
    }();
    return made;
}

pictures::Query read_query(std::string_view text) {
    pictures::Query query;
    for (const auto* name :
         {"amount", "addInfo", "accountName", "acc", "bank", "des", "template", "download", "holder"}) {
        bool malformed = false;
        if (auto value = http::query_value(text, name, malformed))
            query.emplace_back(name, *std::move(value));
    }
    return query;
}

void check(const pictures::Answer& answer) {
    require(answer.status == 200 || answer.status == 400 || answer.status == 404);
    require(!answer.body.empty() && !answer.content_type.empty());
    require(answer.status == 200 || answer.content_type == "application/problem+json");
}

void check_generated(const pictures::Answer& answer) {
    require(answer.status == 200 || answer.status == 400);
    constexpr std::string_view before = "\"qrCode\":\"";
    const auto begin = answer.body.find(before);
    if (begin == std::string::npos) return;
    auto payload = answer.body.substr(begin + before.size());
    std::string unescaped;
    for (std::size_t i = 0; i < payload.size() && payload[i] != '"'; ++i) {
        if (payload[i] == '\\') ++i;
        unescaped += payload[i];
    }
    require(qr::decode(unescaped).has_value());
}

void ask(std::string_view path, std::string_view query_text) {
    const auto query = read_query(query_text);
    check(pictures::answer_img(query, gateway::find_picture_bank));
    const auto found = router().find(http::Method::get, path);
    if (found.route == nullptr) return;
    const auto& values = found.values;
    check(values.count == 1 ? pictures::answer_image(values[0], query, gateway::find_picture_bank)
                            : pictures::answer_legacy_image(
                                  {values[0], values[1], values[2], values[3], values[4] + ".png"}, query,
                                  gateway::find_picture_bank));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = text.substr(0, text.find('\n'));
    const auto body = text.substr(std::min(text.size(), line.size() + 1));
    const auto path = line.substr(0, line.find('?'));
    ask(path, line.substr(std::min(line.size(), path.size() + 1)));
    check_generated(pictures::answer_generate(body, gateway::find_picture_bank));
    return 0;
}

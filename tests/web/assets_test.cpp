#include "web/assets.hpp"

#include <regex>
#include <set>
#include <string>

#include "support/catch.hpp"

using namespace choqr;

namespace {

/// What stands in a template comes when somebody uses it.
bool is_later(std::string_view body, std::size_t at) {
    const auto opened = body.rfind("<template", at), closed = body.rfind("</template", at);
    return opened != std::string_view::npos && (closed == std::string_view::npos || closed < opened);
}

/// Icon, style and script of the page are there too.
void check_parts(const web::Asset& page) {
    auto parts = 0;
    for (auto at = page.body.find("\"/assets/"); at != std::string_view::npos;
         at = page.body.find("\"/assets/", at + 1)) {
        const auto path = page.body.substr(at + 1, page.body.find('"', at + 1) - at - 1);
        CAPTURE(path);
        const auto* part = web::find_asset(path);
        REQUIRE(part != nullptr);
        CHECK_FALSE(part->body.empty());
        CHECK(web::is_part(*part));
        if (!is_later(page.body, at)) ++parts;
    }
    CHECK(parts == (page.body.find("manifest") != std::string_view::npos ? 4 : 3));
}

}  // namespace

TEST_CASE("web: every page in either language and every part it names is in the binary", "[web]") {
    const std::string page = GENERATE("/", "/stall/st17", "/board/mk0", "/wallet", "/trust");
    const std::string language = GENERATE("vi", "en");
    CAPTURE(page, language);
    const auto* asset = web::find_asset(page, language);
    REQUIRE(asset != nullptr);
    CHECK_FALSE(web::is_part(*asset));
    CHECK(asset->language == language);
    CHECK(asset->content_type == "text/html; charset=utf-8");
    CHECK(asset->body.find("<html lang=\"" + language + "\">") != std::string_view::npos);
    check_parts(*asset);
}

TEST_CASE("web: a page is Vietnamese unless a language of ours is asked for", "[web]") {
    CHECK(web::find_asset("/wallet") == web::find_asset("/wallet", "vi"));
    CHECK(web::find_asset("/wallet", "fr") == web::find_asset("/wallet", "vi"));
    CHECK(web::find_asset("/wallet", "") == web::find_asset("/wallet", "vi"));
    CHECK(web::find_asset("/wallet", "en") != web::find_asset("/wallet", "vi"));
}

TEST_CASE("web: what is no page of ours is not found", "[web]") {
    for (const std::string path :
         {"", "/stall", "/stall/", "/stall/a/b", "/board", "/board/", "/stall.html", "/assets/",
          "/assets/../", "/wallet/x", "//", "/stallx/1", "/index.html"}) {
        CAPTURE(path);
        CHECK(web::find_asset(path) == nullptr);
    }
}

TEST_CASE("web: WebAssembly is compiled where codes are read, and by no other page", "[web]") {
    std::set<std::string_view> compiling;
    for (const auto& asset : web::assets()) {
        CAPTURE(asset.path);
        const bool names_it = !web::is_part(asset) && asset.body.find(".wasm\"") != std::string_view::npos;
        CHECK(asset.compiles_wasm == names_it);
        if (asset.compiles_wasm) compiling.insert(asset.path);
        if (asset.path.ends_with(".wasm")) {
            CHECK(asset.content_type == "application/wasm");
            CHECK(asset.body.starts_with(std::string_view{"\0asm", 4}));
        }
    }
    CHECK(compiling == std::set<std::string_view>{"/stall/{id}", "/volunteer/{id}"});
}

TEST_CASE("web: entity tags are strong and tell contents apart", "[web]") {
    std::set<std::string_view> tags;
    for (const auto& asset : web::assets()) {
        CAPTURE(asset.path);
        CHECK(asset.etag.size() == 18);
        CHECK((asset.etag.starts_with('"') && asset.etag.ends_with('"')));
        tags.insert(asset.etag);
    }
    CHECK(tags.size() == web::assets().size());
}

TEST_CASE("web: bytes survive the way into the binary", "[web]") {
    CHECK(web::find_asset("/stall/st1")->body.find("BẬT LOA") != std::string_view::npos);
    CHECK(web::find_asset("/wallet")->body.find("\xE2\x8C\xAB") != std::string_view::npos);
    CHECK(web::find_asset("/")->body.starts_with("<!doctype html>"));
}

TEST_CASE("web: nothing in the pages needs more than the content policy allows", "[web]") {
    for (const auto& asset : web::assets()) {
        if (!asset.content_type.starts_with("text/html")) continue;
        CAPTURE(asset.path);
        CHECK(asset.body.find("<script>") == std::string_view::npos);
        CHECK(asset.body.find(" style=") == std::string_view::npos);
        CHECK_FALSE(std::regex_search(std::string{asset.body}, std::regex{"<[^>]* on[a-z]+="}));
        CHECK(asset.body.find("http") == std::string_view::npos);
    }
}

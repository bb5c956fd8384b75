#include "web/assets.hpp"

#include <set>
#include <string>

#include "support/catch.hpp"

using namespace choqr;

TEST_CASE("web: every page and every part it names is in the binary", "[web]") {
    for (const std::string page : {"/", "/stall/st17", "/board/mk0", "/wallet"}) {
        CAPTURE(page);
        const auto* asset = web::find_asset(page);
        REQUIRE(asset != nullptr);
        CHECK(asset->content_type == "text/html; charset=utf-8");
        CHECK(web::cache_control(*asset) == "no-cache");
        auto parts = 0;
        for (auto at = asset->body.find("\"/assets/"); at != std::string_view::npos; at = asset->body.find("\"/assets/", at + 1)) {
            const auto path = asset->body.substr(at + 1, asset->body.find('"', at + 1) - at - 1);
            CAPTURE(path);
            const auto* part = web::find_asset(path);
            REQUIRE(part != nullptr);
            CHECK_FALSE(part->body.empty());
            CHECK(web::cache_control(*part) == "public, max-age=31536000, immutable");
            ++parts;
        }
        CHECK(parts == 3);  // Icon, style, script.
    }
}

TEST_CASE("web: what is no page of ours is not found", "[web]") {
    for (const std::string path : {"", "/stall", "/stall/", "/stall/a/b", "/board", "/board/", "/stall.html", "/assets/", "/assets/../", "/wallet/x",
                                   "//", "/stallx/1", "/index.html"}) {
        CAPTURE(path);
        CHECK(web::find_asset(path) == nullptr);
    }
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
        CHECK(asset.body.find(" on") == std::string_view::npos);
        CHECK(asset.body.find("http") == std::string_view::npos);
    }
}

#include "json/fields.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::json;

namespace {

struct Document {
    explicit Document(std::string_view text) : value{std::get<Value>(parse(text))} {}
    Value value;
    Complaint complaint;
    Fields fields{value, complaint};
};

Complaint complaint_of(std::string_view text, auto read) {
    Document document{text};
    read(document.fields);
    return document.complaint;
}

}  // namespace

TEST_CASE("fields: money is a canonical whole number of dong in range, and nothing else is",
          "[json][money]") {
    for (const std::string_view good : {"1", "45000", "9999999999999"}) {
        CAPTURE(good);
        Document document{"{\"amount\":" + std::string{good} + "}"};
        REQUIRE(document.fields.amount("amount"));
        CHECK(std::to_string(document.fields.amount("amount")->dong()) == good);
        CHECK_FALSE(document.complaint);
    }
    for (const std::string_view bad : {"0",
                                       "-0",
                                       "-1",
                                       "10000000000000",
                                       "9007199254740993",
                                       "1e3",
                                       "1E3",
                                       "1e18",
                                       "1.0",
                                       "1.5",
                                       "45000.00",
                                       "\"45000\"",
                                       "\"1e3\"",
                                       "\"１００\"",
                                       "null",
                                       "true",
                                       "[]",
                                       "{}",
                                       "[45000]",
                                       "18446744073709551616",
                                       "\"\""}) {
        CAPTURE(bad);
        Document document{"{\"amount\":" + std::string{bad} + "}"};
        CHECK_FALSE(document.fields.amount("amount"));
        REQUIRE(document.complaint);
        CHECK(document.complaint->why == Wrong::not_amount);
        CHECK(document.complaint->field == "amount");
    }
}

TEST_CASE("fields: the complaint names the first wrong field with its path", "[json]") {
    const std::string_view body =
        R"({"code":"B-12","vendor":{"name":7},"accounts":[{"bin":"970436"},{"bin":"97"},3]})";
    const auto vendor = complaint_of(body, [](const Fields& f) {
        f.object("vendor")->text("name", 100);
        f.text("zone", 100);
    });
    CHECK(vendor->field == "vendor.name");
    CHECK(vendor->detail == "vendor.name must be a string.");
    const auto account = complaint_of(body, [](const Fields& f) {
        f.objects("accounts", 8)[1].complain("bin", Wrong::not_allowed, "must be six digits");
    });
    CHECK(account->field ==
          "accounts[2]");  // Elements that are no objects are found as soon as the array is read.
    const auto many = complaint_of(body, [](const Fields& f) { f.objects("accounts", 2); });
    CHECK(many->why == Wrong::too_long);
    const auto unknown = complaint_of(body, [](const Fields& f) { f.only({"code", "vendor"}); });
    CHECK(unknown->detail == "accounts is not known here.");
}

TEST_CASE("fields: a list of texts, each of them checked", "[json]") {
    Document document{R"({"ids":["st1","st2"],"none":null})"};
    CHECK(document.fields.texts("ids", 2, 5) == std::vector<std::string>{"st1", "st2"});
    CHECK(document.fields.texts("none", 2, 5).empty());
    CHECK(document.fields.texts("missing", 2, 5).empty());
    CHECK_FALSE(document.complaint);
    const auto wrong = [](std::string_view body) {
        return complaint_of(body, [](const Fields& f) { f.texts("ids", 2, 5); });
    };
    CHECK(wrong(R"({"ids":["st1","st2","st3"]})")->why == Wrong::too_long);
    CHECK(wrong(R"({"ids":"st1"})")->why == Wrong::wrong_type);
    CHECK(wrong(R"({"ids":["st1",7]})")->field == "ids[1]");
    CHECK(wrong(R"({"ids":["st1234"]})")->why == Wrong::too_long);
}

TEST_CASE("fields: required and optional values, null and empty", "[json]") {
    const std::string_view body =
        R"({"a":null,"b":"","c":"x","n":7,"t":true,"at":"2026-11-22T03:04:05Z","day":"2026-02-30"})";
    Document document{body};
    CHECK_FALSE(document.fields.optional_text("a", 9));
    CHECK_FALSE(document.fields.optional_text("b", 9));
    CHECK_FALSE(document.fields.optional_text("missing", 9));
    CHECK(document.fields.optional_text("c", 9) == "x");
    CHECK(document.fields.integer("n", 0, 7) == 7);
    CHECK(document.fields.optional_boolean("t") == true);
    CHECK(document.fields.instant("at") == parse_rfc3339("2026-11-22T03:04:05Z"));
    CHECK_FALSE(document.complaint);

    CHECK(complaint_of(body, [](const Fields& f) { f.text("a", 9); })->why == Wrong::missing);
    CHECK(complaint_of(body, [](const Fields& f) { f.text("b", 9); })->why == Wrong::missing);
    CHECK(complaint_of(body, [](const Fields& f) { f.text("at", 9); })->why == Wrong::too_long);
    CHECK(complaint_of(body, [](const Fields& f) { f.integer("n", 0, 6); })->why == Wrong::out_of_range);
    CHECK(complaint_of(body, [](const Fields& f) { f.integer("c", 0, 6); })->why == Wrong::wrong_type);
    CHECK(complaint_of(body, [](const Fields& f) { f.optional_day("day"); })->why == Wrong::not_allowed);
    CHECK(complaint_of(body, [](const Fields& f) {
              f.one_of("c", {"in", "out"});
          })->detail == "c must be one of \"in\", \"out\".");
    CHECK(complaint_of("[]", [](const Fields&) {})->detail == "The body must be a JSON object.");
    CHECK(complaint_of(R"({"a":"x\u0007"})", [](const Fields& f) { f.text("a", 9); })->why ==
          Wrong::not_allowed);
}

#include "connectors/forms.hpp"
#include "support/catch.hpp"

using namespace choqr::connectors;

TEST_CASE("forms: urlencoded pairs", "[connectors][forms]") {
    CHECK(parse_urlencoded("a=1&b=x+y%20z&c=&d") == Form{{"a", "1"}, {"b", "x y z"}, {"c", ""}, {"d", ""}});
    CHECK(parse_urlencoded("a=1=2&b=%26%3D") == Form{{"a", "1=2"}, {"b", "&="}});
    CHECK(parse_urlencoded("")->empty());
    for (const std::string_view bad :
         {"a=1&a=2", "a=%", "a=%4", "a=%zz", "%=1", "=1", "a=1&&b=2", "a=%ff", "%ff=1", "a=%c0%af", "&"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_urlencoded(bad));
    }
    std::string many = "a=1";
    for (int i = 0; i < 64; ++i) many += "&n" + std::to_string(i) + "=";
    CHECK_FALSE(parse_urlencoded(many));
}

TEST_CASE("forms: multipart parts", "[connectors][forms]") {
    const std::string good =
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\ncontent-type: text/plain\r\n"
        "content-disposition: form-data; filename=\"x\"; name=\"b\"\r\n\r\nline 1\r\nline --B 2\r\n--B--\r\n";
    CHECK(parse_multipart(good, "B") == Form{{"a", "1"}, {"b", "line 1\r\nline --B 2"}});
    for (std::size_t cut = 0; cut + 2 < good.size(); ++cut) {  // Without its last line end it is still whole.
        CAPTURE(cut);
        CHECK_FALSE(parse_multipart(std::string_view{good}.substr(0, cut), "B"));
    }
    CHECK_FALSE(parse_multipart(good, ""));
    CHECK_FALSE(parse_multipart(good, "C"));
    CHECK_FALSE(parse_multipart(good + "x", "B"));
    CHECK_FALSE(parse_multipart("x" + good, "B"));
    for (const std::string_view part : {"\r\n1", "Content-Disposition: form-data\r\n\r\n1",
                                        "Content-Disposition: form-data; name=a\r\n\r\n1",
                                        "Content-Disposition: form-data; name=\"a\r\n\r\n1",
                                        "Content-Disposition: form-data; filename=\"a\"\r\n\r\n1",
                                        "Content-Disposition: form-data; name=\"\"\r\n\r\n1",
                                        "Content-Disposition: form-data; name=\"a\"\r\n\r\n\xff", "1"}) {
        CAPTURE(part);
        CHECK_FALSE(parse_multipart("--B\r\n" + std::string{part} + "\r\n--B--\r\n", "B"));
    }
    CHECK_FALSE(parse_multipart(
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B\r\nContent-Disposition: "
        "form-data; name=\"a\"\r\n\r\n2\r\n--B--",
        "B"));
}

#include "access/origin.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using Caller = Origin::Caller;

namespace {

struct Sent {
    std::vector<http::Field> fields;
    http::Request request() const {
        http::Request request;
        request.fields = fields;
        return request;
    }
};

}  // namespace

TEST_CASE("origin: what a browser says of who calls is taken as it says, and nothing as a page of ours",
          "[gateway][access]") {
    const struct {
        std::vector<http::Field> fields;
        Caller in_the_clear, by_tls;
    } cases[] = {
        {{}, Caller::unknown, Caller::unknown},
        {{{"Sec-Fetch-Site", "same-origin"}}, Caller::own_page, Caller::own_page},
        {{{"Sec-Fetch-Site", "none"}}, Caller::unknown, Caller::unknown},
        {{{"Sec-Fetch-Site", "same-site"}}, Caller::other_site, Caller::other_site},
        {{{"Sec-Fetch-Site", "cross-site"}}, Caller::other_site, Caller::other_site},
        {{{"Sec-Fetch-Site", "Same-Origin"}}, Caller::other_site, Caller::other_site},
        {{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "same-origin"}},
         Caller::other_site,
         Caller::other_site},
        {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://cho.local:8080"}},
         Caller::other_site,
         Caller::other_site},
        {{{"Origin", "http://cho.local:8080"}}, Caller::own_page, Caller::other_site},
        {{{"Origin", "http://CHO.local:8080"}}, Caller::own_page, Caller::other_site},
        {{{"Origin", "https://cho.local:8080"}}, Caller::other_site, Caller::own_page},
        {{{"Origin", "http://cho.local"}}, Caller::other_site, Caller::other_site},
        {{{"Origin", "http://cho.local:8080.example"}}, Caller::other_site, Caller::other_site},
        {{{"Origin", "null"}}, Caller::other_site, Caller::other_site},
        {{{"Origin", ""}}, Caller::other_site, Caller::other_site},
        {{{"Origin", "http://cho.local:8080"}, {"Origin", "http://cho.local:8080"}},
         Caller::other_site,
         Caller::other_site},
    };
    for (const auto& [fields, in_the_clear, by_tls] : cases) {
        Sent sent{fields};
        sent.fields.push_back({"Host", "cho.local:8080"});
        CAPTURE(fields.size(), fields.empty() ? "" : fields.front().value);
        CHECK(Origin{"", false}.caller_of(sent.request()) == in_the_clear);
        CHECK(Origin{"", true}.caller_of(sent.request()) == by_tls);
    }
}

TEST_CASE("origin: behind a proxy the pages are where people reach them", "[gateway][access]") {
    const Origin origin{"https://cho.example.vn/choqr/", true};
    const Sent sent{{{"Origin", "https://cho.example.vn"}, {"Host", "127.0.0.1:8080"}}};
    CHECK(origin.caller_of(sent.request()) == Caller::own_page);
    CHECK(origin.base_url(sent.request()) == "https://cho.example.vn/choqr");
    CHECK(Origin{"", false}.base_url(sent.request()) == "http://127.0.0.1:8080");
    CHECK(Origin{"", true}.base_url(sent.request()) == "https://127.0.0.1:8080");
}

#pragma once

#include "gateway_tests/house.hpp"

// People with an account and what they do with a gateway.
namespace choqr::gateway_test {

inline const std::string good = "bánh mì chả cá nóng", better = "mèo vàng ngủ trưa hè";
inline const Fields of_own_page{{"Sec-Fetch-Site", "same-origin"}};

struct Office {
    House house;
    Json market = house.market("a");

    Json invite(const std::string& login, const std::string& role = "board") const {
        Json about{{"login", login}, {"name", "Cô Lan"}, {"role", role}};
        if (role == "board") about["market_id"] = market["id"];
        return house.made("/v1/users", about);
    }
    static std::string code_of(const Json& invited) { return invited["invitation"]["code"]; }
    Answer accept(const std::string& code, const std::string& password, Fields fields = of_own_page) const {
        return house.post("/v1/invitation/accept", {{"code", code}, {"password", password}}, "",
                          std::move(fields));
    }
    Answer log_in(const std::string& login, const std::string& password, Fields fields = of_own_page) const {
        return house.post("/v1/login", {{"name", login}, {"password", password}}, "", std::move(fields));
    }
    /// What a browser keeps of the answer.
    static std::string cookie_of(const Answer& answer) {
        INFO(answer.head << answer.body);
        REQUIRE(answer.status == 200);
        constexpr std::string_view field = "Set-Cookie: ";
        const auto cookie = answer.head.substr(answer.head.find(field) + field.size());
        return cookie.substr(0, cookie.find(';'));
    }
    Answer call(const std::string& method, const std::string& path, const std::string& cookie,
                const Json& body = nullptr, Fields fields = of_own_page) const {
        fields.emplace_back("Cookie", cookie);
        if (!body.is_null()) fields.emplace_back("Content-Type", "application/json");
        return house.call(method, path, "", body.is_null() ? std::string{} : body.dump(), std::move(fields));
    }
    /// A person who has set a password and is logged in.
    std::string lan() const { return cookie_of(accept(code_of(invite("lan")), good)); }
};

}  // namespace choqr::gateway_test

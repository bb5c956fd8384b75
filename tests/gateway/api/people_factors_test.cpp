#include <thread>

#include "access/one_time_codes.hpp"
#include "access_tests/authenticator.hpp"
#include "gateway_tests/office.hpp"

using namespace choqr;
using namespace choqr::gateway_test;
using namespace std::chrono_literals;

namespace {

/// Somebody whose log-in asks for a code.
struct Coded {
    Office office;
    std::string cookie = office.lan();
    std::string secret;
    Json paper;

    Answer begin(const std::string& password = good) const {
        return office.call("POST", "/v1/me/codes", cookie, {{"password", password}});
    }
    Answer confirm(const Json& offered, const std::string& code) const {
        return office.call("POST", "/v1/me/codes/confirm", cookie,
                           {{"secret", offered["secret"]}, {"ticket", offered["ticket"]}, {"code", code}});
    }
    std::string code(int steps_away = 0) const {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        return gateway::code_of_step(secret, gateway::code_step_at(Instant{now}) + steps_away);
    }
    /// What a test does with "now" is done before the next step begins.
    static void wait_for_room() {
        const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
        const auto into_step = since_1970 % gateway::code_step;
        if (into_step > 20s) std::this_thread::sleep_for(gateway::code_step - into_step);
    }
    /// Codes are on; the one before now is used up.
    void turn_on() {
        wait_for_room();
        const auto offered = begin().json();
        secret = *gateway::from_base32(offered["secret"].get<std::string>());
        const auto answer = confirm(offered, code(-1));
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        paper = answer.json()["recovery_codes"];
    }
    std::string ticket() const { return office.log_in("lan", good).json()["ticket"]; }
    Answer bring(const std::string& ticket, const std::string& code) const {
        return office.house.post("/v1/login/code", {{"ticket", ticket}, {"code", code}}, "", of_own_page);
    }
};

/// Somebody with a passkey, at an address where there are some.
struct Keyed {
    Office office;
    Authenticator phone;
    std::string cookie;

    Keyed() {
        office.house.host = "localhost";
        cookie = office.lan();
    }
    Json offered() const {
        const auto answer = office.call("POST", "/v1/me/passkeys/options", cookie, {{"password", good}});
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json();
    }
    Answer add(const std::string& challenge, const std::string& name = "Máy tôi") const {
        return office.call(
            "POST", "/v1/me/passkeys", cookie,
            {{"name", name},
             {"client_data", gateway::to_base64url(phone.client_data("webauthn.create", challenge))},
             {"authenticator_data", gateway::to_base64url(phone.made())}});
    }
    std::string added() const {
        const auto answer = add(offered()["challenge"]);
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json()["id"];
    }
    std::string challenge() const {
        return office.house.post("/v1/login/passkey/options", Json::object(), "", of_own_page)
            .json()["challenge"];
    }
    Json assertion(const std::string& challenge) const {
        const auto said = phone.client_data("webauthn.get", challenge);
        return {{"id", phone.id()},
                {"client_data", gateway::to_base64url(said)},
                {"authenticator_data", gateway::to_base64url(phone.used())},
                {"signature", gateway::to_base64url(phone.sign(phone.used(), said))}};
    }
    Answer log_in(const Json& assertion, Fields fields = of_own_page) const {
        return office.house.post("/v1/login/passkey", assertion, "", std::move(fields));
    }
};

std::string code_of(const Answer& answer) { return answer.json().value("code", ""); }

}  // namespace

TEST_CASE("codes: set up with a code, and from then on the password alone lets nobody in",
          "[gateway][people]") {
    Coded lan;
    CHECK(code_of(lan.begin("sai mật khẩu rồi")) == "login_failed");
    const auto offered = lan.begin().json();
    CHECK(offered["uri"].get<std::string>().starts_with("otpauth://totp/choqr:lan?secret="));
    CHECK(offered["qr_svg"].get<std::string>().starts_with("<svg"));
    CHECK(code_of(lan.confirm(offered, "000000x")) == "code_wrong");
    auto others = offered;
    others["secret"] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    CHECK(code_of(lan.confirm(others, "123456")) == "log_in_again");
    CHECK(lan.office.call("GET", "/v1/me/codes", lan.cookie).json()["on"] == false);
    CHECK(lan.office.log_in("lan", good).has("Set-Cookie"));

    lan.cookie = Office::cookie_of(lan.office.log_in("lan", good));
    lan.turn_on();
    CHECK(lan.office.call("GET", "/v1/me", lan.cookie).status == 200);
    CHECK(lan.office.call("GET", "/v1/me/codes", lan.cookie).json()["recovery_codes_left"] == 10);
    const auto asked = lan.office.log_in("lan", good);
    CHECK(asked.status == 200);
    CHECK(asked.json()["code_needed"] == true);
    CHECK_FALSE(asked.has("Set-Cookie"));
    CHECK(code_of(lan.office.log_in("lan", "sai mật khẩu rồi")) == "login_failed");
    const auto in = lan.bring(asked.json()["ticket"], lan.code());
    CHECK(in.json()["login"] == "lan");
    CHECK(lan.office.call("GET", "/v1/me", Office::cookie_of(in)).status == 200);
}

TEST_CASE("codes: each is good once, restarts or not, and one of paper too", "[gateway][people]") {
    Coded lan;
    lan.turn_on();
    CHECK(code_of(lan.bring(lan.ticket(), lan.code(-1))) == "code_wrong");  // It has set them up.
    const auto code = lan.code();
    CHECK(lan.bring(lan.ticket(), code).status == 200);
    CHECK(code_of(lan.bring(lan.ticket(), code)) == "code_wrong");
    const auto paper = lan.paper[3].get<std::string>();
    CHECK(lan.bring(lan.ticket(), paper).status == 200);
    CHECK(code_of(lan.bring(lan.ticket(), paper)) == "code_wrong");
    lan.office.house.restart();
    CHECK(code_of(lan.bring(lan.ticket(), code)) == "code_wrong");
    CHECK(code_of(lan.bring(lan.ticket(), paper)) == "code_wrong");
    CHECK(lan.bring(lan.ticket(), lan.paper[4].get<std::string>()).status == 200);
    CHECK(lan.office.call("GET", "/v1/me/codes", lan.cookie).json()["recovery_codes_left"] == 8);
}

TEST_CASE("codes: five tries in a quarter of an hour, right ones not counted", "[gateway][people]") {
    Coded lan;
    lan.turn_on();
    CHECK(lan.bring(lan.ticket(), lan.paper[0].get<std::string>()).status == 200);
    const auto ticket = lan.ticket();
    for (int i = 0; i < 5; ++i)
        CHECK(code_of(lan.bring(ticket, "00000" + std::to_string(i))) == "code_wrong");
    for (const auto& code : {std::string{"000006"}, lan.code(), lan.paper[1].get<std::string>()}) {
        const auto refused = lan.bring(ticket, code);
        CHECK(refused.status == 429);
        CHECK(refused.has("Retry-After: "));
    }
    CHECK(lan.bring(lan.ticket(), lan.code()).status == 429);  // Another ticket is no other person.
}

TEST_CASE("codes: a ticket is for one person, and void with the password", "[gateway][people]") {
    Coded lan;
    lan.turn_on();
    const auto ticket = lan.ticket();
    const auto hoa = Office::cookie_of(lan.office.accept(Office::code_of(lan.office.invite("hoa")), good));
    const auto id = lan.office.call("GET", "/v1/me", hoa).json()["id"].get<std::string>();
    for (const auto& other : {id + ticket.substr(ticket.find('.')), ticket + "x",
                              ticket.substr(ticket.find('.') + 1), std::string{"tk0.x"}, std::string{"."}})
        CHECK(code_of(lan.bring(other, lan.code())) == "log_in_again");
    CHECK(code_of(lan.office.house.post("/v1/login/code", {{"ticket", ticket}, {"code", lan.code()}}, "",
                                        {{"Sec-Fetch-Site", "cross-site"}})) == "cross_site_call");
    const auto changed = lan.office.call("POST", "/v1/me/password", lan.cookie,
                                         {{"old_password", good}, {"password", better}});
    CHECK(changed.status == 200);
    CHECK(changed.has("Set-Cookie"));  // Whoever changes it is in, and has shown a code before.
    CHECK(code_of(lan.bring(ticket, lan.code())) == "log_in_again");
}

TEST_CASE("codes: turned off by whoever knows the password, and by a reset", "[gateway][people]") {
    Coded lan;
    lan.turn_on();
    const auto remove = [&lan](const std::string& password) {
        return lan.office.call("POST", "/v1/me/codes/remove", lan.cookie, {{"password", password}});
    };
    CHECK(code_of(remove("sai mật khẩu rồi")) == "login_failed");
    CHECK(lan.office.log_in("lan", good).json()["code_needed"] == true);
    CHECK(remove(good).status == 204);
    CHECK(lan.office.log_in("lan", good).has("Set-Cookie"));
    lan.turn_on();
    const auto id = lan.office.call("GET", "/v1/me", lan.cookie).json()["id"].get<std::string>();
    const auto reset =
        lan.office.house.post("/v1/users/" + id + "/reset", Json::object(), lan.office.house.token);
    CHECK(lan.office.accept(Office::code_of(reset.json()), better).has("Set-Cookie"));
    CHECK(lan.office.log_in("lan", better).has("Set-Cookie"));
}

TEST_CASE("codes: no secret of theirs is in events", "[gateway][people]") {
    Coded lan;
    lan.turn_on();
    lan.bring(lan.ticket(), lan.code());
    const auto events = lan.office.house.get("/v1/events?limit=1000", lan.office.house.token).body;
    CHECK(events.find("one_time_codes_set") != std::string::npos);
    CHECK(events.find(gateway::to_base32(lan.secret)) == std::string::npos);
    CHECK(events.find(to_hex(lan.secret)) == std::string::npos);
    CHECK(events.find(lan.paper[0].get<std::string>()) == std::string::npos);
}

TEST_CASE("passkeys: made, named, used without a password or a code, removed", "[gateway][people]") {
    Keyed lan;
    const auto offered = lan.offered();
    CHECK(offered["rp"]["id"] == "localhost");
    CHECK(offered["user"]["name"] == "lan");
    CHECK(offered["exclude"].empty());
    CHECK(code_of(lan.office.call("POST", "/v1/me/passkeys/options", lan.cookie,
                                  {{"password", "sai mật khẩu rồi"}})) == "login_failed");
    const auto id = lan.added();
    CHECK(lan.offered()["exclude"][0] == lan.phone.id());
    auto listed = lan.office.call("GET", "/v1/me/passkeys", lan.cookie).json()["items"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["name"] == "Máy tôi");
    CHECK(listed[0]["last_used_at"].is_null());

    lan.phone.count = 1;
    const auto in = lan.log_in(lan.assertion(lan.challenge()));
    CHECK(in.json()["login"] == "lan");
    const auto cookie = Office::cookie_of(in);
    listed = lan.office.call("GET", "/v1/me/passkeys", cookie).json()["items"];
    CHECK(listed[0]["last_used_at"].is_string());
    lan.office.house.restart();
    lan.phone.count = 2;
    CHECK(lan.log_in(lan.assertion(lan.challenge())).status == 200);

    const auto hoa = Office::cookie_of(lan.office.accept(Office::code_of(lan.office.invite("hoa")), good));
    CHECK(lan.office.call("DELETE", "/v1/me/passkeys/" + id, hoa).status == 404);
    CHECK(lan.office.call("GET", "/v1/me/passkeys", hoa).json()["items"].empty());
    CHECK(lan.office.call("DELETE", "/v1/me/passkeys/" + id, lan.cookie).status == 204);
    lan.phone.count = 3;
    CHECK(code_of(lan.log_in(lan.assertion(lan.challenge()))) == "passkey_unknown");
}

TEST_CASE("passkeys: an assertion lets in once, and only one for a challenge of this gateway's",
          "[gateway][people]") {
    Keyed lan;
    lan.added();
    const auto assertion = lan.assertion(lan.challenge());
    CHECK(code_of(lan.log_in(assertion, {{"Sec-Fetch-Site", "cross-site"}})) == "cross_site_call");
    CHECK(lan.log_in(assertion).status == 200);
    CHECK(code_of(lan.log_in(assertion)) ==
          "passkey_unknown");  // The counter says 0 for ever: this is the challenge's doing.
    CHECK(code_of(lan.log_in(lan.assertion("bWFkZSB1cA"))) == "passkey_unknown");
    CHECK(code_of(lan.log_in(lan.assertion(lan.offered()["challenge"]))) == "passkey_unknown");
    const auto before = lan.assertion(lan.challenge());
    lan.office.house.restart();
    CHECK(code_of(lan.log_in(before)) == "passkey_unknown");
    lan.phone.origin = "http://evil.example";
    CHECK(code_of(lan.log_in(lan.assertion(lan.challenge()))) == "passkey_unknown");
    lan.phone.origin = "http://localhost";
    auto of_another = lan.assertion(lan.challenge());
    of_another["user_handle"] = gateway::to_base64url("tk999");
    CHECK(code_of(lan.log_in(of_another)) == "passkey_unknown");
    auto flipped = lan.assertion(lan.challenge());
    flipped["signature"] = gateway::to_base64url("0" + std::string(70, 'x'));
    CHECK(code_of(lan.log_in(flipped)) == "passkey_unknown");
    auto odd = lan.assertion(lan.challenge());
    odd["signature"] = "===";
    CHECK(lan.log_in(odd).status == 422);
    CHECK(lan.log_in(lan.assertion(lan.challenge())).status == 200);
}

TEST_CASE("passkeys: a counter that goes back is another's key", "[gateway][people]") {
    Keyed lan;
    lan.phone.count = 5;
    lan.added();
    for (const auto& [count, status] : {std::pair{6u, 200}, {6u, 401}, {5u, 401}, {0u, 401}, {7u, 200}}) {
        lan.phone.count = count;
        CAPTURE(count);
        CHECK(lan.log_in(lan.assertion(lan.challenge())).status == status);
    }
}

TEST_CASE("passkeys: one is made once, by its owner's page, where browsers make any", "[gateway][people]") {
    Keyed lan;
    const std::string challenge = lan.offered()["challenge"];
    CHECK(code_of(lan.add("bWFkZSB1cA")) == "passkey_refused");
    lan.phone.flags = 0x01;
    CHECK(code_of(lan.add(challenge)) == "passkey_refused");
    lan.phone.flags = 0x05;
    CHECK(lan.add(challenge).status == 201);
    lan.phone.credential_id = "another";
    CHECK(code_of(lan.add(challenge)) == "passkey_refused");
    CHECK(lan.add(lan.offered()["challenge"], "").status == 422);
    lan.phone.credential_id = std::string(32, 'i');
    CHECK(code_of(lan.add(lan.offered()["challenge"])) == "passkey_known");

    const auto hoa = Office::cookie_of(lan.office.accept(Office::code_of(lan.office.invite("hoa")), good));
    lan.phone.credential_id = "another";
    const std::string of_lan = lan.offered()["challenge"];
    lan.cookie = hoa;
    CHECK(code_of(lan.add(of_lan)) == "passkey_refused");
    for (const auto* host : {"test", "127.0.0.1", "192.168.1.20:8080"}) {
        lan.office.house.host = host;
        CHECK(code_of(lan.office.house.post("/v1/login/passkey/options", Json::object(), "", of_own_page)) ==
              "passkeys_unavailable");
    }
}

TEST_CASE("people: one's sessions say from where, and all others end at once", "[gateway][people]") {
    Office office;
    const auto first = office.lan();
    auto fields = of_own_page;
    fields.emplace_back("User-Agent", "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36");
    const auto second = Office::cookie_of(office.log_in("lan", good, fields));
    const auto third = Office::cookie_of(office.log_in("lan", good));
    const auto listed = office.call("GET", "/v1/me/sessions", third).json()["items"];
    REQUIRE(listed.size() == 3);
    CHECK(listed[0]["current"] == true);
    CHECK(listed[0]["browser"].is_null());
    CHECK(listed[1]["browser"] == "Chrome");
    CHECK(listed[1]["system"] == "Android");
    CHECK(listed[1]["last_used_at"].is_string());
    CHECK(office.call("DELETE", "/v1/me/sessions", third).status == 204);
    CHECK(office.call("GET", "/v1/me", first).status == 401);
    CHECK(office.call("GET", "/v1/me", second).status == 401);
    CHECK(office.call("GET", "/v1/me", third).status == 200);
    CHECK(office.call("DELETE", "/v1/me/sessions", third).status == 204);
}

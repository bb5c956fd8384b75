#include "gateway_tests/house.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

const std::string jpeg = "\xFF\xD8\xFF\xE0 a stand at a stall";
const Fields as_jpeg{{"Content-Type", "image/jpeg"}};

struct Field {
    House house;
    Json market = house.market("a"), other = house.market("b");
    Json stall = house.stall(market, "A-1", "00110001"), elsewhere = house.stall(other, "B-1", "00110003");
    std::string id = text(market), path = "/v1/markets/" + id, at = "/v1/stalls/" + text(stall);
    std::string board = house.new_token({{"role", "board"}, {"market_id", id}});
    std::string volunteer =
        house.new_token({{"role", "volunteer"}, {"market_id", id}, {"label", "Em Hoa"}, {"zone", "rau"}});

    static std::string text(const Json& thing) { return thing["id"]; }
    Answer tell(const Json& visit, Fields fields = {}) const {
        return house.post(at + "/visits", visit, volunteer, std::move(fields));
    }
    Json stall_for(const std::string& token) const { return house.get(at, token).json(); }
    Json listed() const { return house.get(path + "/visits?from=" + house.today(), board).json()["items"]; }
    Answer put(const std::string& body, const Fields& fields = as_jpeg) const {
        return house.call("PUT", at + "/stand-photo", volunteer, body, fields);
    }
    void withdraw() const {
        const auto owner = house.paired(stall, "owner");
        const Fields fields{{"Sec-Fetch-Site", "same-origin"}, {"Cookie", owner.cookie}};
        const auto answer = house.call("POST", at + "/consent/withdraw", "", {}, fields);
        INFO(answer.body);
        REQUIRE(answer.status < 300);
    }
};

}  // namespace

TEST_CASE("visits: a stand handed over, and a refusal with its reason, are events that the board lists",
          "[gateway][visits]") {
    Field field;
    const auto refused = field.tell({{"outcome", "refused"}, {"reason", "fears_tax"}});
    INFO(refused.body);
    REQUIRE(refused.status == 201);
    CHECK(refused.json()["visit"]["reason"] == "fears_tax");
    CHECK(refused.json()["by"]["name"] == "Em Hoa");
    CHECK(field.stall_for(field.board)["visit"]["reason"] == "fears_tax");
    CHECK(field.stall_for(field.board)["stand_handed_over"].is_null());

    const auto handed = field.tell({{"outcome", "stand_handed_over"}});
    REQUIRE(handed.status == 201);
    CHECK(handed.json()["stand_version"] == 1);
    const auto shown = field.stall_for(field.volunteer);
    CHECK(shown["stand_handed_over"] == 1);
    CHECK(shown["stand_printed_version"] == 1);
    CHECK(shown["visit"]["outcome"] == "stand_handed_over");
    CHECK(shown["visit"]["reason"].is_null());

    const auto listed = field.listed();
    REQUIRE(listed.size() == 2);
    CHECK(listed[0]["stall_code"] == "A-1");
    CHECK(listed[0]["stand_version"] == 1);
    CHECK(listed[1]["visit"]["reason"] == "fears_tax");
    const auto day = field.house.today();
    const auto report =
        field.house.get("/v1/reports/daily?market_id=" + field.id + "&date=" + day, field.board);
    CHECK(report.json()["with_stand"] == 1);
}

TEST_CASE("visits: told again they are the same, by the key and by what they say", "[gateway][visits]") {
    Field field;
    const auto at = format_rfc3339(world::SystemClock{}.now() - std::chrono::hours{2});
    const Json visit{{"outcome", "spoke"}, {"at", at}};
    const auto first = field.tell(visit, {{"Idempotency-Key", "mot-lan"}});
    REQUIRE(first.status == 201);
    CHECK(first.json()["at"] == at);
    const auto again = field.tell(visit, {{"Idempotency-Key", "mot-lan"}});
    CHECK(again.status == 200);
    CHECK(again.json() == first.json());
    const auto without_key = field.tell(visit);
    CHECK(without_key.status == 200);
    CHECK(without_key.json()["sequence"] == first.json()["sequence"]);
    CHECK(field.listed().size() == 1);
}

TEST_CASE("visits: what does not go together is refused, with its field", "[gateway][visits]") {
    Field field;
    struct Row {
        Json visit;
        int status;
        std::string field;
    };
    const Row rows[] = {
        {{{"outcome", "danced"}}, 422, "outcome"},
        {{{"outcome", "refused"}}, 422, "reason"},
        {{{"outcome", "refused"}, {"reason", "bored"}}, 422, "reason"},
        {{{"outcome", "spoke"}, {"reason", "other"}}, 422, "reason"},
        {{{"outcome", "spoke"}, {"stand_version", 1}}, 422, "stand_version"},
        {{{"outcome", "spoke"}, {"photo_sha256", std::string(64, 'a')}}, 422, "photo_sha256"},
        {{{"outcome", "stand_handed_over"}, {"photo_sha256", "AA"}}, 422, "photo_sha256"},
        {{{"outcome", "spoke"}, {"at", "yesterday"}}, 422, "at"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.visit.dump());
        const auto answer = field.tell(row.visit);
        CHECK(answer.status == row.status);
        CHECK(answer.json()["field"] == row.field);
    }
    CHECK(field.tell({{"outcome", "stand_handed_over"}, {"stand_version", 2}}).json()["code"] ==
          "stand_version_unknown");
    CHECK(field.tell({{"outcome", "spoke"}, {"at", "2026-01-01T00:00:00Z"}}).json()["code"] ==
          "visit_out_of_time");
    CHECK(field.listed().empty());
}

TEST_CASE("visits: a volunteer tells of their own area, and reads no list of them", "[gateway][visits]") {
    Field field;
    const auto far = field.house.made(field.path + "/stalls", {{"code", "C-1"}, {"zone", "Cá"}});
    for (const auto& stall : {Field::text(far), Field::text(field.elsewhere)})
        CHECK(field.house.post("/v1/stalls/" + stall + "/visits", {{"outcome", "spoke"}}, field.volunteer)
                  .json()["code"] == "stall_not_found");
    const auto query = "?from=" + field.house.today();
    CHECK(field.house.get(field.path + "/visits" + query, field.volunteer).status == 403);
    CHECK(field.house.get("/v1/markets/" + Field::text(field.other) + "/visits" + query, field.board)
              .json()["code"] == "market_not_found");
    CHECK(field.house.get(field.path + "/visits", field.board).json()["field"] == "from");
    CHECK(
        field.house.get(field.path + "/visits?from=2026-01-02&to=2026-01-01", field.board).json()["field"] ==
        "to");
}

TEST_CASE("visits: of a vendor who took the consent back only the place is told", "[gateway][visits]") {
    Field field;
    REQUIRE(field.tell({{"outcome", "stand_handed_over"}}).status == 201);
    REQUIRE(field.tell({{"outcome", "refused"}, {"reason", "fears_tax"}}).status == 201);
    REQUIRE(field.put(jpeg).status == 200);
    field.withdraw();
    for (const auto& token : {field.board, field.volunteer}) {
        const auto shown = field.stall_for(token);
        CHECK(shown["visit"].is_null());
        CHECK(shown["stand_handed_over"] == 1);
    }
    const auto listed = field.listed();
    REQUIRE(listed.size() == 2);
    for (const auto& one : listed) {
        CHECK(one["visit"].is_null());
        CHECK(one["by"]["name"] == "Em Hoa");
    }
    CHECK(field.house.get(field.at + "/stand-photo", field.board).json()["code"] == "consent_withdrawn");
    CHECK(field.put(jpeg).json()["code"] == "consent_withdrawn");
    const auto own = field.house.paired(field.stall, "owner");
    const auto held = field.house.get(field.at + "/export", own.secret).json()["visits"];
    REQUIRE(held.size() == 2);
    CHECK(held[1]["reason"] == "fears_tax");
    // Whoever does not set stalls up is told of no visit at all.
    CHECK(field.stall_for(field.house.paired(field.stall, "helper").secret)["visit"].is_null());
}

TEST_CASE("visits: a photograph is for the stall's owner and the board, and goes with the vendor",
          "[gateway][visits]") {
    Field field;
    const auto kept = field.put(jpeg);
    INFO(kept.body);
    REQUIRE(kept.status == 200);
    const auto digest = to_hex(sha256(jpeg).bytes());
    CHECK(kept.json()["photo_sha256"] == digest);
    CHECK(field.tell({{"outcome", "stand_handed_over"}, {"photo_sha256", digest}}).status == 201);
    const auto owner = field.house.paired(field.stall, "owner").secret;
    for (const auto& token : {field.board, owner, field.house.token}) {
        const auto shown = field.house.get(field.at + "/stand-photo", token);
        CHECK(shown.status == 200);
        CHECK(shown.body == jpeg);
        CHECK(shown.has("Content-Type: image/jpeg"));
        CHECK(shown.has("X-Content-Type-Options: nosniff"));
        CHECK(shown.has("sandbox"));
        CHECK(shown.has("Cross-Origin-Resource-Policy: same-origin"));
    }
    CHECK(field.house.get(field.at + "/stand-photo", field.volunteer).status == 403);
    const auto neighbour = field.house.stall(field.market, "A-2", "00110002");
    const auto stranger = field.house.paired(neighbour, "owner").secret;
    CHECK(field.house.get(field.at + "/stand-photo", stranger).status == 404);

    CHECK(field.put("GIF89a").json()["code"] == "photo_not_jpeg");
    CHECK(field.put(jpeg, {{"Content-Type", "image/png"}}).json()["code"] == "photo_not_jpeg");
    CHECK(field.put(jpeg + std::string(200 * 1024, 'x')).status == 413);
    const auto newer = jpeg + "!";
    REQUIRE(field.put(newer).status == 200);
    CHECK(field.house.get(field.at + "/stand-photo", field.board).body == newer);

    const auto vendor = field.stall["vendor"]["id"].get<std::string>();
    const auto erased =
        field.house.post("/v1/vendors/" + vendor + "/erase", {{"reason", "theo yêu cầu"}}, field.house.token);
    REQUIRE(erased.status == 200);
    CHECK(field.house.get(field.at + "/stand-photo", field.house.token).json()["code"] == "photo_not_found");
}

TEST_CASE("visits: the board's report of volunteers has a line for each, in every form",
          "[gateway][visits]") {
    Field field;
    const auto account =
        Json{{"bin", "970436"}, {"account_number", "00110044"}, {"account_name", "LE THI BA"}};
    const auto made = field.house.post(
        field.path + "/stalls", {{"code", "A-9"}, {"zone", "Rau"}, {"accounts", {account}}}, field.volunteer);
    REQUIRE(made.status == 201);
    REQUIRE(field.tell({{"outcome", "refused"}, {"reason", "no_smartphone"}}).status == 201);
    REQUIRE(field.house.send(field.house.notice("x", made.json()["stall_code"])).status == 200);
    const auto path = "/v1/reports/volunteers?market_id=" + field.id + "&from=" + field.house.today();
    const auto report = field.house.get(path, field.board).json();
    Json line;
    for (const auto& one : report["items"])
        if (one["by"]["name"] == "Em Hoa") line = one;
    CHECK(line["visited"] == 1);
    CHECK(line["registered"] == 1);
    CHECK(line["paid_within_a_day"] == 1);
    CHECK(line["refused"]["no_smartphone"] == 1);
    CHECK(line["refused"]["fears_tax"] == 0);
    CHECK(field.house.get(path + "&format=text", field.board)
              .body.find("Em Hoa: ghé 1, đăng ký 1, từ chối vì không có điện thoại 1") != std::string::npos);
    CHECK(field.house.get(path + "&format=csv", field.board)
              .body.starts_with("ngay,ma,ten,visited,registered,refused_other_bank_code,"));
    CHECK(field.house.get(path, field.volunteer).status == 403);
}

TEST_CASE("markets: one may be of hamlets, and has a colour", "[gateway][visits]") {
    House house;
    const auto hamlets =
        house.made("/v1/markets", {{"name", "Tân Ân"}, {"code", "tan-an"}, {"kind", "hamlets"}});
    CHECK(hamlets["kind"] == "hamlets");
    CHECK(hamlets["colour"] == "#000000");
    CHECK(house.market("a")["kind"] == "market");
    const auto path = "/v1/markets/" + hamlets["id"].get<std::string>();
    const auto change = [&](const std::string& colour) {
        return house.call("PATCH", path, house.token, Json{{"colour", colour}}.dump());
    };
    CHECK(change("#0a7E3c").json()["colour"] == "#0A7E3C");
    for (const auto* wrong : {"0A7E3C", "#0A7E3", "#0A7E3G", "green", "#-A7E3C"}) {
        CAPTURE(wrong);
        CHECK(change(wrong).status == 422);
    }
    CHECK(house.get(path, house.token).json()["colour"] == "#0A7E3C");
    CHECK(house.post("/v1/markets", {{"name", "B"}, {"code", "b"}, {"kind", "shop"}}, house.token).status ==
          422);
}

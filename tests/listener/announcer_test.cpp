#include "listener/announcer.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::listener;

namespace {

ServerSentEvent hello(std::uint64_t last) {
    return {std::nullopt, "hello", R"({"code":"B-12","last_sequence":)" + std::to_string(last) + "}"};
}
std::string payment_of(const std::string& id, std::int64_t dong, const std::string& more = {}) {
    return R"({"sequence":1,"id":")" + id + R"(","amount":)" + std::to_string(dong) +
           R"(,"announce":true,"trial":false)" + more + "}";
}
ServerSentEvent paid(std::uint64_t at, const std::string& id, std::int64_t dong,
                     const std::string& more = {}) {
    return {Sequence{at}, "transfer", payment_of(id, dong, more)};
}
json::Value listed(const std::string& text) { return std::get<json::Value>(json::parse(text)); }

Announcer begun(std::optional<Sequence> heard = std::nullopt) {
    Announcer announcer{voice::Region::north, Vnd{}, heard};
    CHECK_FALSE(announcer.take(hello(100)).has_value());
    return announcer;
}

}  // namespace

TEST_CASE("announcer: who begins hears what comes from now on, and each payment once", "[listener]") {
    auto announcer = begun();
    CHECK(announcer.heard() == Sequence{100});
    CHECK(announcer.code() == "B-12");
    CHECK_FALSE(announcer.take(paid(99, "tx1", 20'000)).has_value());
    const auto first = announcer.take(paid(101, "tx2", 150'000));
    REQUIRE(first.has_value());
    CHECK(first->sequence == Sequence{101});
    CHECK(first->amount == Vnd::of(150'000));
    CHECK(first->sentence == "Đã nhận, một trăm năm mươi nghìn đồng.");
    CHECK(first->bell == Bell::money);
    CHECK_FALSE(announcer.take(paid(101, "tx2", 150'000)).has_value());
    CHECK_FALSE(announcer.take(paid(102, "tx2", 150'000)).has_value());  // Told again under another event.
    CHECK(announcer.heard() == Sequence{102});
}

TEST_CASE("announcer: who comes back goes on behind what was said", "[listener]") {
    auto announcer = begun(Sequence{50});
    CHECK(announcer.heard() == Sequence{50});
    CHECK(announcer.take(paid(51, "tx1", 1'000)).has_value());
}

TEST_CASE("announcer: small money has another bell, a trial a third, and what is no news none",
          "[listener]") {
    auto announcer = begun();
    const auto small = announcer.take(paid(101, "tx1", 200));
    CHECK(small->bell == Bell::small);
    CHECK(small->sentence == "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
    auto trial = paid(102, "tx2", 1'000);
    trial.data.replace(trial.data.find(R"("trial":false)"), 13, R"("trial":true)");
    const auto tried = announcer.take(trial);
    CHECK(tried->bell == Bell::trial);
    CHECK(tried->sentence == "Đã nhận thử, một nghìn đồng.");
    auto late = paid(103, "tx3", 1'000);
    late.data.replace(late.data.find(R"("announce":true)"), 15, R"("announce":false)");
    CHECK_FALSE(announcer.take(late).has_value());
}

TEST_CASE("announcer: an aisle says whose it is", "[listener]") {
    auto announcer = begun();
    const auto said =
        announcer.take({Sequence{101}, "payment", payment_of("tx1", 35'000, R"(,"code":"C-05")")});
    CHECK(said->sentence == "Quầy C không năm. Đã nhận, ba mươi lăm nghìn đồng.");
}

TEST_CASE("announcer: by list and by stream it is said once; a gap asks for the list once", "[listener]") {
    auto announcer = begun();
    CHECK_FALSE(announcer.had_gap());
    CHECK_FALSE(announcer.take({std::nullopt, "gap", "{}"}).has_value());
    CHECK(announcer.had_gap());
    CHECK_FALSE(announcer.had_gap());
    CHECK(announcer.take_listed(listed(payment_of("tx7", 20'000))).has_value());
    CHECK_FALSE(announcer.take(paid(107, "tx7", 20'000)).has_value());
}

TEST_CASE("announcer: what was missed is one sentence, without what is no money", "[listener]") {
    auto announcer = begun(Sequence{50});
    std::vector<Announcement> missed;
    for (std::uint64_t at = 51; at < 54; ++at)
        missed.push_back(*announcer.take(paid(at, "tx" + std::to_string(at), 100'000)));
    CHECK(announcer.summary_of(missed) == "Trong lúc mất mạng có ba khoản, tổng ba trăm nghìn đồng.");
    CHECK(announcer.summary_of({}).empty());
}

TEST_CASE("announcer: bytes that are no event of choqr are no money", "[listener]") {
    auto announcer = begun();
    for (const auto* data :
         {"", "[]", "{", "null", R"({"amount":"5000","id":"a","announce":true})",
          R"({"amount":-5,"id":"b","announce":true})", R"({"amount":1e3,"id":"c","announce":1})"}) {
        CAPTURE(data);
        const auto said = announcer.take({Sequence{200}, "transfer", data});
        CHECK((!said || said->amount == Vnd{}));
        announcer = begun();
    }
}

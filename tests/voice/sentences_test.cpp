#include "voice/sentences.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "vectors.hpp"

using namespace choqr;
using namespace choqr::voice;

namespace {

Vnd dong(const nlohmann::json& row, const char* key) { return Vnd::of(row.at(key).get<std::int64_t>()); }

VndSum sum_of(const nlohmann::json& row, const char* key) {
    return *VndSum::from_dong(row.at(key).get<std::int64_t>());
}

Received received_of(const nlohmann::json& row, Vnd amount) {
    Received payment{amount};
    if (row.contains("owed")) payment.owed = dong(row, "owed");
    if (row.contains("lowest")) payment.lowest = dong(row, "lowest");
    return payment;
}

std::string missed_of(const nlohmann::json& row) {
    std::vector<Received> payments;
    for (const auto& amount : row.at("amounts"))
        payments.push_back(received_of(row, Vnd::of(amount.get<std::int64_t>())));
    return say_missed(row.at("why") == "muted" ? Silence::muted : Silence::no_network, payments,
                      region_of(row));
}

TimeOfDay time_of(const nlohmann::json& row) {
    const auto clock = row.at("clock").get<std::string>();
    return {std::stoi(clock.substr(0, 2)), std::stoi(clock.substr(3))};
}

std::string said(const nlohmann::json& row) {
    const auto region = region_of(row);
    const auto kind = row.at("say").get<std::string>();
    const auto received = [&] { return received_of(row, dong(row, "amount")); };
    if (kind == "received") return say_received(received(), region);
    if (kind == "trial") return say_trial(received(), region);
    if (kind == "again") return say_again(row.at("number"), say_received(received(), region), region);
    if (kind == "at_stall")
        return say_at_stall(row.at("code").get<std::string>(), say_received(received(), region), region);
    if (kind == "ready") return say_ready(row.at("code").get<std::string>(), region);
    if (kind == "missed") return missed_of(row);
    if (kind == "today") return say_today(row.at("count"), sum_of(row, "sum"), region);
    if (kind == "found") return say_found(time_of(row), dong(row, "amount"), region);
    if (kind == "told") return say_told(time_of(row), dong(row, "amount"), region);
    if (kind == "unclear") return say_unclear();
    if (kind == "unclaimed") return say_unclaimed(dong(row, "amount"), region);
    if (kind == "balance") return say_balance(dong(row, "asked"), sum_of(row, "received"), region);
    if (kind == "shift") return say_shift(time_of(row), row.at("count"), sum_of(row, "sum"), region);
    if (kind == "right_code") return say_right_code();
    if (kind == "strange_code") return say_strange_code();
    return kind == "absent" ? say_absent() : "a kind that this test does not know: " + kind;
}

}  // namespace

TEST_CASE("sentences: each kind is said as the vectors have it", "[voice][sentences]") {
    const auto& rows = speech_vectors()["sentences"];
    for (const std::string kind :
         {"received", "trial", "again", "at_stall", "ready", "missed", "today", "found", "told", "unclear",
          "absent", "unclaimed", "balance", "shift", "right_code", "strange_code"})
        CHECK(std::ranges::any_of(rows, [&](const auto& row) { return row.at("say") == kind; }));
    for (const auto& row : rows) {
        CAPTURE(row.dump());
        CHECK(said(row) == row.at("text"));
    }
}

TEST_CASE("sentences: what is below the stall's own price is small, and nothing under 1.000 đ is not",
          "[voice][sentences]") {
    CHECK(is_small({.amount = Vnd::of(999)}));
    CHECK_FALSE(is_small({.amount = Vnd::of(1'000)}));
    CHECK(is_small({.amount = Vnd::of(4'999), .lowest = Vnd::of(5'000)}));
    CHECK(is_small({.amount = Vnd::of(999), .lowest = Vnd{}}));
}

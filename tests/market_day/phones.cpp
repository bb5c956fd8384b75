#include "phones.hpp"

namespace choqr::market_day {
namespace {

/// What a browser keeps of "Set-Cookie: choqr-device-st17=choqr_…; Path=/; …".
std::string cookie_of(const std::string& fields) {
    constexpr std::string_view name = "Set-Cookie: ";
    const auto from = fields.find(name) + name.size();
    return fields.substr(from, fields.find(';', from) - from);
}

}  // namespace

void Phones::pair() {
    const auto stall = vendors_.any().id;
    const auto* const role = chance_.happens(500) ? "owner" : "helper";
    operator_.call("/v1/stalls/" + stall.text() + "/pairing", {{"role", role}},
                   [this, stall](const Reply& reply) {
                       trace_.say("a code for " + stall.text() + ": " + std::to_string(reply.status));
                       if (reply.status == 201) take_code(stall, Json::parse(reply.body).at("code"));
                   });
}

void Phones::take_code(StallId stall, const std::string& code) {
    Gateway::Message message;
    message.target = "/v1/pair";
    message.fields.emplace_back("content-type", "application/json");
    message.body = Json{{"code", code}, {"name", "May " + std::to_string(phones_.size())}}.dump();
    operator_.send(std::move(message), [this, stall](const Reply& reply) {
        trace_.say("a phone at " + stall.text() + ": " + std::to_string(reply.status));
        if (reply.status != 201) return;
        const std::string id = Json::parse(reply.body).at("id");
        operator_.promise(Sequence{TokenId::parse(id).value().value()});
        phones_.push_back({id, stall, cookie_of(reply.fields)});
    });
}

void Phones::revoke() {
    if (phones_.empty()) return;
    const auto which = chance_.below(phones_.size());
    auto& phone = phones_[which];
    if (phone.standing != Standing::paired) return;
    auto message = operator_.message("/v1/stalls/" + phone.stall.text() + "/devices/" + phone.id);
    message.method = http::Method::delete_;
    phone.standing = Standing::in_doubt;
    operator_.send(std::move(message), [this, which](const Reply& reply) {
        trace_.say("revoking " + phones_[which].id + ": " + std::to_string(reply.status));
        if (reply.status == 204) phones_[which].standing = Standing::revoked;
    });
}

void Phones::call() {
    if (phones_.empty()) return;
    const auto& phone = chance_.any(phones_);
    Gateway::Message message;
    message.method = http::Method::get;
    message.target = "/v1/stalls/" + phone.stall.text() + "/live";
    message.fields.emplace_back("cookie", phone.cookie);
    const auto standing = phone.standing;
    operator_.send(std::move(message), [this, id = phone.id, standing](const Reply& reply) {
        trace_.say(id + " opens its screen: " + std::to_string(reply.status));
        must(standing != Standing::revoked || reply.status != 200,
             "RevokedIsOut: " + id + " was revoked and is told of the stall's money");
        must(standing != Standing::paired || reply.status != 401 || machine_.failed(),
             "PairedIsIn: " + id + " is paired, was never revoked, and is not let in");
    });
}

const Phones::Phone* Phones::any_paired() {
    if (phones_.empty()) return nullptr;
    const auto& phone = chance_.any(phones_);
    return phone.standing == Standing::paired ? &phone : nullptr;
}

}  // namespace choqr::market_day

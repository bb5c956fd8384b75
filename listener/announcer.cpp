#include "listener/announcer.hpp"

#include <algorithm>

namespace choqr::listener {
namespace {

std::string text_of(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value != nullptr && value->string() != nullptr ? *value->string() : std::string{};
}
std::int64_t number_of(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value != nullptr && value->integer() != nullptr ? *value->integer() : 0;
}
bool is_true(const json::Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value != nullptr && value->boolean() != nullptr && *value->boolean();
}

}  // namespace

std::optional<Announcement> Announcer::take(const ServerSentEvent& event) {
    if (event.name == "gap") had_gap_ = true;
    const auto parsed = json::parse(event.data);
    const auto* data = std::get_if<json::Value>(&parsed);
    if (data == nullptr) return std::nullopt;
    if (event.name == "hello") hear_hello(*data);
    const bool is_payment = event.name == "transfer" || event.name == "payment";
    if (!is_payment || !event.id || (heard_ && event.id->value() <= heard_->value())) return std::nullopt;
    heard_ = event.id;
    return take_payment(*data, *event.id);
}

// Whoever begins has heard nothing, and is not told of what came before.
void Announcer::hear_hello(const json::Value& hello) {
    code_ = text_of(hello, "code");
    if (!heard_) heard_ = Sequence{static_cast<std::uint64_t>(number_of(hello, "last_sequence"))};
}

std::optional<Announcement> Announcer::take_listed(const json::Value& transfer) {
    return take_payment(transfer, Sequence{static_cast<std::uint64_t>(number_of(transfer, "sequence"))});
}

std::optional<Announcement> Announcer::take_payment(const json::Value& payment, Sequence at) {
    const auto amount = Vnd::from_dong(number_of(payment, "amount"));
    const auto id = text_of(payment, "id");
    if (!amount || !is_true(payment, "announce") || !announced_.insert(id).second) return std::nullopt;
    order_.push_back(id);
    if (order_.size() > announced_max) {
        announced_.erase(order_.front());
        order_.pop_front();
    }
    const voice::Received received{.amount = *amount, .lowest = lowest_};
    const bool is_trial = is_true(payment, "trial");
    auto sentence = is_trial ? voice::say_trial(received, region_) : voice::say_received(received, region_);
    // An aisle hears many stalls: whose it is comes first.
    if (payment.find("code") != nullptr)
        sentence = voice::say_at_stall(text_of(payment, "code"), sentence, region_);
    const auto bell = is_trial ? Bell::trial : voice::is_small(received) ? Bell::small : Bell::money;
    return Announcement{at, *amount, bell, std::move(sentence)};
}

std::string Announcer::summary_of(const std::vector<Announcement>& missed) const {
    std::vector<voice::Received> payments;
    for (const auto& one : missed)
        if (one.bell != Bell::trial) payments.push_back({.amount = one.amount, .lowest = lowest_});
    return payments.empty() ? std::string{}
                            : voice::say_missed(voice::Silence::no_network, payments, region_);
}

}  // namespace choqr::listener

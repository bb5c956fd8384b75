#pragma once

#include <optional>
#include <string_view>

#include "book/wire.hpp"

namespace choqr::book {

inline std::string actor_of(std::string_view feed) { return std::string{"feed:"}.append(feed); }

/// A feed is the actor of what it tells, where nobody else is named.
template <class Message>
void name_actor(const Message&, RecordedEvent&) {}
template <class Message>
requires requires(const Message& m) { m.creditor_account(); }
void name_actor(const Message& m, RecordedEvent& event) {
    if (m.stamp().actor().empty()) event.actor.assign("feed:").append(m.feed());
}

template <class Message>
void parse(Message& message, std::string_view payload) {
    if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) malformed();
}

/// As far as the rules need it, of the types that are nearly all there is: transfers and requests. False for
/// all others.
bool read_unsealed(std::uint16_t type, std::string_view payload, const Opening& with,
                   std::optional<RecordedEvent>& into);

}  // namespace choqr::book

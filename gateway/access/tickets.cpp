#include "access/tickets.hpp"

#include "access/base64url.hpp"
#include "access/chance.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t chance_bytes = 16, time_bytes = 8, tag_bytes = 16;
constexpr std::size_t head_bytes = chance_bytes + time_bytes;

void put(std::string& text, Instant instant) {
    const auto ms = static_cast<std::uint64_t>(instant.time_since_epoch().count());
    for (std::size_t i = time_bytes; i-- > 0;) text += static_cast<char>(ms >> (8 * i) & 0xff);
}
Instant instant_in(std::string_view head) {
    std::uint64_t ms = 0;
    for (const char c : head.substr(chance_bytes)) ms = ms << 8 | static_cast<unsigned char>(c);
    return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(ms)}};
}

}  // namespace

Tickets::Tickets(world::Random& random) : key_{HmacKey::Digest::sha256, chance<32>(random)} {}

std::string Tickets::tag_of(std::string_view head, std::string_view about) const {
    return key_.mac({head, about}).substr(0, tag_bytes);  // `head` is of one length.
}

std::string Tickets::make(std::string_view about, Instant now, world::Random& random) const {
    auto head = chance<chance_bytes>(random);
    put(head, now);
    return to_base64url(head + tag_of(head, about));
}

// A clock that was set back makes none good for longer than it lasts.
bool Tickets::is_good(std::string_view ticket, std::string_view about, Instant now) const {
    const auto bytes = from_base64url(ticket);
    if (!bytes || bytes->size() != head_bytes + tag_bytes) return false;
    const auto head = std::string_view{*bytes}.substr(0, head_bytes);
    if (!constant_time_equal(tag_of(head, about), std::string_view{*bytes}.substr(head_bytes))) return false;
    const auto made = instant_in(head);
    return made <= now + lasts && now < made + lasts;
}

bool Tickets::use_up(std::string_view ticket, Instant now) {
    const std::lock_guard lock{mutex_};
    std::erase_if(used_, [now](const auto& one) { return one.second <= now; });
    return used_.emplace(sha256(ticket), now + 2 * lasts).second;
}

}  // namespace choqr::gateway

#include "http/seats.hpp"

#include <algorithm>

namespace choqr::http {

Seats::Seats(Limits limits)
    : limits_{limits.seats_max, std::min(limits.reserved, limits.seats_max / 4), limits.per_client_max} {}

Seats::Seat& Seats::Seat::operator=(Seat&& other) noexcept {
    if (this == &other) return *this;
    give_back();
    seats_ = std::exchange(other.seats_, nullptr);
    room_ = other.room_;
    client_ = other.client_;
    return *this;
}

void Seats::Seat::give_back() {
    auto* const seats = std::exchange(seats_, nullptr);
    if (seats == nullptr) return;
    const std::lock_guard lock{seats->mutex_};
    seats->give_back_locked(room_, client_);
}

Seats::Answer Seats::take(Room room, const std::optional<ClientAddress>& client, Seat& seat) {
    const std::lock_guard lock{mutex_};
    const auto answer = take_locked(room, client);
    if (answer != Answer::taken) return answer;
    seat.seats_ = this;
    seat.room_ = room;
    seat.client_ = client;
    return answer;
}

Seats::Answer Seats::take_locked(Room room, const std::optional<ClientAddress>& client) {
    const bool is_connection = room != Room::request;
    const auto most = room == Room::reserved ? limits_.reserved : limits_.seats_max - limits_.reserved;
    if (is_connection && held_of(all_, room) >= most) return Answer::full;
    if (client) {
        const auto client_most =
            room == Room::reserved ? std::max<std::size_t>(1, limits_.reserved / 4) : limits_.per_client_max;
        const auto found = by_client_.find(*client);
        if (found != by_client_.end() && held_of(found->second, room) >= client_most)
            return Answer::client_full;
        ++held_of(found != by_client_.end() ? found->second : by_client_[*client], room);
    }
    if (is_connection) ++held_of(all_, room);
    return Answer::taken;
}

void Seats::give_back_locked(Room room, const std::optional<ClientAddress>& client) {
    if (room != Room::request) --held_of(all_, room);
    if (!client) return;
    const auto found = by_client_.find(*client);
    --held_of(found->second, room);
    if (found->second.ordinary == 0 && found->second.reserved == 0) by_client_.erase(found);
}

void Seats::promote(Seat& seat) {
    if (!seat.is_reserved()) return;
    const std::lock_guard lock{mutex_};
    if (take_locked(Room::ordinary, seat.client_) != Answer::taken) return;
    give_back_locked(Room::reserved, seat.client_);
    seat.room_ = Room::ordinary;
}

}  // namespace choqr::http

#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "http/client_address.hpp"

namespace choqr::http {

/// Who holds how many of a server's seats. Two rooms: the ordinary one, and one kept for providers' notices,
/// whose clients are on probation. No client (ClientAddress::counted()) holds more than its cap of the
/// ordinary room and a quarter of the other. Behind a trusted proxy a client holds no connection: there each
/// of its requests under way counts against the same cap. Any thread.
class Seats {
public:
    struct Limits {
        std::size_t seats_max = 20'000;  ///< Both rooms together.
        std::size_t reserved = 256;      ///< Of them for notices; never more than a quarter of all.
        std::size_t per_client_max = 5'000;
    };
    enum class Room { ordinary, reserved, request };
    enum class Answer { taken, full, client_full };

    /// What somebody holds; given back when it ends. `seats` outlives it.
    class Seat {
    public:
        Seat() = default;
        Seat(Seat&& other) noexcept { *this = std::move(other); }
        Seat& operator=(Seat&& other) noexcept;
        ~Seat() { give_back(); }

        void give_back();
        bool is_reserved() const { return seats_ != nullptr && room_ == Room::reserved; }
        const std::optional<ClientAddress>& client() const { return client_; }

    private:
        friend class Seats;
        Seats* seats_ = nullptr;
        Room room_ = Room::ordinary;
        std::optional<ClientAddress> client_;
    };

    explicit Seats(Limits limits);

    /// `seat` holds nothing before, and what was asked for when the answer is `taken`. `client`: who is
    /// counted; nothing for a trusted proxy's connection.
    Answer take(Room room, const std::optional<ClientAddress>& client, Seat& seat);
    /// From the reserved room into the ordinary one, if that has a place.
    void promote(Seat& seat);

private:
    struct Held {
        std::size_t ordinary = 0;  // With requests behind proxies.
        std::size_t reserved = 0;
    };
    std::size_t& held_of(Held& held, Room room) const {
        return room == Room::reserved ? held.reserved : held.ordinary;
    }
    Answer take_locked(Room room, const std::optional<ClientAddress>& client);
    void give_back_locked(Room room, const std::optional<ClientAddress>& client);

    const Limits limits_;
    std::mutex mutex_;
    Held all_;  // Requests are not in it.
    std::map<ClientAddress, Held>
        by_client_;  // Ordered: a stranger chooses addresses, and no choice makes it slow.
};

}  // namespace choqr::http

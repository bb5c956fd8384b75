#pragma once

#include <functional>

#include "machine.hpp"

namespace choqr::market_day {

using Reply = Gateway::Reply;

/// Busy, without room, or failed for a reason of the disk's: it may be recorded or not.
inline bool ask_again(const Reply& reply) { return reply.status >= 500; }

/// The two ways into the gateway that runs. An answer comes at once, later, or, if this life ends first,
/// never.
class Door {
public:
    explicit Door(Machine& machine) : machine_{machine} {}

    /// As over HTTP: through the router and the route. NoFaultNoRefusal is held here, for everybody who
    /// calls.
    void call(Gateway::Message message, std::function<void(const Reply&)> done);
    /// Straight to the sequencer, as commands of the program's own do.
    void submit(book::Ask ask, std::function<void(const Result<book::Outcome>&)> done,
                std::string actor = "market day");

private:
    Machine& machine_;
};

}  // namespace choqr::market_day

#include "door.hpp"

namespace choqr::market_day {

void Door::call(Gateway::Message message, std::function<void(const Reply&)> done) {
    machine_.gateway().call(std::move(message), [this, done = std::move(done)](const Reply& reply) {
        must(reply.status != 500 || machine_.a_fault_struck() || machine_.failed() || machine_.dying(),
             "NoFaultNoRefusal: a route failed though no fault struck: " + reply.body);
        done(reply);
    });
}

void Door::submit(book::Ask ask, std::function<void(const Result<book::Outcome>&)> done, std::string actor) {
    machine_.gateway().ledger.sequencer().submit({std::move(ask), std::move(actor), {}}, std::move(done));
}

}  // namespace choqr::market_day

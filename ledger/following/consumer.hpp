#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/sequence.hpp"
#include "book/events.hpp"

namespace choqr::following {

/// Consecutive records of the journal, decoded.
struct Portion {
    const std::vector<book::RecordedEvent>& events;  ///< Those that the consumer wants, in order.
    Sequence next;  ///< Of the record behind the portion: the position once it is taken.
};

/// Who makes something of the events. Its errors are its own: no other consumer hears of them.
class Consumer {
public:
    virtual ~Consumer() = default;

    /// The sequence of the first record that it has not taken. Any thread.
    virtual Sequence position() const = 0;
    /// Takes a portion that starts at position(): all of it or nothing, and position() says which. One thread
    /// at a time.
    virtual Result<void> take(const Portion& portion) = 0;
    /// After take(), once whoever waited for it has been told, and whenever there was nothing to take: what
    /// may be slow and may fail without a word. The thread of take().
    virtual void afterwards() {}

    /// Whether `error`, one that take() returned, may be over by itself.
    virtual bool may_pass(const Error& error) const = 0;
    /// Whether a record with this type number of the journal is any of its business. What is skipped is not
    /// decoded.
    virtual bool wants(std::uint16_t type) const {
        static_cast<void>(type);
        return true;
    }
    /// Whether it reads what is personal in a transfer. If not, transfers and requests come as
    /// book::decode_for_replay() leaves them.
    virtual bool reads_personal_data() const = 0;
};

}  // namespace choqr::following

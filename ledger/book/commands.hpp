#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/hash.hpp"
#include "book/consents/commands.hpp"
#include "book/days/commands.hpp"
#include "book/payees/commands.hpp"
#include "book/people/commands.hpp"
#include "book/places/commands.hpp"
#include "book/requests/commands.hpp"
#include "book/sales/commands.hpp"
#include "book/transfers/commands.hpp"
#include "book/visits/commands.hpp"
#include "book/vocabulary.hpp"

namespace choqr::book {

// What people and providers ask for, by subject. Values are already checked for form (labels, ranges);
// whether the ledger allows it is decide()'s business.

namespace detail {
template <class, class... Each>
using VariantOf = std::variant<Each...>;
}  // namespace detail

#define CHOQR_ROW(Command) , Command
using Ask = detail::VariantOf<void CHOQR_BOOK_COMMANDS(CHOQR_ROW)>;
#undef CHOQR_ROW

/// The client's Idempotency-Key, bound to who sent it and to what was asked.
struct Idempotency {
    Hash key;   ///< Over the caller's name, the route and the key.
    Hash body;  ///< Over the request; the same key with another body is refused.
    friend bool operator==(const Idempotency&, const Idempotency&) = default;
};

struct Command {
    Ask ask;
    std::string actor;  ///< Who asked, for the record: a token's id, "feed:sepay-main", "operator", "clock".
    std::optional<Idempotency> idempotency;
    /// The same request's key as older versions bound it: recognised where it was recorded, recorded no more.
    std::optional<Hash> former_key{};
};

}  // namespace choqr::book

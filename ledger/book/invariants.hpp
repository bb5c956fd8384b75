#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "book/book.hpp"

namespace choqr::book {

/// Something that is true of every book. `broken` answers the sentence that says where it is not, or nothing.
struct Invariant {
    std::string_view name;
    std::optional<std::string> (*broken)(const Book::State& state);
};

/// All of them, in the order in which a reader should look.
std::span<const Invariant> invariants();

}  // namespace choqr::book

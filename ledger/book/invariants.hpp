#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "book/book.hpp"

namespace choqr::book {

/// Something that is true of every book. `broken` answers the sentence that says where it is not, or nothing.
struct Invariant {
    std::string_view name;
    std::optional<std::string> (*broken)(const Book::State& state);
};

// Of each subject.
std::span<const Invariant> transfer_invariants();
std::span<const Invariant> request_invariants();
std::span<const Invariant> place_invariants();
std::span<const Invariant> payee_invariants();
std::span<const Invariant> consent_invariants();
std::span<const Invariant> sales_invariants();

/// All of them, in the order in which a reader should look.
std::vector<Invariant> invariants();

}  // namespace choqr::book

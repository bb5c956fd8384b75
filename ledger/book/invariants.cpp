#include "book/invariants.hpp"

namespace choqr::book {

std::vector<Invariant> invariants() {
    std::vector<Invariant> all;
    for (const auto of_subject : {transfer_invariants(), request_invariants(), place_invariants(),
                                  payee_invariants(), consent_invariants(), sales_invariants()})
        all.insert(all.end(), of_subject.begin(), of_subject.end());
    return all;
}

std::vector<std::string> Book::broken_invariants() const {
    std::vector<std::string> sentences;
    for (const auto& invariant : invariants())
        if (auto sentence = invariant.broken(*state_))
            sentences.push_back(std::string{invariant.name} + ": " + *sentence);
    return sentences;
}

}  // namespace choqr::book

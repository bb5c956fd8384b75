#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/sequence.hpp"

namespace choqr::book {

/// A set of sequences from 0 on, one bit each.
class SequenceSet {
public:
    SequenceSet() = default;
    explicit SequenceSet(std::vector<std::uint64_t> words) : words_{std::move(words)} {}

    void add(Sequence sequence) {
        const auto word = sequence.value() / 64;
        if (words_.size() <= word) words_.resize(word + 1);
        words_[word] |= std::uint64_t{1} << sequence.value() % 64;
    }
    bool contains(Sequence sequence) const {
        const auto word = sequence.value() / 64;
        return word < words_.size() && (words_[word] >> sequence.value() % 64 & 1) != 0;
    }
    /// For the book's snapshot: up to the word of the last sequence added.
    const std::vector<std::uint64_t>& words() const { return words_; }

private:
    std::vector<std::uint64_t> words_;
};

}  // namespace choqr::book
